"""``cara feedback new``: a record made in the app's form, or several from a filled-in table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_with_key, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands
    from cara_facilitate.services.case_intake import TableRead

RAISED = "Escalations were raised: tell people now; `cara feedback escalations` shows whom."
LEFT = "The table is still there, in the clear: delete it."


def add(commands: Commands) -> None:
    """Offer ``new``."""
    new = commands.add_parser("new", help="make a record in the form, or from a filled-in table")
    new.add_argument("--cohort", required=True)
    new.add_argument("--ref", default="", help="open the form at this reference")
    new.add_argument("--from", dest="source", type=Path, metavar="FILE", help="a filled-in table")
    new.add_argument("--json", action="store_true")
    new.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Take in a table, all or nothing; 2 with every fault's place if it cannot be."""
    if options.source is None:
        return _form(options)
    from cara_facilitate.services.case_intake import read_file, take_in
    from cara_facilitate.services.casework import open_casework
    from cara_facilitate.services.recalling import recall

    with opened_with_key() as (desk, key), open_casework(desk, options.cohort, key) as work:
        read = read_file(desk, work, options.source)
        if read.misread:
            raise _refused(read)
        if not read.records:
            raise Refusal("No row of the table is filled in.", "Nothing was saved.")
        counts = {
            "records": len(read.records),
            "corrections": read.corrections,
            "left_out": read.empty,
        }
        print(
            f"cara: records: {len(read.records)}; corrections among them: {read.corrections}; "
            f"rows left empty: {read.empty}.",
            file=sys.stderr,
        )
        raised = take_in(desk, work, read)
        out = recall(desk, work, read.records)
    for sentence in filter(None, (RAISED if raised else "", out, LEFT)):
        print(f"cara: {sentence}", file=sys.stderr)
    if options.json:
        show_json({**counts, "escalations": list(raised)})
    else:
        show_table([("saved", str(len(read.records))), ("escalations", str(len(raised)))])
    return 0


def _refused(read: TableRead) -> Refusal:
    *above, last = read.misread
    for fault in above:
        print(f"cara: {fault.where}: {fault.sentence}", file=sys.stderr)
    return Refusal(last.sentence, "Nothing was saved.", last.where)


def _form(options: argparse.Namespace) -> int:
    """Open the app, which asks the passphrase, at this cohort's casework or this reference."""
    from cara_facilitate.cli.launcher import launch
    from cara_facilitate.domain.identifiers import cohort_ok, reference_ok

    if not cohort_ok(options.cohort):
        raise Refusal("That is no cohort id.", "It looks like WY26A.")
    if options.ref and not (
        reference_ok(options.ref) and options.ref.startswith(f"{options.cohort}-")
    ):
        raise Refusal("That is not a participant reference of this cohort.")
    where = f"{options.cohort}/{options.ref}".rstrip("/")
    return launch([f"--casework={where}"])
