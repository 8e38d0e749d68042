"""``cara feedback coverage``: how many were reached and how many never, for supervision."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_with_key, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands


def add(commands: Commands) -> None:
    """Offer ``coverage``."""
    coverage = commands.add_parser("coverage", help="how many were reached; counts, nobody's row")
    coverage.add_argument("--cohort", required=True)
    coverage.add_argument("--json", action="store_true")
    coverage.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print the counts of one cohort of the worker's own store."""
    from cara_facilitate.services.casework import open_casework
    from cara_facilitate.services.extracting import coverage

    with opened_with_key() as (desk, key), open_casework(desk, options.cohort, key) as work:
        counts = coverage(work).counts()
    if options.json:
        show_json({"cohort": options.cohort, **counts})
    else:
        show_table([(name.replace("_", " "), str(count)) for name, count in counts.items()])
    return 0
