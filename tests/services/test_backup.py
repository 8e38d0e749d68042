"""A backup is whole, still encrypted, proved and listed; put back, it opens and says what it is."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.errors import CaraError, Refusal, StoreError
from cara_facilitate.journal import copying
from cara_facilitate.journal import database as database_module
from cara_facilitate.services import backup, erasing, privacy, register
from cara_facilitate.services.backup import Made
from cara_facilitate.services.bootstrap import (
    PRACTICE_PASSPHRASE,
    feedback_key,
    make_store,
    open_desk,
)
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import Practice, practice_time
from tests.services.test_privacy import everything_opens, imported

NAME = "Somebody Known"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Another drive."""
    place = tmp_path / "drive"
    place.mkdir()
    return place


def made_of(practice: Practice, out: Path) -> Made:
    imported(practice)
    register.enter(practice.desk, practice.plan.cohort, 3, NAME, "")
    return backup.make(practice.desk, PRACTICE_PASSPHRASE, out)


def put_back(made: Made, tmp_path: Path) -> Path:
    """A copy of the backup, where a store would lie."""
    folder = tmp_path / "again"
    shutil.copytree(made.folder, folder)
    return folder


def test_a_backup_put_back_opens_with_everything_and_says_what_it_is(
    practice: Practice, out: Path, tmp_path: Path
) -> None:
    made = made_of(practice, out)
    cohort, device = practice.plan.cohort, practice.desk._store.device
    rows = practice.desk.sealed(cohort, "feedback", feedback_key(practice.desk.folder, "practice"))
    again = open_desk(put_back(made, tmp_path), PRACTICE_PASSPHRASE)
    try:
        [said] = again.warnings
        assert f"put back from {made.name}" in said
        assert "in again from paper" in said and "erase again" in said
        assert register.entries(again, cohort)[3].name == NAME
        assert again.sealed(cohort, "feedback", feedback_key(again.folder, "practice")) == rows
        assert again._store.device != device, "its new entries clash with none of the first store"
        assert again._store.verify() == ["An older copy of this store was put back at some time."]
        register.enter(again, cohort, 4, "Another Known", "")
    finally:
        again.close()
    once_more = open_desk(again.folder, PRACTICE_PASSPHRASE)
    try:
        assert once_more.warnings == ()
        assert register.entries(once_more, cohort)[4].name == "Another Known"
        second = backup.make(once_more, PRACTICE_PASSPHRASE, out)
        assert second.folder.is_dir(), "a store put back can be backed up in its turn"
    finally:
        once_more.close()


def test_a_backups_file_put_into_the_store_says_how_much_is_missing_too(
    practice: Practice, out: Path
) -> None:
    made = made_of(practice, out)
    for seat in (4, 5):
        register.enter(practice.desk, practice.plan.cohort, seat, "Later", "")
    practice.desk.close()
    shutil.copy(made.folder / "store.db", practice.desk.folder / "store.db")
    again = open_desk(practice.desk.folder, PRACTICE_PASSPHRASE)
    try:
        assert [one.split(":")[0] for one in again.warnings] == [
            f"This store was put back from {made.name}",
            "This store is an older copy",
        ]
        everything_opens_but_the_chain_tells(again, practice.plan.cohort)
    finally:
        again.close()


def everything_opens_but_the_chain_tells(desk: Desk, cohort: str) -> None:
    assert len(desk._store.verify()) == 1
    assert len(register.entries(desk, cohort)) == 12


def test_nothing_in_it_can_be_read_and_its_files_are_its_owners_alone(
    practice: Practice, out: Path
) -> None:
    made = made_of(practice, out)
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    files = {path.name: path for path in made.folder.iterdir()}
    assert set(files) == {
        "store.db",
        "keys.json",
        "heads.json",
        "practice-store",
        "practice-clock",
    }
    whole = b"".join(path.read_bytes() for path in files.values())
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files.values())
    hidden = [NAME, practice.plan.cohort, practice.plan.people[2].ref, "SQLite format"]
    assert not any(word.encode() in whole for word in hidden)
    assert practice.plan.cohort not in made.name and practice.desk.owner not in made.name


