"""Findings as one line each, as notes on a pull request, and as plain records."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from cara_facilitate.content.findings import Finding, visible

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def terse(finding: Finding) -> str:
    """``file:line:column: severity[rule] message``."""
    return visible(
        f"{finding.where}: {finding.severity}[{finding.rule}] {finding.message}"
    ).replace("\n", " ")


def github(finding: Finding, folder: str = "") -> str:
    """A workflow command that GitHub shows beside the line.

    :param folder: where the files stand, from the repository's root.
    """
    file = str(PurePosixPath(folder, finding.file)) if folder else finding.file
    where = {
        "file": file,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"CUR-{finding.rule}",
    }
    options = ",".join(f"{name}={_option(value)}" for name, value in where.items())
    said = f"{finding.message} ({finding.hint})" if finding.hint else finding.message
    return f"::{_LEVELS[finding.severity]} {options}::{_text(said)}"


def record(finding: Finding) -> dict[str, Any]:
    """The finding as the JSON form has it; ``related`` is a list of file and line."""
    keys = ("rule", "severity", "file", "line", "column", "message", "hint")
    return {
        **{key: getattr(finding, key) for key in keys},
        "related": [{"file": file, "line": line} for file, line in finding.related],
    }


def _text(text: str) -> str:
    # visible() has left the line feed; the rest of what is escaped is GitHub's own syntax.
    return visible(text.replace("%", "%25")).replace("\r", "%0D").replace("\n", "%0A")


def _option(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
