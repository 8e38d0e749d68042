"""``cara note write``: the supervision note of one workshop as files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import opened_desk, show_json
from cara_facilitate.errors import LinterBlocked

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def run(argv: Sequence[str]) -> int:
    """Write a note; 2 when the linter holds it, naming rule and section and never the text."""
    parser = argparse.ArgumentParser(prog="cara note")
    commands = parser.add_subparsers(dest="command", required=True)
    write = commands.add_parser("write", help="write the supervision note of one workshop")
    write.add_argument("cohort")
    write.add_argument("--workshop", type=int, choices=(1, 2), required=True)
    write.add_argument("--format", choices=("html", "md", "txt", "all"), default="all", dest="form")
    write.add_argument("--out", type=Path, required=True, metavar="DIR")
    write.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with opened_desk() as desk:
        return _write(desk, options)


def _write(desk: Desk, options: argparse.Namespace) -> int:
    from cara_facilitate.services.note import FORMATS, preview, write

    formats = FORMATS if options.form == "all" else (options.form,)
    try:
        paths = write(desk, options.cohort, options.workshop, options.out, formats, by=desk.owner)
    except LinterBlocked as blocked:
        if not options.json:
            raise
        hits = preview(desk, options.cohort, options.workshop).hits
        found = [{"rule": str(h.rule), "section": h.section, "field": h.field} for h in hits]
        show_json({"files": [], "linter": found})
        return blocked.exit_code
    document: dict[str, Any] = {"files": [str(path) for path in paths], "linter": []}
    if options.json:
        show_json(document)
    else:
        print("\n".join(document["files"]))
    return 0
