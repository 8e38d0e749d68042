"""The day's pack: what stands on it, what never does, and that asking for names is recorded."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from cara_facilitate.content.markdown import plain
from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain import pack_facts
from cara_facilitate.domain.cohort import Lead, WorkshopState
from cara_facilitate.domain.curriculum import VARIANTS, Curriculum
from cara_facilitate.domain.pack import CoverPaper, OnCallPaper, Paper, RunPaper, SeatPaper, Sheet
from cara_facilitate.domain.readiness import HOME_WORDS
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.notes import pack
from cara_facilitate.services import deliver, feedback_import, paper, prepare, register, safeguard
from cara_facilitate.services.rehearse import Practice, extract_rows, make_practice
from tests.services.conftest import SATURDAY, hold_workshop_one, make_ready

COHORT = "WY26A"


def words(page: Path) -> str:
    """What a printed page says, tags and style taken away."""
    body = page.read_text(encoding="utf-8").split("</style>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def printed(made: Practice, out: Path, workshop: int = 1, **options: object) -> dict[str, bytes]:
    """The pack as HTML, by sheet."""
    done = paper.write_pack(made.desk, COHORT, workshop, out, ("html",), **options)  # type: ignore[arg-type]
    return {
        sheet.value: path.read_bytes() for sheet, path in zip(done.sheets, done.files, strict=True)
    }


def run_of(made: Practice, **changes: object) -> RunPaper:
    """The run sheet with the day's state changed."""
    curriculum, day = facts(made)
    changed = replace(day, **changes)  # type: ignore[arg-type]
    top = pack_facts.head(Sheet.RUN, made.desk.state(COHORT), 1, curriculum, "")
    return pack_facts.run_paper(top, curriculum, changed, plain)


def facts(made: Practice) -> tuple[Curriculum, WorkshopState]:
    return made.desk.curriculum(COHORT, 1), made.desk.state(COHORT).workshops[1]


def test_a_pack_is_six_sheets_that_nobody_else_on_this_machine_can_read(
    practice: Practice, tmp_path: Path
) -> None:
    out = tmp_path / "pack"
    done = paper.write_pack(practice.desk, COHORT, 1, out)
    assert done.formats == ("html", "pdf")
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 12
    assert all(re.fullmatch(r"WY26A-1-[a-z-]+\.(html|pdf)", name) for name in names)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert all(path.read_bytes().startswith(b"%PDF") for path in out.glob("*.pdf"))


def one_page(page: Paper) -> bool:
    return b"/Type/Pages/Count 1/" in pack.pdf(page)


def test_the_run_sheet_and_the_brief_are_one_page_in_every_variant(practice: Practice) -> None:
    hold_workshop_one(practice)  # nothing was run: the longest brief there is
    state = practice.desk.state(COHORT)
    for variant in VARIANTS:
        curriculum = practice.desk.library.deliverable("cara-open", variant)
        points = paper.agreement_points(curriculum, plain)
        for number, day in state.workshops.items():
            top = pack_facts.head(Sheet.RUN, state, number, curriculum, variant)
            assert one_page(pack_facts.run_paper(top, curriculum, day, plain))
            brief = pack_facts.cover_paper(
                top, state, number, {1: curriculum, 2: curriculum}, stock_line="x",
                agreement=points, plain=plain,
            )  # fmt: skip
            assert one_page(brief)


def test_every_sheet_of_the_practice_cohort_is_one_page(practice: Practice) -> None:
    hold_workshop_one(practice)
    for number in (1, 2):
        assert all(map(one_page, paper.papers(practice.desk, COHORT, number).values()))


def test_feedback_changes_not_one_byte_of_any_sheet(practice: Practice, tmp_path: Path) -> None:
    hold_workshop_one(practice)
    before = printed(practice, tmp_path / "before", 2)
    seen = feedback_import.preview(practice.desk, COHORT, practice.extract)
    feedback_import.confirm(practice.desk, seen, "F-LEAD1")
    assert printed(practice, tmp_path / "after", 2) == before


def test_the_seat_sheet_stays_the_same_once_everything_was_read(
    practice: Practice, tmp_path: Path
) -> None:
    hold_workshop_one(practice)
    before = printed(practice, tmp_path / "before", 2)
    seen = feedback_import.preview(practice.desk, COHORT, practice.extract)
    feedback_import.confirm(practice.desk, seen, "F-LEAD1")
    make_ready(practice)
    after = printed(practice, tmp_path / "after", 2)
    assert {sheet for sheet in before if before[sheet] != after[sheet]} == {"cover-brief"}


def test_a_flag_changes_the_brief_alone_and_says_only_that_it_is_open(
    practice: Practice, tmp_path: Path
) -> None:
    hold_workshop_one(practice)
    before = printed(practice, tmp_path / "before", 2)
    packs = []
    for number, (seat, kind) in enumerate(((4, "threat"), (9, "child"))):
        safeguard.raise_flag(
            practice.desk, COHORT, 1, seat=seat, kind=kind, words="Overheard zq", action="Spoke"
        )
        packs.append(printed(practice, tmp_path / str(number), 2))
    assert packs[0] == packs[1]
    changed = [sheet for sheet in before if before[sheet] != packs[0][sheet]]
    assert changed == ["cover-brief"]
    said = words(tmp_path / "0" / "WY26A-2-cover-brief.html")
    assert "A flag is open" in said
    assert "Overheard" not in said


