"""One key covers everything, from everywhere, and nothing shows through or comes back by itself."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import pytest
from textual import events
from textual._styles_cache import StylesCache
from textual.app import ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widgets import Input, Static, TextArea

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.tui import sealed
from cara_facilitate.tui.base import GuardedApp, KeyedScreen
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.curtain import SENTENCE, CurtainScreen
from cara_facilitate.tui.widgets.keybar import KeyBar
from cara_facilitate.tui.widgets.status import StatusLine

CANARY = "zq-V-P07-K7QX4M"
CALM = Path(__file__).parents[1] / "cli" / "guarded_app.py"
KEYS = ("grave_accent", "f9", "ctrl+l", "§")
CONTEXTS = ("bare", "input", "area", "modal", "over")


class Dialog(ModalScreen[str]):
    def compose(self) -> ComposeResult:
        yield Static(CANARY)
        yield Input("dialog text", id="field")


class Page(Screen[None]):
    def compose(self) -> ComposeResult:
        yield Static(CANARY)


class Question(Screen[bool]):
    def compose(self) -> ComposeResult:
        yield Input(password=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value == "open")


class Sample(GuardedApp):
    def __init__(self, context: str = "bare", asks: bool = False) -> None:
        super().__init__(now=lambda: datetime(2026, 11, 28, 11, 2), clock=lambda: 0.0)
        self._where = context
        self._asks = asks
        self.falls = 0

    def compose(self) -> ComposeResult:
        yield Static(CANARY)
        if self._where == "input":
            yield Input("field text", id="field")
        if self._where == "area":
            yield TextArea("field text", id="field")
        yield StatusLine()
        yield KeyBar()

    def on_mount(self) -> None:
        if self._where == "modal":
            self.push_screen(Dialog())
        if self._where == "over":
            self.push_screen(Page())

    def curtain_lines(self) -> Sequence[str]:
        return [*super().curtain_lines(), "Body map, 12 minutes left"]

    def curtain_falls(self) -> None:
        self.falls += 1

    def lift_screen(self) -> Screen[bool] | None:
        return Question() if self._asks else None


def painted(app: GuardedApp) -> str:
    """The rows of the screen as they would be sent to the terminal."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def _field_text(app: GuardedApp) -> str:
    found = app.screen.query("#field")
    if not found:
        return ""
    field = found.first()
    return field.value if isinstance(field, Input) else getattr(field, "text", "")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("context", CONTEXTS)
async def test_every_curtain_key_covers_every_context_and_types_nothing(
    context: str, key: str
) -> None:
    app = Sample(context)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        if app.screen.query("#field"):
            app.screen.query_one("#field").focus()
            await pilot.pause()
        before = _field_text(app)
        assert CANARY in painted(app)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, CurtainScreen)
        assert CANARY not in painted(app)
        assert SENTENCE in painted(app)
        await pilot.press("enter")
        await pilot.pause()
        assert CANARY in painted(app)
        assert _field_text(app) == before


async def _press(app: GuardedApp, pilot: Pilot[int], key: str, character: str | None) -> None:
    await app.on_event(events.Key(key, character))
    await pilot.pause()


async def test_a_bouncing_key_draws_one_curtain_and_does_not_lift_it() -> None:
    app = Sample()
    async with app.run_test() as pilot:
        for _ in range(5):
            await _press(app, pilot, "grave_accent", "`")
        assert [type(s) for s in app.screen_stack].count(CurtainScreen) == 1
        assert app.falls == 1
        await _press(app, pilot, "enter", "\r")
        assert not app.curtained


async def test_the_curtain_shows_the_clock_the_activity_and_nothing_else() -> None:
    app = Sample()
    async with app.run_test() as pilot:
        await pilot.press("f9")
        await pilot.pause()
        shown = " ".join(painted(app).split())
        assert shown == f"11:02 Body map, 12 minutes left {SENTENCE}"


async def test_no_other_key_does_anything_under_the_curtain() -> None:
    app = Sample("input")
    async with app.run_test() as pilot:
        await pilot.press("f9")
        for key in ("a", "escape", "space", "question_mark", "f1", "tab", "ctrl+q", "ctrl+c"):
            await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, CurtainScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert _field_text(app) == "field text"


async def test_a_question_on_the_curtain_must_be_answered_before_it_lifts() -> None:
    app = Sample(asks=True)
    async with app.run_test() as pilot:
        await pilot.press("f9", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Question)
        await pilot.press(*"wrong", "enter")
        await pilot.pause()
        assert isinstance(app.screen, CurtainScreen)
        await pilot.press("enter")
        await pilot.press(*"open", "enter")
        await pilot.pause()
        assert not app.curtained
        assert CANARY in painted(app)


