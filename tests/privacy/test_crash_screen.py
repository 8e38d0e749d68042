"""However the app crashes, the terminal and the report hold places in the code and no words."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.tui import crash

CANARY = b"zq-V-P07-K7QX4M"
KINDS = (
    "local", "message", "validation", "key", "attribute", "rich", "chained", "markup", "worker",
    "async-worker", "thread", "exit-message",
)  # fmt: skip


def _run(which: str, kind: str, reports: Path) -> tuple[int, bytes]:
    app = str(Path(__file__).with_name("crash_app.py"))
    command = [sys.executable, app, which, kind, str(reports)]
    with Terminal(command=command, keep_raw=True, size=(160, 45)) as terminal:
        code = terminal.wait_exit(20)
        return code, terminal.raw


@pytest.mark.parametrize("kind", KINDS)
def test_a_crash_shows_no_word_of_what_was_at_hand(kind: str, tmp_path: Path) -> None:
    code, raw = _run("guarded", kind, tmp_path / "reports")
    assert CANARY not in raw
    assert code == 70
    if kind == "exit-message":
        return
    assert b"The app stopped (report code 7f3a)." in raw
    report = tmp_path / "reports" / "7f3a.txt"
    assert CANARY not in report.read_bytes()
    assert "crash_app.py:" in report.read_text(encoding="utf-8") or kind in ("markup", "thread")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("kind", ["local", "message", "validation", "key", "worker", "rich"])
def test_the_control_textual_as_it_comes_would_have_shown_them(kind: str, tmp_path: Path) -> None:
    _, raw = _run("stock", kind, tmp_path)
    assert CANARY in raw


def test_a_report_names_each_place_and_never_a_value(tmp_path: Path) -> None:
    def fail() -> None:
        secret = CANARY.decode()
        raise KeyError(secret)

    try:
        fail()
    except KeyError as error:
        path = crash.report(error, tmp_path, "0001")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "builtins.KeyError"
    assert f"{__file__}:" in text
    assert text.rstrip().endswith(":fail")
    assert CANARY.decode() not in text


def test_a_report_follows_no_link_and_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("kept", encoding="ascii")
    (tmp_path / "0001.txt").symlink_to(target)
    (tmp_path / "0002.txt").write_text("kept", encoding="ascii")
    assert crash.report(ValueError(), tmp_path, "0001") is None
    assert crash.report(ValueError(), tmp_path, "0002") is None
    assert target.read_text(encoding="ascii") == "kept"
    assert (tmp_path / "0002.txt").read_text(encoding="ascii") == "kept"


def test_a_report_that_cannot_be_written_is_not_another_crash(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="ascii")
    assert crash.report(ValueError(), blocked / "reports", "0001") is None


def test_an_error_before_there_is_an_app_is_no_different(tmp_path: Path) -> None:
    program = tmp_path / "early.py"
    program.write_text(
        "import sys\n"
        "from cara_facilitate.cli.app import main\n"
        "def build(arguments):\n"
        "    words = 'zq-V-' + 'P07-K7QX4M'\n"
        "    raise ValueError(words)\n"
        "sys.exit(main([], build=build))\n",
        encoding="ascii",
    )
    with Terminal(command=[sys.executable, str(program)], keep_raw=True) as terminal:
        assert terminal.wait_exit() == 70
        assert CANARY not in terminal.raw
        assert b"The app stopped (report code " in terminal.raw


def test_a_refusal_before_there_is_an_app_is_one_sentence_and_exit_code_two(
    tmp_path: Path,
) -> None:
    program = tmp_path / "refused.py"
    program.write_text(
        "import sys\n"
        "from cara_facilitate.cli.app import main\n"
        "from cara_facilitate.errors import StoreBusy\n"
        "def build(arguments):\n"
        "    raise StoreBusy('The store is open elsewhere.', 'Close it there first.')\n"
        "sys.exit(main([], build=build))\n",
        encoding="ascii",
    )
    with Terminal(command=[sys.executable, str(program)], keep_raw=True) as terminal:
        assert terminal.wait_exit() == 2
        assert terminal.text().strip() == "The store is open elsewhere. Close it there first."
