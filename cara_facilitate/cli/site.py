"""``cara site check``: what a site's rules say today of one cohort."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.domain.events import PlacementDecided
    from cara_facilitate.domain.policy import Finding

WIDTH = 60
"""Characters in a line of a finding, so that the table stands in 80 columns."""


def run(argv: Sequence[str]) -> int:
    """Check one cohort; 1 if anything is blocked, undecided by the manager or decided against.

    :raises PluginError: if the policy that the cohort names is missing or fails.
    """
    parser = argparse.ArgumentParser(prog="cara site")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="what the site's rules say today of one cohort")
    check.add_argument("cohort")
    check.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with opened_desk() as desk:
        from cara_facilitate.domain.people import Role
        from cara_facilitate.services import placed, placement

        found = placed.findings(desk, options.cohort)
        decided = placement.standing(desk, options.cohort, found)
        manager = Role.MANAGER in desk.roles
    about = [decided.get(one.rule) if one.result == "REFER" else None for one in found]
    judged = list(zip(found, about, strict=True))
    if options.json:
        show_json([_document(one, decision, manager=manager) for one, decision in judged])
    else:
        _print(found, decided, manager=manager)
    return 1 if any(_to_do(one, decision) for one, decision in judged) else 0


def _to_do(finding: Finding, decision: PlacementDecided | None) -> bool:
    if finding.result == "REFER" and decision is not None:
        return not decision.go_ahead
    return finding.result in ("BLOCK", "REFER")


def _document(
    finding: Finding, decision: PlacementDecided | None, *, manager: bool = False
) -> dict[str, str | bool]:
    """What may be read anywhere; the whole sentence in the manager's own store alone."""
    said: dict[str, str | bool] = {
        "rule": finding.rule,
        "result": str(finding.result),
        "message": finding.message,
        "source": finding.source,
    }
    if manager and finding.manager_note:
        said["manager_note"] = finding.manager_note
    if decision is not None:
        said["decided_by"] = decision.who
        said["decided_at"] = decision.at.isoformat(timespec="seconds")
        said["go_ahead"] = decision.go_ahead
    return said


def _print(
    found: Sequence[Finding], decided: Mapping[str, PlacementDecided], *, manager: bool = False
) -> None:
    from textwrap import wrap

    from cara_facilitate.domain.display import visible
    from cara_facilitate.services.placement import decided_words, in_order

    rows = [("RULE", "RESULT", "FINDING")]
    for one in in_order(found):
        said = [
            one.message,
            one.manager_note if manager else "",
            f'Rests on: "{one.source}"' if one.source else "",
        ]
        if one.result == "REFER" and one.rule in decided:
            said.insert(0, decided_words(decided[one.rule]))
        lines = [
            line for text in said for line in wrap(visible(text), WIDTH, break_on_hyphens=False)
        ]
        rows.append((one.rule, str(one.result), lines[0] if lines else ""))
        rows += [("", "", line) for line in lines[1:]]
    show_table(rows)
