"""``cara curriculum``: list, check and write curricula; one module a verb."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

VERBS = {
    "list": ("listing", "every installed variant and its status"),
    "check": ("checking", "check a curriculum's files, or all installed ones"),
    "matrix": ("matrix", "objectives by variants, with minutes"),
    "runsheet": ("runsheet", "one variant's two days, row by row"),
    "diff": ("difference", "what two variants of an activity do not share"),
    "handouts": ("handouts", "write a variant's hand-outs as pages to print"),
    "new": ("making", "start a curriculum, an activity or an overlay"),
    "preview": ("previewing", "an activity on the facilitator's screen, redrawn on save"),
    "accept": ("accepting", "pin overlays again after showing what changed under them"),
    "build": ("building", "check a curriculum and make it a package to install"),
    "add": ("adding", "install a package into your own folder, without pip"),
    "remove": ("removing", "take a package out of your own folder again"),
    "import": ("importing", "turn lessons kept in another format into a curriculum"),
}
"""What can be done, with the module of this package that does it."""


def run(argv: Sequence[str]) -> int:
    """Run one curriculum command; 1 when something needs attention, 2 when it could not."""
    parser = argparse.ArgumentParser(prog="cara curriculum")
    # Told its name, argparse need not lay out a usage for it, which loads much.
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", prog="cara curriculum"
    )
    named = {argument for argument in argv if argument in VERBS} or set(VERBS)
    for verb, (module, what) in VERBS.items():
        one = commands.add_parser(verb, help=what, description=f"{what[:1].upper()}{what[1:]}.")
        # Only the verb that was asked for is imported; without one, help needs them all.
        if verb in named:
            one.set_defaults(parser_asked=one)
            _module(module).configure(one)
    options, unknown = parser.parse_known_args(argv)
    if unknown:
        # The parser above would print the usage of all commands, not of the one that was typed.
        options.parser_asked.error(f"there is no {_told(unknown)} here")
    code: int = _module(VERBS[options.command][0]).run(options)
    return code


def _told(unknown: Sequence[str]) -> str:
    from cara_facilitate.domain.display import visible

    options = [one for one in unknown if one.startswith("-")]
    what = f"option {options[0]}" if options else f"place for {unknown[0]}"
    return visible(what[:80])


def _module(name: str) -> Any:
    return import_module(f"{__name__}.{name}")
