"""``cara handover``: write what another person's role may read, signed and sealed to them alone."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, passphrase, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.services.handover import Written

_ABOUT = (
    "Write one file for one trusted person (see `cara id`). What goes into it follows from your "
    "role and theirs and nothing else: a roster or what became of the feedback to the "
    "victim-contact worker, the extract to the facilitators, open escalations and coverage "
    "figures to the manager, a supervision note to the practice supervisor. Check words and "
    "names are in none: they travel by voice. The file's name and size tell nothing."
)


def run(argv: Sequence[str]) -> int:
    """Write one hand-over; 0 done, 1 something was left out of it that should go elsewhere.

    :raises CaraError: if it is refused (exit code 2); no file is left then.
    """
    from cara_facilitate.services.bootstrap import feedback_key
    from cara_facilitate.services.handover import needs_key, write

    options = _parser().parse_args(argv)
    word = passphrase()
    with opened_desk(word=word) as desk:
        key = feedback_key(desk.folder, word) if needs_key(desk, options.to) else None
        written = write(
            desk, options.cohort, options.to, options.out, key=key, reset_pin=options.reset_pin
        )
    _show(options, written)
    return 1 if written.warnings else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cara handover", description=_ABOUT)
    parser.add_argument("cohort", metavar="COHORT")
    parser.add_argument("--to", required=True, metavar="PERSON", help="a staff reference")
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="the folder; this one if left out"
    )
    parser.add_argument(
        "--reset-pin",
        default="",
        metavar="F-REF",
        help="for a manager: this facilitator may choose a new PIN",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _show(options: argparse.Namespace, written: Written) -> None:
    from cara_facilitate.domain.display import visible
    from cara_facilitate.domain.handover import PART_WORDS

    for warning in written.warnings:
        print(visible(f"cara: {warning}"), file=sys.stderr)
    if options.json:
        show_json(
            {
                "file": str(written.path),
                "cohort": options.cohort,
                "to": options.to,
                "parts": [part.value for part in written.parts],
                "warnings": list(written.warnings),
            }
        )
        return
    show_table([("Written:", str(written.path)), ("Only for:", options.to)])
    show_table([("It holds:", PART_WORDS[part]) for part in written.parts])
