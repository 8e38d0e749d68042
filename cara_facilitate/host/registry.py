"""The host: loads every allowed plugin, guards every call to one, and lists them all."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from cara_facilitate.api.types import (
    CurriculumReader,
    CurriculumSource,
    EventNotice,
    FeedbackReader,
    FileRefused,
    NoteWriter,
    PracticeScenario,
    SitePolicy,
)
from cara_facilitate.errors import PluginError
from cara_facilitate.host.discovery import Consent, Found, Verdict, discover, judge
from cara_facilitate.host.doors import Door, LimitedPlugin
from cara_facilitate.host.kinds import KINDS, Kind
from cara_facilitate.host.limits import Limits
from cara_facilitate.host.loaded import OBSERVE, LoadedPlugin, PluginFailed, PluginRefused
from cara_facilitate.host.notices import Notices
from cara_facilitate.host.wire import pack, unpack

SEE_PLUGINS = "See `cara plugins` for the reason."


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """One line of the listing: status is on, off, refused or failed.

    ``asked_for``: the user wants it on, so that a refusal needs attention.
    """

    name: str
    status: str
    distribution: str
    version: str
    hooks: tuple[str, ...]
    reason: str
    ours: bool = False
    asked_for: bool = False


class _Plugin:
    """One found plugin and how it stands now."""

    def __init__(self, verdict: Verdict) -> None:
        self.found: Found = verdict.found
        self.status, self.reason = verdict.status, verdict.reason
        self.asked_for = verdict.asked_for
        self.hooks: tuple[str, ...] = ()
        self.door: Door | None = None

    def stop(self, status: str, reason: str) -> None:
        """Take the plugin out until the next start."""
        self.status, self.reason = status, reason
        if self.door is not None:
            self.door.close()
            self.door = None


class Host:
    """Every plugin of this installation; loaded on first use, each call guarded.

    A plugin that fails is taken out until the next start and harms no other. Ours run in this
    process, everyone else's whole in the limited child; readers of files always in a child of
    their own. Safe to use from several threads.
    """

    def __init__(
        self, found: Sequence[Found], consent: Consent, limits: Limits | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._plugins = [_Plugin(verdict) for verdict in judge(found, consent)]
        self._offers: dict[str, dict[str, tuple[_Plugin, Any]]] = {hook: {} for hook in KINDS}
        self._lock = threading.RLock()
        self._loaded = False
        self._notices = Notices(self._tell)

    def curricula(self) -> tuple[CurriculumSource, ...]:
        """Authored curricula, by id."""
        return cast(tuple[CurriculumSource, ...], self._records("cara_curricula"))

    def curriculum_readers(self) -> tuple[CurriculumReader, ...]:
        """Readers of other lesson formats, by id; ``read`` runs in a limited child."""
        return cast(tuple[CurriculumReader, ...], self._records("cara_curriculum_readers"))

    def site_policies(self) -> tuple[SitePolicy, ...]:
        """Site policies, by id; a ``check`` that fails raises PluginError, which blocks."""
        return cast(tuple[SitePolicy, ...], self._records("cara_site_policies"))

    def feedback_readers(self) -> tuple[FeedbackReader, ...]:
        """Readers of feedback extracts, by id; ``read`` runs in a limited child."""
        return cast(tuple[FeedbackReader, ...], self._records("cara_feedback_readers"))

    def note_writers(self) -> tuple[NoteWriter, ...]:
        """Layouts of the supervision note, by id."""
        return cast(tuple[NoteWriter, ...], self._records("cara_note_writers"))

    def scenarios(self) -> tuple[PracticeScenario, ...]:
        """Rehearsals, by id."""
        return cast(tuple[PracticeScenario, ...], self._records("cara_practice_scenarios"))

    def site_policy(self, policy_id: str) -> SitePolicy:
        """The policy that settings or a cohort name.

        :raises PluginError: if it is missing or failed; there is no laxer one to fall back to.
        """
        return cast(SitePolicy, self._named("cara_site_policies", policy_id, "site policy"))

    def note_writer(self, writer_id: str) -> NoteWriter:
        """The note layout with this id.

        :raises PluginError: if it is missing or failed.
        """
        return cast(NoteWriter, self._named("cara_note_writers", writer_id, "note layout"))

    def read_feedback(self, reader_id: str, data: bytes) -> list[dict[str, str]]:
        """Read a feedback extract in a limited child started for this file alone.

        :return: every data row as field name -> text exactly as written.
        :raises FileRefused: if the reader refuses the file, with row and column.
        :raises PluginError: if there is no such reader or it fails; nothing was read.
        """
        self._named("cara_feedback_readers", reader_id, "feedback reader")
        rows = self._call(KINDS["cara_feedback_readers"], reader_id, data)
        return [dict(row) for row in rows]

    def observe(self, notice: EventNotice) -> None:
        """Tell plugins of a stored event: returns at once; delivered in order, later."""
        # Who watches is known once plugins are loaded; a save does not wait for that.
        watched = any(plugin.door and OBSERVE in plugin.hooks for plugin in self._plugins)
        if watched or not self._loaded:
            self._notices.put(notice)

    def settle(self, seconds: float) -> bool:
        """Wait until every notice was delivered; whether that came in time."""
        return self._notices.settle(seconds)

    def listing(self) -> tuple[PluginStatus, ...]:
        """Every plugin found, with its status and the reason for it."""
        self._load()
        return tuple(
            PluginStatus(
                p.found.name,
                p.status,
                p.found.distribution,
                p.found.version,
                p.hooks,
                p.reason,
                p.found.ours,
                p.asked_for,
            )
            for p in self._plugins
        )

    def close(self) -> None:
        """End every limited child; what was offered can no longer be called."""
        self._notices.close()
        with self._lock:
            for plugin in self._plugins:
                if plugin.door is not None:
                    plugin.stop("off", "closed")

    def _load(self) -> None:
        with self._lock:
            if self._loaded:
                return
            self._loaded = True
            for plugin in self._plugins:
                if plugin.status == "on":
                    self._open(plugin)

    def _open(self, plugin: _Plugin) -> None:
        door = self._door(plugin)
        plugin.door = door
        try:
            offers = door.load(plugin.found.module)
            self._refuse_taken(offers)
        except PluginRefused as refused:
            plugin.hooks = door.hooks
            plugin.stop("refused", refused.reason)
        except PluginFailed as failed:
            plugin.hooks = door.hooks
            plugin.stop("failed", failed.reason)
        else:
            plugin.hooks = door.hooks
            plugin.reason = "; ".join(filter(None, (plugin.reason, *door.warnings)))
            for hook, records in offers.items():
                for record in records:
                    honest = _from(plugin.found, record)
                    self._offers[hook][record.id] = (plugin, self._guarded(hook, honest))

    def _door(self, plugin: _Plugin) -> Door:
        if plugin.found.ours:
            return LoadedPlugin()
        return LimitedPlugin(plugin.found.location, self._limits)

    def _refuse_taken(self, offers: Mapping[str, Sequence[Any]]) -> None:
        for hook, records in offers.items():
            for record in records:
                if record.id in self._offers[hook]:
                    first = self._offers[hook][record.id][0].found
                    raise PluginRefused(
                        f"{record.id} in {hook} is already offered by {first.name}"
                        f" ({first.distribution})"
                    )

    def _guarded(self, hook: str, record: Any) -> Any:
        kind = KINDS[hook]
        return kind.equip(record, lambda argument: self._call(kind, record.id, argument))

    def _call(self, kind: Kind, record_id: str, argument: Any) -> Any:
        plugin, _ = self._offers[kind.hook][record_id]
        door, plain = plugin.door, pack(argument)
        unpack(kind.takes, plain)  # a wrong argument is the caller's mistake, not the plugin's
        if door is None:
            raise _unusable(plugin)
        try:
            if kind.fresh:
                answer = self._run_alone(plugin, kind, record_id, plain)
            else:
                answer = door.run(kind.hook, record_id, plain)
            return unpack(kind.gives, answer)
        except FileRefused as refused:
            raise refused if plugin.found.ours else _plainly(refused) from None
        except PluginFailed as failed:
            self._fail(plugin, failed.reason, keep=kind.fresh and plugin.found.ours)
            raise _unusable(plugin, failed.reason) from None

    def _run_alone(self, plugin: _Plugin, kind: Kind, record_id: str, plain: Any) -> Any:
        limits = replace(self._limits, memory=min(self._limits.memory, kind.memory))
        alone = LimitedPlugin(plugin.found.location, limits)
        try:
            alone.load(plugin.found.module)
            return alone.run(kind.hook, record_id, plain)
        finally:
            alone.close()

    def _fail(self, plugin: _Plugin, reason: str, *, keep: bool = False) -> None:
        # A hostile file may well bring our own reader's child down: the next file still gets
        # a child of its own, so our reader stays.
        if not keep:
            with self._lock:
                plugin.stop("failed", reason)

    def _tell(self, notice: EventNotice) -> None:
        self._load()
        for plugin in self._plugins:
            door = plugin.door
            if door is None or OBSERVE not in plugin.hooks:
                continue
            try:
                door.observe(notice)
            except PluginFailed as failed:
                self._fail(plugin, failed.reason)

    def _records(self, hook: str) -> tuple[Any, ...]:
        self._load()
        offered = sorted(self._offers[hook].items())
        return tuple(record for _, (plugin, record) in offered if plugin.door is not None)

    def _named(self, hook: str, record_id: str, what: str) -> Any:
        self._load()
        if record_id not in self._offers[hook]:
            raise PluginError(f"There is no {what} named {record_id!r}.", SEE_PLUGINS)
        plugin, record = self._offers[hook][record_id]
        if plugin.door is None:
            raise _unusable(plugin)
        return record


def open_host(consent: Consent, limits: Limits | None = None) -> Host:
    """The host over everything installed beside this program; nothing is imported yet."""
    return Host(discover(), consent, limits)


def _unusable(plugin: _Plugin, reason: str = "") -> PluginError:
    return PluginError(
        f"The plugin {plugin.found.name} failed: {reason or plugin.reason}.",
        "Nothing was stored or decided by it. " + SEE_PLUGINS,
    )


def _from(found: Found, record: Any) -> Any:
    """A curriculum of somebody else's plugin comes from that plugin's distribution."""
    if found.ours or not isinstance(record, CurriculumSource):
        return record
    return replace(record, distribution=found.distribution, version=found.version)


def _plainly(refused: FileRefused) -> FileRefused:
    """Other people's readers may quote the file: only the place is passed on."""
    from cara_facilitate.domain.feedback import COLUMNS

    column = refused.column if refused.column in COLUMNS else ""
    return FileRefused("The reader refused this file.", refused.row, column)
