"""``cara curriculum remove``: takes a package out of your own folder again."""

from __future__ import annotations

import argparse

from cara_facilitate.cli.curriculum.asking import agrees, on_terminal
from cara_facilitate.domain.display import visible


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("name", help="the package's name, or its curriculum's id")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Remove one package; 1 if the answer was no. It asks only on a terminal.

    :raises CaraError: if there is no such package in the folder, or it cannot be removed.
    """
    from cara_facilitate.services.author.removing import find, remove
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library
    from cara_facilitate.settings.paths import curricula_folder

    place = curricula_folder()
    host = open_plugins()
    try:
        own = find(options.name, Library(host), place)
    finally:
        host.close()
    named = f"{own.distribution or own.name} {own.version}".strip()
    if not options.yes and on_terminal() and not agrees(f"Remove {named}?"):
        print("Nothing was removed.")
        return 1
    remove(own, place)
    print(visible(f"Removed {named}. Workshops that are prepared keep their wording."))
    return 0
