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
    "This file is not encrypted: whoever opens it can read it. Carry it on an encrypted stick, "
    "and delete it once it was taken in. `cara handover` sends the same encrypted."
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
    from cara_facilitate.services.casework import open_casework
    from cara_facilitate.services.extracting import extract, levels, write_csv

    if options.out.suffix.lower() != ".csv":
        raise Refusal("The extract is CSV: give the file a name ending in .csv.")
    with opened_with_key() as (desk, key), open_casework(desk, options.cohort, key) as work:
        rows = extract(desk, work)
        path = write_csv(rows, options.out)
        counts = levels(rows)
    print(f"cara: {PLAIN}", file=sys.stderr)
    if options.json:
        show_json({"file": str(path), "rows": len(rows), "levels": counts})
    else:
        show_table([(str(path), f"{len(rows)} rows")])
    return 0
