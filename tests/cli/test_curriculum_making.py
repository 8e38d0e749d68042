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
CHECK = "cara curriculum check"
OVERLAY = f"{INNER}/variants/familial/first-signs.md"


class Answers:
    """Somebody at a terminal who answers in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.left = list(answers)
        self.asked: list[str] = []
        for stream in ("stdin", "stdout"):
            monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", self.answer)

    def answer(self, question: str) -> str:
        """The next answer."""
        self.asked.append(question)
        return self.left.pop(0)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, without a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings" / "settings.toml"))
    return tmp_path


def cara(*arguments: str) -> int:
    """Run one curriculum command."""
    return main(["curriculum", *arguments])


def flat(text: str) -> str:
    """Words without the places where lines were broken."""
    return " ".join(text.split())


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
    was, now = said.split("It was:\n")[1].split("It is now:\n")
    assert "Anger is a feeling," in flat(was) and "It is a feeling," in flat(now)
    assert 'Step "What the body says", Say\n' in said and flat(said).count("It is a feeling") == 1
    assert max(map(len, said.splitlines())) <= 80
    assert Path(OVERLAY).read_bytes() == before
    assert cara("accept", OVERLAY, "--yes") == 0
    assert Path(OVERLAY).read_bytes() != before
    capsys.readouterr()
    assert cara("accept", "--path", PROJECT) == 0
    said = capsys.readouterr().out
    assert said == f"Nothing is stale: 1 overlay up to date.\nNext:\n  {CHECK} {PROJECT}\n"
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
    assert "Write at least version: 0.2.0 in curriculum.yaml.\nNothing was built." in said
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
    assert "\nNothing was built. Mend" in said and not Path(PROJECT, "dist").exists()


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


def test_a_new_activity_s_row_is_told_with_a_number_that_is_free(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cara("new", "curriculum", "my-days")
    manifest = f"{INNER}/curriculum.yaml"
    edit(manifest, "number: W1-03}", "number: W1-09}")
    edit(manifest, "[W1-02, W1-03]", "[W1-02, W1-09]")
    capsys.readouterr()
    assert cara("new", "activity", "my-part", "--path", PROJECT) == 0
    row = "{activity: my-part, number: W1-10}"
    assert f"\n  - {row}\n" in capsys.readouterr().out
    edit(manifest, "    optional: [my-part]\n", "")
    edit(manifest, "    recovery: [W1-02, W1-09]\n", f"      - {row}\n")
    assert {one.rule for one in check(read_folder(Path(INNER)))} <= {"M08", "C05"}


def test_rows_without_numbers_need_none(capsys: pytest.CaptureFixture[str]) -> None:
    cara("new", "curriculum", "my-days")
    text = re.sub(r", number: W\d-\d\d", "", Path(INNER, "curriculum.yaml").read_text())
    Path(INNER, "curriculum.yaml").write_text(text)
    cara("new", "activity", "my-part", "--path", PROJECT)
    assert "\n  - {activity: my-part}\n" in capsys.readouterr().out


def test_a_wrong_answer_is_explained_and_asked_for_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cara("new", "curriculum", "my-days")
    with monkeypatch.context() as patched:
        there = Answers(
            patched, "welcome", "My Part", "my-part", "{x}", "Ours", "ten", "0", "30", "x", "2"
        )
        assert cara("new", "activity", "--path", PROJECT) == 0
    said = flat(capsys.readouterr().out)
    for reason in (
        "There is activities/welcome.md already.",
        "Did you mean my-part?",
        "curly brackets are for terms alone",
        "Minutes are a whole number",
        "An activity has 1 to",
        'There is no objective "x".',
    ):
        assert reason in said
    made = load(read_folder(Path(INNER)), "familial-male").activity("my-part")
    assert not there.left and (made.title, made.minutes) == ("Ours", 30)


def test_the_third_wrong_answer_ends_it_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cara("new", "curriculum", "my-days")
    before = dict(read_folder(Path(INNER)))
    with monkeypatch.context() as patched:
        there = Answers(patched, "", "welcom", "nosuch", "welcome")
        assert cara("new", "overlay", "--path", PROJECT) == 2
    printed = capsys.readouterr()
    assert len(there.asked) == 3 and 'did you mean "welcome"?' in flat(printed.out)
    assert '"nosuch" is not an activity.' in printed.err
    example = re.search(r"Try: cara curriculum (new overlay \S+ \S+)", flat(printed.out))
    assert read_folder(Path(INNER)) == before
    assert example and cara(*example[1].split(), "--path", PROJECT) == 0


def test_build_never_puts_a_package_into_the_curriculum(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cara("new", "curriculum", "my-days")
    folder = here / "apart" / "flat"
    folder.parent.mkdir()
    Path(INNER).rename(folder)
    monkeypatch.chdir(folder)
    for given, place in (
        ([], folder.parent / "dist"),
        (["--out", "dist"], folder.parent / "dist"),
        (["--out", "a/b"], folder.parent / "a" / "b"),
        (["--out", str(folder / "c")], folder.parent / "c"),
        (["--out", "."], folder.parent),
        (["--out", "../d"], folder.parent / "d"),
    ):
        capsys.readouterr()
        assert cara("build", *given) == 0
        said = capsys.readouterr().out
        inside = bool(given) and given[1] != "../d"
        assert ("The place named lies in the curriculum" in said) is inside
        assert len(list(place.glob("*.whl"))) == 1
        assert not list(folder.rglob("*.whl")) and check(read_folder(folder)) == []


def test_add_counts_files_as_build_does(capsys: pytest.CaptureFixture[str]) -> None:
    cara("new", "curriculum", "my-days")
    cara("build", PROJECT)
    count = re.search(r"^(\d+) of \1 content files", capsys.readouterr().out, re.M)
    [wheel] = Path(PROJECT, "dist").glob("*.whl")
    assert cara("add", str(wheel), "--yes") == 0
    said = capsys.readouterr().out
    assert count and re.search(rf"^Files +{count[1]} and curriculum.lock, ", said, re.M)
    assert said.endswith("Next:\n  cara curriculum list\n  cara\n")


@pytest.mark.parametrize(
    ("typed_in", "usage"),
    [
        (["matrix", "--bogus"], "usage: cara curriculum matrix "),
        (["new", "overlay", "a", "b", "--bogus"], "usage: cara curriculum new overlay "),
        (["runsheet", "a", "b"], "usage: cara curriculum runsheet "),
        (["--bogus", "list"], "usage: cara curriculum list "),
    ],
)
def test_an_unknown_option_is_told_with_that_command_s_own_usage(
    typed_in: list[str], usage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cara(*typed_in)
    printed = capsys.readouterr().err
    assert ended.value.code == 2 and printed.startswith(usage)
    assert "there is no option --bogus here" in printed or "no place for b here" in printed


def test_an_overlay_that_is_not_there_is_named_with_the_nearest(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("accept", "nosuch.md") == 2
    assert "There is no overlay nosuch.md here" in capsys.readouterr().err
    stale()
    monkeypatch.chdir(PROJECT)
    for name, hint in (
        ("first-sign.md", "Did you mean variants/familial/first-signs.md?"),
        ("variants/famili/first-signs.md", "Did you mean variants/familial/first-signs.md?"),
        ("nosuch.md", "Its overlays: variants/familial/first-signs.md."),
    ):
        assert cara("accept", name) == 2
        said = capsys.readouterr().err
        assert f"There is no overlay {name} in this curriculum. {hint}" in said


def site(here: Path) -> Path:
    """A site's own overlay for the curriculum, which replaces nothing that is there."""
    overlay = here / "settings" / "site" / "my-days" / "variants" / "male" / "welcome.md"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(
        "---\noverlays: welcome\nbase: 000000000000\n---\n\n## What today is\n\n### Say\n\nOurs.\n"
    )
    return overlay


def test_a_site_s_own_overlay_is_pinned_where_it_stands(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cara("new", "curriculum", "my-days")
    overlay = site(here)
    monkeypatch.chdir(PROJECT)
    for name in (str(overlay), "../settings/site/my-days/variants/male/welcome.md"):
        overlay.write_text(re.sub("base: .*", "base: 000000000000", overlay.read_text()))
        capsys.readouterr()
        assert cara("accept", name, "--yes") == 0
        printed = capsys.readouterr()
        assert "site/variants/male/welcome.md: what it changes" in flat(printed.out)
        assert printed.err.count("With this site's own lines from") == 1
        assert "000000000000" not in overlay.read_text()
    assert cara("accept") == 0
    assert not (here / INNER / "site").exists()


def test_build_and_new_leave_a_site_s_own_lines_out(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cara("new", "curriculum", "my-days")
    cara("build", PROJECT)
    before = (here / INNER / "curriculum.lock").read_bytes()
    site(here)
    assert cara("build", PROJECT) == 0
    assert (here / INNER / "curriculum.lock").read_bytes() == before
    assert cara("new", "activity", "my-part", "--path", PROJECT) == 0
    assert "site" not in capsys.readouterr().err
