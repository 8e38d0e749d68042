"""The live screen by real key presses on a real practice store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.content import Content

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.services.desk import SaveState
from cara_facilitate.tui.live.chord import LATE, TIMEOUT
from cara_facilitate.tui.live.face import GLIMPSE
from cara_facilitate.tui.live.keylines import KeyLines
from cara_facilitate.tui.live.live_keys import LIVE_KEYS, after_aim, after_seat, code_keys, fits
from cara_facilitate.tui.live.room import Room
from cara_facilitate.tui.live.saves import SaveHeard
from cara_facilitate.tui.live.screen import LiveScreen
from cara_facilitate.tui.widgets.clock import Clock
from cara_facilitate.tui.widgets.objectives import ObjectivesPane
from cara_facilitate.tui.widgets.runsheet import RunSheetPane
from cara_facilitate.tui.widgets.script import ScriptPane
from cara_facilitate.tui.widgets.seats import SeatStrip
from cara_facilitate.tui.widgets.status import StatusLine
from cara_facilitate.tui.widgets.topline import PracticeBanner

Read = Callable[[App[Any]], list[str]]
Do = Callable[[cmd.Command], None]
SIZES = [(80, 24), (100, 30), (160, 45)]


def text(read: Read, app: App[Any]) -> str:
    return "\n".join(read(app))


def live(app: App[Any]) -> LiveScreen:
    screen = app.screen
    assert isinstance(screen, LiveScreen)
    return screen


def noting(drawn: list[str], render: Callable[[Any], Content]) -> Callable[[Any], Content]:
    """The same drawing, with the widget's kind noted."""

    def draw(widget: Any) -> Content:
        drawn.append(type(widget).__name__)
        return render(widget)

    return draw


# --- what it looks like ----------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_every_line_is_as_wide_as_the_window_and_nothing_hides_the_keys(
    app: Any, read: Read, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        lines = read(app)
    assert len(lines) == size[1]
    assert {len(line) for line in lines} == {size[0]}
    keys = "".join(lines[-2:])
    for key in LIVE_KEYS:
        assert not key.show or f" {key.label} " in keys
    assert "` Curtain" in keys
    assert "? Keys" in keys


@pytest.mark.parametrize("size", SIZES)
async def test_the_head_says_time_rest_drift_item_place_next_and_objectives(
    app: Any, clock: Any, read: Read, size: tuple[int, int]
) -> None:
    clock.move(7 * 60 + 41)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        banner, first, second = read(app)[:3]
    assert "PRACTICE" in banner
    assert "Workshop 1" in first
    assert "10:07:41   17:19 left   on time" in first
    assert "W1-01 Working agreement 1/12" in second
    assert "next 10:25 Where I am today" in second


