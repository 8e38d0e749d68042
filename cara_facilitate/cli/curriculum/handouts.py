"""``cara curriculum handouts``: a variant's sheets for participants, ready to print."""

from __future__ import annotations

import argparse
from pathlib import Path

from cara_facilitate.cli.curriculum.choosing import add_choice, chosen
from cara_facilitate.cli.curriculum.printing import listed, parted, say, width
from cara_facilitate.cli.opening import show_json


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("variant", help="such as intimate-partner-male")
    add_choice(parser)
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    parser.add_argument("--format", choices=("html", "text", "both"), default="html")
    parser.add_argument("--replace", action="store_true", help="overwrite earlier ones there")
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(options: argparse.Namespace) -> int:
    """Write the sheets and print their paths; files with errors are refused."""
    from datetime import date

    from cara_facilitate.services.author.handouts import FORMATS, places, write

    with chosen(options) as choice:
        curriculum = choice.load(options.variant)
        files = choice.source.files
    formats = FORMATS if options.format == "both" else (options.format,)
    made = write(curriculum, options.out, formats, date.today(), replace=options.replace)
    if options.json:
        show_json(
            {
                "files": [str(path) for path in made.paths],
                "by_hand": list(made.by_hand),
                "withheld": [where for where, _ in places(files, made.withheld)],
            }
        )
        return 0
    for path in made.paths:
        say(str(path))
    if made.by_hand:
        say()
        say("Lines left to fill in by hand, as no check of the number within 180 days is recorded:")
        for line in listed("  ", parted(made.by_hand), width(), between=" "):
            say(line)
    if made.withheld:
        say()
        say(
            "Dots stand for these: no signpost for participants, checked within 180 days, has them:"
        )
        for where, text in places(files, made.withheld):
            say(f"  {where}  {text}")
    say("Next:")
    say("  open the pages in a browser and print them, or give --format text")
    if made.by_hand or made.withheld:
        say("  a number prints once its check is recorded: verified_on: in signposts.yaml")
    return 0
