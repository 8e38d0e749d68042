"""One gate: under a legal hold nothing of whom it stands on is destroyed, by whichever path."""

from __future__ import annotations

import ast
import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cara_facilitate
from cara_facilitate.domain import events as ev
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import (
    briefing,
    case_drafts,
    erasing,
    feedback_import,
    feedback_standing,
    holding,
    privacy,
)
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import Practice, make_practice, practice_time
from tests.privacy.test_erasure import CLASSES, canary, planted
from tests.services.test_privacy import SECOND, imported, pair_over

SATURDAY = date(2026, 11, 28)


def _everything(desk: Desk, cohort: str) -> list[str]:
    """Ids of every entry of a cohort that is not blank."""
    streams = privacy.streams_of(desk, cohort)
    return [entry.id for stream in streams for entry in desk.entries(stream)]


def _try(call: Callable[[], object]) -> None:
    """A path that destroys may be refused or find nothing to do; it must not get round the gate."""
    with contextlib.suppress(CaraError):
        call()


def _withdraw(desk: Desk, cohort: str, _ref: str) -> None:
    """Every record that stands is withdrawn by a later version."""
    taken = desk.state(cohort).current_import
    assert taken is not None
    index = feedback_standing.indexed(desk, cohort)
    later = [
        ev.FeedbackIndexed(
            taken.id, "0" * 32, f"w-{n}", one.ref, one.seat, one.feedback_id, 99, "R", purges=True
        )
        for n, one in enumerate(index)
    ]
    desk.record(cohort, later, wait=True)
    feedback_standing.finish(desk, cohort)


PATHS: dict[str, Callable[[Desk, str, str], object]] = {
    "erase": lambda desk, cohort, ref: erasing.erase(desk, cohort, ref, "asked"),
    "purge": lambda desk, cohort, ref: erasing.purge(desk, erasing.due(desk, cohort)),
    "finish an erasure": lambda desk, cohort, ref: erasing.finish(desk),
    "carry out": lambda desk, cohort, ref: erasing._carry_out(
        desk,
        cohort,
        ev.ParticipantErased(
            ref, "", "", SATURDAY, desk.clock.now(), tuple(_everything(desk, cohort))
        ),
    ),
    "take an import back": lambda desk, cohort, ref: feedback_import.undo(desk, cohort, "F-LEAD1"),
    "withdraw": _withdraw,
    "read the briefing": lambda desk, cohort, ref: briefing.open_briefing(
        desk, cohort, PRACTICE_PASSPHRASE, "F-LEAD1"
    ).close(),
    "forget drafts": lambda desk, cohort, ref: case_drafts.forget(
        desk, cohort, _everything(desk, cohort)
    ),
    "blank anything": lambda desk, cohort, ref: desk.blank_all(
        privacy.streams_of(desk, cohort), _everything(desk, cohort)
    ),
    "destroy the keys": lambda desk, cohort, ref: desk.erase(ref),
}
"""Every way in which this program destroys anything of a participant."""


def test_the_paths_above_are_all_there_are() -> None:
    """Only the desk reaches what blanks and destroys, and only through the gate."""
    home = Path(cara_facilitate.__file__).parent
    found = set()
    for path in home.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if node.func.attr in ("blank", "destroy", "erase") and owner.startswith("self._"):
                    found.add((path.relative_to(home).as_posix(), f"{owner}.{node.func.attr}"))
    assert found == {
        ("journal/compartments.py", "self._store.seals.destroy"),
        ("services/desk.py", "self._compartments.erase"),
        ("services/desk.py", "self._store.blank"),
    } | {one for one in found if one[0].startswith("tui/")}
    desk = (home / "services" / "desk.py").read_text(encoding="utf-8")
    assert "may_go" in desk and "refuse_keys_on_hold" in desk


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """A pair that is over, with a canary about three participants in every compartment."""
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.mktemp("hold")
        patch.setenv("CARA_CONFIG", str(base / "settings.toml"))
        folder = base / "store"
        folder.mkdir(mode=0o700)
        made = make_practice(folder, SATURDAY)
        pair_over(made)
        for person in made.plan.people[:3]:
            at = made.desk.clock.now()
            for event in planted(person.ref, person.seat, made.plan.cohort, at):
                made.desk.record(made.plan.cohort, [event])
        assert made.desk.flush(20)
        set_practice_clock(folder, practice_time(SECOND + timedelta(days=400), 9, 0))
        made.desk.close()
        yield made


def _readable(desk: Desk, cohort: str) -> str:
    from cara_facilitate.journal.codec import _to_json

    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    found = []
    for stream in privacy.streams_of(desk, cohort):
        for opener in (None, key, desk._key):
            found += [_to_json(event).decode() for event in desk.stream_events(stream, opener)]
    return "\n".join(found)


def _entries(desk: Desk, cohort: str, ref: str) -> frozenset[str]:
    return holding.entries_of(desk, cohort, ref)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    whole=st.booleans(),
    others=st.booleans(),
    paths=st.lists(st.sampled_from(sorted(PATHS)), min_size=1, max_size=6),
)
def test_whatever_is_done_nothing_on_hold_is_destroyed(
    template: Practice,
    tmp_path_factory: pytest.TempPathFactory,
    whole: bool,
    others: bool,
    paths: list[str],
) -> None:
    folder = tmp_path_factory.mktemp("one") / "store"
    shutil.copytree(template.desk.folder, folder)
    cohort = template.plan.cohort
    kept, other = (person.ref for person in template.plan.people[:2])
    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    try:
        privacy.hold(desk, cohort, "" if whole else kept, "a court asked")
        before = _entries(desk, cohort, kept)
        whose = other if others else kept
        for name in paths:
            _try(partial(PATHS[name], desk, cohort, whose))
        assert before <= _entries(desk, cohort, kept)
        seen = _readable(desk, cohort)
        assert all(canary(kept, what) in seen for what in CLASSES)
        if whole:
            assert all(canary(other, what) in seen for what in CLASSES)
        assert desk._store.verify() == []
    finally:
        desk.close()


