"""``cara receive``: take in what another person handed over; shows and asks before feedback."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.feedback.checking import counted, show_rows
from cara_facilitate.cli.opening import opened_desk, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.domain.feedback import Preview
    from cara_facilitate.domain.handover import Received
    from cara_facilitate.services.desk import Desk

_ABOUT = (
    "Take in a file that `cara handover` wrote for you. Feedback is shown row by row first, "
    "without a word of it, as `cara feedback check` does, and taken in only when you say so."
)
_NEXT = {
    "roster": "Have each check word told by voice; type it in behind k on the cohort's page.",
    "escalations": "Act on each, then: cara feedback escalations --cohort {} --ack ID",
    "extract": "The briefing and the readiness check stand in the app, behind F2.",
    "pin_reset": "Its owner chooses a new PIN in the app, behind F2.",
    "placement": "Decide what is referred to you in the app, behind F2: cara site check {}",
    "decisions": "See what was decided: cara site check {}",
    "note": "To read it: cara receive --kept {} --out DIR",
    "coverage": "To read them: cara receive --kept {} --out DIR",
}
"""What to do after each part was taken in; the braces are the cohort's."""
_NOT_TAKEN = "Nothing was taken in. On a terminal you are asked; in a script give --yes."


def run(argv: Sequence[str]) -> int:
    """Take in one hand-over; 0 done, 1 something needs attention, 2 nothing could be taken in.

    1 is a row held back, a seat without one, or feedback that somebody declined when asked; 2 if
    nobody could be asked and --yes was not given.

    :raises CaraError: if it is refused (exit code 2); nothing was taken in then.
    """
    from cara_facilitate.services.receiving import open_file

    parser = _parser()
    options = parser.parse_args(argv)
    if (options.file is None) == (options.kept is None):
        parser.error("give a FILE, or --kept COHORT")
    if options.kept is not None and options.out is None:
        parser.error("--kept needs --out DIR")
    with opened_desk() as desk:
        if options.kept is not None:
            return _write_kept(desk, options)
        received = open_file(desk, options.file)
        document = _public(received)
        document["taken_in"] = _take_in(desk, received, options, document)
    _show(options, document)
    if not document["taken_in"] and not _may_ask(options):
        return 2
    attention = any(row["outcome"] == "held_back" for row in document["rows"])
    return 1 if attention or document["missing"] or not document["taken_in"] else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cara receive", description=_ABOUT)
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
    parser.add_argument("--yes", action="store_true", help="take the feedback in without asking")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="also write notes and figures into this folder"
    )
    parser.add_argument(
        "--kept",
        metavar="COHORT",
        help="instead of taking a file in, write what was kept of this cohort into --out",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _take_in(
    desk: Desk, received: Received, options: argparse.Namespace, document: dict[str, Any]
) -> bool:
    """Take it in, its documents written beforehand: what fails then leaves nothing half done."""
    from cara_facilitate.notes.files import write_all
    from cara_facilitate.services.receiving_parts import texts

    confirm = _confirmation(desk, received, options, document)
    if confirm is None:
        return False
    named = _for_reader(desk, received.cohort, texts(desk, received))
    paths = write_all(options.out, dict(named), "document") if options.out and named else ()
    try:
        confirm()
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    document["files"] = [str(path) for path in paths]
    return True


def _write_kept(desk: Desk, options: argparse.Namespace) -> int:
    from cara_facilitate.errors import Refusal
    from cara_facilitate.notes.files import write_all
    from cara_facilitate.services.receiving_parts import kept

    named = _for_reader(desk, options.kept, kept(desk, options.kept))
    if not named:
        raise Refusal("No note or figures of this cohort were taken in here for your role.")
    paths = [str(path) for path in write_all(options.out, dict(named), "document")]
    if options.json:
        show_json({"files": paths})
    else:
        show_table([("Written:", path) for path in paths])
    return 0


def _for_reader(desk: Desk, cohort: str, named: Mapping[str, str]) -> dict[str, str]:
    """The documents as they are read: figures in words, small ones only for a supervisor."""
    from cara_facilitate.domain.coverage_words import coverage_lines
    from cara_facilitate.services.receiving_parts import whole_here

    whole, made = whole_here(desk, cohort), dict(named)
    for name, text in named.items():
        if name.startswith("coverage-"):
            made[name] = "\n".join(coverage_lines(text, whole=whole)) + "\n"
    return made


def _public(received: Received) -> dict[str, Any]:
    """What may be printed of a hand-over; nothing of what is in its parts."""
    return {
        "file": "accepted",
        "reason": "",
        "cohort": received.cohort,
        "sender": received.sender.staff,
        "written_at": received.made_at.isoformat(timespec="seconds"),
        "parts": [part.value for part in received.parts],
        "rows": [],
        "missing": [],
        "files": [],
    }


def _confirmation(
    desk: Desk, received: Received, options: argparse.Namespace, document: dict[str, Any]
) -> Callable[[], object] | None:
    """What takes it in; None if there is feedback in it that nobody confirmed."""
    from cara_facilitate.services.feedback_import import preview_rows
    from cara_facilitate.services.receiving import confirm_extract, take_in

    if not received.has_extract:
        return partial(take_in, desk, received)
    seen = preview_rows(desk, received.cohort, received.rows())
    document["rows"] = [row.public() for row in seen.outcome.rows]
    document["missing"] = list(seen.outcome.missing)
    if not options.json:
        _show_rows(received, seen.outcome)
    if not (options.yes or _asked(options)):
        print(f"cara: {_NOT_TAKEN}", file=sys.stderr)
        return None
    return partial(confirm_extract, desk, received, seen, desk.owner)


def _show_rows(received: Received, outcome: Preview) -> None:
    show_table(
        [
            (f"Feedback for {received.cohort} from {received.sender.staff}:",),
            (counted(outcome),),
        ]
    )
    show_rows(outcome)


def _may_ask(options: argparse.Namespace) -> bool:
    return not options.json and sys.stdin.isatty()


def _asked(options: argparse.Namespace) -> bool:
    if not _may_ask(options):
        return False
    return input("Take it in? (yes/no) ").strip().casefold() in ("y", "yes")


def _show(options: argparse.Namespace, document: dict[str, Any]) -> None:
    from cara_facilitate.domain.handover import PART_WORDS
    from cara_facilitate.domain.people import Part

    if options.json:
        show_json(document)
    elif document["taken_in"]:
        taken = [("Taken in:", PART_WORDS[Part(part)]) for part in document["parts"]]
        show_table([("From:", f"{document['sender']}, about {document['cohort']}"), *taken])
        show_table([("Written:", name) for name in document["files"]])
        told = {
            _NEXT[part].format(document["cohort"]) for part in document["parts"] if part in _NEXT
        }
        read = {line for line in told if "--kept" in line and document["files"]}
        show_table([(f"Next:      {line}",) for line in sorted(told - read)])
