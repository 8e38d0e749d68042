"""``cara feedback check``: what an import would do, row by row; stores and shows no words."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
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
    from cara_facilitate.services.desk import Desk


Rows = Sequence[Mapping[str, str]]


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
    checked = _checked(options)
    if options.json:
        results = [_as_dict(found) for found in checked]
        show_json(results if len(options.file) > 1 else results[0])
    else:
        for path, found in zip(options.file, checked, strict=True):
            _show(path, found)
    return _exit_code(checked)


def _checked(options: argparse.Namespace) -> list[Preview | CaraError]:
    if options.cohort_file is not None:
        return _from_file(options.file, options.cohort_file)
    from cara_facilitate.services.bootstrap import open_plugins

    with closing(open_plugins()) as host:
        read = [_read(path, host) for path in options.file]
    # A refused file costs neither the passphrase nor the memory that its key derivation takes.
    if all(isinstance(one, CaraError) for one in read):
        return [one for one in read if isinstance(one, CaraError)]
    return _from_store(read, options.cohort)


def _read(path: Path, host: Host) -> Rows | CaraError:
    """A file's rows, if it is an extract at all; whose they are needs the store."""
    from cara_facilitate.domain.feedback_rows import check_rows
    from cara_facilitate.intake.feedback_file import read_feedback

    try:
        rows = read_feedback(path, host.feedback_readers(), host.read_feedback)
        check_rows(rows)
    except CaraError as error:
        return error
    return rows


def _from_store(read: Sequence[Rows | CaraError], cohort: str) -> list[Preview | CaraError]:
    from cara_facilitate.services.feedback_import import preview_rows

    found: list[Preview | CaraError] = []
    with opened_desk() as desk:
        _refuse_other_store(desk, cohort)
        for one in read:
            try:
                found.append(
                    one if isinstance(one, CaraError) else preview_rows(desk, cohort, one).outcome
                )
            except CaraError as error:
                found.append(error)
    return found


def _refuse_other_store(desk: Desk, cohort: str) -> None:
    """Say whose store this is, where it is not one that delivers the cohort."""
    from cara_facilitate.domain.people import ROLE_WORDS, Role
    from cara_facilitate.services.caseload import caseloads

    if any(state.cohort == cohort for state in desk.cohorts()):
        return
    role = next((role for role in ROLE_WORDS if role in desk.roles), Role.FACILITATOR)
    if any(one.cohort == cohort for one in caseloads(desk)):
        role = Role.VICTIM_WORKER
    if role is not Role.FACILITATOR:
        raise Refusal(
            f"This is the store of a {ROLE_WORDS[role]}; an extract is checked in the store of "
            "the facilitators.",
            "Here, check it against the cohort's file: --cohort-file FILE.",
        )
    desk.state(cohort)


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
        return [_judged(_read(path, host), plan) for path in paths]


def _judged(rows: Rows | CaraError, plan: CohortPlan) -> Preview | CaraError:
    from cara_facilitate.domain.feedback import match

    if isinstance(rows, CaraError):
        return rows
    first, second = (workshop.date for workshop in plan.workshops)
    return match(rows, plan.roster(), plan.cohort, first, second)


def _as_dict(found: Preview | CaraError) -> dict[str, Any]:
    if isinstance(found, CaraError):
        return {"file": "refused", "reason": found.sentence(), "rows": [], "missing": []}
    rows = [row.public() for row in found.rows]
    return {"file": "accepted", "reason": "", "rows": rows, "missing": list(found.missing)}


def _show(path: Path, found: Preview | CaraError) -> None:
    if isinstance(found, CaraError):
        show_table([(path.name, f"refused: {found.sentence()}")])
        return
    show_table([(path.name, counted(found))])
    show_rows(found)


def counted(found: Preview) -> str:
    """How many rows there are, for how many people, and what becomes of them."""
    return f"{found.count}: {len(found.matched)} matched, {len(found.held_back)} held back"


def show_rows(found: Preview) -> None:
    """Print what becomes of each row, and whom none of them belongs to; no word of any row."""
    rows = [("ROW", "SEAT", "OUTCOME", "REASON")]
    rows += [
        (str(row.row), str(row.seat or "-"), row.outcome.value.replace("_", " "), row.sentence)
        for row in found.rows
    ]
    show_table(rows)
    if found.missing:
        print(_missing(found.missing))


def _missing(seats: Sequence[int]) -> str:
    listed = ", ".join(map(str, seats))
    if len(seats) == 1:
        return f"1 person on the list has no row that matched: seat {listed}."
    return f"{len(seats)} people on the list have no row that matched: seats {listed}."


def _exit_code(checked: Sequence[Preview | CaraError]) -> int:
    if any(isinstance(found, CaraError) for found in checked):
        return 2
    held = any(not isinstance(found, CaraError) and found.held_back for found in checked)
    return 1 if held else 0
