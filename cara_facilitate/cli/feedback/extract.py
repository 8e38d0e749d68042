"""``cara feedback extract``: the filtered extract as plain CSV, for services without hand-overs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_with_key, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands

PLAIN = (
    "This file is not encrypted: whoever opens it can read it, and a row taken out of it may go "
    "unnoticed. Rather use `cara handover`: signed, sealed and whole. If it must be this file, "
    "carry it on an encrypted stick, and delete every copy once it was taken in."
)


def add(commands: Commands) -> None:
    """Offer ``extract``."""
    extract = commands.add_parser("extract", help="write the filtered extract as plain CSV")
    extract.add_argument("--cohort", required=True)
    extract.add_argument("--out", type=Path, required=True, metavar="FILE.csv")
    extract.add_argument("--json", action="store_true")
    extract.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Write the extract; prints its file and counts, never words."""
    from cara_facilitate.domain.extract import leaving_words
    from cara_facilitate.services.casework import open_casework
    from cara_facilitate.services.extracting import leave_plain, levels

    if options.out.suffix.lower() != ".csv":
        raise Refusal("The extract is CSV: give the file a name ending in .csv.")
    with opened_with_key() as (desk, key), open_casework(desk, options.cohort, key) as work:
        left = leave_plain(desk, work, options.out)
    told = {"rows": len(left.rows), "people": left.people, "lowered": left.lowered}
    print(f"cara: {PLAIN}", file=sys.stderr)
    for sentence in leaving_words(*told.values()):
        print(f"cara: {sentence}", file=sys.stderr)
    if options.json:
        show_json({"file": str(left.path), **told, "levels": levels(left.rows)})
    else:
        show_table([(str(left.path), f"rows: {len(left.rows)}, people: {left.people}")])
    return 0
