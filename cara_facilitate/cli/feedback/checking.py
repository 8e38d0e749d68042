"""``cara feedback check``: what an import would do, row by row; stores and shows no words."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import opened_desk, show_json, show_table
from cara_facilitate.errors import CaraError, Refusal

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands
    from cara_facilitate.domain.feedback import Preview
    from cara_facilitate.domain.plan import CohortPlan
    from cara_facilitate.host.registry import Host


def add(commands: Commands) -> None:
    """Offer ``check``."""
    check = commands.add_parser("check", help="say what an import would do; stores nothing")
    check.add_argument("file", nargs="+", type=Path)
    which = check.add_mutually_exclusive_group(required=True)
    which.add_argument("--cohort", help="a cohort of your store")
    which.add_argument("--cohort-file", type=Path, help="a cohort file; needs no store")
    check.add_argument("--json", action="store_true")
    check.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Check extracts; 0 all matched, 1 something held back, 2 a file refused."""
    results = [_as_dict(found) for found in _checked(options)]
    if options.json:
        show_json(results if len(options.file) > 1 else results[0])
    else:
        for path, result in zip(options.file, results, strict=True):
            _show(path, result)
    return _exit_code(results)


def _checked(options: argparse.Namespace) -> list[Preview | CaraError]:
    if options.cohort_file is not None:
        return _from_file(options.file, options.cohort_file)
    from cara_facilitate.services.feedback_import import preview

    found: list[Preview | CaraError] = []
    with opened_desk() as desk:
        desk.state(options.cohort)
        for path in options.file:
            try:
                found.append(preview(desk, options.cohort, path).outcome)
            except CaraError as error:
                found.append(error)
    return found


def _from_file(paths: Sequence[Path], cohort_file: Path) -> list[Preview | CaraError]:
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.cohorts import read_plan

    with closing(open_plugins()) as host:
        plan = read_plan(host, cohort_file)
        if not plan.complete:
            raise Refusal(
                "The cohort file leaves out references, check words or seats.",
                "Use the file that `cara cohort show --yaml` prints.",
            )
        return [_judged(path, plan, host) for path in paths]


def _judged(path: Path, plan: CohortPlan, host: Host) -> Preview | CaraError:
    from cara_facilitate.domain.feedback import match
    from cara_facilitate.intake.feedback_file import read_feedback

    first, second = (workshop.date for workshop in plan.workshops)
    try:
        rows = read_feedback(path, host.feedback_readers(), host.read_feedback)
        return match(rows, plan.roster(), plan.cohort, first, second)
    except CaraError as error:
        return error


def _as_dict(found: Preview | CaraError) -> dict[str, Any]:
    if isinstance(found, CaraError):
        return {"file": "refused", "reason": found.sentence(), "rows": []}
    return {"file": "accepted", "reason": "", "rows": [row.public() for row in found.rows]}


def _show(path: Path, result: dict[str, Any]) -> None:
    held = sum(row["outcome"] == "held_back" for row in result["rows"])
    if result["file"] == "refused":
        show_table([(path.name, f"refused: {result['reason']}")])
        return
    show_table([(path.name, f"{len(result['rows']) - held} matched, {held} held back")])
    rows = [("ROW", "SEAT", "OUTCOME", "REASON")]
    rows += [
        (str(row["row"]), str(row["seat"] or "-"), row["outcome"], row["reason"] or "")
        for row in result["rows"]
    ]
    show_table(rows)


def _exit_code(results: list[dict[str, Any]]) -> int:
    if any(result["file"] == "refused" for result in results):
        return 2
    held = any(row["outcome"] == "held_back" for result in results for row in result["rows"])
    return 1 if held else 0