def test_without_a_hold_the_same_paths_do_destroy(template: Practice, tmp_path: Path) -> None:
    cohort, ref = template.plan.cohort, template.plan.people[0].ref
    # Those left out have nothing to do here; the tests below show what they do.
    idle = {"finish an erasure", "withdraw", "read the briefing", "take an import back"}
    for name in sorted(set(PATHS) - idle):
        folder = tmp_path / name.replace(" ", "-")
        shutil.copytree(template.desk.folder, folder)
        desk = open_desk(folder, PRACTICE_PASSPHRASE)
        try:
            before = _readable(desk, cohort)
            PATHS[name](desk, cohort, ref)
            after = _readable(desk, cohort)
            gone = [w for w in CLASSES if canary(ref, w) in before and canary(ref, w) not in after]
            assert gone, name
        finally:
            desk.close()


# --- what was to go meanwhile ---------------------------------------------------------------


def _words(desk: Desk, cohort: str, ref: str) -> int:
    rows = desk.sealed(cohort, "feedback", feedback_key(desk.folder, PRACTICE_PASSPHRASE))
    found = [one for one in rows if isinstance(one, ev.FeedbackRowStored)]
    return sum(one.extract.ref == ref for one in found)


def _two_with_words(made: Practice) -> tuple[str, str]:
    """Two participants of whom there are words, whatever the extract held."""
    refs = [person.ref for person in made.plan.people]
    kept, other, *_ = [ref for ref in refs if _words(made.desk, made.plan.cohort, ref)]
    return kept, other


def test_an_import_taken_back_under_a_hold_is_shown_nowhere_and_goes_when_it_is_lifted(
    practice: Practice,
) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    kept, other = _two_with_words(practice)
    privacy.hold(desk, cohort, kept, "a court asked")
    feedback_import.undo(desk, cohort, "F-LEAD1")
    assert _words(desk, cohort, kept) and not _words(desk, cohort, other)
    assert feedback_standing.standing(desk, cohort) == (), "nothing of it stands for a briefing"
    privacy.lift(desk, cohort, kept, "settled")
    assert not _words(desk, cohort, kept)


def test_a_withdrawal_under_a_hold_keeps_the_words_sealed_until_it_is_lifted(
    practice: Practice,
) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    kept, other = _two_with_words(practice)
    privacy.hold(desk, cohort, kept, "a court asked")
    _withdraw(desk, cohort, kept)
    assert _words(desk, cohort, kept) and not _words(desk, cohort, other)
    privacy.lift(desk, cohort, kept, "settled")
    assert not _words(desk, cohort, kept)


def test_an_erasure_that_stopped_before_a_hold_was_set_waits_for_it_and_is_then_finished(
    practice: Practice, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    ref, _ = _two_with_words(practice)
    with monkeypatch.context() as patch:
        patch.setattr(erasing, "_carry_out", lambda *_: None)
        erasing.erase(desk, cohort, ref, "asked in writing")
    privacy.hold(desk, cohort, ref, "a court asked")
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert _words(again, cohort, ref) and not again.erased(ref)
        privacy.lift(again, cohort, ref, "settled")
        assert not _words(again, cohort, ref) and again.erased(ref)
    finally:
        again.close()


def test_the_keys_of_somebody_on_hold_are_refused_even_to_the_desk(practice: Practice) -> None:
    imported(practice)
    ref = practice.plan.people[0].ref
    privacy.hold(practice.desk, practice.plan.cohort, ref, "a court asked")
    with pytest.raises(Refusal, match="legal hold"):
        practice.desk.erase(ref)


def test_who_is_not_on_hold_can_be_erased_meanwhile(practice: Practice) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    kept, other = _two_with_words(practice)
    privacy.hold(desk, cohort, kept, "a court asked")
    erasing.erase(desk, cohort, other, "asked in writing")
    assert desk.erased(other) and not _words(desk, cohort, other)
    assert _words(desk, cohort, kept) and not desk.erased(kept)


def test_an_entry_that_is_about_two_people_stays_while_either_is_on_hold(
    practice: Practice,
) -> None:
    desk, cohort = practice.desk, practice.plan.cohort
    refs = [person.ref for person in practice.plan.people[:2]]
    at = desk.clock.now()
    indexed = [
        ev.FeedbackIndexed("i", "0" * 32, f"r-{n}", ref, n, "of-both", 1, "R")
        for n, ref in enumerate(refs, 1)
    ]
    used = ev.FeedbackUsed("of-both", "of-both", True, "F-LEAD1", at)
    *_, entry = desk.record(cohort, [*indexed, used], wait=True)
    for ref in refs:
        privacy.hold(desk, cohort, ref, "a court asked")
        assert holding.may_go(desk, cohort, [entry.id]) == frozenset()
        privacy.lift(desk, cohort, ref, "settled")
    assert holding.may_go(desk, cohort, [entry.id]) == {entry.id}
