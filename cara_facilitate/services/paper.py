"""The day's pack on paper: printed from the pinned wording into a folder that somebody names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import pack_facts
from cara_facilitate.domain.curriculum import VARIANT_WORDS
from cara_facilitate.domain.pack import NO_PDF, Head, Paper, Sheet, file_stem
from cara_facilitate.errors import CaraError, Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.curriculum import Curriculum
    from cara_facilitate.services.desk import Desk

FORMATS = ("html", "pdf")
ALL_SHEETS = tuple(Sheet)
FOLDER = "cara-pack"
AGREEMENT = "working-agreement"
"""The hand-out that a curriculum's working agreement is taken from, where it has one."""
MOST_POINTS = 12
NOT_PINNED = "The wording is not pinned yet: print again if it changes before it is."
DELETE = (
    "The register names people: print it, delete the file, and keep the paper as it says at its "
    "head."
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written, in the order of the sheets.

    ``without`` says why there is no PDF; ``pinned`` is False while the wording may still change.
    """

    files: tuple[Path, ...]
    sheets: tuple[Sheet, ...]
    formats: tuple[str, ...]
    named: bool
    pinned: bool
    without: str = ""


def formats_here() -> tuple[str, ...]:
    """The formats that can be made on this machine; HTML always."""
    from cara_facilitate.notes.pack import has_pdf

    return FORMATS if has_pdf() else FORMATS[:1]


def write_pack(
    desk: Desk,
    cohort: str,
    workshop: int,
    out: Path,
    formats: Collection[str] = (),
    *,
    sheets: Collection[Sheet] = ALL_SHEETS,
    with_names: bool = False,
    by: str = "",
) -> Printed:
    """Write the day's pack, all sheets of it or none, in the place of an earlier one.

    Files are named by cohort, workshop and sheet alone. Names come out of the register only when
    asked for, and that they did is recorded as a read before anything is written.

    :param formats: of ``html`` and ``pdf``; none given means whatever can be made here.
    :param by: who prints, as a staff reference; the store's owner if empty.
    :raises CaraError: if PDF is asked for and cannot be made, or the folder cannot be used.
    :raises Refusal: if there is no such cohort, workshop or format.
    """
    from cara_facilitate.notes.files import write_all
    from cara_facilitate.notes.pack import has_pdf

    chosen = _chosen(formats)
    wanted = tuple(sheet for sheet in ALL_SHEETS if sheet in sheets)
    named = with_names and Sheet.REGISTER in wanted
    if named:
        _note_names_read(desk, cohort, by or desk.owner)
    pages = papers(desk, cohort, workshop, wanted, with_names=named)
    without = "" if has_pdf() else NO_PDF
    try:
        documents = _documents(cohort, workshop, pages, chosen)
    except CaraError as fault:
        if formats or "pdf" not in chosen:
            raise
        # Nobody asked for PDF by name: paper that can be had is better than none.
        chosen, without = FORMATS[:1], fault.message
        documents = _documents(cohort, workshop, pages, chosen)
    files = write_all(out, documents, "pack", replace=True)
    pinned = bool(desk.state(cohort).workshops[workshop].content_hash)
    return Printed(files, wanted, chosen, named, pinned, without)


def _chosen(formats: Collection[str]) -> tuple[str, ...]:
    if not set(formats) <= set(FORMATS):
        raise Refusal("This format is not known.", f"Choose one of: {', '.join(FORMATS)}.")
    here = formats_here()
    if "pdf" in formats and "pdf" not in here:
        raise CaraError(NO_PDF, "HTML can be printed without it.")
    return tuple(fmt for fmt in here if fmt in (formats or here))


def default_folder() -> Path:
    """Where the app offers to write the pack: a neutral name in the folder it was started in."""
    return Path(FOLDER).absolute()


def _note_names_read(desk: Desk, cohort: str, by: str) -> None:
    """On disk before any name is: a read that leaves on paper must not be lost."""
    read = ev.PrivateViewOpened("register", by, desk.clock.now())
    desk.record(cohort, [read], wait=True)


def _documents(
    cohort: str, workshop: int, pages: Mapping[Sheet, Paper], formats: Collection[str]
) -> dict[str, str | bytes]:
    from cara_facilitate.notes.pack import html, pdf

    makers: dict[str, Callable[[Paper], str | bytes]] = {"html": html, "pdf": pdf}
    return {
        f"{file_stem(cohort, workshop, sheet)}.{fmt}": makers[fmt](page)
        for sheet, page in pages.items()
        for fmt in formats
    }


def papers(
    desk: Desk,
    cohort: str,
    workshop: int,
    sheets: Collection[Sheet] = ALL_SHEETS,
    *,
    with_names: bool = False,
) -> dict[Sheet, Paper]:
    """The facts of each sheet asked for.

    :raises Refusal: if there is no such cohort or workshop.
    :raises ContentError: if nothing is pinned and the curriculum is missing or broken.
    """
    state = desk.state(cohort)
    if workshop not in state.workshops:
        raise Refusal("This cohort has no such workshop.", "There are workshops one and two.")
    curriculum = desk.curriculum(cohort, workshop)
    return {
        sheet: _paper(desk, cohort, workshop, curriculum, sheet, with_names) for sheet in sheets
    }


def _paper(
    desk: Desk,
    cohort: str,
    workshop: int,
    curriculum: Curriculum,
    sheet: Sheet,
    with_names: bool,
) -> Paper:
    from cara_facilitate.content.markdown import plain

    state = desk.state(cohort)
    variant = VARIANT_WORDS.get(curriculum.variant, curriculum.variant)
    top = pack_facts.head(sheet, state, workshop, curriculum, variant)
    match sheet:
        case Sheet.RUN:
            return pack_facts.run_paper(top, curriculum, state.workshops[workshop], plain)
        case Sheet.SEATS:
            return pack_facts.seat_paper(top, curriculum, state.seats)
        case Sheet.CODES:
            return pack_facts.code_paper(top, curriculum)
        case Sheet.ON_CALL:
            return pack_facts.on_call_paper(top, state.site, _on_call(desk, cohort))
        case Sheet.REGISTER:
            names = _names(desk, cohort) if with_names else None
            return pack_facts.register_paper(top, state, names)
        case Sheet.COVER:
            return _cover(desk, cohort, workshop, top)


def _on_call(desk: Desk, cohort: str) -> tuple[tuple[str, str], ...]:
    from cara_facilitate.services.oncall import card

    return tuple((line.role, line.number) for line in card(desk, cohort).lines)


def _names(desk: Desk, cohort: str) -> dict[int, str]:
    from cara_facilitate.services.register import entries

    return {seat: entry.name for seat, entry in entries(desk, cohort).items()}


def _cover(desk: Desk, cohort: str, workshop: int, top: Head) -> Paper:
    from cara_facilitate.content.markdown import plain
    from cara_facilitate.services.briefing import STOCK_LINE

    curricula = {workshop: desk.curriculum(cohort, workshop)}
    if workshop != 1 and 1 in desk.state(cohort).workshops:
        curricula[1] = desk.curriculum(cohort, 1)
    return pack_facts.cover_paper(
        top,
        desk.state(cohort),
        workshop,
        curricula,
        stock_line=STOCK_LINE,
        agreement=agreement_points(curricula[workshop], plain),
        plain=plain,
    )


def agreement_points(curriculum: Curriculum, plain: pack_facts.Plain) -> tuple[str, ...]:
    """The points of the curriculum's working agreement; none where it has no such hand-out."""
    for handout in curriculum.handouts:
        if handout.id == AGREEMENT:
            points = [plain(item) for item in pack_facts.list_items(handout.body)]
            said = [point for point in points if point.strip(".… ")]
            return tuple(said[:MOST_POINTS])
    return ()
