"""Whatever ends the app, the terminal is left blank, with echo, and says what happened."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.errors import CaraError

HERE = Path(__file__).parent
STOPPED = "What showed 'saved' is stored. Start cara to go on."
LAUNCH = """
import sys
from cara_facilitate.cli.launcher import launch
sys.exit(launch(sys.argv[1:], module="guarded_app"))
"""


def _environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join([str(HERE), str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, **more}


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with Terminal(["one"], command=[sys.executable, "-c", LAUNCH], environment=_environment(),
                  keep_raw=True) as opened:  # fmt: skip
        opened.wait_for("zq-canary one")
        yield opened


def _app_pid(terminal: Terminal) -> int:
    found = re.search(r"pid=(\d+)", terminal.text())
    assert found is not None
    return int(found.group(1))


def _assert_left_clean(terminal: Terminal) -> None:
    assert "canary" not in terminal.text()
    assert terminal.echoes()
    ending = terminal.raw.rpartition(b"\x1b[?1049l")[2]
    for mode in (1000, 1003, 1006, 1004, 2004):
        assert b"\x1b[?%dl" % mode in ending
    assert b"\x1b[3J" in ending
    assert b"\x1b[?25h" in ending


def _wait_gone(pid: int, seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError("the app outlived its launcher")


def test_an_ordinary_exit_leaves_a_blank_screen_and_echo(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    _assert_left_clean(terminal)
    assert terminal.text().strip() == ""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV])
def test_an_app_ended_by_a_signal_leaves_a_blank_screen_and_says_so(
    terminal: Terminal, number: signal.Signals
) -> None:
    os.kill(_app_pid(terminal), number)
    assert terminal.wait_exit() == 128 + number
    _assert_left_clean(terminal)
    assert STOPPED in terminal.text().replace("\n", " ").replace("  ", " ")


def test_an_app_that_simply_vanishes_leaves_a_blank_screen(terminal: Terminal) -> None:
    terminal.press("f4")
    assert terminal.wait_exit() == 9
    _assert_left_clean(terminal)


def test_a_crash_leaves_the_fixed_sentence_and_no_canary_in_any_byte_after_it(
    terminal: Terminal,
) -> None:
    terminal.settle()
    before = len(terminal.raw)
    terminal.press("f3")
    assert terminal.wait_exit() == 70
    _assert_left_clean(terminal)
    assert re.search(r"The app stopped \(report code [0-9a-f]{4}\)", terminal.text())
    assert b"canary" not in terminal.raw[before:]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_the_launcher_ends_the_app_too(
    terminal: Terminal, number: signal.Signals
) -> None:
    app = _app_pid(terminal)
    terminal.kill(number)
    assert terminal.wait_exit() == 128 + number
    _wait_gone(app)
    _assert_left_clean(terminal)


def test_a_hanging_app_is_ended_with_its_launcher(terminal: Terminal) -> None:
    app = _app_pid(terminal)
    terminal.press("f7")
    time.sleep(0.2)
    terminal.kill(signal.SIGTERM)
    assert terminal.wait_exit() == 128 + signal.SIGTERM
    _wait_gone(app)
    _assert_left_clean(terminal)


def test_a_killed_launcher_takes_the_app_and_its_words_with_it(terminal: Terminal) -> None:
    app = _app_pid(terminal)
    terminal.kill(signal.SIGKILL)
    _wait_gone(app)
    assert terminal.wait_exit() == 128 + signal.SIGKILL
    _assert_left_clean(terminal)


def test_an_app_told_to_end_may_finish_what_is_queued(tmp_path: Path) -> None:
    left = tmp_path / "left"
    with Terminal(command=[sys.executable, "-c", LAUNCH],
                  environment=_environment(CARA_TEST_LEFT=str(left))) as terminal:  # fmt: skip
        terminal.wait_for("zq-canary")
        terminal.kill(signal.SIGHUP)
        terminal.wait_exit()
    assert left.read_text(encoding="ascii") == "left\n"


def test_a_locked_app_is_started_afresh_and_told_so(terminal: Terminal) -> None:
    first = _app_pid(terminal)
    terminal.press("f10")
    terminal.wait_for("zq-canary one --locked")
    second = _app_pid(terminal)
    assert second != first
    terminal.press("f10")
    terminal.wait_for(lambda text: "--locked" in text and f"pid={second}" not in text)
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    _assert_left_clean(terminal)


def test_a_thread_that_hangs_does_not_keep_a_locked_app_alive(terminal: Terminal) -> None:
    terminal.press("f8")
    terminal.wait_for("zq-canary one --locked", seconds=12)


def test_control_keys_reach_the_app_and_do_not_stop_it(terminal: Terminal) -> None:
    terminal.press("ctrl+z", "ctrl+c", "ctrl+z")
    terminal.press("`")
    terminal.wait_for("Curtain. Enter lifts.")
    terminal.press("enter")
    terminal.wait_for("zq-canary one")


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_stopped_app_comes_back_behind_the_curtain(
    terminal: Terminal, number: signal.Signals
) -> None:
    os.kill(_app_pid(terminal), number)
    if number == signal.SIGSTOP:
        terminal.wait_for("Curtain. Enter lifts.")
        assert "canary" not in terminal.text()
        terminal.press("enter")
    terminal.wait_for("zq-canary one")


def test_a_change_of_size_reaches_the_app(terminal: Terminal) -> None:
    terminal.wait_for("size=80x24")
    terminal.resize(100, 30)
    terminal.wait_for("size=100x30")


def test_the_app_has_the_terminal_to_itself_while_it_runs(terminal: Terminal) -> None:
    assert terminal.foreground() == os.getpgid(_app_pid(terminal)) != os.getpgid(terminal.pid)


def test_something_neutral_is_shown_before_the_app_is_there() -> None:
    with Terminal(command=[sys.executable, "-c", LAUNCH.replace("guarded_app", "this")],
                  environment=_environment(), keep_raw=True) as terminal:  # fmt: skip
        terminal.wait_exit()
        assert b"Opening." in terminal.raw


def test_an_app_that_locks_at_once_again_and_again_is_given_up() -> None:
    code = LAUNCH.replace('"guarded_app"', '"locks_at_once"')
    with Terminal(command=[sys.executable, "-c", code], environment=_environment()) as terminal:
        assert terminal.wait_exit(20) == 75
        assert terminal.echoes()


def test_without_a_terminal_there_is_one_clear_sentence_and_exit_code_two() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cara_facilitate.cli.launcher"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, env=_environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("cara needs a terminal, and there is none here.")
    assert done.stdout == ""


def test_the_launcher_imports_none_of_the_heavy_modules() -> None:
    code = (
        "import sys, cara_facilitate.cli.launcher;"
        "print([m for m in ('typing', 'signal', 'subprocess', 'argparse', 'asyncio', 'textual')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True,
        env=_environment(),
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_waiting_for_what_never_comes_ends_without_showing_the_screen(terminal: Terminal) -> None:
    with pytest.raises(CaraError) as caught:
        terminal.wait_for("never", seconds=0.2)
    assert "canary" not in caught.value.sentence()
