"""``cara feedback coverage``: how many were reached and how many never, for supervision."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_with_key, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands
    from cara_facilitate.domain.coverage_supervision import Supervision
    from cara_facilitate.services.desk import Desk

_ABOUT = (
    "Print how many were reached, in counts that may leave this computer: one below three, and "
    "what would give it away, is not shown (null with --json)."
)
ALONE = (
    "For you alone. What is small, the themes and the use of agreed words leave this computer",
    "only in a hand-over to the practice supervisor.",
)


def add(commands: Commands) -> None:
    """Offer ``coverage``."""
    coverage = commands.add_parser(
        "coverage", help="how many were reached; counts, nobody's row", description=_ABOUT
    )
    coverage.add_argument("--cohort", required=True)
    coverage.add_argument(
        "--whole",
        action="store_true",
        help="show what a practice supervisor is handed: small counts, themes, the fact of use",
    )
    coverage.add_argument("--json", action="store_true")
    coverage.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print the counts of one cohort of the worker's own store."""
    from cara_facilitate.domain.coverage_shown import may_leave
    from cara_facilitate.domain.coverage_words import (
        coverage_findings,
        figure_lines,
        supervision_lines,
    )
    from cara_facilitate.services.casework import open_casework
    from cara_facilitate.services.extracting import coverage, supervision

    whole = bool(options.whole)
    with opened_with_key() as (desk, key):
        _refuse_handed_over(desk, options.cohort)
        with open_casework(desk, options.cohort, key) as work:
            counts = coverage(work).counts()
            beside = supervision(desk, work) if whole else None
    shown = counts if whole else may_leave(counts)
    if options.json:
        document = {"cohort": options.cohort, **{name: shown.get(name) for name in counts}}
        show_json(document | (_document(beside) if beside else {}))
        return 0
    lines = list(figure_lines(shown))
    if beside is not None:
        lines = [*ALONE, "", *lines, "", *supervision_lines(beside)]
    found = coverage_findings(counts, whole=whole)
    lines += ["", *(f"{one.result}  {one.rule}  {one.message}" for one in found)] if found else []
    show_table([(line,) for line in lines])
    return 0


def _refuse_handed_over(desk: Desk, cohort: str) -> None:
    """Where figures were handed over to somebody else's store, say where they are read."""
    from cara_facilitate.domain.people import Role
    from cara_facilitate.services.receiving_parts import kept

    if Role.VICTIM_WORKER in desk.roles or not any(map(_figures, kept(desk, cohort))):
        return
    raise Refusal(
        "The figures are made in the victim-contact worker's store; here they were handed over.",
        f"Read them in the app, behind F2, or: cara receive --kept {cohort} --out DIR",
    )


def _figures(name: str) -> bool:
    return name.startswith("coverage-")


def _document(beside: Supervision) -> dict[str, object]:
    themes = beside.themes
    return {
        "themes": None if themes is None else [{"slug": s, "title": t} for s, t in themes],
        "agreed_words": dataclasses.asdict(beside.agreed),
    }
