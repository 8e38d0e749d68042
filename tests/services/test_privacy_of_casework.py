"""A victim-contact worker's store keeps, erases, holds and purges as a facilitator's does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain.casework import CaseRecord
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import casework, erasing, extracting, privacy
from cara_facilitate.services import escalation as escalations
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from tests.domain.case_records import COHORT, NOW, REFS, W2, sound
from tests.services.worker import worker_store

CANARY = "walnut harbour lantern"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = worker_store(home)
    yield made
    made.close()


def opened(desk: Desk) -> casework.Casework:
    return casework.open_casework(desk, COHORT, feedback_key(desk.folder, PRACTICE_PASSPHRASE))


def save(desk: Desk, number: int, **fields: object) -> tuple[str, ...]:
    """A sound record about one of the cohort; the ids of the escalations it raised."""
    blank: CaseRecord = casework.blank_record(desk, COHORT, REFS[number])
    made = sound(
        REFS[number],
        **({"feedback_id": blank.feedback_id, "summary": Protected(CANARY)} | fields),
    )
    return casework.save(desk, opened(desk), made)


def test_one_participants_records_go_and_the_others_stay(desk: Desk, home: Path) -> None:
    save(desk, 0)
    save(desk, 1)
    erasing.erase(desk, COHORT, REFS[0], "asked in writing")
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        work = opened(again)
        assert {record.ref for record in work.records.values()} == {REFS[1]}
        assert REFS[0] not in work.check_words and REFS[1] in work.check_words
        assert REFS[0] not in {row["participant_ref"] for row in extracting.extract(again, work)}
        [told] = privacy.report(again)
        assert [one.ref for one in told.erased] == [REFS[0]]
        assert again._store.verify() == []
        with pytest.raises(CaraError):
            save(again, 0)
    finally:
        again.close()


def test_an_open_escalation_of_theirs_holds_the_erasure_back(desk: Desk) -> None:
    [raised, *_] = save(desk, 0, incident="yes_unreported")
    save(desk, 1)
    with pytest.raises(Refusal, match="not closed"):
        erasing.erase(desk, COHORT, REFS[0], "asked")
    erasing.erase(desk, COHORT, REFS[1], "asked")
    [one] = escalations.standing(desk, COHORT)
    assert one.id == raised


def test_casework_has_no_date_until_the_service_sets_one_and_waits_for_escalations(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    save(desk, 0, incident="yes_unreported")
    save(desk, 1)
    late = NOW.replace(year=W2.year, month=W2.month, day=W2.day) + timedelta(days=400)
    set_practice_clock(home, late)
    assert erasing.due(desk, COHORT) == ()
    desk.close()
    (tmp_path / "settings.toml").write_text("[retention]\ncasework = 365\n", encoding="utf-8")
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        [line] = [one for one in privacy.standing(again, COHORT) if one.kind.slug == "casework"]
        assert line.until == W2 + timedelta(days=365)
        assert line.waits_for and not line.due
    finally:
        again.close()


def test_what_is_written_after_a_purge_is_due_again_and_nothing_else_is(
    desk: Desk, home: Path, tmp_path: Path
) -> None:
    save(desk, 0)
    desk.close()
    late = NOW.replace(year=W2.year, month=W2.month, day=W2.day) + timedelta(days=400)
    set_practice_clock(home, late)
    (tmp_path / "settings.toml").write_text("[retention]\ncasework = 365\n", encoding="utf-8")
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        erasing.purge(again, erasing.due(again))
        assert erasing.due(again) == ()
        casework.set_check_word(again, COHORT, REFS[1], "lantern")
        [one] = erasing.due(again)
        assert one.held.kind.slug == "casework" and one.held.purged_at is None
        assert "past its date" in privacy.warning(again)
        privacy.hold(again, COHORT, REFS[1], "a court asked")
        assert erasing.due(again) == (), "a hold keeps what is theirs"
        privacy.lift(again, COHORT, REFS[1], "the court is done")
        erasing.purge(again, erasing.due(again))
        assert erasing.due(again) == () and not privacy.warning(again)
        assert len(privacy.report(again)[0].purged) == 2
    finally:
        again.close()


def test_casework_past_its_date_is_purged_whole(desk: Desk, home: Path, tmp_path: Path) -> None:
    save(desk, 0)
    privacy.hold(desk, COHORT, REFS[1], "a court asked")
    save(desk, 1)
    desk.close()
    late = NOW.replace(year=W2.year, month=W2.month, day=W2.day) + timedelta(days=400)
    set_practice_clock(home, late)
    (tmp_path / "settings.toml").write_text("[retention]\ncasework = 365\n", encoding="utf-8")
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert "past its date" in " ".join(again.warnings)
        erasing.purge(again, erasing.due(again))
        work = opened(again)
        assert {record.ref for record in work.records.values()} == {REFS[1]}, "it is on hold"
        assert set(work.check_words) == {REFS[1]}
        assert erasing.due(again) == ()
    finally:
        again.close()
