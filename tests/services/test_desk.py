"""What the desk promises of every entry: in order, certain when it says so, loud when it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cara_facilitate.api import EventNotice
from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.commands import Command
from cara_facilitate.domain.setting import Setting
from cara_facilitate.errors import ContentError, StoreError
from cara_facilitate.journal.store import Store
from cara_facilitate.journal.writer import Writer
from cara_facilitate.services import (
    briefing,
    deliver,
    feedback_import,
    note,
    prepare,
    register,
    safeguard,
)
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.curricula import Library
from cara_facilitate.services.desk import Desk, SaveState
from cara_facilitate.services.disk import RESERVE
from cara_facilitate.services.rehearse import Practice
from tests.services.conftest import hold_workshop_one

A_MOMENT = 0.2
"""Seconds in which something that must not happen would have happened."""


def begin(practice: Practice) -> tuple[Desk, str]:
    """Workshop one, its doors open and everybody present."""
    desk, cohort = practice.desk, practice.plan.cohort
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    deliver.do(desk, cohort, 1, cmd.AllPresent(desk.clock.now()))
    assert desk.flush(10)
    return desk, cohort


def refusing_disk(monkeypatch: pytest.MonkeyPatch, times: float) -> Callable[[], None]:
    """Let that many commits fail as a full disk does; what is returned mends the disk."""
    real, left = Store.commit, [times]

    def commit(store: Store, *args: object, **kwargs: object) -> object:
        if left[0] > 0:
            left[0] -= 1
            raise StoreError("The disk is full.", "Write it on paper now.")
        return real(store, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "commit", commit)
    return lambda: left.__setitem__(0, 0)


def test_while_the_reserve_saves_an_entry_nobody_is_told_that_it_was_not(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
):
    desk, cohort = begin(practice)
    heard: list[SaveState] = []
    desk.listen(heard.append)
    refusing_disk(monkeypatch, 1)
    flag = safeguard.raise_flag(desk, cohort, 1)
    assert flag in desk.state(cohort).flags
    assert not (desk.folder / RESERVE).exists()
    assert not any(state.failure for state in heard)


def test_a_disk_that_stays_full_is_told_until_it_is_mended(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, home: Path
):
    desk, cohort = begin(practice)
    mend = refusing_disk(monkeypatch, float("inf"))
    with pytest.raises(StoreError, match="NOT SAVED") as failed:
        safeguard.raise_flag(desk, cohort, 1)
    assert "on paper" in failed.value.sentence()
    deliver.do(desk, cohort, 1, cmd.Observe((3,), "o", desk.clock.now()))
    assert desk.save_state.failure
    assert desk.save_state.pending == 2
    mend()
    desk.retry()
    assert desk.flush(10)
    assert (desk.save_state.failure, desk.save_state.pending) == ("", 0)
    before = desk.state(cohort)
    assert desk.close() == 0
    again = open_desk(home, PRACTICE_PASSPHRASE)
    assert again.state(cohort) == before
    again.close()


def test_closing_says_how_much_was_not_saved(practice: Practice, monkeypatch: pytest.MonkeyPatch):
    desk, cohort = begin(practice)
    monkeypatch.setattr(Writer.close, "__defaults__", (A_MOMENT,))
    refusing_disk(monkeypatch, float("inf"))
    for seat in (1, 2, 3):
        deliver.do(desk, cohort, 1, cmd.Observe((seat,), "o", desk.clock.now()))
    assert desk.close() == 3


def test_plugins_hear_of_an_entry_only_once_it_is_saved(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
):
    desk, cohort = begin(practice)
    heard: list[EventNotice] = []
    monkeypatch.setattr(desk.host, "observe", heard.append)
    mend = refusing_disk(monkeypatch, float("inf"))
    deliver.do(desk, cohort, 1, cmd.Observe((3, 4), "o", desk.clock.now()))
    assert not desk.flush(A_MOMENT)
    assert heard == []
    mend()
    desk.retry()
    assert desk.flush(10)
    assert [notice.type for notice in heard] == ["observation.recorded"] * 2


def test_a_day_is_never_closed_over_a_flag_raised_at_that_moment(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
):
    desk, cohort = begin(practice)
    decide, flags = deliver.decide, []

    def raise_one() -> None:
        flags.append(safeguard.raise_flag(desk, cohort, 1))

    thread = threading.Thread(target=raise_one)

    def slow(setting: Setting, command: Command) -> object:
        thread.start()
        thread.join(A_MOMENT)
        assert not desk.state(cohort).flags
        return decide(setting, command)

    monkeypatch.setattr(deliver, "decide", slow)
    deliver.do(desk, cohort, 1, cmd.EndWorkshop(desk.clock.now()))
    thread.join(10)
    kinds = [record.event.TYPE for record in desk.state(cohort).log]
    assert kinds.index("workshop.ended") < kinds.index("flag.raised")
    assert [flag.id for flag in desk.state(cohort).open_flags] == flags


def test_an_undo_of_feedback_cut_short_is_finished_at_the_next_opening(
    practice: Practice, home: Path, monkeypatch: pytest.MonkeyPatch
):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    seen = feedback_import.preview(desk, cohort, practice.extract)
    feedback_import.confirm(desk, seen, "F-LEAD1")

    def killed(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "blank", killed)
    with pytest.raises(StoreError):
        feedback_import.undo(desk, cohort, "F-LEAD1")
    desk.close()
    key = feedback_key(home, PRACTICE_PASSPHRASE)
    still = open_desk(home, PRACTICE_PASSPHRASE)
    assert "not erased yet" in " ".join(still.warnings)
    assert any(isinstance(e, ev.FeedbackRowStored) for e in still.sealed(cohort, "feedback", key))
    still.close()
    monkeypatch.undo()
    monkeypatch.setenv("CARA_CONFIG", str(home.parent / "settings.toml"))
    again = open_desk(home, PRACTICE_PASSPHRASE)
    left = again.sealed(cohort, "feedback", key)
    assert {type(event) for event in left} == {ev.FeedbackLimit}  # what governs, without words
    assert again.warnings == ()
    again.close()


def test_flags_and_register_work_at_any_time_and_without_a_curriculum(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
):
    desk, cohort = practice.desk, practice.plan.cohort

    def broken(*_: object) -> None:
        raise ContentError("The curriculum is not installed.")

    def always_works(workshop: int) -> None:
        flag = safeguard.raise_flag(desk, cohort, workshop, seat=5, kind="threat")
        safeguard.hand_over(
            desk, cohort, flag, to="manager", reference="", told_at=desk.clock.now(), by="F-CO2"
        )
        register.enter(desk, cohort, 5, f"Somebody {workshop}", "a chair by the door")
        assert register.entries(desk, cohort)[5].name == f"Somebody {workshop}"

    always_works(1)
    hold_workshop_one(practice)
    always_works(1)
    monkeypatch.setattr(Library, "load", broken)
    always_works(2)
    assert len(desk.state(cohort).flags) == 3


def test_nothing_opened_for_one_view_shows_itself(practice: Practice):
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    register.enter(desk, cohort, 4, "Zebedee Quill", "zq adjustment")
    safeguard.raise_flag(desk, cohort, 1, seat=3, words="zq words", action="zq action")
    seen = feedback_import.preview(desk, cohort, practice.extract)
    feedback_import.confirm(desk, seen, "F-LEAD1")
    opened = briefing.open_briefing(desk, cohort, PRACTICE_PASSPHRASE, "F-CO2")
    shown = repr(
        (
            seen,
            opened,
            opened.seats,
            register.entries(desk, cohort),
            desk.sealed(cohort, "register"),
            desk.sealed(cohort, "risk"),
            note.preview(desk, cohort, 1),
            desk.state(cohort),
        )
    )
    opened.close()
    words = [repr(person.check_word) for person in practice.plan.people]
    for secret in ("Zebedee", "zq", "Made-up words", "argon2", "SUPERVISION NOTE", *words):
        assert secret not in shown
