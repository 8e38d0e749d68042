"""Changes one setting in the file and leaves every other line as the user wrote it."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cara_facilitate.settings.settings import SettingsError, as_table, parse, read_text

PLUGINS = ("plugins", "enabled")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def pin_plugin(path: Path, name: str, pin: str | bool | None) -> None:
    """Write a plugin's entry: a RECORD hash, False to turn one of ours off, None for no entry.

    :raises SettingsError: if the file is wrong, cannot be written, or is written in a way that
        this program does not change safely; the file is then as it was.
    """
    set_in_table(path, PLUGINS, {name: pin})


def set_in_table(
    path: Path, table: tuple[str, ...], entries: Mapping[str, str | bool | int | None]
) -> None:
    """Write entries of one table, such as ``("on_call", "west-yorkshire")``; None removes one.

    :raises SettingsError: as :func:`pin_plugin`.
    """
    text = read_text(path)
    wanted = inner = as_table(text, path)
    for name in table:
        inner = inner.setdefault(name, {})
        if not isinstance(inner, dict):
            parse(text, path)
            return
    for name, value in entries.items():
        inner.pop(name, None)
        if value is not None:
            inner[name] = value
        text = _edited(text, table, name, value)
    _save(path, text, wanted, f"with its entries under {_header(table)}")


def set_value(path: Path, key: str, value: str) -> None:
    """Write a setting of the file's top level, such as ``site``.

    :raises SettingsError: as :func:`pin_plugin`.
    """
    text = read_text(path)
    wanted = as_table(text, path) | {key: value}
    line = f"{key} = {_quoted(value)}"
    head, table, rest = _split_at(text, re.compile(r"(?m)^[ \t]*\["))
    written = re.compile(rf"(?m)^[ \t]*{re.escape(key)}[ \t]*=[^\n]*$")
    if written.search(head):
        head = written.sub(lambda _: line, head, count=1)
    else:
        head = _ended(head) + line + "\n"
    _save(path, head + table + rest, wanted, "above the first table")


def _edited(text: str, table: tuple[str, ...], name: str, value: str | bool | int | None) -> str:
    written = _quoted(value) if isinstance(value, str) else str(value).lower()
    line = "" if value is None else f"{_key(name)} = {written}\n"
    header = _header(table)
    heading = re.compile(rf"(?m)^{re.escape(header)}[^\n]*(\n|\Z)")
    before, found, body = _split_at(text, heading)
    if not found:
        gap = "\n" if text.strip() else ""
        return f"{_ended(text)}{gap}{header}\n{line}" if line else text
    own, next_table, rest = _split_at(body, re.compile(r"(?m)^[ \t]*\["))
    spellings = "|".join(re.escape(s) for s in {name, _quoted(name), f"'{name}'"})
    own = re.sub(rf"(?m)^[ \t]*({spellings})[ \t]*=[^\n]*(\n|\Z)", "", own)
    return before + _ended(found) + line + own + next_table + rest


def _header(table: tuple[str, ...]) -> str:
    return f"[{'.'.join(map(_key, table))}]"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _split_at(text: str, pattern: re.Pattern[str]) -> tuple[str, str, str]:
    found = pattern.search(text)
    if not found:
        return text, "", ""
    return text[: found.start()], found[0], text[found.end() :]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _save(path: Path, text: str, wanted: dict[str, Any], where: str) -> None:
    """Write the new text only if it means exactly what was asked.

    :param where: words for where in the file it would be written by hand.
    """
    by_hand = SettingsError(
        "This settings file is written in a way that is not changed automatically.",
        f"Change it by hand, {where}.",
        str(path),
    )
    try:
        meant = as_table(text, path)
    except SettingsError:
        raise by_hand from None
    if _without_empty(meant) != _without_empty(wanted):
        raise by_hand
    parse(text, path)
    _replace(path, text.encode("utf-8"))


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    """The same without tables that hold nothing, however deep."""
    inner = {k: _without_empty(v) if isinstance(v, dict) else v for k, v in table.items()}
    return {key: value for key, value in inner.items() if value != {}}


def _replace(path: Path, data: bytes) -> None:
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(scratch, flags | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            scratch.unlink()
        raise SettingsError(
            "The settings file could not be written.",
            "Check the disk and who may write.",
            str(path),
        ) from None
