"""``cara privacy``: what is held until when, legal holds, erasing a participant, purging."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import opened_desk, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.services.erasing import Due
    from cara_facilitate.services.privacy import ClassLine, CohortReport

DISCLAIMER = "Every date is the controller's decision: settings.toml, [retention]."

WIDTH = 78


def run(argv: Sequence[str]) -> int:
    """0 done, 1 something is past its date or waits, 2 refused."""
    parser = argparse.ArgumentParser(prog="cara privacy")
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="what is held, until when, and who read it")
    report.add_argument("--cohort", default="", help="one cohort; all of them without")
    report.add_argument("--json", action="store_true")
    for name, what in (("hold", "set a legal hold"), ("lift", "lift a legal hold")):
        one = commands.add_parser(name, help=what)
        one.add_argument("cohort")
        one.add_argument("ref", nargs="?", default="", help="a participant; else the cohort")
        one.add_argument("--reason", required=True, help="a few words, no names")
    erase = commands.add_parser("erase", help="destroy one participant's keys and entries")
    erase.add_argument("cohort")
    erase.add_argument("ref", help="the participant's reference")
    erase.add_argument("--reason", required=True, help="a few words, no names")
    erase.add_argument("--yes", action="store_true", help="do not ask for the reference again")
    purge = commands.add_parser("purge", help="erase what is past its date")
    purge.add_argument("--cohort", default="", help="one cohort; all of them without")
    purge.add_argument("--dry-run", action="store_true", help="only list it")
    purge.add_argument("--yes", action="store_true", help="do not ask again")
    options = parser.parse_args(argv)
    commands_run = {
        "report": _report,
        "hold": _hold,
        "lift": _lift,
        "erase": _erase,
        "purge": _purge,
    }
    return commands_run[options.command](options)


def _report(options: argparse.Namespace) -> int:
    from cara_facilitate.services import privacy

    with opened_desk() as desk:
        found = privacy.report(desk, options.cohort)
        if options.json:
            show_json(_document(desk, found))
        else:
            _show(desk, found)
    return 1 if any(one.due for one in found) else 0


def _hold(options: argparse.Namespace) -> int:
    from cara_facilitate.services import privacy

    with opened_desk() as desk:
        privacy.hold(desk, options.cohort, options.ref, options.reason)
    print(f"Legal hold set on {options.ref or options.cohort}: nothing of it is erased.")
    return 0


def _lift(options: argparse.Namespace) -> int:
    from cara_facilitate.services import privacy

    with opened_desk() as desk:
        privacy.lift(desk, options.cohort, options.ref, options.reason)
    print(f"Legal hold lifted on {options.ref or options.cohort}.")
    return 0


def _erase(options: argparse.Namespace) -> int:
    from cara_facilitate.services import erasing

    with opened_desk() as desk:
        if not options.yes:
            _ask(
                f"This erases {options.ref} for good: keys, name, check word, eligibility, and"
                " all that was said about or from them under seal.\nAttendance, codes and the"
                " debrief stay under the seat's number until their own dates.\n"
                "Type the reference again: ",
                options.ref,
            )
        gone = erasing.erase(desk, options.cohort, options.ref, options.reason)
    print(f"Erased: {gone.ref}. Its keys are destroyed and nothing here opens it again.")
    print(f"Copies in earlier backups are to end by {gone.backups_until}: delete them by then.")
    print("Notes written and what was handed over to others are not touched: see the report.")
    return 0


def _purge(options: argparse.Namespace) -> int:
    from cara_facilitate.services import erasing

    with opened_desk() as desk:
        found = erasing.due(desk, options.cohort)
        if not found:
            print("Nothing is past its date, but for what the report says it waits for.")
            return 0
        show_table([("COHORT", "SINCE", "WHAT"), *map(_due_row, found)])
        if options.dry_run:
            return 1
        if not options.yes:
            _ask("This erases it for good. Type purge: ", "purge")
        done = erasing.purge(desk, found)
    until = max(one.backups_until for one in done)
    print(f"Purged. Copies in earlier backups are to end by {until}: delete them by then.")
    return 0


def _due_row(one: Due) -> tuple[str, str, str]:
    return one.cohort, str(one.held.until), one.held.kind.what


def _ask(question: str, wanted: str) -> None:
    if not sys.stdin.isatty():
        raise Refusal("Nobody is here to confirm it.", "In a script, add --yes.")
    if input(question).strip() != wanted:
        raise Refusal("It was not confirmed.", "Nothing was erased.")


def _document(desk: Desk, found: Sequence[CohortReport]) -> dict[str, Any]:
    from cara_facilitate.services.privacy import backups_until

    return {
        "today": str(desk.clock.now().date()),
        "backups_made_today_end_by": str(backups_until(desk)),
        "cohorts": [_cohort(one) for one in found],
    }


def _cohort(one: CohortReport) -> dict[str, Any]:
    return {
        "cohort": one.cohort,
        "earlier_backups_end_by": one.backups_until,
        "classes": [_class(line) for line in one.classes],
        "holds": [{"ref": h.ref, "by": h.by, "since": _time(h.at)} for h in one.holds],
        "erased": [
            {"ref": e.ref, "by": e.by, "at": _time(e.at), "backups_until": e.backups_until}
            for e in one.erased
        ],
        "purged": [
            {"class": p.kind, "by": p.by, "at": _time(p.at), "backups_until": p.backups_until}
            for p in one.purged
        ],
        "handed_over": [
            {"to": h.to, "parts": list(h.parts), "at": _time(h.at)} for h in one.handed_over
        ],
        "reads": [
            {"view": r.view, "by": r.facilitator, "times": r.times, "last": _time(r.last)}
            for r in one.reads
        ],
    }


def _class(line: ClassLine) -> dict[str, Any]:
    held = line.held
    return {
        "class": held.kind.slug,
        "what": held.kind.what,
        "rule": held.rule,
        "until": held.until,
        "no_date_because": held.why,
        "waits_for": list(held.waits_for),
        "due": held.due,
        "purged_at": None if held.purged_at is None else _time(held.purged_at),
        "entries": line.entries,
        "participants": line.participants,
    }


def _show(desk: Desk, found: Sequence[CohortReport]) -> None:
    from cara_facilitate.services.privacy import backups_until

    if not found:
        print("This store holds nothing of any cohort.")
    for one in found:
        _show_cohort(one)
    print(f"A backup made today is to be gone by {backups_until(desk)}.")
    print(DISCLAIMER)


def _show_cohort(one: CohortReport) -> None:
    print(f"{one.cohort}\n")
    rows = [("CLASS", "ENTRIES", "PEOPLE", "KEPT UNTIL")]
    rows += [
        (
            line.held.kind.slug,
            _count(line.entries),
            _count(line.participants),
            _until(line),
        )
        for line in one.classes
    ]
    show_table(rows)
    print("\nWhat each is, and under what rule:")
    for line in one.classes:
        said = f"{line.held.kind.slug}: {line.held.kind.what}; {line.held.rule}."
        if line.held.waits_for:
            said += f" It waits for {'; '.join(line.held.waits_for)}."
        show_table([(row,) for row in wrap(said, WIDTH, initial_indent="  ",
                                           subsequent_indent="    ")])  # fmt: skip
    print()
    for title, lines in _done(one):
        print(f"{title}: {'none' if not lines else ''}".rstrip())
        show_table(lines)
    if one.backups_until is not None:
        print(f"Earlier backups still hold what was erased here: delete by {one.backups_until}.")
    print()


def _done(one: CohortReport) -> list[tuple[str, list[tuple[str, ...]]]]:
    return [
        ("Legal holds", [(f"  {h.ref or 'the cohort'}", h.by, _time(h.at)) for h in one.holds]),
        ("Erased", [(f"  {e.ref}", e.by, _time(e.at)) for e in one.erased]),
        ("Purged", [(f"  {p.kind}", p.by, _time(p.at)) for p in one.purged]),
        (
            "Handed over to others (theirs to erase: ask them)",
            [(f"  {h.to}", ", ".join(h.parts), _time(h.at)) for h in one.handed_over],
        ),
        (
            "Private views opened",
            [
                (f"  {r.view}", r.facilitator, f"times: {r.times}", f"last: {_time(r.last)}")
                for r in one.reads
            ],
        ),
    ]


def _until(line: ClassLine) -> str:
    held = line.held
    if held.purged_at is not None:
        return f"purged {held.purged_at.date()}"
    if held.until is None:
        return f"no date: {held.why}"
    return f"{held.until}: PAST" if held.due else str(held.until)


def _count(number: int | None) -> str:
    return "not told" if number is None else str(number)


def _time(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="minutes")
