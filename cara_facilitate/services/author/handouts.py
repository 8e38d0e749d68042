"""A variant's hand-outs as pages to print; nothing that is the facilitators' can be on one."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.content.markdown import Block, blocks, html
from cara_facilitate.domain.curriculum import Curriculum, Handout
from cara_facilitate.errors import ContentError, Refusal
from cara_facilitate.notes.cleaning import columns, filled, for_text, padded
from cara_facilitate.notes.files import write_all
from cara_facilitate.notes.handout import page
from cara_facilitate.services.author.leaks import leaks
from cara_facilitate.services.author.numbers import Numbers, Withheld, with_numbers, without_unsure

if TYPE_CHECKING:
    from cara_facilitate.content.markdown import Span

FORMATS = ("html", "text")
TEXT_WIDTH = 78
_BLANK = re.compile(r"(?<!\.)\.{5,}\s*\Z")
_SHORTEST_BLANK = 16
_SUFFIXES = {"html": "html", "text": "txt"}


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written; ``by_hand`` names services whose number nobody has checked of late.

    ``withheld`` are numbers and addresses written out in a sheet that print as dots.
    """

    paths: tuple[Path, ...]
    by_hand: tuple[str, ...]
    withheld: tuple[Withheld, ...] = ()


def write(
    curriculum: Curriculum,
    out: Path,
    formats: Collection[str],
    today: date,
    *,
    replace: bool = False,
) -> Printed:
    """Write every hand-out as ``<id>.html``, ``<id>.txt`` or both; all of them or none.

    :param formats: of :data:`FORMATS`.
    :param replace: put them in the place of files of these names.
    :raises ContentError: if a hand-out holds a sentence of a section participants never see,
        or there is none.
    :raises CaraError: if the folder cannot be used.
    """
    ready = _ready(curriculum, today)
    titled, gone = _titled(curriculum, today)
    documents = _documents(titled, ready, formats)
    if not replace:
        _refuse_taken(out, documents)
    paths = write_all(out, documents, "hand-out", replace=replace)
    return Printed(paths, ready.by_hand, (*gone, *ready.withheld))


def places(files: Mapping[str, bytes], withheld: Iterable[Withheld]) -> tuple[tuple[str, str], ...]:
    """Where each thing withheld is written, as ``file:line`` and the words there, in file order.

    :param files: the curriculum's, by name; for words that are a term's the file alone is told.
    """
    found: list[tuple[str, int, str]] = []
    for one in dict.fromkeys(withheld):
        name = f"handouts/{one.handout}.md" if one.handout else "curriculum.yaml"
        lines = files.get(name, b"").decode("utf-8", "replace").split("\n")
        first = one.text.split("\n")[0].strip()
        at = [number for number, line in enumerate(lines, 1) if first in line]
        found += [(name, number, one.text) for number in at or [0]]
    return tuple((f"{name}:{at}" if at else name, text) for name, at, text in sorted(found))


def _refuse_taken(out: Path, names: Iterable[str]) -> None:
    taken = [name for name in names if os.path.lexists(out / name)]
    if taken:
        raise Refusal(
            f"{out / taken[0]} is already there; nothing was written.",
            "Add --replace to put the new ones in the place of earlier ones, or name another"
            " folder.",
        )


