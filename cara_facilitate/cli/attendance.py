"""``cara attendance``: a workshop's attendance as recorded, and the return to the police."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import opened_desk, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cara_facilitate.services.desk import Desk


def run(argv: Sequence[str]) -> int:
    """Show facts by seat, or write the return.

    :return: 0; 1 where a row of the return is the manager's to confirm.
    :raises CaraError: if it is refused (exit code 2).
    """
    parser = argparse.ArgumentParser(
        prog="cara attendance",
        description="Seats, codes and times as recorded; no names, and facts only, never an "
        "outcome. References leave in the return alone.",
    )
    parser.add_argument("cohort")
    parser.add_argument("--workshop", type=int, choices=(1, 2), required=True)
    parser.add_argument(
        "--return", action="store_true", dest="returned",
        help="write the return to the police, once both facilitators have confirmed",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the return goes")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(argv)
    if options.returned != (options.out is not None):
        raise Refusal("--return and --out DIR go together.")
    with opened_desk() as desk:
        return _return(desk, options) if options.returned else _show(desk, options)


def _return(desk: Desk, options: argparse.Namespace) -> int:
    from cara_facilitate.services.attendance import make_return, write_return

    made = make_return(desk, options.cohort, options.workshop)
    files = [str(path) for path in write_return(desk, made.cohort, made.workshop, options.out)]
    if options.json:
        rows = [{"participant_ref": row.ref, "attendance": row.word} for row in made.rows]
        show_json({"files": files, "rows": rows, "to_confirm": made.to_confirm})
    else:
        show_table([(name,) for name in files])
    if made.to_confirm:
        print(f"{made.to_confirm} to be confirmed by the manager.", file=sys.stderr)
    return 1 if made.to_confirm else 0


def _show(desk: Desk, options: argparse.Namespace) -> int:
    from cara_facilitate.services.attendance import document, standing

    made = document(desk, options.cohort, options.workshop)
    if options.json:
        show_json(made)
        return 0
    show_table([("SEAT", "CODES", "TIMES", "MINUTES", "PAIR"), *map(_line, made["seats"])])
    print()
    for one in made["facilitators"]:
        show_table([(one["facilitator"], _times(one["times"]) or "no times recorded")])
    show_table([(line,) for line in standing(desk.state(options.cohort), options.workshop)])
    print(made["no_proof"])
    return 0


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    said = " ".join(row["codes"]) or "-"
    paper = ", from paper" if row["from_paper"] else ""
    complete = {True: "complete", False: "; ".join(row["missing"]), None: "open"}
    pair = complete[row["pair_complete"]]
    return (str(row["seat"]), said, _times(row["times"]) + paper, str(row["minutes"]), pair)


def _times(turns: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f"{turn['came']}-{turn['left']}" for turn in turns)
