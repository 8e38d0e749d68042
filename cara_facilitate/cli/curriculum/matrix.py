"""``cara curriculum matrix``: what each variant gives to each objective, and how long it takes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.curriculum.choosing import add_choice, chosen
from cara_facilitate.cli.curriculum.printing import (
    BOLD,
    RED,
    listed,
    named,
    painted,
    say,
    say_label,
    warn,
    width,
)
from cara_facilitate.cli.opening import show_json

if TYPE_CHECKING:
    from cara_facilitate.services.author.matrix import Cell, DayLoad, Matrix

NONE = "--"


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(options: argparse.Namespace) -> int:
    """Print the matrix; 1 if an objective is not covered or the files have errors."""
    from cara_facilitate.services.author.matrix import matrix

    with chosen(options) as choice:
        drafts = [choice.draft(variant) for variant in choice.variants()]
    made = matrix([curriculum for curriculum, _ in drafts])
    if options.json:
        show_json(_document(made))
    else:
        say_label(drafts[0][0])
        _show(made)
    wrong = list(dict.fromkeys(finding for _, found in drafts for finding in found))
    warn(wrong)
    return 1 if wrong or made.uncovered else 0


def _document(made: Matrix) -> dict[str, Any]:
    return {
        "objectives": [
            {
                "id": objective.id,
                "slug": objective.slug,
                "text": objective.text,
                "variants": {
                    variant: {
                        "minutes": cell.minutes,
                        "items": [
                            {"id": i.id, "activity": i.activity, "minutes": i.minutes}
                            for i in cell.items
                        ],
                    }
                    for variant, cell in zip(made.variants, row, strict=True)
                },
            }
            for objective, row in zip(made.objectives, made.cells, strict=True)
        ],
        "days": [
            {"variant": variant, **asdict(load)}
            for variant, loads in zip(made.variants, made.loads, strict=True)
            for load in loads
        ],
    }


def _show(made: Matrix) -> None:
    """Side by side where the terminal is wide enough, else variants one under the other."""
    say(f"{made.title}: minutes of the activities that claim each objective")
    say()
    wide = _columns(made)
    if sum(wide) + 2 * (len(wide) - 1) <= width():
        _table(made, wide)
    else:
        _stacked(made)
    say()
    for line in _days(made):
        say(line)
    for slug, variant in made.uncovered:
        print(painted(f"{NONE} no activity claims {slug} in {variant}", RED))


def _words(cell: Cell) -> list[str]:
    if not cell.items:
        return [NONE]
    return [*(f"{i.id} {i.minutes}'" for i in cell.items), f"= {cell.minutes}'"]


def _columns(made: Matrix) -> list[int]:
    """How wide a table's columns must be; a cell stands in lines, one row of the day each."""
    first = max((len(f"{one.id} {one.slug}") for one in made.objectives), default=0)
    return [first] + [
        max(len(variant), *(len(word) for row in made.cells for word in _words(row[place])), 0)
        for place, variant in enumerate(made.variants)
    ]


def _table(made: Matrix, wide: Sequence[int]) -> None:
    heads = ["", *made.variants]
    print(painted("  ".join(h.ljust(w) for h, w in zip(heads, wide, strict=True)).rstrip(), BOLD))
    for objective, row in zip(made.objectives, made.cells, strict=True):
        columns = [[f"{objective.id} {objective.slug}"], *(_words(cell) for cell in row)]
        for line in zip_longest(*columns, fillvalue=""):
            cells = [text.ljust(w) for text, w in zip(line, wide, strict=True)]
            shown = [painted(c, RED if c.strip() == NONE else "") for c in cells]
            print("  ".join(shown).rstrip())


def _stacked(made: Matrix) -> None:
    from cara_facilitate.services.author.matrix import alike

    for objective, row in zip(made.objectives, made.cells, strict=True):
        print(painted(f"{objective.id} {objective.slug}", BOLD))
        told = [tuple(_words(cell)) for cell in row]
        for variants, words in alike(made.variants, told.__getitem__):
            names = f"  {named(variants, made.variants)}:"
            if words == (NONE,):
                print(painted(f"{names} {NONE}", RED))
                continue
            lines = listed(f"{names} ", words, width())
            for line in lines if len(lines) == 1 else [names, *listed("    ", words, width())]:
                say(line)


def _days(made: Matrix) -> Iterator[str]:
    from cara_facilitate.services.author.matrix import alike

    yield "Day  Minutes  Breaks  Activities  Shortest  Recoverable"
    for number in range(len(made.loads[0])):
        for variants, load in alike(made.variants, lambda v, n=number: made.loads[v][n]):  # type: ignore[misc]
            yield f"{_load(load)}  {named(variants, made.variants)}"


def _load(load: DayLoad) -> str:
    activities = load.minutes - load.breaks
    return (
        f"{load.workshop:<3}  {load.minutes:7}  {load.breaks:6}  {activities:10}"
        f"  {load.floors:8}  {load.recoverable:11}"
    )