def pages(
    curriculum: Curriculum, formats: Collection[str], today: date
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The documents by file name, and the services left to fill in by hand.

    :raises ContentError: as :func:`write` does.
    """
    ready = _ready(curriculum, today)
    return _documents(_titled(curriculum, today)[0], ready, formats), ready.by_hand


def _titled(curriculum: Curriculum, today: date) -> tuple[Curriculum, tuple[Withheld, ...]]:
    """The curriculum with a title that may head a sheet, and what was taken out of it."""
    title, gone = without_unsure(curriculum.title, curriculum.signposts, today)
    return changed(curriculum, title=title), tuple(Withheld("", text) for text in gone)


def _ready(curriculum: Curriculum, today: date) -> Numbers:
    _refuse_leaks(curriculum)
    ready = with_numbers(curriculum.handouts, curriculum.signposts, today)
    if not ready.handouts:
        raise ContentError("This variant has no hand-outs.", "They are files in handouts/.")
    return ready


def _documents(
    curriculum: Curriculum, ready: Numbers, formats: Collection[str]
) -> Mapping[str, str]:
    laid = {"html": _html, "text": _text}
    return {
        f"{handout.id}.{_SUFFIXES[form]}": laid[form](curriculum, handout)
        for handout in ready.handouts
        for form in FORMATS
        if form in formats
    }


def _refuse_leaks(curriculum: Curriculum) -> None:
    found = leaks(curriculum)
    if found:
        first = found[0]
        raise ContentError(
            f'A sentence under "{first.kind}" in step "{first.step}" of {first.activity} '
            f"also stands in the hand-out {first.handout}.",
            "Word one of them differently: what participants never see must not be printed.",
            f"handouts/{first.handout}.md",
        )


def _html(curriculum: Curriculum, handout: Handout) -> str:
    return page(
        curriculum.title,
        handout.title,
        curriculum.label,
        html(handout.body),
        cards=handout.layout == "cards",
    )


def _text(curriculum: Curriculum, handout: Handout) -> str:
    """The sheet as plain lines of at most 78 columns."""
    head = " - ".join(one for one in (curriculum.title, curriculum.label) if one)
    title = for_text(handout.title)
    parts = [filled(head, TEXT_WIDTH), f"{title}\n{'=' * min(columns(title), TEXT_WIDTH)}"]
    parts += [_run(list(run)) for _, run in groupby(blocks(handout.body), key=_joins)]
    return "\n\n".join(parts) + "\n"


def _joins(block: Block) -> bool:
    """Whether the block is a list item, which stands close to its neighbours."""
    return bool(block.marker)


def _run(run: Sequence[Block]) -> str:
    between = "\n" if _joins(run[0]) else "\n\n"
    return between.join(_table(one) if one.kind == "table" else _lines(one) for one in run)


def _lines(block: Block) -> str:
    if block.kind == "heading":
        return f"{block.text}\n{'-' * min(columns(block.text), TEXT_WIDTH)}"
    lead = f"{block.marker} " if block.marker else "> " if block.kind == "quote" else ""
    before = " " * 4 * max(0, block.depth - 1) if lead else " " * 4 * block.depth
    under = before + " " * len(lead)
    first, *rest = _worded(block.text, TEXT_WIDTH - len(under)).split("\n")
    return "\n".join([f"{before}{lead}{first}", *(f"{under}{line}" for line in rest)])


def _worded(text: str, width: int) -> str:
    """The words in lines; a blank at their end fills the line, or one more where it is short."""
    found = _BLANK.search(text)
    if found is None:
        return filled(text, width)
    words = filled(text[: found.start()].rstrip(), width)
    left = width - columns(words.rpartition("\n")[2]) - 1
    if not found.start():
        return "." * width
    return f"{words} {'.' * left}" if left >= _SHORTEST_BLANK else f"{words}\n{'.' * width}"


def _table(block: Block) -> str:
    """Cells in columns where they fit, else one under the other."""
    rows = [[_cell(cell) for cell in row] for row in block.rows]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
    if sum(widths) + 3 * (len(widths) - 1) > TEXT_WIDTH:
        return "\n\n".join(filled("\n".join(row), TEXT_WIDTH) for row in rows)
    lines = [" | ".join(_aligned(row, widths)).rstrip() for row in rows]
    return "\n".join([lines[0], "-+-".join("-" * width for width in widths), *lines[1:]])


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [padded(cell, width) for cell, width in zip(row, widths, strict=True)]


def _cell(cell: Sequence[Span]) -> str:
    return "".join(span.text for span in cell)
