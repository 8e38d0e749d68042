"""The toolkit's own templates for what an author starts from, filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "templates"
_SUFFIX = ".j2"


def page(name: str, values: Mapping[str, object]) -> str:
    """One template, such as ``activity.md``, with these values.

    :raises jinja2.UndefinedError: if the template asks for a value that is not given.
    """
    return _templates().get_template(name + _SUFFIX).render(values)


def starters() -> Iterator[str]:
    """The names of the pages of a new curriculum, relative to ``curriculum/``."""
    folder = _FOLDER / "curriculum"
    for path in sorted(folder.rglob(f"*{_SUFFIX}")):
        yield path.relative_to(folder).as_posix().removesuffix(_SUFFIX)


def starter_left(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files in which a guiding line of ``activity.md`` still stands as it was made."""
    lines = (_FOLDER / f"activity.md{_SUFFIX}").read_text("utf-8").splitlines()
    guiding = {line.encode() for line in lines if line.endswith((".", "?")) and "{" not in line}
    return tuple(name for name, data in files.items() if guiding & set(data.splitlines()))


def quoted(text: str) -> str:
    """Text in double quotes, as YAML and TOML both read it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml(value: object) -> str:
    """Text, or a list or mapping of such, as an inline TOML value."""
    if isinstance(value, Mapping):
        pairs = (f"{quoted(str(key))} = {toml(one)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return quoted(str(value))


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Plain text, not HTML: what goes into YAML or TOML is quoted by the filters below.
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"quoted": quoted, "toml": toml}
    return made