def _vocabulary(folder: Path) -> set[str]:
    """Every word on the sheets of another cohort, whose own check words are others."""
    (folder / "store").mkdir(parents=True, mode=0o700)
    other = make_practice(folder / "store", SATURDAY)
    try:
        hold_workshop_one(other)
        for number in (1, 2):
            printed(other, folder / "out", number)
    finally:
        other.desk.close()
    own = {person.check_word for person in other.plan.people}
    said = " ".join(words(page) for page in (folder / "out").iterdir())
    return set(re.findall(r"[a-z]+", said)) - own


def test_nothing_that_identifies_anybody_is_printed_unless_asked_for(
    practice: Practice, tmp_path: Path
) -> None:
    hold_workshop_one(practice)
    register.enter(practice.desk, COHORT, 4, "Zqname Example", "zq large print")
    seen = feedback_import.preview(practice.desk, COHORT, practice.extract)
    feedback_import.confirm(practice.desk, seen, "F-LEAD1")
    rows = extract_rows(practice.plan)
    secret = {row["summary"] for row in rows if row["summary"]} | {"Zqname", "zq large"}
    secret |= {p.ref for p in practice.plan.people}
    # A check word may by chance be a word of the sheets themselves ("On-call card").
    ordinary = _vocabulary(tmp_path / "another")
    for number in (1, 2):
        printed(practice, tmp_path / "out", number)
    for page in (tmp_path / "out").iterdir():
        said = words(page)
        assert not any(word in said for word in secret), page.name
        for word in {person.check_word for person in practice.plan.people} - ordinary:
            assert not re.search(rf"\b{word}\b", said), page.name


def test_names_stand_in_the_register_alone_and_that_they_were_read_is_recorded(
    practice: Practice, tmp_path: Path
) -> None:
    register.enter(practice.desk, COHORT, 4, "Zqname <b>Example", "zq large print")
    before = len(_reads(practice))
    printed(practice, tmp_path / "plain")
    assert len(_reads(practice)) == before
    pages = printed(practice, tmp_path / "named", with_names=True, by="F-CO2")
    assert [(r.view, r.facilitator) for r in _reads(practice)[before:]] == [("register", "F-CO2")]
    assert [sheet for sheet, page in pages.items() if b"Zqname" in page] == ["register"]
    said = words(tmp_path / "named" / "WY26A-1-register.html")
    assert "4 Zqname <b>Example" in said
    assert "shred" in said
    assert "zq large" not in said
    # Beside a name, the kind of group would say something of the person.
    assert "partner" not in said
    assert "curriculum" not in said.lower()


def _reads(made: Practice) -> list[ev.PrivateViewOpened]:
    stored = made.desk.stream_events(f"{COHORT}/delivery")
    return [event for event in stored if isinstance(event, ev.PrivateViewOpened)]


def test_the_run_sheet_says_when_each_row_begins_and_what_it_can_give_back(
    practice: Practice,
) -> None:
    page = run_of(practice)
    curriculum, _ = facts(practice)
    day = curriculum.day(1)
    assert [row.id for row in page.rows] == [item.id for item in day.run]
    assert (page.rows[0].start, page.ends) == (day.start, day.end)
    floors = sum(item.minutes - item.floor for item in day.run)
    assert page.recoverable == page.rows[0].spare == floors == 80
    assert [line.split()[0] for line in page.recovery] == list(day.recovery)
    assert "ring the manager" in page.stop


def test_what_was_agreed_for_the_day_is_on_the_run_sheet(practice: Practice) -> None:
    curriculum, _ = facts(practice)
    ids = [item.id for item in curriculum.day(1).run]
    order = (ids[0], ids[2], ids[1], *ids[3:])
    late = ev.StartDelayed(1, "10:20", "staff", practice.desk.clock.now())
    page = run_of(
        practice, shortened={"W1-05": 15}, left_out=frozenset({"W1-08"}), order=order,
        delays=(late,),
    )  # fmt: skip
    rows = {row.id: row for row in page.rows}
    assert [row.id for row in page.rows] == [one for one in order if one != "W1-08"]
    assert rows["W1-05"].minutes == 15
    assert page.rows[0].start == "10:20"
    assert "W1-05" not in " ".join(page.recovery)
    said = " ".join(page.changes)
    for part in ("10:20 instead of 10:00", "order differs", "W1-08", "15 instead of 25 minutes"):
        assert part in said
    assert page.ends == "14:50"
    assert page.head.end == "15:00"


def test_who_took_the_lead_is_who_the_brief_names_first(practice: Practice) -> None:
    state = practice.desk.state(COHORT)
    _, day = facts(practice)
    led = replace(day, leads=(Lead("F-CO2", practice.desk.clock.now()),))
    said = " ".join(pack_facts._people(state, led))
    assert said.startswith("F-CO2 leads; F-LEAD1 watches and codes.")


