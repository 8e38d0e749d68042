"""``cara curriculum check``: what is wrong with authored files, and where."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import show_json
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from cara_facilitate.api import CurriculumSource
    from cara_facilitate.content.findings import Finding


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("path", nargs="?", type=Path, help="a curriculum's folder")
    parser.add_argument("--format", choices=("text", "terse", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 if one is an error."""
    return _check(options.path, options.format)


def _check(path: Path | None, form: str) -> int:
    from cara_facilitate.content.findings import caret
    from cara_facilitate.content.installed import check_installed
    from cara_facilitate.content.load import check

    found: list[Finding] = []
    for source in _sources(path):
        found += [*check(source.files), *check_installed(source.changed)]
    if form == "json":
        keys = ("rule", "severity", "file", "line", "column", "message")
        show_json([{key: getattr(finding, key) for key in keys} for finding in found])
    else:
        for finding in found:
            place = f"{finding.file}:{finding.line}:{finding.column}"
            terse = f"{place}: {finding.severity}[{finding.rule}] {finding.message}"
            print(terse if form == "terse" else caret(finding) + "\n")
        if form == "text" and not found:
            print("No findings.")
    return 1 if any(finding.severity == "error" for finding in found) else 0


def _sources(path: Path | None) -> list[CurriculumSource]:
    if path is not None:
        from cara_facilitate.services.author.choosing import from_folder

        return [from_folder(path).source]
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library

    host = open_plugins()
    try:
        sources = list(Library(host).sources().values())
    finally:
        host.close()
    if not sources:
        raise ContentError("No curriculum is installed.", "Name a folder to check.")
    return sources
