"""What the user chose, read from TOML; a mistake is said with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.errors import CaraError

if TYPE_CHECKING:
    from pydantic import ValidationError

LARGEST = 256 * 1024


class SettingsError(CaraError):
    """The settings file cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default.

    ``site`` and ``note_writer`` name records that plugins offer. ``enabled`` maps the name of
    another distribution's plugin to the SHA-256 (hex) of the RECORD it was enabled with;
    ``off`` names plugins of ours that are turned off. ``on_call`` maps a site's id to the user's
    own numbers for its on-call card, by short role name. ``retention`` maps a class of what is
    held (see :mod:`cara_facilitate.domain.retention`) to days after workshop two, and
    ``backups_days`` to the days after which copies in backups end.
    """

    site: str = ""
    curriculum: str = ""
    variant: str = ""
    note_writer: str = ""
    enabled: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    on_call: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)


def load(path: Path) -> Settings:
    """The settings in this file; the defaults if there is none.

    :raises SettingsError: with ``file:line:column`` if it is no TOML or holds something else
        than settings.
    """
    text = read_text(path)
    return parse(text, path) if text else Settings()


def parse(text: str, path: Path) -> Settings:
    """The settings in this text.

    :raises SettingsError: with ``file:line:column``.
    """
    table = as_table(text, path)
    from pydantic import ValidationError

    from cara_facilitate.settings.schema import SettingsFile

    try:
        read = SettingsFile.model_validate(table)
    except ValidationError as error:
        raise _explained(error, text, path) from None
    pins = {name: pin for name, pin in read.plugins.enabled.items() if isinstance(pin, str)}
    off = frozenset(name for name, pin in read.plugins.enabled.items() if pin is False)
    numbers = {
        site: {str(role): n for role, n in own.items()} for site, own in read.on_call.items()
    }
    chosen = (read.site, read.curriculum, read.variant, read.note_writer)
    return Settings(*chosen, pins, off, numbers, dict(read.retention))


def read_text(path: Path) -> str:
    """The file's text, empty if there is no file.

    :raises SettingsError: if it cannot be read, is too large or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return ""
    except OSError:
        raise SettingsError(
            "The settings file cannot be read.", "Check who may read it.", str(path)
        ) from None
    if len(data) > LARGEST:
        raise SettingsError("The settings file is too large.", "Shorten it.", str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode("utf-8-sig"))
        raise SettingsError(
            "The settings file is not UTF-8 text.",
            "Save it as UTF-8.",
            f"{path}:{line}:{column}",
        ) from None


def as_table(text: str, path: Path) -> dict[str, Any]:
    """The TOML table in this text.

    :raises SettingsError: with ``file:line:column`` if it is no TOML.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = re.search(r"at line (\d+), column (\d+)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else _place(text)
        raise SettingsError(
            "This is not a setting in TOML.",
            'A setting is written: name = "value".',
            f"{path}:{line}:{column}",
        ) from None


def _explained(error: ValidationError, text: str, path: Path) -> SettingsError:
    from cara_facilitate.domain.oncall import NUMBER_RULE, ROLES
    from cara_facilitate.settings.schema import NAMES

    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    names = [str(part) for part in first["loc"][:3]]
    line, column = _find(names, text)
    shown = ".".join(re.sub(r"[^\w.-]", "?", name)[:40] for name in names)
    if names[0] == "on_call" and names[2:] not in ([], ["[key]"]):
        known = names[2] in ROLES
        message = f"The on-call card has no role {shown.rpartition('.')[2]}."
        if known:
            message = f"The setting {shown} is not a telephone number."
        hint = f"{NUMBER_RULE}." if known else f"Roles are: {', '.join(ROLES)}."
    elif names[0] == "retention":
        message, hint = _retention_words(names)
    elif first["type"] == "extra_forbidden":
        near = get_close_matches(names[-1], NAMES, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Settings are: {', '.join(NAMES)}."
        message = f"There is no setting {shown}."
    else:
        hint = "Write text in quotes; a plugin's entry is the hash that `cara plugins` wrote."
        message = f"The setting {shown} does not hold what it should."
    return SettingsError(message, hint, f"{path}:{line}:{column}")


def _retention_words(names: list[str]) -> tuple[str, str]:
    from cara_facilitate.domain.retention import MOST_DAYS, SETTABLE

    known = ", ".join((*SETTABLE, "backups_days"))
    if names[2:] == ["[key]"]:
        return "There is no such class in retention.", f"Classes are: {known}."
    return (
        "A setting of retention is not a number of days.",
        f"Write a whole number from 0 to {MOST_DAYS}, such as: feedback = 28",
    )


def _find(names: list[str], text: str) -> tuple[int, int]:
    """Where the last of these keys is written, as near as plain text tells."""
    for name in reversed(names):
        found = re.search(rf"(?m)^[^#\n]*?(?<![\w-]){re.escape(name)}(?![\w-])", text)
        if found:
            return _place(text[: found.end() - len(name)])
    return 1, 1


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
