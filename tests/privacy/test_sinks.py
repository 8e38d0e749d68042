"""Hostile text in every widget the app uses: no crash, no action, no control byte, none altered."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import (
    Button,
    DataTable,
    Input,
    Label,
    OptionList,
    ProgressBar,
    Static,
    TextArea,
)

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.curtain import CurtainScreen
from cara_facilitate.tui.screens.help import HelpScreen
from cara_facilitate.tui.text import clean, show
from cara_facilitate.tui.widgets.keybar import KeyBar
from cara_facilitate.tui.widgets.status import StatusLine

TESTS = Path(__file__).parents[1]
TUI = TESTS.parent / "cara_facilitate" / "tui"
PAYLOADS = (
    "[@click=app.quit]here[/]",
    "[@click=app.simulate_key('ctrl+q')]here[/]",
    "[/]",
    "[/b][[b]",
    "[URGENT]",
    "[he hit me] [knife]",
    "[link=https://example.org]x[/link]",
    "<I will kill you> again",
    "{0} %s ${x} {{ y }}",
    "a\x1b[2Jb\x1b[31mc",
    "\x1b]52;c;cGF5bG9hZA==\x07copied",
    "\x1b]0;owned\x07title",
    "\x9b2Jc1 \x9d0;t\x9c",
    "RISK HIGH\x08\x08\x08\x08LOW",
    "RISK \u202eWOL\u202c",
    "\u2066isolated\u2069 \u200fmark",
    "tag \U000e0041\U000e0042 end",
    "z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 marks",
    "zero\u200bwidth \ufeff end",
    "tab\there",
    "\udc80 surrogate",
)
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200f\U000e0000-\U000e007f]"
)


def _button(text: str) -> Widget:
    return Button(show(text))


def _options(text: str) -> Widget:
    return OptionList(show(text))


def _table(text: str) -> Widget:
    table: DataTable[object] = DataTable()
    table.add_column("column", width=60)
    table.add_row(show(text))
    return table


def _status(text: str) -> Widget:
    line = StatusLine()
    line.set_reactive(StatusLine.message, text)
    return line


def _failed(text: str) -> Widget:
    line = StatusLine()
    line.set_reactive(StatusLine.failure, text)
    return line


def _keybar(text: str) -> Widget:
    return KeyBar([Key("x", "x", text, "help")])


def _titled(text: str) -> Widget:
    box = Static(show("inside"))
    box.styles.border = ("round", "white")
    box.border_title = show(text)
    box.tooltip = show(text)
    return box


SINKS: dict[str, Callable[[str], Widget]] = {
    "Static": lambda text: Static(show(text)),
    "Label": lambda text: Label(show(text)),
    "Button": _button,
    "OptionList": _options,
    "DataTable": _table,
    "Input": Input,
    "placeholder": lambda text: Input(placeholder=clean(text)),
    "TextArea": TextArea,
    "border and tooltip": _titled,
    "StatusLine": _status,
    "StatusLine.failed": _failed,
    "KeyBar": _keybar,
}
SILENT = frozenset({ProgressBar.__name__})
"""Library widgets that are given no text."""
FIELDS = frozenset({"Input", "TextArea"})
"""Painted as they stand except for what the last gate replaces; width is the library's."""


def _used_widgets() -> set[str]:
    """Names imported from ``textual.widgets`` anywhere in tui/."""
    return {
        name.name
        for path in TUI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets")
        for name in node.names
    }


def test_every_library_widget_the_app_uses_is_tried_here() -> None:
    used = _used_widgets()
    assert {"Static", "Input"} <= used
    assert used <= set(SINKS) | SILENT | {"Option"}


@dataclass
class Seen:
    """What was painted for one payload."""

    text: str
    metas: list[object]


class Sample(GuardedApp):
    """Room for one widget of a kind for each payload."""

    CSS = ".cell { height: 4; } .cell > * { height: 3; }"
    actions = 0

    def action_quit(self) -> None:  # type: ignore[override]
        self.actions += 1


def _seen(screen: Screen[object]) -> Seen:
    strips = screen._compositor.render_strips()
    segments = [segment for strip in strips for segment in strip]
    metas = [s.style.meta for s in segments if s.style is not None and "@click" in s.style.meta]
    return Seen("\n".join("".join(s.text for s in strip) for strip in strips), list(metas))


