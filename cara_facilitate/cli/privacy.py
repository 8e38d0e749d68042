"""``cara privacy``: what is held until when, legal holds, erasing a participant, purging."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.backups import Backup
    from cara_facilitate.services.erasing import Due


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
    from cara_facilitate.cli.privacy_report import document, show
    from cara_facilitate.services import backup, privacy

    with opened_desk() as desk:
        found, copies = privacy.report(desk, options.cohort), backup.known(desk)
        today, until = desk.clock.now().date(), backup.until(desk)
        if options.json:
            show_json(document(found, copies, today, until))
        else:
            show(found, copies, today, until)
    return 1 if any(one.due for one in found) or any(one.past(today) for one in copies) else 0


def _hold(options: argparse.Namespace) -> int:
    from cara_facilitate.services import privacy

    with opened_desk() as desk:
        privacy.hold(desk, options.cohort, options.ref, options.reason)
    print(f"Legal hold set on {options.ref or options.cohort}: nothing of it is erased.")
    print("What is withdrawn, taken back or discarded meanwhile stays sealed, shown to nobody,")
    print("and goes once the hold is lifted.")
    return 0


def _lift(options: argparse.Namespace) -> int:
    from cara_facilitate.services import privacy

    with opened_desk() as desk:
        privacy.lift(desk, options.cohort, options.ref, options.reason)
    print(f"Legal hold lifted on {options.ref or options.cohort}: what it kept back from erasing")
    print("is erased. What is past its date is due again: cara privacy purge")
    return 0


def _erase(options: argparse.Namespace) -> int:
    from cara_facilitate.services import backup, erasing

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
        copies = backup.still_holding(desk, (options.cohort,), (gone,))
        kept_back = gone.ref in erasing.kept_back(desk, options.cohort)
    if kept_back:
        print(f"Erased: {gone.ref}. Its keys are destroyed.")
        print("A legal hold on somebody else keeps an earlier placement that names its seat:")
        print("sealed and shown nowhere, until the hold is lifted.")
    else:
        print(f"Erased: {gone.ref}. Its keys are destroyed and nothing here opens it again.")
    print(f"Copies in earlier backups are to end by {gone.backups_until}: delete them by then.")
    _still_in(copies)
    print("Notes written and what was handed over to others are not touched: see the report.")
    return 0


def _purge(options: argparse.Namespace) -> int:
    from cara_facilitate.services import backup, erasing

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
        copies = backup.still_holding(desk, (one.cohort for one in found), done)
    until = max(one.backups_until for one in done)
    print(f"Purged. Copies in earlier backups are to end by {until}: delete them by then.")
    _still_in(copies)
    return 0


def _still_in(copies: Sequence[Backup]) -> None:
    """Name the backups that hold what was just erased."""
    for one in copies:
        print(f"  Still in {one.name}: delete it by {one.until}, then cara backup --deleted")


def _due_row(one: Due) -> tuple[str, str, str]:
    return one.cohort, str(one.held.until), one.held.kind.what


def _ask(question: str, wanted: str) -> None:
    if not sys.stdin.isatty():
        raise Refusal("Nobody is here to confirm it.", "In a script, add --yes.")
    if input(question).strip() != wanted:
        raise Refusal("It was not confirmed.", "Nothing was erased.")
