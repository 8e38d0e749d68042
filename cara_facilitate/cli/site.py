"""``cara site check``: what a site's rules say today of one cohort."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.domain.policy import Finding

WIDTH = 60
"""Characters in a line of a finding, so that the table stands in 80 columns."""


def run(argv: Sequence[str]) -> int:
    """Check one cohort; 1 if anything is blocked or for the manager to decide.

    :raises PluginError: if the policy that the cohort names is missing or fails.
    """
    parser = argparse.ArgumentParser(prog="cara site")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="what the site's rules say today of one cohort")
    check.add_argument("cohort")
    check.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with opened_desk() as desk:
        from cara_facilitate.services import placement

        found = placement.findings(desk, options.cohort)
    if options.json:
        show_json([_document(one) for one in found])
    else:
        _print(found)
    return 1 if any(one.result in ("BLOCK", "REFER") for one in found) else 0


def _document(finding: Finding) -> dict[str, str]:
    """What may be read anywhere: the manager's note stays in the store."""
    return {
        "rule": finding.rule,
        "result": str(finding.result),
        "message": finding.message,
        "source": finding.source,
    }


def _print(found: Sequence[Finding]) -> None:
    from textwrap import wrap

    from cara_facilitate.domain.display import visible

    order = ("BLOCK", "REFER", "WARN", "PASS")
    rows = [("RULE", "RESULT", "FINDING")]
    for one in sorted(found, key=lambda f: order.index(f.result)):
        said = [one.message, f'Rests on: "{one.source}"' if one.source else ""]
        lines = [
            line for text in said for line in wrap(visible(text), WIDTH, break_on_hyphens=False)
        ]
        rows.append((one.rule, str(one.result), lines[0] if lines else ""))
        rows += [("", "", line) for line in lines[1:]]
    show_table(rows)
