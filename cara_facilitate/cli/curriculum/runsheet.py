"""``cara curriculum runsheet``: one variant's days, row by row, as they are printed for a wall."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.choosing import add_choice, chosen
from cara_facilitate.cli.curriculum.printing import WIDTH, listed, parted, say, warn
from cara_facilitate.cli.opening import show_json

if TYPE_CHECKING:
    from cara_facilitate.domain.curriculum import Curriculum
    from cara_facilitate.services.author.runsheet import DaySheet, SheetRow

_NUMBER = 7
_TITLE = 31


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("variant", help="such as intimate-partner-male")
    add_choice(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")


def run(options: argparse.Namespace) -> int:
    """Print the days; 1 if the files have errors."""
    from cara_facilitate.services.author.runsheet import contract_rows, sheets

    with chosen(options) as choice:
        curriculum, wrong = choice.draft(options.variant)
    if options.json:
        show_json(contract_rows(curriculum))
    else:
        for line in _heading(curriculum):
            say(line)
        for sheet in sheets(curriculum):
            for line in _day(sheet, curriculum):
                say(line)
    warn(wrong)
    return 1 if wrong else 0


def _heading(curriculum: Curriculum) -> Iterator[str]:
    yield f"{curriculum.title} {curriculum.version} - {curriculum.variant}"
    if curriculum.label:
        yield curriculum.label


def _day(sheet: DaySheet, curriculum: Curriculum) -> Iterator[str]:
    day = sheet.day
    yield ""
    yield f"Workshop {day.workshop}, {day.start} to {day.end}"
    yield ""
    yield f"start  began  min  shortest  {'':{_NUMBER + _TITLE}}  objectives"
    for row in sheet.rows:
        yield from _row(row)
    yield from _end(sheet)
    if day.optional:
        titles = {one.id: f"{one.title} ({one.minutes} min)" for one in curriculum.activities}
        spare = [titles.get(name, name) for name in day.optional]
        yield from listed("When there is time: ", parted(spare), WIDTH, between=" ")


def _row(row: SheetRow) -> Iterator[str]:
    from cara_facilitate.notes.cleaning import columns, cut, padded
    from cara_facilitate.services.author.runsheet import clock

    item = row.item
    if row.waits:
        yield f"{'':12}  {row.waits:3}  {'':{8 + 2 + _NUMBER}}(nothing planned)"
    fixed = " (fixed)" if item.at else ""
    title = padded(cut(item.title, _TITLE - columns(fixed)) + fixed, _TITLE)
    floor = "" if item.is_break else str(item.floor)
    lead = f"{clock(row.start)}  .....  {item.minutes:3}  {floor:>8}  "
    yield from listed(
        f"{lead}{padded(item.id, _NUMBER)}{title}  ", row.objectives, WIDTH, between=" "
    )


def _end(sheet: DaySheet) -> Iterator[str]:
    from cara_facilitate.services.author.runsheet import clock

    spare = sheet.spare
    late = " on the next day" if sheet.ends >= 24 * 60 else ""
    left = f"; {spare} min to spare" if spare > 0 else f"; {-spare} min over" if spare < 0 else ""
    yield f"{clock(sheet.ends)}  .....  end{late} (planned {sheet.day.end}{left})"
    yield ""
    order = [*sheet.day.recovery]
    lead = f"Can be won back: {sheet.recoverable} min"
    if order and sheet.recoverable:
        yield from listed(f"{lead}, first from ", parted(order), WIDTH, between=" ")
    else:
        yield lead
