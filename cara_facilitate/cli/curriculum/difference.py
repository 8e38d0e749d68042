"""``cara curriculum diff``: where two variants of an activity part, or which share its text."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.choosing import add_choice, chosen
from cara_facilitate.cli.curriculum.printing import (
    BOLD,
    GREEN,
    RED,
    listed,
    painted,
    parted,
    say,
    say_label,
    warn,
    width,
)
from cara_facilitate.cli.opening import show_json

if TYPE_CHECKING:
    from cara_facilitate.services.author.difference import Difference, Group

_SHORT = 12
_COLOURS = {"-": RED, "+": GREEN}


class _Pair(argparse.Action):
    """Two variants or none."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        names = [str(one) for one in values] if isinstance(values, Sequence) else []
        if len(names) not in (0, 2):
            parser.error("name two variants to compare, or none to see which share a text")
        namespace.variants = names


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("activity", help="an activity's id")
    parser.add_argument("variants", nargs="*", action=_Pair, help="two variants, or none")
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(options: argparse.Namespace) -> int:
    """Print the difference; 1 if the files have errors."""
    from cara_facilitate.services.author.difference import difference, groups

    with chosen(options) as choice:
        drafts = [choice.draft(one) for one in options.variants or choice.variants()]
    curricula = [curriculum for curriculum, _ in drafts]
    if options.variants:
        found = difference(curricula[0], curricula[1], options.activity)
        if options.json:
            show_json({**asdict(found), "same": found.same})
        else:
            say_label(curricula[0])
            _show(found)
    else:
        shared = groups(curricula, options.activity)
        if options.json:
            show_json([asdict(group) for group in shared])
        else:
            _show_groups(options.activity, shared)
    wrong = list(dict.fromkeys(finding for _, found in drafts for finding in found))
    warn(wrong)
    return 1 if wrong else 0


def _show(found: Difference) -> None:
    first, second = found.variants
    if found.same:
        lead = f"{found.activity}: the same in {first} and {second}"
        say(f"{lead} ({found.hashes[0][:_SHORT]})")
    else:
        for sign, variant, digest in zip("-+", found.variants, found.hashes, strict=True):
            told = digest[:_SHORT] or "not run"
            print(painted(f"{sign * 3} {found.activity} in {variant} ({told})", BOLD))
        for change in found.changes:
            print(painted(f"@@ {change.place} @@", BOLD))
            for line in change.lines:
                print(painted(line, _COLOURS.get(line[0], "")))
    if found.handouts:
        say()
        say(f"Hand-outs that are not the same: {', '.join(found.handouts)}")


def _show_groups(activity: str, shared: Sequence[Group]) -> None:
    texts = [group for group in shared if group.hash]
    total = sum(len(group.variants) for group in shared)
    say(f"{activity}: {len(texts)} {'text' if len(texts) == 1 else 'texts'} in {total} variants")
    for place, group in enumerate(shared):
        lead = "  another for " if place else "  one for "
        lead = lead if group.hash else "  not run in "
        about = [f"({group.hash[:_SHORT]}, {group.minutes} min)"] if group.hash else []
        for line in listed(lead, parted(group.variants) + about, width(), between=" "):
            say(line)