def _cells(sink: str, payloads: Sequence[str]) -> list[Vertical]:
    return [Vertical(SINKS[sink](payload), classes="cell") for payload in payloads]


@pytest.mark.parametrize("sink", SINKS)
async def test_a_sink_shows_hostile_text_and_nothing_else_happens(sink: str) -> None:
    app = Sample(clock=lambda: 0.0)
    async with app.run_test(size=(100, 4 * len(PAYLOADS)), notifications=True) as pilot:
        cells = _cells(sink, PAYLOADS)
        await app.screen.mount(*cells)
        await pilot.pause()
        seen = _seen(app.screen)
        assert not CONTROL.search(seen.text)
        assert seen.metas == []
        for payload in PAYLOADS:
            if sink not in FIELDS:
                assert clean(payload) in seen.text, f"altered: {payload!r}"
        for cell in cells[:2]:
            await pilot.click(cell.children[0], offset=(2, 0))
            await pilot.click(cell.children[0], offset=(2, 1))
        await pilot.pause()
        assert app.actions == 0
        assert app.is_running
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize("sink", sorted(FIELDS))
async def test_a_field_keeps_and_shows_every_bracket(sink: str) -> None:
    app = Sample(clock=lambda: 0.0)
    plain = [payload for payload in PAYLOADS if payload.isprintable()]
    async with app.run_test(size=(100, 4 * len(plain))) as pilot:
        await app.screen.mount(*_cells(sink, plain))
        await pilot.pause()
        shown = _seen(app.screen).text
        assert [payload for payload in plain if payload not in shown] == []


@pytest.mark.parametrize(
    "screen",
    [
        HelpScreen([Key("x", "x", text, text) for text in PAYLOADS], PAYLOADS[0]),
        CurtainScreen(lambda: PAYLOADS),
    ],
    ids=["help", "curtain"],
)
async def test_a_screen_shows_hostile_text_as_it_is(screen: Screen[None]) -> None:
    app = Sample(clock=lambda: 0.0)
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(screen)
        await pilot.pause()
        seen = _seen(app.screen)
        assert not CONTROL.search(seen.text)
        assert seen.metas == []
        for payload in PAYLOADS:
            for line in clean(payload, lines=True).split("\n"):
                assert line in seen.text, f"altered: {payload!r}"


async def test_even_markup_that_got_through_could_not_act() -> None:
    app = Sample(clock=lambda: 0.0)
    async with app.run_test() as pilot:
        await app.screen.mount(Static("[@click=app.quit]here, please[/]", id="slip"))
        await pilot.pause()
        assert _seen(app.screen).metas  # the control: it is a link
        await pilot.click("#slip", offset=(2, 0))
        await pilot.pause()
        assert app.actions == 0


ALLOWED = re.compile(
    r"\x1b\[[0-9;]*[mHJKABCD]|\x1b\[\?[0-9;]+[hl]|\x1b\[[<>=][0-9;]*u|\x1b\[\?[0-9;]+\$p|[\r\n]"
    r"|\x1b\]22;[a-z]*\x07"  # the mouse pointer's shape
)


def test_no_control_byte_of_anybody_elses_reaches_the_terminal(tmp_path: Path) -> None:
    hostile = tmp_path / "hostile"
    lines = "\n".join(payload for payload in PAYLOADS if "\udc80" not in payload)
    hostile.write_text(lines, encoding="utf-8")
    environment = {**os.environ, "CARA_TEST_HOSTILE": str(hostile)}
    app = str(TESTS / "cli" / "guarded_app.py")
    with Terminal(
        command=[sys.executable, app], environment=environment, keep_raw=True, size=(120, 60)
    ) as terminal:
        terminal.wait_for("zq-canary")
        terminal.press("f5")
        terminal.wait_for("[@click=app.quit]here[/]")
        terminal.type(f"\x1b[200~{lines}\x1b[201~")
        terminal.settle()
        shown = terminal.text()
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        rest = ALLOWED.sub("", terminal.raw.decode("utf-8"))
    assert not CONTROL.search(rest), [hex(ord(c)) for c in CONTROL.findall(rest)]
    for words in ("[URGENT]", "<I will kill you> again", "[he hit me] [knife]"):
        assert words in shown
