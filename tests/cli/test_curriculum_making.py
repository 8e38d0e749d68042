"""From `new` to a package on the command line: what is printed, asked and returned."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import check, load

ROOT = Path(__file__).parents[2]
CARA = [sys.executable, "-m", "cara_facilitate.cli.main", "curriculum"]
PROJECT = "cara-curriculum-my-days"
INNER = f"{PROJECT}/src/cara_curriculum_my_days"
OVERLAY = f"{INNER}/variants/familial/first-signs.md"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, without a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path


def cara(*arguments: str) -> int:
    """Run one curriculum command."""
    return main(["curriculum", *arguments])


def edit(name: str, old: str, new: str) -> None:
    """Replace one text in one file."""
    path = Path(name)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def typed(arguments: list[str], answers: list[str], folder: Path) -> tuple[int, str]:
    """Run a command on a terminal, answering each question as it comes; the code and the screen."""
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [*CARA, *arguments], stdin=inner, stdout=inner, stderr=inner, cwd=folder, close_fds=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "dumb"},
    )  # fmt: skip
    os.close(inner)
    screen = b""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            part = os.read(outer, 4096)
        except OSError:
            break
        screen += part
        if answers and screen.rstrip(b" ").endswith((b"]", b"?", b")")):
            os.write(outer, answers.pop(0).encode() + b"\n")
    os.close(outer)
    return process.wait(timeout=10), screen.decode()


def test_a_curriculum_an_activity_and_an_overlay_in_turn_leave_nothing_to_find(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cara("new", "curriculum", "my-days") == 0
    said = capsys.readouterr().out
    assert f"  {INNER}/activities/welcome.md\n" in said
    assert said.endswith(f"Next:\n  cara curriculum check {PROJECT}\n")
    assert cara("new", "activity", "my-part", "--path", PROJECT) == 0
    said = capsys.readouterr().out
    assert f"Added to:\n  {INNER}/curriculum.yaml\n" in said
    assert said.endswith(f"  cara curriculum preview my-part --path {INNER}\n")
    assert cara("new", "overlay", "my-part", "familial", "--path", PROJECT) == 0
    assert cara("new", "overlay", "first-signs", "familial-female", "--path", PROJECT,
                "--step", "The feeling underneath", "--section", "watch for") == 0  # fmt: skip
    said = capsys.readouterr().out
    assert said.endswith(f"preview first-signs -v familial-female --path {INNER}\n")
    assert cara("check", PROJECT) == 0
    assert capsys.readouterr().out == "No findings.\n"


def test_inside_the_project_no_folder_needs_naming(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("new", "curriculum", "my-days", "--into", "deep/er") == 0
    monkeypatch.chdir(here / "deep" / "er" / PROJECT)
    assert cara("new", "activity", "my-part") == 0
    assert capsys.readouterr().out.endswith("Next:\n  cara curriculum preview my-part\n")
    assert cara("accept") == 0
    assert cara("build") == 0
    assert [path.suffix for path in Path("dist").iterdir()] == [".whl"]


def test_without_a_terminal_nothing_waits_for_an_answer(here: Path) -> None:
    silent, _open = os.pipe()  # an end that stays open and never says anything
    try:
        for arguments, code in (
            (["new", "curriculum"], 2),
            (["new", "curriculum", "my-days"], 0),
            (["new", "activity", "--path", PROJECT], 2),
            (["new", "activity", "my-part", "--path", PROJECT], 0),
            (["new", "overlay", "--path", PROJECT], 2),
            (["new", "overlay", "my-part", "male", "--path", PROJECT], 0),
        ):
            done = subprocess.run(
                [*CARA, *arguments], stdin=silent, cwd=here, timeout=30, check=False,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                capture_output=True, text=True,
            )  # fmt: skip
            assert done.returncode == code, done.stderr
            if code:
                assert "For example: cara curriculum" in done.stderr or "Try:" in done.stderr
    finally:
        os.close(silent)
        os.close(_open)


def test_on_a_terminal_it_asks_four_things_at_most(here: Path) -> None:
    code, screen = typed(["new", "curriculum"], ["our-days", "Our days", "CC-BY-4.0"], here)
    assert code == 0 and screen.count("?") == 3
    folder = here / "cara-curriculum-our-days" / "src" / "cara_curriculum_our_days"
    assert load(read_folder(folder), "familial-male").title == "Our days"
    code, screen = typed(
        ["new", "activity", "--path", str(folder)], ["my-part", "", "30", "2"], here
    )
    assert code == 0 and screen.count("?") == 4
    made = load(read_folder(folder), "familial-male").activity("my-part")
    assert (made.title, made.minutes, made.objectives) == ("My part", 30, ("O07",))
    code, screen = typed(
        ["new", "overlay", "--path", str(folder)], ["my-part", "familial", "Try it"], here
    )
    assert code == 0 and screen.count("?") == 3
    assert "## Try it" in (folder / "variants" / "familial" / "my-part.md").read_text()
    assert check(read_folder(folder)) == []


def test_with_every_value_given_it_asks_nothing_on_a_terminal(here: Path) -> None:
    given = ["new", "curriculum", "my-days", "--title", "Ours", "--licence", "CC-BY-4.0"]
    code, screen = typed(given, [], here)
    assert code == 0 and "?" not in screen


def stale() -> None:
    """Make a curriculum whose one overlay is stale."""
    cara("new", "curriculum", "my-days")
    cara("new", "overlay", "first-signs", "familial", "--path", PROJECT)
    edit(f"{INNER}/activities/first-signs.md", "Anger is a feeling,", "It is a feeling,")


def test_accept_shows_the_change_and_without_a_terminal_or_yes_writes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    stale()
    before = Path(OVERLAY).read_bytes()
    capsys.readouterr()
    assert cara("accept", "--path", PROJECT) == 1
    said = capsys.readouterr().out
    assert re.search(r"^  -.*Anger is a feeling,", said, re.M)
    assert re.search(r"^  \+.*It is a feeling,", said, re.M)
    assert Path(OVERLAY).read_bytes() == before
    assert cara("accept", OVERLAY, "--yes") == 0
    assert Path(OVERLAY).read_bytes() != before
    capsys.readouterr()
    assert cara("accept", "--path", PROJECT) == 0
    assert capsys.readouterr().out == "Nothing is stale: 1 overlay up to date.\n"
    assert cara("check", PROJECT, "--format", "terse") == 0


def test_accept_asks_of_each_overlay_on_a_terminal(here: Path) -> None:
    stale()
    cara("new", "overlay", "welcome", "male", "--path", PROJECT)
    edit(f"{INNER}/activities/welcome.md", "Good morning,", "Hello,")
    code, screen = typed(["accept", "--path", PROJECT], ["y", "n"], here)
    assert code == 1 and "1 left stale" in screen
    assert [one.rule for one in check(read_folder(here / INNER))] == ["A05"]


def test_a_hostile_text_is_shown_and_never_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    stale()
    edit(
        f"{INNER}/activities/first-signs.md", "It is a feeling,", "It is \x1b]0;owned\x07 a feeling"
    )
    edit(f"{INNER}/curriculum.yaml", "My days", "My days\u202e")
    for arguments in (["accept", "--path", PROJECT], ["build", "--path", PROJECT]):
        cara(*arguments)
        said = capsys.readouterr()
        assert not set("\x1b\x07\u202e") & set(said.out + said.err)


def test_build_prints_what_is_in_the_package_and_how_to_install_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cara("new", "curriculum", "my-days")
    capsys.readouterr()
    assert cara("build", "--path", PROJECT, "--out", "with space", "--today", "2026-11-28") == 0
    said = capsys.readouterr().out
    assert said.startswith("11 of 11 content files in the wheel\n")
    assert re.search(r"^SHA-256 [0-9a-f]{64}$", said, re.M)
    assert (
        len(re.findall(r"^(?:familial|intimate-partner)-(?:fe)?male +[0-9a-f]{64}$", said, re.M))
        == 4
    )
    wheel = "cara_curriculum_my_days-0.1.0-py3-none-any.whl"
    assert f"  cara curriculum add 'with space/{wheel}'\n  pip install 'with space/{wheel}'" in said
    assert Path("with space", wheel).is_file()


def test_build_refuses_too_small_a_version_and_names_the_least(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cara("new", "curriculum", "my-days")
    cara("build", PROJECT)
    cara("new", "activity", "my-part", "--path", PROJECT)
    lock = Path(INNER, "curriculum.lock").read_bytes()
    capsys.readouterr()
    assert cara("build", PROJECT) == 1
    said = capsys.readouterr().out
    assert "  minor  activity my-part is new\n" in said
    assert "Write at least version: 0.2.0 in curriculum.yaml.\nNothing was built.\n" in said
    assert Path(INNER, "curriculum.lock").read_bytes() == lock
    edit(f"{INNER}/curriculum.yaml", "version: 0.1.0", "version: 0.2.0")
    assert cara("build", PROJECT) == 0


def test_build_shows_an_error_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    cara("new", "curriculum", "my-days")
    edit(f"{INNER}/activities/welcome.md", "(8 min)", "(9 min)")
    capsys.readouterr()
    assert cara("build", PROJECT) == 1
    said = capsys.readouterr().out
    assert "error[CUR-M01]" in said and "activities/welcome.md:4:10" in said
    assert said.endswith("Nothing was built.\n") and not Path(PROJECT, "dist").exists()


def test_what_cannot_be_read_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["build", "--path", "."],
        ["accept"],
        ["new", "activity", "my-part"],
        ["new", "overlay", "a", "b"],
        ["new", "curriculum", "No Id"],
    ):
        assert cara(*arguments) == 2
        assert capsys.readouterr().err.startswith("cara: ")