def test_what_still_lies_in_the_log_is_in_the_backup(
    practice: Practice, out: Path, tmp_path: Path
) -> None:
    imported(practice)
    log = practice.desk.folder / "store.db-wal"
    assert practice.desk.flush(10) and log.stat().st_size > 0
    made = backup.make(practice.desk, PRACTICE_PASSPHRASE, out)
    count = practice.desk.count_events()
    everything_opens(practice.desk, practice.plan.cohort)
    again = open_desk(put_back(made, tmp_path), PRACTICE_PASSPHRASE)
    try:
        assert again.count_events() == count - 1, "all but the entry that it is whole"
    finally:
        again.close()


def test_it_is_listed_with_its_day_and_past_it_unlocking_and_the_report_say_so(
    practice: Practice, out: Path, home: Path
) -> None:
    made = made_of(practice, out)
    [told] = backup.known(practice.desk)
    today = practice.desk.clock.now().date()
    assert (told.name, told.until, told.whole) == (made.name, today + timedelta(days=30), True)
    practice.desk.close()
    set_practice_clock(home, practice_time(made.until, 9, 0))
    later = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert any("A backup of this store is past its date" in one for one in later.warnings)
        backup.deleted(later, made.name)
        assert privacy.warning(later) == ""
        with pytest.raises(Refusal, match="said before"):
            backup.deleted(later, made.name)
        with pytest.raises(Refusal, match="knows no backup"):
            backup.deleted(later, "backup-of-somebody-else")
    finally:
        later.close()


def test_a_lowered_number_of_days_does_not_end_an_earlier_backup_on_paper(
    practice: Practice, out: Path
) -> None:
    made = made_of(practice, out)
    practice.desk.close()
    Path(os.environ["CARA_CONFIG"]).write_text("[retention]\nbackups_days = 2\n", encoding="utf-8")
    desk = open_desk(practice.desk.folder, PRACTICE_PASSPHRASE)
    try:
        gone = erasing.erase(desk, practice.plan.cohort, practice.plan.people[4].ref, "asked")
        assert gone.backups_until == made.until
    finally:
        desk.close()


def test_a_place_inside_the_store_is_refused(practice: Practice) -> None:
    for inside in (".", "reports", "reports/deeper"):
        place = practice.desk.folder / inside
        place.mkdir(parents=True, exist_ok=True)
        _refused(practice, place, "inside the store")


def test_a_link_a_file_and_a_missing_folder_are_refused(
    practice: Practice, out: Path, tmp_path: Path
) -> None:
    link, file = tmp_path / "link", tmp_path / "file"
    link.symlink_to(out)
    file.write_text("")
    _refused(practice, link, "is a link")
    _refused(practice, file, "no such folder")
    _refused(practice, tmp_path / "not plugged in", "no such folder")
    assert not (tmp_path / "not plugged in").exists()


def _refused(practice: Practice, place: Path, words: str) -> None:
    before = practice.desk.count_events()
    with pytest.raises(Refusal, match=words):
        backup.make(practice.desk, PRACTICE_PASSPHRASE, place)
    assert practice.desk.count_events() == before


def test_what_has_its_name_already_is_left_as_it_is(practice: Practice, out: Path) -> None:
    name = f"backup-{practice.desk.clock.now().date()}-000000"
    made: tuple[tuple[Callable[[Path], object], Callable[[Path], object]], ...] = (
        (Path.mkdir, Path.rmdir),
        (Path.touch, Path.unlink),
        (lambda path: path.symlink_to(out / "nowhere"), Path.unlink),
    )
    for make, remove in made:
        for there in (out / name, out / f"{name}{backup.PART}"):
            make(there)
            with pytest.raises(Refusal, match="there already"):
                backup.make(practice.desk, PRACTICE_PASSPHRASE, out, random=bytes)
            assert [path.name for path in out.iterdir()] == [there.name]
            remove(there)
    assert backup.known(practice.desk) == ()


