"""How the text of an authored field becomes a value, and what is said when it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, Literal, NamedTuple, NoReturn, TypeVar

LONGEST_TEXT = 400
LONGEST_LIST = 200

Path = tuple[str | int, ...]
_Made = TypeVar("_Made", bound="Shape")


class Fault(NamedTuple):
    """What is wrong at ``path``: an unknown field, a missing one, or a value that is not
    ``wanted``; ``options`` are what it may have meant, or all fields in their usual order.
    """

    kind: Literal["unknown", "missing", "value"]
    path: Path
    wanted: str = ""
    found: Any = None
    options: tuple[str, ...] = ()


Reader = Callable[[Any, Path, list[Fault]], Any]
"""A value as written (text, list or fields), its path and where to put faults, to what it means."""


class _Field(NamedTuple):
    reader: Reader
    default: Any
    necessary: bool
    alias: str


class Shape:
    """The base of what a set of fields becomes: one attribute a field, never changed again."""

    fields: ClassVar[Mapping[str, _Field]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: part for name, part in vars(cls).items() if isinstance(part, _Field)}
        cls.fields = {part.alias or name: part for name, part in own.items()}
        names = {part.alias or name: name for name, part in own.items()}
        cls._attributes = names

    _attributes: ClassVar[Mapping[str, str]] = {}

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(
            {
                name: values.get(key, self.fields[key].default)
                for key, name in self._attributes.items()
            }
        )

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


def needed(reader: Reader, alias: str = "") -> Any:
    """A field that must be given."""
    return _Field(reader, None, True, alias)


def maybe(reader: Reader, default: Any, alias: str = "") -> Any:
    """A field that may be left out."""
    return _Field(reader, default, False, alias)


def read(shape: type[_Made], value: Any, path: Path, faults: list[Fault]) -> _Made | None:
    """The fields of ``value`` as a shape; what is wrong goes to ``faults``, and then None."""
    if not isinstance(value, dict):
        wanted = "a set of fields, each on its line as name: value"
        faults.append(Fault("value", path, wanted, value))
        return None
    before = len(faults)
    unknown = [name for name in value if name not in shape.fields]
    faults += [
        Fault("unknown", (*path, name), "", value[name], tuple(shape.fields)) for name in unknown
    ]
    values: dict[str, Any] = {}
    for name, part in shape.fields.items():
        if name in value:
            values[name] = part.reader(value[name], (*path, name), faults)
        elif part.necessary:
            faults.append(Fault("missing", (*path, name), options=tuple(shape.fields)))
    return shape(values) if len(faults) == before else None


def anything(value: Any, path: Path, faults: list[Fault]) -> Any:
    """Any text, also none."""
    if isinstance(value, str):
        return value
    faults.append(Fault("value", path, "text", value))
    return None


def words(value: Any, path: Path, faults: list[Fault]) -> Any:
    """Some words on one line."""
    if anything(value, path, faults) is None:
        return None
    flat = " ".join(value.split())
    if not flat or len(flat) > LONGEST_TEXT:
        wanted = f"at most {LONGEST_TEXT} characters" if flat else "some words"
        faults.append(Fault("value", path, wanted, value))
    return flat


def like(pattern: str, wanted: str) -> Reader:
    """Text that a pattern of ours matches whole."""
    compiled = re.compile(pattern)

    def reader(value: Any, path: Path, faults: list[Fault]) -> Any:
        if anything(value, path, faults) is not None and not compiled.fullmatch(value):
            faults.append(Fault("value", path, wanted, value))
        return value

    return reader


def one_of(*options: str) -> Reader:
    """One of these words."""

    def reader(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, str) or value not in options:
            wanted = f"one of {', '.join(options)}" if len(options) > 1 else options[0]
            faults.append(Fault("value", path, wanted, value, options))
        return value

    return reader


def whole(least: int, most: int) -> Reader:
    """A whole number from ``least`` to ``most``."""

    def reader(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,6}", value):
            faults.append(Fault("value", path, "a whole number", value))
            return None
        if not least <= int(value) <= most:
            wanted = f"{least} or more" if int(value) < least else f"{most} or less"
            faults.append(Fault("value", path, wanted, value))
        return int(value)

    return reader


def yes_no(value: Any, path: Path, faults: list[Fault]) -> Any:
    """A yes or a no, in the ways YAML has them."""
    said = value.lower() if isinstance(value, str) else ""
    if said in ("yes", "true", "on"):
        return True
    if said not in ("no", "false", "off"):
        faults.append(Fault("value", path, "yes or no", value, ("yes", "no")))
    return False


def day_or_empty(value: Any, path: Path, faults: list[Fault]) -> Any:
    """A date as ``2026-11-28``, or nothing yet."""
    if anything(value, path, faults) is None or not value:
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        faults.append(Fault("value", path, "a date such as 2026-11-28, or empty", value))
        return value


def listed(reader: Reader, least: int = 0, most: int = LONGEST_LIST) -> Reader:
    """A list of such values."""

    def whole_list(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, list):
            faults.append(Fault("value", path, "a list, such as [first, second]", value))
            return []
        _counted(value, path, faults, least, most)
        return [reader(one, (*path, number), faults) for number, one in enumerate(value[:most])]

    return whole_list


def mapped(reader: Reader, least: int = 0, most: int = 1000) -> Reader:
    """Such values by names of the author's own."""

    def whole_map(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, dict):
            wanted = "a set of fields, each on its line as name: value"
            faults.append(Fault("value", path, wanted, value))
            return {}
        _counted(value, path, faults, least, most)
        return {name: reader(one, (*path, name), faults) for name, one in value.items()}

    return whole_map


def shaped(shape: type[Shape]) -> Reader:
    """A set of fields."""

    def fields(value: Any, path: Path, faults: list[Fault]) -> Any:
        return read(shape, value, path, faults)

    return fields


def _counted(value: Iterable[Any], path: Path, faults: list[Fault], least: int, most: int) -> None:
    count = len(list(value))
    if count < least:
        faults.append(Fault("value", path, f"a list of at least {least}"))
    elif count > most:
        faults.append(Fault("value", path, f"a list of at most {most}"))
