"""Writes the generated blocks of the documents anew from the code, or checks that they are true."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from docs import code_tables, commands, feedback_tables, key_tables, lint_rules

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"(?P<open><!-- generated: (?P<name>[a-z-]+) -->\n)(?P<body>.*?)(?P<end><!-- end -->)",
    re.DOTALL,
)
OPENING = re.compile(r"<!-- generated:")

MAKERS: Mapping[str, Callable[[], str]] = {
    "attendance-codes": code_tables.attendance,
    "attendance-keys": key_tables.attendance,
    "card": key_tables.card,
    "carries": feedback_tables.carries,
    "codes": key_tables.codes,
    "commands": commands.every_command,
    "events": code_tables.events,
    "export-linter": code_tables.export_linter,
    "extract-columns": code_tables.extract_columns,
    "flag-kinds": code_tables.flags,
    "help": commands.overview,
    "hooks": code_tables.hooks,
    "keys-casework": key_tables.casework,
    "keys-everywhere": key_tables.everywhere,
    "keys-live": key_tables.live,
    "keys-received": key_tables.received,
    "keys-screens": key_tables.screens,
    "levels": code_tables.levels,
    "lint-rules": lint_rules.table,
    "our-plugins": code_tables.our_plugins,
    "ratings": code_tables.ratings,
    "reading-card": feedback_tables.reading_card,
    "record-columns": feedback_tables.record_columns,
    "records": code_tables.records,
    "recovery": key_tables.recovery,
    "retention": feedback_tables.retention,
    "sections": code_tables.sections,
    "triggers": feedback_tables.triggers,
}
"""Each block's name and what writes its text."""


def documents() -> tuple[Path, ...]:
    """Every document that may hold a block."""
    return (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def filled(text: str, make: Callable[[str], str]) -> str:
    """The text with every block's body replaced.

    :param make: a block's name to its text.
    :raises ValueError: if a block is not closed, or nested in another.
    """

    def body(match: re.Match[str]) -> str:
        if OPENING.search(match["body"]):
            raise ValueError(f"the block {match['name']} is not closed by <!-- end -->")
        return f"{match['open']}\n{make(match['name']).strip()}\n\n{match['end']}"

    if len(OPENING.findall(text)) != len(BLOCK.findall(text)):
        raise ValueError("a block is not opened and closed as <!-- generated: name --> ... ")
    return BLOCK.sub(body, text)


def stale(paths: Iterable[Path]) -> dict[Path, str]:
    """The documents whose blocks are not what the code says, with the text they should have.

    :raises KeyError: for a block that nothing writes.
    """
    made: dict[str, str] = {}

    def make(name: str) -> str:
        if name not in made:
            made[name] = MAKERS[name]()
        return made[name]

    found = {}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        wanted = filled(text, make)
        if wanted != text:
            found[path] = wanted
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Write the blocks; with ``--check`` write nothing and return 1 if one would change."""
    parser = argparse.ArgumentParser(prog="python -m docs.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which files would change")
    options = parser.parse_args(argv)
    found = stale(documents())
    for path, text in found.items():
        if not options.check:
            path.write_text(text, encoding="utf-8")
        print(f"{path.relative_to(ROOT)} {'is out of date' if options.check else 'was written'}.")
    return 1 if options.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
