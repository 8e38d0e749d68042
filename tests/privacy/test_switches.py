"""No variable, command, selection or key of Textual logs, photographs or copies the screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widgets import Input, Static, TextArea

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.tui import switches
from cara_facilitate.tui.base import GuardedApp

TESTS = Path(__file__).parents[1]
APP = str(TESTS / "cli" / "guarded_app.py")
SELECT_ALL = "\x1b[F\x1b[1;2H"  # End, then Shift+Home
CLIPBOARD = re.compile(rb"\x1b\]52|\x9d52")


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_LOG": str(folder / "log"),
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(folder),
        "TEXTUAL_SCREENSHOT_FILENAME": "screen.svg",
        "TEXTUAL_PRESS": "q,u,x",
        "TEXTUAL_SHOW_RETURN": "1",
        "TEXTUAL_ALLOW_SIGNALS": "1",
    }


def test_switches_in_the_environment_write_no_log_and_no_picture(tmp_path: Path) -> None:
    with Terminal(command=[sys.executable, APP], environment=_environment(tmp_path)) as terminal:
        terminal.wait_for("zq-canary")
        assert "textual=[]" in terminal.text()
        terminal.press("tab", *"words")
        terminal.settle()
        assert "qux" not in terminal.text()
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert list(tmp_path.iterdir()) == []


def test_the_control_textual_as_it_comes_obeys_the_switches(tmp_path: Path) -> None:
    program = tmp_path / "stock.py"
    program.write_text(
        "from textual.app import App\n"
        "from textual.widgets import Static\n"
        "class Stock(App):\n"
        "    def compose(self):\n"
        "        yield Static('zq-canary')\n"
        "Stock().run()\n",
        encoding="ascii",
    )
    out = tmp_path / "out"
    out.mkdir()
    asked = {name: value for name, value in _environment(out).items() if "PRESS" not in name}
    environment = asked | {"TEXTUAL": "", "TEXTUAL_SCREENSHOT": "1"}
    with Terminal(command=[sys.executable, str(program)], environment=environment) as terminal:
        terminal.wait_exit(20)
    assert {"log", "screen.svg"} <= {path.name for path in out.iterdir()}


def test_only_the_variables_of_textual_are_removed() -> None:
    environment = {"TEXTUAL": "debug", "TEXTUAL_LOG": "x", "textual_log": "y", "TERM": "xterm"}
    assert sorted(switches.scrub(environment)) == ["TEXTUAL", "TEXTUAL_LOG", "textual_log"]
    assert environment == {"TERM": "xterm"}


def test_switches_read_before_they_were_scrubbed_are_reset() -> None:
    from textual import constants

    constants.LOG_FILE = "somewhere"  # type: ignore[misc]
    constants.SCREENSHOT_DELAY = 0  # type: ignore[misc]
    switches.disarm()
    assert constants.LOG_FILE is None
    assert constants.SCREENSHOT_DELAY == -1


def test_no_path_reaches_the_clipboard_of_the_terminal(tmp_path: Path) -> None:
    hostile = tmp_path / "hostile"
    hostile.write_text("\x1b]52;c;cGF5bG9hZA==\x07 and \x9d52;c;cGF5bG9hZA==\x9c", encoding="utf-8")
    environment = {**os.environ, "CARA_TEST_HOSTILE": str(hostile)}
    with Terminal(
        command=[sys.executable, APP], environment=environment, keep_raw=True
    ) as terminal:
        terminal.wait_for("zq-canary")
        for _ in range(2):
            terminal.press("tab")
            terminal.type(SELECT_ALL)
            terminal.press("ctrl+c", "ctrl+x", "ctrl+v", "ctrl+c")
            terminal.settle()
        terminal.type("\x1b[<0;1;1M\x1b[<32;30;1M\x1b[<0;30;1m")  # drag over the canary
        terminal.press("ctrl+c", "f5")
        terminal.type("\x1b[200~pasted \x1b]52;c;cGFzdGVk\x07\x1b[201~")
        terminal.wait_for("\u241b]52;c;")
        terminal.settle()
        terminal.press("ctrl+q")
        terminal.wait_exit()
        assert not CLIPBOARD.search(terminal.raw)


def test_the_control_textual_as_it_comes_tells_the_clipboard(tmp_path: Path) -> None:
    program = tmp_path / "stock.py"
    program.write_text(
        "from textual.app import App\n"
        "from textual.widgets import Input\n"
        "class Stock(App):\n"
        "    def compose(self):\n"
        "        yield Input('zq-canary')\n"
        "Stock().run()\n",
        encoding="ascii",
    )
    with Terminal(command=[sys.executable, str(program)], keep_raw=True) as terminal:
        terminal.wait_for("zq-canary")
        terminal.type(SELECT_ALL)
        terminal.press("ctrl+c")
        terminal.settle()
        terminal.press("ctrl+q")
        terminal.wait_exit()
        assert CLIPBOARD.search(terminal.raw)


def test_the_app_may_not_leave_a_core_or_readable_files() -> None:
    with Terminal(command=[sys.executable, APP]) as terminal:
        terminal.wait_for("zq-canary")
        assert "core=(0, 0)" in terminal.text()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc and prctl are Linux's")
def test_the_process_cannot_be_dumped_and_its_files_are_private() -> None:
    code = (
        "import ctypes, os\n"
        "from cara_facilitate.cli.app import main\n"
        "def build(arguments):\n"
        "    print(ctypes.CDLL(None).prctl(3), oct(os.umask(0)))\n"
        "    raise SystemExit(0)\n"
        "main([], build=build)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0o77"]


class Sample(GuardedApp):
    """Something to photograph."""

    def compose(self) -> ComposeResult:
        yield Static("zq-canary")
        yield Input("one")
        yield TextArea("two")


@pytest.mark.parametrize(
    "action",
    [
        "screenshot", "app.screenshot('x.svg')", "simulate_key('ctrl+q')", "notify('fake')",
        "push_screen('x')", "switch_screen('x')", "pop_screen", "add_class('Static', 'x')",
        "remove_class('Static', 'x')", "toggle_class('Static', 'x')", "command_palette",
        "suspend_process", "change_theme", "switch_mode('x')", "screen.copy_text", "back",
        "focus('x')", "show_help_panel", "toggle_dark", "bell", "screen.maximize",
    ],
)  # fmt: skip
async def test_none_of_the_actions_textual_offers_to_text_does_anything(
    action: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = Sample(clock=lambda: 0.0)
    async with app.run_test(notifications=True) as pilot:
        stack = list(app.screen_stack)
        theme = app.theme
        assert not await app.run_action(action)
        await pilot.pause()
        assert app.screen_stack == stack
        assert app.theme == theme
        assert not app.screen.query("Toast")
        assert not app.screen.query(".x")
    assert list(tmp_path.iterdir()) == []


async def test_there_is_no_palette_and_no_command_of_textual() -> None:
    app = Sample(clock=lambda: 0.0)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert len(app.screen_stack) == 1
        assert list(app.get_system_commands(app.screen)) == []
        assert not app.ALLOW_SELECT
