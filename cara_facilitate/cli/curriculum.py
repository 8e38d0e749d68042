"""``cara curriculum``: list what is installed and check authored files."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import show_json, show_table
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from cara_facilitate.content.findings import Finding


def run(argv: Sequence[str]) -> int:
    """Run one curriculum command; 1 when errors were found, 2 when nothing could be read."""
    parser = argparse.ArgumentParser(prog="cara curriculum")
    commands = parser.add_subparsers(dest="command", required=True)
    listing = commands.add_parser("list", help="every installed variant and its status")
    listing.add_argument("--json", action="store_true")
    check = commands.add_parser("check", help="check a curriculum's files, or all installed ones")
    check.add_argument("path", nargs="?", type=Path, help="a curriculum's folder")
    check.add_argument("--format", choices=("text", "terse", "json"), default="text")
    options = parser.parse_args(argv)
    if options.command == "list":
        return _list(options.json)
    return _check(options.path, options.format)


def _list(as_json: bool) -> int:
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library

    host = open_plugins()
    try:
        rows = Library(host).listed()
    finally:
        host.close()
    if as_json:
        show_json([{k: v for k, v in asdict(row).items() if k != "reason"} for row in rows])
    else:
        table = [("CURRICULUM", "VARIANT", "VERSION", "STATUS", "FROM", "")]
        table += [
            (r.curriculum, r.variant, r.version, r.status, r.distribution, r.reason) for r in rows
        ]
        show_table(table)
    return 1 if any(row.status == "broken" for row in rows) else 0


def _check(path: Path | None, form: str) -> int:
    from cara_facilitate.content.findings import caret
    from cara_facilitate.content.load import check

    found: list[Finding] = []
    for files in _sources(path):
        found += check(files)
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


def _sources(path: Path | None) -> list[Mapping[str, bytes]]:
    if path is not None:
        from cara_facilitate.content.folder import read_folder

        return [read_folder(path)]
    from cara_facilitate.services.bootstrap import open_plugins

    host = open_plugins()
    try:
        sources = [source.files for source in host.curricula()]
    finally:
        host.close()
    if not sources:
        raise ContentError("No curriculum is installed.", "Name a folder to check.")
    return sources
