"""``cara feedback card``: the plain-words card to read aloud to the person harmed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands

NAME = "before-we-talk"


def add(commands: Commands) -> None:
    """Offer ``card``."""
    card = commands.add_parser(
        "card", help="the card to read aloud: what happens with what is said"
    )
    card.add_argument("--out", type=Path, metavar="DIR", help="write it as HTML and text")
    card.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print the card, or write it; needs no store."""
    from cara_facilitate.domain.reading_card import card_html, card_text

    if options.out is None:
        print(card_text(), end="")
        return 0
    from cara_facilitate.notes.files import write_all

    pages = {f"{NAME}.txt": card_text(), f"{NAME}.html": card_html()}
    for path in write_all(options.out, pages, "card"):
        print(path)
    return 0
