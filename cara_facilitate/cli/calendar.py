"""``cara calendar``: both days of a cohort as a calendar file, neutral and without people."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cara_facilitate.cli.opening import opened_desk, show_json, show_table


def run(argv: Sequence[str]) -> int:
    """Write one cohort's calendar file."""
    parser = argparse.ArgumentParser(
        prog="cara calendar", description=(__doc__ or "").replace("``", "")
    )
    parser.add_argument("cohort")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for it")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(argv)
    from cara_facilitate.services.calendar import write_calendar

    with opened_desk() as desk:
        files = write_calendar(desk, options.cohort, options.out)
    if options.json:
        show_json({"files": [str(file) for file in files]})
    else:
        show_table([(str(file),) for file in files])
    return 0
