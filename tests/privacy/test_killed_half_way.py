"""A kill at any step of an erasure, a purge or a backup leaves a store that opens and finishes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.services import backup, erasing, privacy
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import make_practice, practice_time
from tests.privacy.test_erasure import CLASSES, canary, planted
from tests.services.test_privacy import SECOND, pair_over

CHILD = Path(__file__).with_name("killed_child.py")
COHORT = "WY26A"
KILLS = 400 if os.environ.get("CARA_PROOF") else 9
"""At how many steps to kill, spread from the first to the last."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the child forks for each run")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A store whose pair is over long since, with canaries; and whom to erase."""
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.mktemp("killed")
        patch.setenv("CARA_CONFIG", str(base / "settings.toml"))
        patch.setenv("CARA_PLUGINS", "none")
        folder = base / "store"
        folder.mkdir(mode=0o700)
        made = make_practice(folder, date(2026, 11, 28))
        pair_over(made)
        ref = made.plan.people[0].ref
        for person in made.plan.people[:2]:
            at = made.desk.clock.now()
            for event in planted(person.ref, person.seat, COHORT, at):
                made.desk.record(COHORT, [event])
        assert made.desk.flush(20)
        set_practice_clock(folder, practice_time(SECOND + timedelta(days=400), 9, 0))
        made.desk.close()
        (folder / "reserve").unlink()
        yield folder, ref


def killed(what: str, template: tuple[Path, str], places: Path) -> list[Path]:
    """The places in which a run was killed, at a later step each, and one where none was."""
    folder, ref = template
    ran = subprocess.run(
        [sys.executable, str(CHILD), what, ref, str(folder), str(places), str(KILLS)],
        capture_output=True,
        text=True,
        check=True,
        timeout=1800,
    )
    steps, *chosen = map(int, ran.stdout.split())
    assert steps > 12, "there are steps at which it could be killed"
    assert len(chosen) >= KILLS // 2
    return [places / str(number) for number in (*chosen, 0)]


def readable(desk: Desk) -> str:
    """All of the cohort that any key of this store opens."""
    from cara_facilitate.journal.codec import _to_json

    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    return "\n".join(
        _to_json(event).decode()
        for stream in privacy.streams_of(desk, COHORT)
        for opener in (None, key, desk._key)
        for event in desk.stream_events(stream, opener)
    )


def test_an_erasure_killed_at_any_step_has_not_begun_or_is_finished_at_the_next_opening(
    template: tuple[Path, str], tmp_path: Path
) -> None:
    ref, seen = template[1], set[bool]()
    for place in killed("erase", template, tmp_path):
        desk = open_desk(place / "store", PRACTICE_PASSPHRASE)
        try:
            words = readable(desk)
            there = [canary(ref, what) in words for what in CLASSES]
            assert all(there) or not any(there), place.name
            assert desk.erased(ref) != all(there)
            assert bool(privacy.report(desk)[0].erased) != all(there)
            assert not desk._store._database.sweep_is_due
            assert desk._store.verify() == []
            seen.add(all(there))
        finally:
            desk.close()
    assert seen == {True, False}, "kills before it was recorded and after"


def test_a_purge_killed_at_any_step_is_due_again_or_done_and_can_be_finished(
    template: tuple[Path, str], tmp_path: Path
) -> None:
    ref, seen = template[1], set[bool]()
    for place in killed("purge", template, tmp_path):
        desk = open_desk(place / "store", PRACTICE_PASSPHRASE)
        try:
            left = erasing.due(desk)
            seen.add(bool(left))
            erasing.purge(desk, left)
            words = readable(desk)
            assert canary(ref, "row") not in words and canary(ref, "name") not in words
            assert canary(ref, "record") in words, "casework has no date here"
            assert erasing.due(desk) == ()
            assert desk._store.verify() == []
        finally:
            desk.close()
    assert seen == {True, False}


def test_a_backup_killed_at_any_step_harms_nothing_and_no_copy_lies_about_unlisted(
    template: tuple[Path, str], tmp_path: Path
) -> None:
    whole, parts = 0, 0
    for place in killed("backup", template, tmp_path):
        desk = open_desk(place / "store", PRACTICE_PASSPHRASE)
        try:
            assert desk._store.verify() == []
            listed = {one.name: one for one in backup.known(desk)}
            for folder in (place / "drive").iterdir():
                assert listed[folder.name.removesuffix(backup.PART)].deleted_at is None
                parts += folder.name.endswith(backup.PART)
            finished = [f for f in (place / "drive").iterdir() if f.name in listed]
        finally:
            desk.close()
        for folder in finished:
            whole += 1
            again = open_desk(folder, PRACTICE_PASSPHRASE)
            try:
                assert len(again._store.verify()) == 1 and canary(template[1], "row") in readable(
                    again
                )
            finally:
                again.close()
    assert whole and parts
