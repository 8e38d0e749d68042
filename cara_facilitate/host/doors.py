"""A plugin of another distribution, seen from the app: whole in the limited child."""

from __future__ import annotations

from typing import Any, Protocol

from cara_facilitate.api.types import EventNotice
from cara_facilitate.host.kinds import KINDS
from cara_facilitate.host.limited import LimitedChild
from cara_facilitate.host.limits import Limits, child_load
from cara_facilitate.host.loaded import PluginFailed, PluginRefused
from cara_facilitate.host.wire import Misfit, pack, unpack


class Door(Protocol):
    """What the registry asks of a plugin, wherever it runs."""

    hooks: tuple[str, ...]
    warnings: tuple[str, ...]

    def load(self, module_name: str) -> dict[str, tuple[Any, ...]]:
        """Load the plugin and return its records by hook."""

    def run(self, hook: str, record_id: str, plain: Any) -> Any:
        """Call a record's function; plain data in and out."""

    def observe(self, notice: EventNotice) -> None:
        """Tell of a stored event."""

    def close(self) -> None:
        """Let go of the plugin."""


class LimitedPlugin:
    """A plugin in the limited child. What it sends is checked field by field before use."""

    def __init__(self, location: str, limits: Limits) -> None:
        self.hooks: tuple[str, ...] = ()
        self.warnings: tuple[str, ...] = ()
        self._location = location
        self._child = LimitedChild(limits)

    def load(self, module_name: str) -> dict[str, tuple[Any, ...]]:
        """Start the child, load the module there and rebuild its records.

        :raises PluginRefused: if it does not keep to the contract.
        :raises PluginFailed: if it does not come up or sends something else than records.
        """
        answer = self._child.start(child_load(module_name, self._location))
        try:
            self.hooks = _words(answer.get("hooks", []))
            if "refusal" in answer:
                raise PluginRefused(*_words([answer["refusal"]]))
            self.warnings = _words(answer.get("warnings", []))
            offers = answer.get("offers", {})
            return {hook: _records(hook, offers[hook]) for hook in self.hooks if hook in offers}
        except (Misfit, RecursionError, AttributeError, TypeError):
            raise PluginFailed("sent something that is no record") from None

    def run(self, hook: str, record_id: str, plain: Any) -> Any:
        """Ask the child, then check that the answer is what the kind gives.

        :raises FileRefused: if a reader refuses its file.
        :raises PluginFailed: if the plugin fails or answers something else.
        """
        answer = self._child.call("run", hook, record_id, plain)
        try:
            unpack(KINDS[hook].gives, answer)
        except (Misfit, RecursionError):
            raise PluginFailed(f"TypeError in {hook}") from None
        return answer

    def observe(self, notice: EventNotice) -> None:
        """Tell the child of a stored event.

        :raises PluginFailed: if the plugin fails.
        """
        self._child.call("observe", pack(notice))

    def close(self) -> None:
        """End the child."""
        self._child.close()


def _records(hook: str, plain: Any) -> tuple[Any, ...]:
    kind = KINDS[hook]
    records = unpack(tuple[kind.record, ...], plain)  # type: ignore[name-defined]
    kind.accept(records)
    return tuple(records)


def _words(plain: Any) -> tuple[str, ...]:
    """Reasons and hook names from the child: short, printable ASCII only."""
    words: tuple[str, ...] = unpack(tuple[str, ...], plain)
    return tuple("".join(c if " " <= c <= "~" else "?" for c in w[:160]) for w in words[:40])
