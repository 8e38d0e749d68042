"""``cara feedback template``: the full record as an empty table, with what each column takes."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands

FILLED = (
    "A table that is filled in holds words and safe contacts in the clear: keep it on an "
    "encrypted disk, and delete it once `cara feedback new --from` has taken it in."
)


def add(commands: Commands) -> None:
    """Offer ``template``."""
    template = commands.add_parser("template", help="write the full record as an empty table")
    form = template.add_mutually_exclusive_group(required=True)
    form.add_argument("--csv", action="store_true")
    form.add_argument("--xlsx", action="store_true")
    template.add_argument("--out", type=Path, required=True, metavar="FILE")
    template.add_argument("--cohort", help="a row for every reference; needs your store")
    template.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Write the table and print what each of its columns takes."""
    from cara_facilitate.domain.case_table import GUIDE

    ending = ".csv" if options.csv else ".xlsx"
    if options.out.suffix.lower() != ending:
        raise Refusal(f"Give the file a name ending in {ending}.")
    refs = _refs(options.cohort) if options.cohort else ()
    rows = [dict.fromkeys(GUIDE, "") | {"participant_ref": ref} for ref in refs]
    path = _write(list(GUIDE), [list(row.values()) for row in rows], options.out)
    show_table([("COLUMN", "WHAT IT TAKES"), *GUIDE.items()])
    print()
    show_table([(str(path),)])
    print(f"cara: {FILLED}", file=sys.stderr)
    return 0


def _refs(cohort: str) -> tuple[str, ...]:
    from cara_facilitate.services.caseload import caseload, present_refs

    with opened_desk() as desk:
        return present_refs(desk, caseload(desk, cohort))


def _write(header: Sequence[str], rows: Sequence[Sequence[str]], out: Path) -> Path:
    if out.suffix.lower() == ".xlsx":
        from cara_facilitate.notes.sheet import write_xlsx

        write_xlsx(header, rows, out)
        return out
    from cara_facilitate.notes.files import write_all

    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([header, *rows])
    return write_all(out.parent, {out.name: text.getvalue()}, "table")[0]
