"""The script of one activity laid out in lines and pages for a given width and height."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from textual.content import Content

from cara_facilitate.content.markdown import Block, Span, blocks
from cara_facilitate.domain.curriculum import (
    PARTICIPANT_VISIBLE,
    Activity,
    RunItem,
    Section,
    SectionKind,
)
from cara_facilitate.tui.live.breaks import to_do
from cara_facilitate.tui.text import paint

GUTTER = 13
"""Cells left of the text, for the section's name."""
WIDEST = 80
"""Text lines are no longer than this with their gutter; longer ones are hard to read aloud."""
FULL = 0.55
"""From this share of a page on, a section that does not fit waits for the next page."""
_NAMES = {SectionKind.IF_SHORT: "If short"}
_STYLES = {"bold": "bold", "italic": "italic"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of script: ``label`` stands in the gutter, ``section`` is what it belongs to.

    ``heading`` lines open a step; ``keep`` lines are not left last on a page.
    """

    text: Content
    label: str = ""
    section: str = ""
    quiet: str = ""
    heading: bool = False
    keep: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it."""
        return not self.text.plain and not self.label and not self.quiet


def activity_lines(activity: Activity, width: int) -> tuple[Line, ...]:
    """Every line of an activity's script: its aim, what is needed, then step by step."""
    room = min(width, WIDEST)
    lines = list(_section("Aim", "", activity.aim, room))
    if activity.materials:
        lines += _section("Needed", "", "\n".join(f"- {m}" for m in activity.materials), room)
    begun = 0
    for number, step in enumerate(activity.steps, start=1):
        end = begun + step.minutes
        where = f"{number} of {len(activity.steps)}, minute {begun} to {end}"
        lines += _heading(step.title, where, room)
        for section in step.sections:
            lines += _script(section, room)
        begun = end
    return tuple(lines)


def break_lines(item: RunItem, width: int) -> tuple[Line, ...]:
    """What to do in a break, in the same shape as a script."""
    room = min(width, WIDEST)
    return (
        *_heading(item.title, f"{item.minutes} minutes, to the end", room),
        *_section("Do", "", to_do(item.minutes), room),
    )


def paged(lines: Sequence[Line], height: int) -> tuple[tuple[Line, ...], ...]:
    """The lines in pages of at most ``height``.

    A section that would only just begin on a page starts on the next one, so that nobody turns
    a page in the middle of a sentence said aloud; one longer than that says its name again
    where it goes on. No page begins with a blank line or ends with a heading.
    """
    height = max(height, 2)
    pages: list[list[Line]] = [[]]
    for part in _parts(lines):
        page = pages[-1]
        if len(page) + len(part) > height and FULL * height <= len(page):
            pages.append([])
        for line in part:
            page = pages[-1]
            if len(page) == height or (line.keep and len(page) == height - 1):
                page = []
                pages.append(page)
            if page or not line.blank:
                page.append(line if page else _begun_again(line))
    return tuple(tuple(page) for page in pages if page)


def _parts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong together: a section, with the heading and the blank line before it."""
    part: list[Line] = []
    for line in lines:
        opens = line.blank and not line.section
        if opens and part and not part[-1].heading:
            yield part
            part = []
        part.append(line)
    if part:
        yield part


def _begun_again(line: Line) -> Line:
    if line.section and not line.label:
        return replace(line, label=line.section)
    return line


def _heading(title: str, where: str, width: int) -> Iterator[Line]:
    gap = width - len(title) - len(where) - 1
    text = paint((title, "bold"), f"{' ' * max(gap, 2)}", (where, "dim"))
    yield Line(Content(""))
    yield Line(text.truncate(width, ellipsis=True), heading=True, keep=True)


def _script(section: Section, width: int) -> Iterator[Line]:
    name = _NAMES.get(section.kind, section.kind.value)
    audience = "group sees" if section.kind in PARTICIPANT_VISIBLE else ""
    yield from _section(name, audience, section.body, width)


def _section(name: str, audience: str, body: str, width: int) -> Iterator[Line]:
    texts = list(_body(body, width - GUTTER)) or [Content("")]
    if audience and len(texts) == 1:
        texts.append(Content(""))
    yield Line(Content(""))
    for index, text in enumerate(texts):
        yield Line(
            text,
            label=name if index == 0 else "",
            quiet=audience if index == 1 else "",
            section=name,
            keep=index == 0 and len(texts) > 1,
        )


def _body(body: str, width: int) -> Iterator[Content]:
    before: Block | None = None
    for block in blocks(body):
        listed = block.kind in ("bullet", "numbered")
        if before is not None and not (listed and before.kind in ("bullet", "numbered")):
            yield Content("")
        yield from _table(block, width) if block.kind == "table" else _block(block, width)
        before = block


def _block(block: Block, width: int) -> Iterator[Content]:
    indent = "  " * max(block.depth - 1, 0) if block.marker else ""
    lead = f"{indent}{block.marker} " if block.marker else ("| " if block.kind == "quote" else "")
    follow = "| " if block.kind == "quote" else " " * len(lead)
    text = _spans(block.spans, "bold" if block.kind == "heading" else "")
    for index, line in enumerate(text.wrap(max(width - len(lead), 10))):
        yield paint(lead if index == 0 else follow, line)


def _spans(spans: Sequence[Span], style: str = "") -> Content:
    return paint(
        *(
            (span.text, " ".join(filter(None, (style, *(_STYLES[n] for n in _on(span))))))
            for span in spans
        )
    )


def _on(span: Span) -> Iterator[str]:
    if span.bold:
        yield "bold"
    if span.italic:
        yield "italic"


def _table(block: Block, width: int) -> Iterator[Content]:
    columns = max((len(row) for row in block.rows), default=1)
    room = max((width - 3 * (columns - 1)) // columns, 6)
    for number, row in enumerate(block.rows):
        cells = [_spans(cell, "bold" if number == 0 else "").wrap(room) for cell in row]
        for deep in range(max((len(cell) for cell in cells), default=0)):
            parts = [cell[deep] if deep < len(cell) else Content("") for cell in cells]
            yield Content(" | ").join(
                part.pad_right(max(room - part.cell_length, 0)) for part in parts
            )
