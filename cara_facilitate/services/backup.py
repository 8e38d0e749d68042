"""A backup of the whole store: copied under its own keys, opened, verified and kept track of."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.backups import Backup, backups
from cara_facilitate.domain.backups import still_holding as holding
from cara_facilitate.domain.retention import BACKUPS_DAYS
from cara_facilitate.errors import CaraError, Refusal, StoreError
from cara_facilitate.services.bootstrap import HOUSE, PRACTICE_MARK
from cara_facilitate.services.clock import PRACTICE_CLOCK

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

PART = ".part"
"""The ending of the folder's name until the backup is whole."""
WAIT_SECONDS = 10.0
_SPARE = 1024 * 1024
_BESIDE = (PRACTICE_MARK, PRACTICE_CLOCK)
BACKUP_PAST = (
    "A backup of this store is past its date and must be deleted.",
    "See which: cara privacy report",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that stands: its folder, and the day by which it must be gone."""

    name: str
    folder: Path
    until: date


def until(desk: Desk) -> date:
    """By when a backup made today is to be gone."""
    days = desk.settings.retention.get("backups_days", BACKUPS_DAYS)
    return desk.clock.now().date() + timedelta(days=days)


def all_gone_by(desk: Desk) -> date:
    """By when every copy in a backup made so far is to be gone, known to this store or not."""
    standing = [one.until for one in known(desk) if one.deleted_at is None]
    return max([until(desk), *standing])


def known(desk: Desk) -> tuple[Backup, ...]:
    """Every backup ever begun of this store, oldest first; those deleted too."""
    return backups(desk.stream_events(f"{HOUSE}/delivery"))


def make(
    desk: Desk, passphrase: str, out: Path, *, random: Callable[[int], bytes] = os.urandom
) -> Made:
    """Copy the store into a new folder of a neutral name inside ``out``, and prove the copy.

    It is journalled before a byte is written, so that no copy lies about that the report does not
    tell of. Until it is proved, its name ends in :data:`PART`.

    :param passphrase: of the store; the copy is opened with it.
    :raises Refusal: if the place will not do: none, a link, inside the store, too little room.
    :raises StoreError: if it could not be made; what there was of it is removed again.
    """
    place = _place(desk, out)
    if not desk.flush(WAIT_SECONDS):
        raise StoreError("Earlier entries are not saved yet.", "Wait until they are.")
    now, day = desk.clock.now(), until(desk)
    name = f"backup-{now.date()}-{random(3).hex()}"
    target, part = place / name, place / f"{name}{PART}"
    if os.path.lexists(target) or os.path.lexists(part):
        raise Refusal("Something of the backup's name is there already.", "Give it again.")
    desk.record(HOUSE, [ev.BackupBegun(name, day, desk.owner, now)], wait=True)
    with _removed_on_failure(desk, part, name):
        _fill(desk, passphrase, part, name)
        part.rename(target)
        _sync(place)
        desk.record(HOUSE, [ev.BackupMade(name, desk.clock.now())], wait=True)
    return Made(name, target, day)


def still_holding(
    desk: Desk, cohorts: Iterable[str], gone: Iterable[ev.Event]
) -> tuple[Backup, ...]:
    """The backups that may hold something of what was erased or purged, the oldest first.

    :param cohorts: whose it was. :param gone: what the journal says of it.
    """
    names = dict.fromkeys((HOUSE, *cohorts))
    return holding(desk.in_order(f"{name}/delivery" for name in names), gone)


def deleted(desk: Desk, name: str) -> None:
    """Take note that a backup and every copy of it is gone: somebody deleted it.

    :raises Refusal: if there is no such backup, or it was said before.
    """
    found = {one.name: one for one in known(desk)}.get(name)
    if found is None:
        raise Refusal("This store knows no backup of that name.", "See: cara privacy report")
    if found.deleted_at is not None:
        raise Refusal("It was said before that this backup is gone.")
    desk.record(HOUSE, [ev.BackupDeleted(name, desk.owner, desk.clock.now())], wait=True)


def warning(desk: Desk) -> str:
    """A sentence for after unlocking if a backup is past its date."""
    today = desk.clock.now().date()
    return " ".join(BACKUP_PAST) if any(one.past(today) for one in known(desk)) else ""


def _place(desk: Desk, out: Path) -> Path:
    if out.is_symlink():
        raise Refusal("The folder for the backup is a link.", "Name the real folder.")
    # One that is missing is not made: a drive that is not plugged in would become a folder here.
    if not out.is_dir():
        raise Refusal("There is no such folder.", "Plug the drive in, or make the folder first.")
    place = out.resolve()
    if place.is_relative_to(desk.folder.resolve()):
        raise Refusal(
            "A backup inside the store would be lost with it.", "Name a folder on another drive."
        )
    needed = _SPARE + sum(path.stat().st_size for path in desk.folder.glob("store.db*"))
    if shutil.disk_usage(place).free < needed:
        raise Refusal(
            f"There is no room for the backup: it needs {-(-needed // 1024**2)} MB.",
            "Make room, or name another drive.",
        )
    return place


def _fill(desk: Desk, passphrase: str, part: Path, name: str) -> None:
    from cara_facilitate.journal import copying
    from cara_facilitate.journal.keys import open_keys

    part.mkdir(mode=0o700)
    copying.write_beside(desk.folder, part, _BESIDE)
    heads = desk.copy_to(part, name)
    copying.prove(part, open_keys(part, passphrase), heads, name)


def _sync(place: Path) -> None:
    from cara_facilitate.journal.files import sync_folder

    sync_folder(place)


@contextlib.contextmanager
def _removed_on_failure(desk: Desk, part: Path, name: str) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        whole = part.with_name(name)
        for folder in (part, whole):
            shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(part) and not os.path.lexists(whole):
            with contextlib.suppress(CaraError):  # listed as unfinished then, which is true
                gone = ev.BackupDeleted(name, desk.owner, desk.clock.now())
                desk.record(HOUSE, [gone], wait=True)
        if isinstance(error, StoreError):
            raise _unmade(error.message) from None
        if isinstance(error, OSError):
            raise _unmade(f"{os.strerror(error.errno or 0)}.") from None
        raise


def _unmade(why: str) -> StoreError:
    return StoreError(
        f"No backup was made. {why}", "The store is as it was. Try again, or another drive."
    )