async def test_80_columns_keep_seventeen_lines_for_script_or_sixteen_in_practice(
    app: Any,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert live(app).query_one(ScriptPane).size.height == 16
        await live(app).query_one(PracticeBanner).remove()
        await pilot.pause()
        assert live(app).query_one(ScriptPane).size.height == 17
        assert not live(app).query_one(RunSheetPane).display
        assert not live(app).query_one(ObjectivesPane).display


async def test_wider_windows_add_the_run_sheet_and_then_the_objectives(app: Any) -> None:
    for width, sheet, aims in ((100, True, False), (130, True, True)):
        async with type(app)(app.desk).run_test(size=(width, 30)) as pilot:
            await pilot.pause()
            assert live(pilot.app).query_one(RunSheetPane).display is sheet
            assert live(pilot.app).query_one(ObjectivesPane).display is aims


async def test_a_small_window_shows_one_card_and_goes_on_recording(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("4", "m")
        assert "This window is small" in text(read, app)
    assert [(o.seat, o.code) for o in room.day.observations] == [(4, "m")]


@pytest.mark.parametrize("size", [*SIZES, (130, 30), (101, 24)])
async def test_every_page_of_the_script_says_that_it_is_reference_text(
    app: Any, read: Read, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        pane = live(app).query_one(ScriptPane)
        for page in range(1, len(pane.built) + 1):
            assert REFERENCE_LABEL in text(read, app)
            assert f"page {page} of {len(pane.built)}" in text(read, app)
            await pilot.press("space")
        assert "That is the last page" in text(read, app)
        await pilot.press("b")
        assert pane.page == len(pane.built) - 2


async def test_a_break_says_what_to_do(app: Any, room: Room, do: Do, read: Read) -> None:
    do(cmd.GoTo("BR1", room.now))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = " ".join(text(read, app).split())
    assert "does not spend the break alone" in shown
    assert "10 minutes" in shown


# --- keys and codes --------------------------------------------------------------------------


def test_no_code_of_the_curriculum_is_a_key_that_ends_or_extends_a_chord(curriculum: Any) -> None:
    codes = {code.key for code in curriculum.codes}
    assert codes <= set("bcdefhijklmnopqrstwxyz")
    assert not codes & set("aguv")


def test_every_bound_key_has_something_to_do_and_no_key_has_two_meanings() -> None:
    names = [name for key in LIVE_KEYS for name in key.names()]
    assert len(names) == len(set(names))
    for key in LIVE_KEYS:
        action = (key.action or key.id).split("(")[0]
        assert not key.bound or callable(getattr(LiveScreen, f"action_{action}"))


@pytest.mark.parametrize("width", [80, 100, 160])
def test_all_codes_and_all_objectives_fit_two_lines(curriculum: Any, width: int) -> None:
    codes = code_keys(curriculum.codes)
    assert all(len(key.label) <= 7 for key in codes)
    assert fits(after_seat(codes), width)
    assert fits(after_aim(curriculum.objectives), width)


async def test_seat_and_letter_record_at_once_and_say_saved_only_after_the_commit(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        pressed = clock.now()
        clock.move(2)
        await pilot.press("m")
        (seen,) = room.day.observations
        assert (seen.seat, seen.code, seen.at, seen.item) == (4, "m", pressed, "W1-01")
        assert live(app).query_one(SeatStrip).row.words[4] == "1"
        assert app.desk.flush(5)
        await pilot.pause()
        assert "saved 10:00:02" in text(read, app)


def test_a_failed_save_says_only_once_to_write_on_paper() -> None:
    line = StatusLine()
    line.failed("The disk is full. Write it on paper now; free some space, then try again.")
    assert line.failure == (
        "NOT SAVED. Write it on paper now. The disk is full. Free some space, then try again."
    )


async def test_a_failed_save_is_loud_until_the_next_good_one(app: Any, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        live(app).post_message(SaveHeard(SaveState(None, 3, "The disk is full.")))
        await pilot.pause()
        assert "NOT SAVED. Write it on paper now. The disk is full." in text(read, app)
        live(app).post_message(SaveHeard(SaveState(live(app).room.now, 0, "")))
        await pilot.pause()
        assert "NOT SAVED" not in text(read, app)


async def test_after_a_seat_key_only_codes_stand_on_the_key_lines(app: Any, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "7")
        keys = "".join(read(app)[-2:])
        assert " m lessens " in keys
        assert "Next" not in keys
        assert "Seats 4 and 7: now a code letter." in text(read, app)
        await pilot.press("backspace")
        assert " n Next " in "".join(read(app)[-2:])


async def test_keyed_seats_are_bold_and_underlined_and_nothing_louder(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        top = live(app).query_one(SeatStrip).render().split("\n")[0]
        styles = {str(span.style) for span in top.spans if "4" in top.plain[span.start : span.end]}
        assert styles == {"bold underline"}


async def test_what_was_noted_does_not_stay_for_the_room_to_read(
    app: Any, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.press("4", "m")
        assert "Seat 4: noted. u takes it back." in text(read, app)
        clock.move(GLIMPSE)
        live(app).tick()
        await pilot.pause()
        assert "Seat 4" not in text(read, app)


async def test_a_chord_that_ran_out_says_so_and_a_late_letter_does_nothing(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        clock.move(TIMEOUT)
        live(app).tick()
        await pilot.pause()
        assert "Seat 4: nothing followed, nothing was recorded." in text(read, app)
        await pilot.press("n")
        assert room.item.id == "W1-01"
        assert "Too late" in text(read, app)
        clock.move(LATE)
        await pilot.press("n")
        assert room.item.id == "W1-02"
    assert room.day.observations == ()


async def test_objectives_are_ticked_for_seats_and_for_the_group(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.press("4", "7", "a", "1", "a", "0")
        assert "● O01" in text(read, app)
    assert [(e.objective, e.seats) for e in room.day.evidence] == [("O01", (4, 7)), ("O10", ())]


async def test_a_refusal_is_said_in_words_and_loses_nothing(
    app: Any, room: Room, do: Do, read: Read
) -> None:
    do(cmd.Attend(5, "AN", room.now))
    before = len(room.state.log)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("5", "m")
        assert "Seat 5 is not marked present." in text(read, app)
    assert len(room.state.log) == before


async def test_undo_says_what_it_took_back_and_redo_what_it_put_back(
    app: Any, room: Room, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "m", "u")
        assert "Undone: seat 4: a code. U puts it back." in text(read, app)
        assert room.day.observations == ()
        await pilot.press("U")
        assert "Put back: seat 4: a code." in text(read, app)
        assert len(room.day.observations) == 1
        await pilot.press("n", "ctrl+z")
        assert room.item.id == "W1-01"


# --- the day ---------------------------------------------------------------------------------


async def test_next_back_and_go_move_the_day(app: Any, room: Room) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        assert room.item.id == "W1-02"
        await pilot.press("p")
        assert room.item.id == "W1-01"
        await pilot.press("g", "down", "down", "enter")
        assert room.item.id == "W1-03"
        await pilot.press("g", "down", "escape")
        assert room.item.id == "W1-03"


async def test_a_pause_stops_the_item_and_the_same_key_goes_on(
    app: Any, room: Room, clock: Any, read: Read
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("full_stop")
        clock.move(300)
        live(app).tick()
        await pilot.pause()
        assert "PAUSED, 25:00 left" in text(read, app)
        await pilot.press("full_stop")
        assert room.day.paused is None
        await pilot.press("comma")
        assert room.day.paused is not None
        assert room.day.paused.kind == "break"


async def test_a_running_day_goes_on_where_it_was(
    app: Any, clock: Any, do: Do, room: Room, read: Read
) -> None:
    do(cmd.NextItem(room.now))
    clock.move(42)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Back in W1-02. Away 00:42." in text(read, app)


async def test_a_prepared_day_opens_its_doors_with_enter(desk: Any, read: Read) -> None:
    from cara_facilitate.tui.base import GuardedApp

    class Prepared(GuardedApp):
        def __init__(self) -> None:
            super().__init__()
            self.desk = desk

        def on_mount(self) -> None:
            super().on_mount()
            self.push_screen(LiveScreen("WY26A", 1))

    app = Prepared()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "m")
        assert "not started, planned 10:00" in text(read, app)
        assert "Enter Open the doors" in text(read, app)
        await pilot.press("enter")
        assert desk.state("WY26A").workshops[1].live
        assert "Enter Open the doors" not in text(read, app)


async def test_the_clock_ticks_alone(app: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        for kind in (Clock, SeatStrip, ScriptPane, RunSheetPane, ObjectivesPane, KeyLines):
            monkeypatch.setattr(kind, "render", noting(drawn, kind.render))
        clock.move(1)
        live(app).tick()
        await pilot.pause()
    assert set(drawn) == {"Clock"}


async def test_help_names_every_key_and_every_code_of_this_screen(app: Any, read: Read) -> None:
    async with app.run_test(size=(160, 90)) as pilot:
        await pilot.press("question_mark")
        shown = text(read, app)
    for key in LIVE_KEYS:
        assert key.help in shown
    for code in app.desk.curriculum("WY26A", 1).codes:
        assert code.name in shown


async def test_the_curtain_covers_the_live_screen_and_its_prompts(app: Any, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "exclamation_mark", "grave_accent")
        await pilot.pause()
        shown = text(read, app)
        assert "Safeguarding" not in shown
        assert "Seat" not in shown
        await pilot.press("enter")
        await pilot.pause()
        assert "Read this first." in text(read, app)


async def test_news_of_an_older_save_never_says_saved_of_a_newer_key(app: Any, read: Read) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        desk = live(app).room.desk
        assert desk.flush(10)
        desk.save_state = SaveState(desk.save_state.saved_at, 1, "")
        live(app).post_message(SaveHeard(SaveState(live(app).room.now, 0, "")))
        await pilot.pause()
        assert "saving..." in text(read, app)
