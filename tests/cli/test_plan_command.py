"""`cara plan` and `cara calendar`: answers without a store, bookings with one, JSON as promised."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli import calendar, planning
from cara_facilitate.errors import PluginError, Refusal
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.services.rehearse import make_practice
from tests.services.conftest import SATURDAY
from tests.services.test_planning import FILE

ASKED = (
    *("--site", "west-yorkshire", "--earliest", "2026-11-23"),
    *("--facilitator", "F-LEAD1", "--facilitator", "F-CO2"),
)
WAITING = ("--caution-date", "2026-10-31", "--caution-date", "2026-10-24")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a store that is not made yet."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_HOME", str(folder))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    return folder


@pytest.fixture
def store(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A practice store, closed, with its passphrase in a descriptor."""
    make_practice(home, SATURDAY).desk.close()
    read, write = os.pipe()
    os.write(write, f"{PRACTICE_PASSPHRASE}\n".encode())
    os.close(write)
    monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
    yield
    os.close(read)


def test_pairs_come_as_json_without_any_store(capsys: pytest.CaptureFixture[str]):
    assert planning.run([*ASKED, *WAITING, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) >= {"pairs", "refused"}
    best = shown["pairs"][0]
    assert (best["first"], best["second"], best["days"]) == ("2026-11-28", "2026-12-26", 28)
    assert best["people"] == [1, 2]
    assert best["facilitators"] == ["F-LEAD1", "F-CO2"]
    assert all(one["reasons"] for one in shown["refused"])


def test_a_person_reads_days_and_reasons(capsys: pytest.CaptureFixture[str]):
    away = ("--away", "F-CO2:2026-12-05..2026-12-12", "--closed", "2026-12-19")
    assert planning.run([*ASKED, *WAITING, *away]) == 0
    said = capsys.readouterr().out
    assert "Sat 28 Nov 2026 and Sat 26 Dec 2026, 28 days apart: F-LEAD1 and F-CO2" in said
    assert "Sat 5 Dec 2026, Sat 12 Dec 2026: F-CO2 is away." in said
    assert "Sat 19 Dec 2026: the venue is closed." in said
    assert "days are not Saturdays (WY-1)." in said
    assert "Bookings of facilitators in your own store were not looked at." in said


def test_only_the_days_somebody_gave_are_counted_on():
    free = ("--free", "F-CO2:2026-12-05", "--free", "F-CO2:2027-01-02")
    assert planning.run([*ASKED, *WAITING, *free]) == 0
    assert planning.run([*ASKED, *WAITING, *free[:2]]) == 1


def test_no_pair_is_exit_one_with_the_reasons(capsys: pytest.CaptureFixture[str]):
    late = ("--caution-date", "2026-07-01", "--until", "2026-12-20")
    assert planning.run([*ASKED, *late]) == 1
    said = capsys.readouterr().out
    assert "No pair of dates was found." in said
    assert "seat 1's sixteen weeks end on Wed 21 Oct 2026" in said


def test_a_cohort_file_tells_who_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "waiting.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert planning.run(["--from", str(path), "--earliest", "2026-11-23", "--json"]) == 0
    shown = capsys.readouterr().out
    assert json.loads(shown)["site"] == "west-yorkshire"
    with pytest.raises(Refusal, match="another site"):
        planning.run(["--from", str(path), "--site", "leicestershire"])


@pytest.mark.usefixtures("store")
def test_with_a_store_its_bookings_count(capsys: pytest.CaptureFixture[str]):
    assert planning.run([*ASKED, *WAITING, "--store", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    refused = {one["first"]: one["reasons"] for one in shown["refused"]}
    assert "F-LEAD1 is booked already" in refused["2026-11-28"]
    assert shown["notes"][-1] == "Bookings are those of this store only."


def test_rules_that_are_missing_or_not_named_refuse():
    with pytest.raises(PluginError):
        planning.run([*WAITING, "--site", "nowhere", *ASKED[2:]])
    with pytest.raises(Refusal, match="Whose rules apply"):
        planning.run([*WAITING, *ASKED[2:]])


@pytest.mark.parametrize(
    "wrong", [("--away", "2026-12-05"), ("--away", "F-CO2:soon"), ("--closed", "5/12/26")]
)
def test_a_slip_of_the_pen_is_refused(wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        planning.run([*ASKED, *WAITING, *wrong])
    assert ended.value.code == 2
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.usefixtures("store")
def test_the_calendar_file_is_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out"
    assert calendar.run(["WY26A", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [str(out / "WY26A.ics")]}
    assert (out / "WY26A.ics").read_bytes().count(b"BEGIN:VEVENT\r\n") == 2
