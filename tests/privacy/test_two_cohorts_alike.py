"""Two cohorts alike but for what victims said: every ordinary screen is the same, colours and all.

In one store people spoke at every level, cues and escalations are set, a seat has several
records and one row was released. In the other nobody was reached. Both are as ready.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.cohort import CohortState
from cara_facilitate.domain.feedback import row_check
from cara_facilitate.services import deliver, feedback_import, home, note, paper, prepare
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.feedback_import import Told
from cara_facilitate.services.rehearse import Practice, extract_rows, practice_time
from tests.privacy.test_private_views import PLACES, ROOM_SIZES, visit
from tests.tui.screens.driver import (
    SECOND,
    Drive,
    at,
    fresh,
    hold_first,
    make_ready,
    on_cohort,
    raise_flag,
)

CANARY = "zq-V-P07-K7QX4M"
COHORT = "WY26A"
DOORS = practice_time(SECOND, 10, 0)
EVE = practice_time(SECOND, 9, 0)
Rows = list[dict[str, str]]
_CHANGES = re.compile(r"\d\d:\d\d(:\d\d)?|\d\d [a-z]+ [a-z]+ \d\d|saved")
_OWN = re.compile(r"note-\w+-w\d-\w+|\b[0-9a-f]{64}\b|\d\d:\d\d(:\d\d)?")


def spoken(rows: Rows) -> Rows:
    """Every level, cues, escalations, two records for one seat, one row that must be released."""
    for number, row in enumerate(rows[:12]):
        level = ("L1", "L2", "L3", "L2")[number % 4]
        row |= {"disclosure_level": level, "summary": f"{CANARY} she said, number {number}"}
        row |= {"themes": "" if level == "L1" else "saying-hearing;rehearse-time-out"}
        row |= {"safety_cue": ("none", "do_not_be_alone", "call_manager_first")[number % 3]}
        row["escalation_open"] = "yes" if number % 5 == 0 else "no"
        if level == "L3":
            row |= {"agreed_words": f"{CANARY} say this", "agreed_words_reread": "yes"}
            row |= {"agreed_words_consented_at": "2026-12-24T10:00:00+00:00"}
            row |= {"agreed_words_reconfirmed_at": "2026-12-25T10:00:00+00:00"}
    rows.append(rows[4] | {"feedback_id": "SECOND", "summary": f"{CANARY} another"})
    return rows


def silent(rows: Rows) -> Rows:
    """Nobody was reached, one row a seat."""
    unsaid = dict.fromkeys(("summary", "themes", "contact_date"), "")
    unsaid |= {"disclosure_level": "L0", "safety_cue": "none", "contact_attempted": "no"}
    return [row | unsaid for row in rows]


def rows_for(made: Practice, say: Callable[[Rows], Rows]) -> Rows:
    """Sound rows for all twelve, as told."""
    rows = extract_rows(made.plan)[:12]
    for row, person in zip(rows, made.plan.people, strict=True):
        row |= {"participant_ref": person.ref, "check_word": person.check_word}
    rows = say(rows)
    for row in rows:
        row["row_check"] = row_check(row)
    return rows


def take(made: Practice, say: Callable[[Rows], Rows]) -> None:
    """Take it in on the morning of workshop two and get ready; a spoken one has a release."""
    rows = rows_for(made, say)
    if say is spoken:
        rows[0]["row_check"] = ""
    seen = feedback_import.preview_rows(made.desk, COHORT, rows)
    if say is spoken:
        who = made.plan.people[0]
        told = Told(1, who.ref, who.check_word, "VW-1", read_back=True)
        seen = feedback_import.release(made.desk, seen, told)
    assert (seen.held_back, seen.outcome.missing) == (0, ())
    feedback_import.confirm(made.desk, seen, "F-LEAD1")
    make_ready(made)


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Practice, Practice]:
    """The same store twice, on the morning of workshop two; then one spoke and one was silent."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    first = fresh(tmp_path / "spoken")
    hold_first(first)
    raise_flag(first)
    at(first, EVE)
    first.desk.close()
    folders = [tmp_path / "spoken", tmp_path / "silent"]
    shutil.copytree(folders[0], folders[1])
    made = []
    for folder, say in zip(folders, (spoken, silent), strict=True):
        desk = open_desk(folder, PRACTICE_PASSPHRASE)
        one = replace(first, desk=desk, extract=folder / first.extract.name)
        take(one, say)
        made.append(one)
    return made[0], made[1]


def painted(drive: Drive) -> list[list[tuple[str, str]]]:
    """Every run of cells with its colours and styles, without what a clock changes."""
    strips = drive.app.screen._compositor.render_strips()
    return [[(_CHANGES.sub("", s.text), str(s.style)) for s in strip] for strip in strips]


Grids = dict[tuple[str, tuple[int, int]], list[list[tuple[str, str]]]]


async def every_size(drive: Drive, place: str, grids: Grids) -> None:
    """Keep what one screen paints at every size."""
    for size in ROOM_SIZES:
        await drive.pilot.resize_terminal(*size)
        for line in drive.app.screen.query(Input):
            line.cursor_blink = False
        await drive.settle()
        while "saving..." in drive.text():  # as wide as nothing else
            await drive.pilot.pause(0.02)
        grids[place, size] = painted(drive)
    assert CANARY not in drive.text()


