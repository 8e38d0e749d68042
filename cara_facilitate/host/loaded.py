"""One plugin module in this process: imported, examined and called, each call in its own guard."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

from pluggy import HookImpl

from cara_facilitate.api.contract import examine, new_manager
from cara_facilitate.api.types import EventNotice, FileRefused
from cara_facilitate.host.kinds import KINDS

OBSERVE = "cara_observe"


class PluginFailed(Exception):
    """A plugin did something wrong; ``reason`` holds an exception type and a hook, no value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PluginRefused(PluginFailed):
    """A plugin does not keep to the contract."""


def error_kind(error: BaseException) -> str:
    """The name of the built-in class an exception is or comes from: safe to show anywhere.

    A class name chosen by a plugin could carry what the plugin read.
    """
    for cls in type(error).__mro__:
        if getattr(builtins, cls.__name__, None) is cls:
            return str(cls.__name__)
    return "Exception"


class LoadedPlugin:
    """A plugin module in this process: ours in the app, anyone's inside the limited child.

    :param catch: what a guard catches; the child catches everything.
    """

    def __init__(self, catch: tuple[type[BaseException], ...] = (Exception, SystemExit)) -> None:
        self.hooks: tuple[str, ...] = ()
        self.warnings: tuple[str, ...] = ()
        self._catch = catch
        self._records: dict[tuple[str, str], Any] = {}
        self._observers: list[HookImpl] = []

    def load(self, module_name: str) -> dict[str, tuple[Any, ...]]:
        """Import the module and collect everything it offers, by hook.

        :raises PluginRefused: if it does not keep to the contract.
        :raises PluginFailed: if its import or a hook raises or returns something else.
        """
        module = self._guard("import", lambda: importlib.import_module(module_name))
        contract = self._guard("import", lambda: examine(module))
        if contract.refusal:
            raise PluginRefused(contract.refusal)
        self.hooks, self.warnings = contract.hooks, contract.warnings
        manager = new_manager()
        self._guard("import", lambda: manager.register(module))
        offers: dict[str, tuple[Any, ...]] = {}
        for hook in contract.hooks:
            implementations = getattr(manager.hook, hook).get_hookimpls()
            if hook == OBSERVE:
                self._observers = implementations
            else:
                offers[hook] = self._collect(hook, [impl.function for impl in implementations])
        return offers

    def _collect(self, hook: str, functions: list[Callable[..., Any]]) -> tuple[Any, ...]:
        found: list[Any] = []
        for function in functions:
            found += self._guard(hook, partial(_offered, hook, function))
        for record in found:
            if (hook, record.id) in self._records:
                raise PluginRefused(f"offers {record.id} twice in {hook}")
            self._records[hook, record.id] = record
        return tuple(found)

    def run(self, hook: str, record_id: str, plain: Any) -> Any:
        """Call the function of the record named by hook and id; plain data in and out.

        :raises FileRefused: if a reader refuses its file.
        :raises PluginFailed: if the function raises or returns something else.
        """
        record = self._records[hook, record_id]
        return self._guard(hook, lambda: KINDS[hook].run(record, plain))

    def observe(self, notice: EventNotice) -> None:
        """Tell the plugin of a stored event.

        :raises PluginFailed: if it raises.
        """
        for impl in self._observers:
            wanted = {"notice": notice} if "notice" in impl.argnames else {}
            self._guard(OBSERVE, partial(impl.function, **wanted))

    def close(self) -> None:
        """Let go of what the plugin offered."""
        self._records.clear()
        self._observers.clear()

    def _guard(self, place: str, call: Callable[..., Any]) -> Any:
        try:
            return call()
        except FileRefused:
            if place in KINDS and KINDS[place].fresh:
                raise
            raise PluginFailed(f"ValueError in {place}") from None
        except self._catch as error:
            raise PluginFailed(f"{error_kind(error)} in {place}") from None


def _offered(hook: str, function: Callable[..., Any]) -> list[Any]:
    return KINDS[hook].accept(function())