def test_a_disk_without_room_is_refused_before_anything_is_written(
    practice: Practice, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(out)._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    _refused(practice, out, "no room")
    assert list(out.iterdir()) == []


def _disk_full(*_: object, **__: object) -> None:
    raise StoreError("The disk is full.")


def _no_space(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


_record = Desk.record


def _not_whole_on_record(
    desk: Desk, cohort: str, events: list[ev.Event], *, wait: bool = False
) -> object:
    if any(isinstance(event, ev.BackupMade) for event in events):
        raise StoreError("NOT SAVED.")
    return _record(desk, cohort, events, wait=wait)


def test_whatever_fails_on_the_way_leaves_no_backup_and_says_so(
    practice: Practice, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for what, name, fault in (
        (database_module.Database, "copy_into", _disk_full),
        (copying, "write_private", _disk_full),
        (copying, "prove", _disk_full),
        (copying, "sync_file", _no_space),
        (Path, "rename", _no_space),
        (backup, "_sync", _no_space),
        (Desk, "record", _not_whole_on_record),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(what, name, fault)
            with pytest.raises(StoreError, match="No backup was made"):
                backup.make(practice.desk, PRACTICE_PASSPHRASE, out)
        assert list(out.iterdir()) == []
    for told in backup.known(practice.desk):
        assert told.deleted_at is not None and not told.whole
    assert len(backup.known(practice.desk)) == 7
    assert backup.make(practice.desk, PRACTICE_PASSPHRASE, out).folder.is_dir()
    assert practice.desk._store.verify() == []


def test_a_copy_that_is_damaged_or_cut_short_is_never_called_a_backup(
    practice: Practice, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = copying.write

    def damaged(database: database_module.Database, folder: Path, name: str) -> object:
        heads = real(database, folder, name)
        path = folder / "store.db"
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        return heads

    monkeypatch.setattr(copying, "write", damaged)
    with pytest.raises(StoreError, match="No backup was made"):
        backup.make(practice.desk, PRACTICE_PASSPHRASE, out)
    assert list(out.iterdir()) == []


def test_a_copy_with_other_keys_beside_it_is_never_called_a_backup(
    practice: Practice, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    make_store(other, PRACTICE_PASSPHRASE, "F-CO2", practice=True)[0].close()
    real = copying.write_beside

    def exchanged(source: Path, folder: Path, names: tuple[str, ...]) -> None:
        real(other, folder, names)

    monkeypatch.setattr(copying, "write_beside", exchanged)
    with pytest.raises(StoreError, match="No backup was made"):
        backup.make(practice.desk, PRACTICE_PASSPHRASE, out)
    assert list(out.iterdir()) == []


def test_a_wrong_passphrase_leaves_nothing(practice: Practice, out: Path) -> None:
    with pytest.raises(CaraError, match="does not open"):
        backup.make(practice.desk, "not this one", out)
    assert list(out.iterdir()) == []


def test_what_was_erased_before_is_not_in_a_backup_made_later(
    practice: Practice, out: Path, tmp_path: Path
) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    register.enter(desk, cohort, 3, NAME, "")
    gone = desk.state(cohort).seats[3]
    early = backup.make(desk, PRACTICE_PASSPHRASE, out)
    erasing.erase(desk, cohort, gone, "asked in writing")
    late = backup.make(desk, PRACTICE_PASSPHRASE, out)
    for made, there in ((early, True), (late, False)):
        folder = tmp_path / made.name
        shutil.copytree(made.folder, folder)
        again = open_desk(folder, PRACTICE_PASSPHRASE)
        try:
            assert (register.entries(again, cohort)[3].name == NAME) == there
            assert again.erased(gone) != there
        finally:
            again.close()


def test_a_clock_set_back_hides_no_backup_that_still_holds_somebody_erased(
    practice: Practice, out: Path
) -> None:
    imported(practice)
    desk, cohort = practice.desk, practice.plan.cohort
    early = backup.make(desk, PRACTICE_PASSPHRASE, out)
    set_practice_clock(desk.folder, desk.clock.now() - timedelta(days=2))
    gone = erasing.erase(desk, cohort, practice.plan.people[2].ref, "asked in writing")
    assert gone.at < backup.known(desk)[0].begun_at
    backup.make(desk, PRACTICE_PASSPHRASE, out)
    assert [one.name for one in backup.still_holding(desk, (cohort,), (gone,))] == [early.name]
    [told] = privacy.report(desk, cohort)
    assert told.still_in == {gone: (early.name,)}


def test_a_backups_name_tells_the_day_alone(practice: Practice, out: Path) -> None:
    made = backup.make(practice.desk, PRACTICE_PASSPHRASE, out, random=lambda n: b"\x0f" * n)
    assert made.name == "backup-2026-11-28-0f0f0f"
    assert practice.desk.clock.now().date() == date(2026, 11, 28)
