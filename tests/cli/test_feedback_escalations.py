"""``cara feedback escalations``: the duty, its route and clock on a terminal, and no words."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import escalation, escalation_received
from tests.services.two_sides import CALL, COHORT, REF, key_of, store, worker_store

CANARY = "kingfisher-by-the-weir"
Both = tuple[Path, Path, str]


def cara(monkeypatch: pytest.MonkeyPatch, folder: Path, *args: str, cohort: str = COHORT) -> int:
    """The command with the passphrase from a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, b"practice\n")
    os.close(writing)
    monkeypatch.setenv("CARA_HOME", str(folder))
    monkeypatch.setenv("CARA_PASSPHRASE_FD", str(reading))
    try:
        return main(["feedback", "escalations", "--cohort", cohort, *args])
    finally:
        os.close(reading)


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Both:
    """A worker's store with one escalation, and a manager's that was handed it."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    worker, manager = tmp_path / "worker", tmp_path / "manager"
    with worker_store(worker, (REF,)) as desk:
        id_ = escalation.raise_escalation(
            desk, COHORT, REF, "pressure", words=Protected(CANARY), heard=CALL
        )
        given = escalation_received.outgoing(desk, COHORT, key_of(desk))
    with store(manager, "M-1", "manager") as desk:
        taken = escalation_received.received_events(desk, COHORT, given, "V-1")
        desk.record(COHORT, taken, wait=True)
    return worker, manager, id_


def test_the_worker_sees_duty_route_and_clock_and_no_words(
    both: Both, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    worker, _, id_ = both
    assert cara(monkeypatch, worker) == 1
    shown = capsys.readouterr()
    for said in (
        *(id_, REF, "Pressure over this, or retaliation", "Manager on call, then Police"),
        *("due by 23:59", "Do not ask the participant", "your site's policy prevails"),
    ):
        assert said in shown.out
    assert CANARY not in shown.out + shown.err


def test_the_manager_acknowledges_once_and_is_told_how_it_goes_back(
    both: Both, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, manager, id_ = both
    assert cara(monkeypatch, manager, "--json") == 1
    (row,) = json.loads(capsys.readouterr().out)["escalations"]
    assert (row["id"], row["ref"], row["trigger"]) == (id_, REF, "pressure")
    assert row["waits"]
    assert cara(monkeypatch, manager, "--ack", id_, "--json") == 0
    shown = capsys.readouterr()
    (row,) = json.loads(shown.out)["escalations"]
    assert row["state"] == "acknowledged"
    assert f"cara handover {COHORT} --to V-1" in shown.err
    assert CANARY not in shown.out + shown.err


def test_the_worker_cannot_acknowledge_for_somebody_who_was_not_told(
    both: Both, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    worker, _, id_ = both
    assert cara(monkeypatch, worker, "--ack", id_, "--who", "Police") == 2
    told = capsys.readouterr().err
    assert "Nobody was told of this escalation yet" in told
    assert "open the casework from the caseload, e, and h at this escalation" in told
    assert cara(monkeypatch, worker, "--ack", "ES-NONE") == 2


def test_a_cohort_without_any_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with worker_store(tmp_path / "worker", (REF,)):
        pass
    assert cara(monkeypatch, tmp_path / "worker") == 0
    assert "No escalation stands" in capsys.readouterr().out


@pytest.mark.parametrize("cohort", ["WY26Z", "wy26a", "WY26B", ""])
def test_a_slip_in_the_cohort_never_says_that_nothing_stands(
    both: Both, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], cohort: str
) -> None:
    for folder in both[:2]:
        assert cara(monkeypatch, folder, cohort=cohort) == 2
        shown = capsys.readouterr()
        assert "No escalation" not in shown.out
        assert "holds nothing of such a cohort" in shown.err