async def test_the_curtain_key_takes_its_own_question_away_again() -> None:
    app = Sample(asks=True)
    async with app.run_test() as pilot:
        await pilot.press("f9", "enter")
        await pilot.pause()
        await pilot.press("f9")
        await pilot.pause()
        assert isinstance(app.screen, CurtainScreen)
        assert app.curtained


@pytest.mark.parametrize("asks", [False, True])
async def test_what_opens_or_closes_meanwhile_does_so_under_the_curtain(asks: bool) -> None:
    app = Sample("over", asks=asks)
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("f9")
        if asks:
            await pilot.press("enter")
            await pilot.pause()
        app.push_screen(Dialog())
        await pilot.pause()
        app.notify(CANARY)
        await pilot.pause()
        assert CANARY not in painted(app)
        assert isinstance(app.screen, Question if asks else CurtainScreen)
        if not asks:
            app.pop_screen()
            app.switch_screen(Page())
            await pilot.pause()
            assert isinstance(app.screen, CurtainScreen)
            assert CANARY not in painted(app)
            await pilot.press("enter")
            await pilot.pause()
            assert isinstance(app.screen, Page)


async def test_a_message_never_becomes_a_toast() -> None:
    app = Sample()
    async with app.run_test(notifications=True) as pilot:
        app.notify("Row 4 is held back.")
        await pilot.pause()
        assert not app.screen.query("Toast")
        assert "Row 4 is held back." in painted(app)


async def test_cut_text_is_forgotten_when_the_curtain_falls() -> None:
    app = Sample()
    async with app.run_test() as pilot:
        app.copy_to_clipboard(CANARY)
        assert app.clipboard == CANARY
        await pilot.press("f9")
        assert app.clipboard == ""


def test_a_busy_app_paints_nothing_through_the_curtain() -> None:
    command = [sys.executable, str(Path(__file__).with_name("busy_app.py"))]
    with Terminal(command=command, keep_raw=True) as terminal:
        terminal.wait_for("zq-tick")
        terminal.press("`")
        terminal.wait_for(SENTENCE)
        terminal.settle(quiet=0.02, seconds=0.3)
        before = len(terminal.raw)
        time.sleep(1.5)
        terminal.screen()
        assert b"zq-" not in terminal.raw[before:]
        terminal.press("enter")
        terminal.wait_for("zq-")  # the control: it had never stopped


@pytest.mark.parametrize(
    "sent", ["`", "§", "\x0c", "\x1b[20~", "\x1b`", "\x1b[20;2~", "\x1b[20;3~", "\x1b[96;3u",
             "\x1b[96;1;96u"],
)  # fmt: skip
def test_however_a_keyboard_reports_the_key_the_curtain_falls(sent: str) -> None:
    with Terminal(command=[sys.executable, str(CALM)]) as terminal:
        terminal.wait_for("zq-canary")
        terminal.press("tab")
        terminal.type(sent)
        terminal.wait_for(SENTENCE)
        assert "canary" not in terminal.text()


def _canary_strips() -> int:
    gc.collect()
    return sum(
        CANARY in "".join(segment.text for segment in thing._segments)
        for thing in gc.get_objects()
        if isinstance(thing, Strip)
    )


async def _open_and_close_pages() -> int:
    """How many painted canary lines are alive after twenty screens were opened and closed."""
    app = Sample("input")
    async with app.run_test() as pilot:
        for _ in range(20):
            app.push_screen(Page())
            await pilot.pause()
            app.pop_screen()
            await pilot.pause()
        app.query_one(Static).update("")
        await pilot.pause()
        for _ in range(3):  # the frames in hand are let go by the next ones
            await pilot.press("f9", "enter")
            await pilot.pause()
        return _canary_strips()


async def test_a_closed_screen_leaves_no_painted_line_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = 2
    assert await _open_and_close_pages() <= few
    # The control: Textual as it comes caches this method by instance.
    monkeypatch.setattr(sealed, "release_closed_screens", lambda: None)
    monkeypatch.setattr(
        StylesCache, "get_inner_outer", lru_cache(1024)(StylesCache.get_inner_outer)
    )
    assert await _open_and_close_pages() > few


async def test_a_screen_is_bound_to_exactly_the_keys_of_its_table() -> None:
    class Listed(KeyedScreen):
        KEYS = (Key("go", "g", "Go", "Go somewhere"), Key("seat", "1,2", "Seat", "A seat",
                    action="seat({number})"))  # fmt: skip

    assert {b.key: b.action for b in Listed.BINDINGS if isinstance(b, Binding)} == {
        "g": "go", "1": "seat(1)", "2": "seat(2)",
    }  # fmt: skip