def test_the_brief_says_what_workshop_one_covered_and_what_it_did_not(practice: Practice) -> None:
    desk = practice.desk
    prepare.prepare(desk, COHORT, 1, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, COHORT, 1, command(desk.clock.now()))
    deliver.do(desk, COHORT, 1, cmd.EndWorkshop(desk.clock.now() + timedelta(minutes=1)))
    cover = paper.papers(desk, COHORT, 2, (Sheet.COVER,))[Sheet.COVER]
    assert isinstance(cover, CoverPaper)
    reach = dict(cover.covered)
    assert reach["evidenced"] == "none"
    assert "O03 anger signs" in reach["not reached"]
    assert "W1-04 My part, step by step: not run" in cover.not_run
    assert any(HOME_WORDS.capitalize() in line for line in cover.state)
    assert cover.agreement[0].startswith("One person speaks at a time")
    assert not any("...." in point for point in cover.agreement)
    assert cover.dangers
    assert "never say whether" in cover.stock_line


def test_before_workshop_one_the_brief_tells_of_no_other_day(practice: Practice) -> None:
    cover = paper.papers(practice.desk, COHORT, 1, (Sheet.COVER,))[Sheet.COVER]
    assert isinstance(cover, CoverPaper)
    assert cover.covered == ()
    assert cover.before.startswith("This is workshop one")


def test_the_on_call_card_begins_with_999_whatever_else_is_known(practice: Practice) -> None:
    card = paper.papers(practice.desk, COHORT, 1, (Sheet.ON_CALL,))[Sheet.ON_CALL]
    assert isinstance(card, OnCallPaper)
    assert card.lines[0][1] == "999"
    assert len(card.lines) >= 5


def test_twelve_seats_stand_as_the_facilitators_see_them(practice: Practice) -> None:
    seats = paper.papers(practice.desk, COHORT, 1, (Sheet.SEATS,))[Sheet.SEATS]
    assert isinstance(seats, SeatPaper)
    assert [place.seat for place in seats.places] == list(range(1, 13))
    assert len({(place.row, place.column) for place in seats.places}) == 12
    nearest = {place.seat for place in seats.places if place.row == 4}
    assert nearest == {1, 12}


def test_a_pack_printed_again_takes_the_place_of_the_first_but_never_of_a_link(
    practice: Practice, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert printed(practice, out) == printed(practice, out)
    page = out / "WY26A-1-run-sheet.html"
    page.unlink()
    page.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CaraError):
        printed(practice, out)
    assert not (tmp_path / "elsewhere").exists()


def test_one_sheet_can_be_printed_alone(practice: Practice, tmp_path: Path) -> None:
    assert list(printed(practice, tmp_path / "out", sheets=(Sheet.ON_CALL,))) == ["on-call"]


@pytest.mark.parametrize(("workshop", "formats"), [(3, ("html",)), (1, ("docx",))])
def test_what_is_not_there_is_refused(
    practice: Practice, tmp_path: Path, workshop: int, formats: tuple[str, ...]
) -> None:
    with pytest.raises(Refusal):
        paper.write_pack(practice.desk, COHORT, workshop, tmp_path / "out", formats)
    assert not (tmp_path / "out").exists()


def test_without_the_extra_html_is_written_and_the_reason_given(
    practice: Practice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cara_facilitate.notes.pack.has_pdf", lambda: False)
    done = paper.write_pack(practice.desk, COHORT, 1, tmp_path / "out")
    assert done.formats == ("html",)
    assert "pip install 'cara-facilitate[pdf]'" in done.without
    with pytest.raises(CaraError, match="PDF needs the extra"):
        paper.write_pack(practice.desk, COHORT, 1, tmp_path / "out", ("pdf",))


def test_a_letter_that_no_font_has_costs_the_pdf_and_not_the_paper(
    practice: Practice, tmp_path: Path
) -> None:
    register.enter(practice.desk, COHORT, 4, "x\U0001e900", "")
    done = paper.write_pack(practice.desk, COHORT, 1, tmp_path / "out", with_names=True)
    assert done.formats == ("html",)
    assert "font" in done.without
    with pytest.raises(CaraError, match="font"):
        paper.write_pack(practice.desk, COHORT, 1, tmp_path / "o", ("pdf",), with_names=True)


def test_what_is_not_pinned_yet_is_said(practice: Practice, tmp_path: Path) -> None:
    assert not paper.write_pack(practice.desk, COHORT, 1, tmp_path / "a", ("html",)).pinned
    prepare.prepare(practice.desk, COHORT, 1, prepare.CHECKS)
    assert paper.write_pack(practice.desk, COHORT, 1, tmp_path / "a", ("html",)).pinned


def test_a_warning_too_long_for_the_brief_ends_with_a_sentence_or_says_that_it_was_cut() -> None:
    assert pack_facts.cut("One. Two three four. Five six seven.", 24) == "One. Two three four."
    assert pack_facts.cut("one two three four five", 15) == "one two three\u2026"
    assert pack_facts.cut("One two.", 8) == "One two."
