"""The composition root: keys, store, plugins and clock put together into one desk."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.people import Role
from cara_facilitate.errors import StoreError
from cara_facilitate.services.clock import PRACTICE_CLOCK, Clock, PracticeClock, SystemClock

if TYPE_CHECKING:
    from cara_facilitate.host.registry import Host
    from cara_facilitate.journal.held import OpenKeys, TierKey
    from cara_facilitate.journal.store import Store
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.settings.settings import Settings

HOUSE = "store"
"""The stream that says whose store this is; it belongs to no cohort."""

LEAST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 4096
PRACTICE_PASSPHRASE = "practice"
PRACTICE_MARK = "practice-store"
"""A file of this name lets the unlock screen say that a store is for practice."""


def store_exists(folder: Path) -> bool:
    """Whether there is a store here to unlock."""
    from cara_facilitate.journal.keys import has_keys
    from cara_facilitate.journal.store import has_store

    return has_keys(folder) and has_store(folder)


def make_store(
    folder: Path,
    passphrase: str,
    owner: str,
    *,
    roles: Iterable[str] = (Role.FACILITATOR,),
    practice: bool = False,
    clock: Clock | None = None,
) -> tuple[Desk, str]:
    """Make a new store and open it.

    :param owner: the staff reference of the person whose store it is.
    :param roles: what this person does, of :class:`~cara_facilitate.domain.people.Role`.
    :return: the desk, and the recovery key, which is kept nowhere: show it once.
    :raises StoreError: if the passphrase is too short, no role is given, or there is a store
        already.
    """
    from cara_facilitate.domain.identifiers import staff_ok
    from cara_facilitate.journal.keys import KdfCost, create_keys
    from cara_facilitate.journal.store import create

    if not staff_ok(owner):
        raise StoreError(
            "A staff reference has up to 16 letters, digits and hyphens.", "It is never a name."
        )
    chosen = tuple(sorted({Role(role).value for role in roles}))
    if not chosen:
        raise StoreError("A store needs at least one role.", "Choose what this person does.")
    if not practice and len(passphrase) < LEAST_PASSPHRASE:
        raise _too_short()
    cost = KdfCost.PRACTICE if practice else KdfCost.STANDARD
    keys, recovery = create_keys(folder, passphrase, kdf=cost)
    store = create(folder, keys)
    try:
        if practice:
            (folder / PRACTICE_MARK).touch(mode=0o600)
        used = clock or _own_clock(folder, practice)
        made = ev.StoreMade(owner, chosen, practice, used.now())
        desk = _desk(folder, store, keys, made=made, clock=used)
        desk.record(HOUSE, [made], wait=True)
    except BaseException:
        store.close()
        raise
    return desk, recovery


def _too_short() -> StoreError:
    return StoreError(
        f"The passphrase is too short: at least {LEAST_PASSPHRASE} characters.",
        "Four unrelated words are easy to type and hard to guess.",
    )


def open_desk(folder: Path, passphrase: str, *, clock: Clock | None = None) -> Desk:
    """Unlock a store by its passphrase; takes as long as the key derivation costs.

    :raises WrongPassphrase: if it is not the one.
    :raises StoreBusy: if another window has the store open.
    """
    from cara_facilitate.journal.keys import open_keys

    return _open(folder, open_keys(folder, passphrase), clock)


def recover_desk(folder: Path, recovery: str, passphrase: str) -> Desk:
    """Unlock a store by its printed recovery key and set a new passphrase."""
    from cara_facilitate.journal.keys import open_with_recovery, set_passphrase

    if len(passphrase) < LEAST_PASSPHRASE:
        raise _too_short()
    keys = open_with_recovery(folder, recovery)
    set_passphrase(folder, keys, passphrase)
    return _open(folder, keys, None)


def feedback_key(folder: Path, passphrase: str) -> TierKey:
    """The key of the feedback tier, for one view; ask for the passphrase each time, then drop it.

    :raises WrongPassphrase: if it is not the one.
    """
    from cara_facilitate.journal.keys import open_keys

    return open_keys(folder, passphrase).tier("feedback")


def read_passphrase_fd(environment: dict[str, str] | None = None) -> str:
    """The passphrase from ``CARA_PASSPHRASE_FD``; empty if none is given.

    :raises StoreError: if the descriptor cannot be read.
    """
    named = (environment if environment is not None else os.environ).get("CARA_PASSPHRASE_FD", "")
    if not named:
        return ""
    try:
        with open(int(named), encoding="utf-8", closefd=False) as source:
            return source.readline(LONGEST_PASSPHRASE).rstrip("\n")
    except (OSError, ValueError):
        raise StoreError("CARA_PASSPHRASE_FD names nothing that can be read.") from None


def read_settings() -> Settings:
    """The user's settings.

    :raises SettingsError: with ``file:line:column`` if the file cannot be used.
    """
    from cara_facilitate.settings.paths import settings_file
    from cara_facilitate.settings.settings import load

    return load(settings_file())


def open_plugins(settings: Settings | None = None) -> Host:
    """The host over what is installed, with what the settings allow."""
    from cara_facilitate.host.discovery import Consent
    from cara_facilitate.host.registry import open_host

    settings = settings or read_settings()
    bare = os.environ.get("CARA_PLUGINS") == "none"
    return open_host(Consent(settings.enabled, settings.off, bare))


def warm_up() -> None:
    """Load what opening a store will need; meant for a thread while the passphrase is typed."""
    from importlib import import_module

    for name in ("journal.keys", "journal.store", "host.registry", "services.desk"):
        import_module(f"cara_facilitate.{name}")
    from cara_facilitate.journal.codec import warm

    warm()


def _open(folder: Path, keys: OpenKeys, clock: Clock | None) -> Desk:
    from cara_facilitate.journal.store import open_store

    store = open_store(folder, keys)
    try:
        made = _made(store)
        used = clock or _own_clock(folder, made.practice)
        desk = _desk(folder, store, keys, made=made, clock=used)
    except BaseException:
        store.close()
        raise
    _finish_undos(desk)
    _keep_dates(desk)
    return desk


def _keep_dates(desk: Desk) -> None:
    """Finish what was being erased, and say if something is past its date."""
    from cara_facilitate.services import erasing, privacy

    try:
        erasing.finish(desk)
        found = privacy.warning(desk)
    except StoreError as error:
        found = f"What was to be erased is not erased yet. {error.sentence()}"
    if found:
        desk.warnings += (found,)


def _finish_undos(desk: Desk) -> None:
    log = (record.event for state in desk.cohorts() for record in state.log)
    # A withdrawal comes with an import: it may have stopped before the earlier words were blanked.
    if not any(isinstance(one, ev.FeedbackImported | ev.FeedbackImportUndone) for one in log):
        return
    from cara_facilitate.services.feedback_import import finish_undos

    try:
        finish_undos(desk)
    except StoreError as error:
        desk.warnings += (f"Feedback that was taken back is not erased yet. {error.sentence()}",)


def _own_clock(folder: Path, practice: bool) -> Clock:
    return PracticeClock(folder / PRACTICE_CLOCK) if practice else SystemClock()


def _made(store: Store) -> ev.StoreMade:
    from cara_facilitate.journal.codec import decode

    made: ev.StoreMade | None = None
    for stored in store.read(f"{HOUSE}/delivery"):
        event = decode(stored)
        if isinstance(event, ev.StoreMade):
            made = made or event
        elif isinstance(event, ev.RolesChanged) and made is not None:
            made = replace(made, roles=event.roles)
    if made is not None:
        return made
    raise StoreError("This store was never finished.", "Move its folder away and start again.")


def _desk(folder: Path, store: Store, keys: OpenKeys, *, made: ev.StoreMade, clock: Clock) -> Desk:
    from cara_facilitate.services.curricula import Library
    from cara_facilitate.services.desk import Desk as OpenDesk

    settings = read_settings()
    host = open_plugins(settings)
    return OpenDesk(
        folder=folder,
        owner=made.owner,
        roles=made.roles,
        practice=made.practice,
        clock=clock,
        store=store,
        key=keys.tier("desk"),
        own=keys.person(),
        host=host,
        library=Library(host),
        settings=settings,
    )
