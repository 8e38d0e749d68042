"""`cara curriculum matrix, runsheet, diff, handouts`: what they print, and how they end."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli.curriculum import difference, handouts, matrix, printing, runsheet
from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.errors import CaraError
from tests.services.author.small import FAMILIAL, MALE, VARIANTS, changed, files, sheet

VERBS = {"matrix": matrix, "runsheet": runsheet, "diff": difference, "handouts": handouts}
PLAN_ROW = '{activity: plan, number: W1-02, at: "10:30"'


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No settings, no site layer and no plugins of whoever runs this."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("CARA_HOME", str(tmp_path / "store"))
    return


def laid(folder: Path, held: dict[str, bytes]) -> Path:
    """The curriculum's folder on disk."""
    for name, data in held.items():
        place = folder / "sample" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder / "sample"


def cara(verb: str, *arguments: str) -> int:
    """Run one command in this process."""
    parser = argparse.ArgumentParser()
    VERBS[verb].configure(parser)
    return VERBS[verb].run(parser.parse_args(arguments))


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A curriculum without errors."""
    return str(laid(tmp_path, files()))


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed on standard output."""
    return capsys.readouterr().out


# matrix


def test_the_matrix_stacks_variants_where_a_table_does_not_fit(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("matrix", "--path", path) == 0
    out = said(capsys)
    assert "O01 time-out\n  all 4 variants: W1-02 30'  = 30'\n" in out
    assert "1         60      10          50        30           20  all 4 variants" in out
    assert max(map(len, out.splitlines())) <= 80


def test_the_matrix_is_a_table_where_there_is_room(
    path: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "width", lambda: 160)
    assert cara("matrix", "--path", path) == 0
    heads, first = said(capsys).splitlines()[2:4]
    assert heads.split() == list(VARIANTS)
    assert first.split() == ["O01", "time-out", *["W1-02", "30'"] * 4]
    assert [heads.index(one) for one in VARIANTS] == [m.start() for m in re.finditer("W1", first)]


@pytest.mark.parametrize("columns", [80, 160])
def test_an_objective_nobody_covers_is_two_dashes_and_ends_with_one(
    columns: int, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(matrix, "width", lambda: columns)
    held = changed(files(), "curriculum.yaml", PLAN_ROW, f"{PLAN_ROW}, only: [male]")
    assert cara("matrix", "--path", str(laid(tmp_path, held))) == 1
    shown = capsys.readouterr()
    assert "-- no activity claims time-out in familial-female" in shown.out
    assert shown.out.count("--") >= 3 and "\x1b" not in shown.out
    assert "cara curriculum check" in shown.err


def test_red_is_only_for_a_terminal_and_never_carries_a_sequence_of_an_author(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert printing.painted("a\x1b[2Jb", printing.RED) == "a\u241b[2Jb"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert printing.painted("a\x1b[2Jb", printing.RED) == "\x1b[31ma\u241b[2Jb\x1b[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert printing.painted("--", printing.RED) == "--"


def test_the_matrix_as_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cara("matrix", "--path", path, "--json") == 0
    made = json.loads(said(capsys))
    first = made["objectives"][0]
    assert (first["id"], first["slug"]) == ("O01", "time-out")
    assert first["variants"][MALE] == {
        "minutes": 30,
        "items": [{"id": "W1-02", "activity": "plan", "minutes": 30}],
    }
    assert made["days"][0] == {
        "variant": MALE,
        "workshop": 1,
        "minutes": 60,
        "breaks": 10,
        "floors": 30,
        "recoverable": 20,
    }


# runsheet


def test_the_run_sheet_is_one_to_print(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cara("runsheet", MALE, "--path", path) == 0
    out = said(capsys)
    assert out.startswith(f"Sample 1.0.0 - {MALE}\n")
    assert "10:00  .....   20        10  W1-01  Signs in the body                O02" in out
    assert "A plan with your partn\u2026 (fixed)  O01" in out
    assert "11:00  .....  end (planned 11:00)" in out
    assert "Can be won back: 20 min, first from W1-02, W1-01" in out
    assert max(map(len, out.splitlines())) <= 80


def test_time_to_spare_and_time_over_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = changed(files(), "curriculum.yaml", 'end: "11:00"', 'end: "11:20"')
    assert cara("runsheet", MALE, "--path", str(laid(tmp_path, held))) == 0
    assert "11:00  .....  end (planned 11:20; 20 min to spare)" in said(capsys)
    held = changed(files(), "curriculum.yaml", 'end: "11:00"', 'end: "10:50"')
    assert cara("runsheet", MALE, "--path", str(laid(tmp_path, held))) == 1
    shown = capsys.readouterr()
    assert "11:00  .....  end (planned 10:50; 10 min over)" in shown.out
    assert "these files have an error" in shown.err


def test_the_json_of_a_run_sheet_is_the_contracts(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("runsheet", FAMILIAL, "--path", path, "--json") == 0
    rows = json.loads(said(capsys))
    assert [row["id"] for row in rows] == ["W1-01", "BR1", "W1-02"]
    assert set(rows[0]) == {
        *("workshop", "start", "minutes", "kind", "id", "activity", "title", "floor", "objectives")
    }


def test_a_misspelt_variant_is_refused_with_the_nearest(path: str) -> None:
    for verb, more in (("runsheet", []), ("handouts", ["--out", "x"])):
        with pytest.raises(CaraError) as refused:
            cara(verb, "familial-femal", "--path", path, *more)
        assert 'did you mean "familial-female"?' in refused.value.message
        assert refused.value.exit_code == 2


# diff


def test_the_difference_is_shown_by_heading(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cara("diff", "plan", MALE, FAMILIAL, "--path", path) == 0
    lines = said(capsys).splitlines()
    assert re.fullmatch(rf"--- plan in {MALE} \([0-9a-f]{{12}}\)", lines[0])
    assert re.fullmatch(rf"\+\+\+ plan in {FAMILIAL} \([0-9a-f]{{12}}\)", lines[1])
    assert "@@ Write it > Do @@" in lines
    assert "-1. Hand out one card each." in lines
    assert lines[-1] == "Hand-outs that are not the same: card"


def test_one_text_is_said_to_be_the_same_with_its_hash(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("diff", "signs", MALE, "familial-male", "--path", path) == 0
    assert re.fullmatch(
        r"signs: the same in intimate-partner-male and familial-male \([0-9a-f]{12}\)\n",
        said(capsys),
    )


def test_without_variants_the_texts_are_counted(
    path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("diff", "signs", "--path", path) == 0
    out = said(capsys)
    assert out.startswith("signs: 3 texts in 4 variants\n  one for intimate-partner-male, familial")
    assert out.count("another for") == 2


def test_the_difference_as_json(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cara("diff", "plan", MALE, FAMILIAL, "--path", path, "--json") == 0
    made = json.loads(said(capsys))
    assert (made["activity"], made["variants"], made["same"]) == ("plan", [MALE, FAMILIAL], False)
    assert {"place": "Header", "lines": made["changes"][0]["lines"]} == made["changes"][0]
    assert cara("diff", "plan", "--path", path, "--json") == 0
    assert [group["variants"] for group in json.loads(said(capsys))] == [[one] for one in VARIANTS]


def test_one_variant_alone_cannot_be_compared(path: str) -> None:
    with pytest.raises(SystemExit):
        cara("diff", "plan", MALE, "--path", path)


# handouts


def test_hand_outs_are_written_and_named(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sheets"
    assert cara("handouts", MALE, "--path", path, "--out", str(out), "--format", "both") == 0
    shown = said(capsys)
    assert f"{out / 'card.html'}\n" in shown and f"{out / 'card.txt'}\n" in shown
    assert "\n  Helpline\n" in shown and "\nNext:\n  open the pages" in shown
    with pytest.raises(CaraError) as refused:
        cara("handouts", MALE, "--path", path, "--out", str(out))
    assert str(out / "card.html") in refused.value.message and "--replace" in refused.value.hint
    assert cara("handouts", MALE, "--path", path, "--out", str(out), "--replace", "--json") == 0
    made = json.loads(said(capsys))
    assert made["by_hand"] == ["Helpline"]
    assert [Path(one).name for one in made["files"]] == ["card.html", "signposts.html"]


def test_a_number_that_is_nobodys_is_withheld_and_its_line_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = files(sheet=sheet("Mine.\n\nRing 0800 000 444."))
    out, where = tmp_path / "sheets", str(laid(tmp_path, held))
    assert cara("handouts", MALE, "--path", where, "--out", str(out)) == 0
    assert "\n  handouts/sheet.md:9  0800 000 444\n" in said(capsys)
    assert "000" not in (out / "sheet.html").read_text().partition("<main")[2]
    assert cara("handouts", MALE, "--path", where, "--out", str(out), "--replace", "--json") == 0
    assert json.loads(said(capsys))["withheld"] == ["handouts/sheet.md:9"]


def test_files_with_errors_print_no_hand_out(tmp_path: Path) -> None:
    held = changed(files(), "activities/plan.md", "minutes: 30", "minutes: 31")
    out = tmp_path / "sheets"
    with pytest.raises(CaraError):
        cara("handouts", MALE, "--path", str(laid(tmp_path, held)), "--out", str(out))
    assert not out.exists()


# A folder that is none, a name that is none, and this site's own lines.


def test_a_big_folder_without_a_curriculum_is_said_to_hold_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cara_facilitate.services.author.reading.MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.md").write_text("words")
    with pytest.raises(CaraError) as refused:
        cara("matrix", "--path", str(tmp_path))
    assert refused.value.message == "There is no curriculum in this folder."


def test_every_refusal_ends_as_a_sentence_does(path: str) -> None:
    for arguments in (
        ("runsheet", "nosuch"),
        ("diff", "nosuch"),
        ("diff", "plam"),
        ("runsheet", "familial-femal"),
    ):
        with pytest.raises(CaraError) as refused:
            cara(*arguments, "--path", path)
        assert refused.value.message[-1] in ".?" and refused.value.hint


def test_a_site_s_own_lines_are_laid_on_and_told_once(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "site" / "sample"
    place.mkdir(parents=True)
    (place / "signposts.yaml").write_text(
        "signposts:\n  - {id: hall, name: Our hall, contact: 0113 000 0000, audience: everyone}\n"
    )
    monkeypatch.chdir(path)
    for number, where in enumerate((["--path", path], [])):
        assert cara("handouts", MALE, *where, "--out", str(tmp_path / f"out{number}")) == 0
        printed = capsys.readouterr()
        assert "Our hall" in printed.out
        assert printed.err == f"With this site's own lines from {place}\n"
    for arguments in (("matrix",), ("runsheet", MALE), ("diff", "plan")):
        assert cara(*arguments, "--path", path) == 0
        assert capsys.readouterr().err.count("With this site's own lines from") == 1


# All of them, and the shipped curriculum.


def test_what_an_author_wrote_reaches_a_terminal_only_as_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = changed(files(), "activities/plan.md", "A plan with {partner}", "A \x1b[2J plan \u202e")
    held = changed(held, "curriculum.yaml", "title: Sample", "title: \x1b]0;x\x07")
    where = str(laid(tmp_path, held))
    for arguments in (
        ("matrix",),
        ("runsheet", MALE),
        ("diff", "plan"),
        ("diff", "plan", *VARIANTS[:2]),
    ):
        cara(*arguments, "--path", where)
        shown = capsys.readouterr()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown.out + shown.err)


def test_the_shipped_curriculum_is_shown_with_its_label() -> None:
    command = [sys.executable, "-m", "cara_facilitate.cli.main", "curriculum", "runsheet", MALE]
    ran = subprocess.run(
        [*command, "--curriculum", "cara-open"], capture_output=True, text=True, check=False
    )
    assert REFERENCE_LABEL in ran.stdout, ran.stderr
    assert ran.stdout.count("15:00  .....  end (planned 15:00)") == 2
    assert max(map(len, ran.stdout.splitlines())) <= 80
