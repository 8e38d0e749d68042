"""``cara feedback coverage``: how many were reached and how many never, for supervision."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_with_key, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands

_ABOUT = (
    "Print how many were reached, in counts that may leave this computer: one below three, and "
    "what would give it away, is not shown (null with --json)."
)
ALONE = "For you alone: counts this small must not leave this computer."


def add(commands: Commands) -> None:
    """Offer ``coverage``."""
    coverage = commands.add_parser(
        "coverage", help="how many were reached; counts, nobody's row", description=_ABOUT
    )
    coverage.add_argument("--cohort", required=True)
    coverage.add_argument(
        "--whole", action="store_true", help="show small counts too, for your own eyes"
    )
    coverage.add_argument("--json", action="store_true")
    coverage.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print the counts of one cohort of the worker's own store."""
    from cara_facilitate.domain.coverage_shown import may_leave
    from cara_facilitate.domain.coverage_words import coverage_findings, figure_lines
    from cara_facilitate.services.casework import open_casework
    from cara_facilitate.services.extracting import coverage

    with opened_with_key() as (desk, key), open_casework(desk, options.cohort, key) as work:
        counts = coverage(work).counts()
    shown = counts if options.whole else may_leave(counts)
    if options.json:
        show_json({"cohort": options.cohort, **{name: shown.get(name) for name in counts}})
        return 0
    if options.whole:
        show_table([(ALONE,)])
    show_table([(line,) for line in figure_lines(shown)])
    show_table([(f"{one.result}  {one.rule}  {one.message}",) for one in coverage_findings(counts)])
    return 0