def same(two: list[Grids]) -> None:
    spoke, still = two
    assert spoke.keys() == still.keys()
    different = {
        (*key, number): lines
        for key in spoke
        for number, lines in enumerate(zip(spoke[key], still[key], strict=True))
        if lines[0] != lines[1]
    }
    assert not different


async def test_every_ordinary_screen_is_painted_alike(pair: tuple[Practice, Practice]) -> None:
    seen: list[Grids] = []
    for made in pair:
        made.desk.close()
        at(made, EVE)
        grids: Grids = {}
        async with on_cohort(made.desk.folder) as drive:
            for place, keys in PLACES.items():
                await visit(drive, keys)
                await every_size(drive, place, grids)
        seen.append(grids)
    same(seen)


def begin_second(made: Practice) -> None:
    at(made, DOORS)
    prepare.prepare(made.desk, COHORT, 2, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(made.desk, COHORT, 2, command(made.desk.clock.now()))


LIVE = {
    "script": (),
    "attendance": ("t",),
    "next": ("escape", "n"),
    "seat": ("7",),
    "help": ("escape", "question_mark"),
}
"""Keys from one place of the live session to the next."""


async def test_workshop_two_is_painted_alike_while_it_runs(
    pair: tuple[Practice, Practice],
) -> None:
    seen: list[Grids] = []
    for made in pair:
        begin_second(made)
        made.desk.close()
        at(made, DOORS)
        grids: Grids = {}
        async with on_cohort(made.desk.folder) as drive:
            for place, keys in LIVE.items():
                await drive.press(*keys)
                await every_size(drive, place, grids)
        seen.append(grids)
    same(seen)


def close_second(made: Practice) -> None:
    begin_second(made)
    run = made.desk.curriculum(COHORT, 2).day(2).run
    for _ in run[1:]:
        deliver.do(made.desk, COHORT, 2, cmd.NextItem(made.desk.clock.now()))
    deliver.do(made.desk, COHORT, 2, cmd.EndWorkshop(made.desk.clock.now()))


async def test_the_closed_pair_is_painted_alike(pair: tuple[Practice, Practice]) -> None:
    seen: list[Grids] = []
    for made in pair:
        close_second(made)
        made.desk.close()
        at(made, practice_time(SECOND, 16, 0))
        grids: Grids = {}
        async with on_cohort(made.desk.folder) as drive:
            for place in ("home", "cohort"):
                await visit(drive, PLACES[place])
                await every_size(drive, place, grids)
        seen.append(grids)
    same(seen)


def outputs(desk: Desk, out: Path) -> dict[str, str]:
    """The day's paper and the note, without their own ids and times."""
    printed = paper.write_pack(desk, COHORT, 2, out, ("html",))
    texts = {path.name: path.read_text(encoding="utf-8") for path in printed.files}
    texts["note"] = note.preview(desk, COHORT, 2).text
    return {name: _OWN.sub("", text) for name, text in texts.items()}


def test_paper_and_note_say_only_how_many_rows_were_released(
    pair: tuple[Practice, Practice], tmp_path: Path
) -> None:
    for made in pair:
        close_second(made)
    spoke, still = (outputs(made.desk, tmp_path / f"out{n}") for n, made in enumerate(pair))
    for made in pair:
        made.desk.close()
    assert CANARY not in "".join(spoke.values())
    released = "Rows released after the worker was rung"
    lines = [
        [line for line in said.pop("note").splitlines() if released not in line]
        for said in (spoke, still)
    ]
    assert lines[0] == lines[1]
    assert spoke == still


def test_what_the_ordinary_screens_are_made_from_is_alike(pair: tuple[Practice, Practice]) -> None:
    rows = [home.overview(made.desk) for made in pair]
    attention = [home.attention(made.desk.state(COHORT)) for made in pair]
    for made in pair:
        made.desk.close()
    assert rows[0] == rows[1]
    assert attention[0] == attention[1]
    kept: list[CohortState] = [made.desk.state(COHORT) for made in pair]
    assert CANARY not in str(kept[0])


FEEDBACK_ROOMS = re.compile(
    r"\b(brief_plan|briefing|feedback|feedback_\w+|sharing|audience|releasing|release)\b"
)


@pytest.mark.parametrize(
    "room",
    ["tui/live", "tui/widgets", "notes", "domain/runsheet.py", "domain/recovery.py",
     "domain/schedule.py", "domain/leading.py", "domain/objectives.py", "domain/engagement.py",
     "domain/pack.py", "domain/pack_facts.py", "services/deliver.py", "services/home.py",
     "services/paper.py", "tui/screens/home.py", "tui/screens/cohort.py"],
)  # fmt: skip
def test_what_makes_the_ordinary_screens_imports_nothing_of_feedback(room: str) -> None:
    """The plan for everyone and the briefing cannot reach a run sheet, an advice or a print."""
    top = Path(home.__file__).parents[1]
    found = top / room
    files = [found] if found.is_file() else sorted(found.rglob("*.py"))
    assert files
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(alias.name for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            if names[1:] == ["STOCK_LINE"]:  # the one line that is the same for every cohort
                continue
            assert not any(FEEDBACK_ROOMS.search(name) for name in names), file.name
