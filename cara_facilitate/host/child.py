"""The limited child's own side: fence itself in, load one plugin, answer calls in plain data."""

from __future__ import annotations

import os
import sys
from typing import Any

from cara_facilitate.api.types import EventNotice, FileRefused
from cara_facilitate.host.audit import close_gates
from cara_facilitate.host.fence import CallClock, close_off, limit_resources
from cara_facilitate.host.frames import BadFrame, receive, send
from cara_facilitate.host.limits import Limits
from cara_facilitate.host.loaded import LoadedPlugin, PluginFailed, PluginRefused, error_kind
from cara_facilitate.host.wire import pack, unpack

_LIMIT = 64 * 1024 * 1024
GRACE = 2.0
"""Seconds after which the kernel ends a call that the app did not end."""


class Served:
    """One plugin answering the app's calls; each answer is plain data."""

    def __init__(self) -> None:
        self.plugin = LoadedPlugin(catch=(BaseException,))
        self.fences: tuple[str, ...] = ()

    def load(self, module: str) -> dict[str, Any]:
        """Import the plugin and say what it offers, why it is refused, and what it warns of."""
        try:
            offers = self.plugin.load(module)
        except PluginRefused as refused:
            return {"refusal": refused.reason, "hooks": list(self.plugin.hooks)}
        return {
            "hooks": list(self.plugin.hooks),
            "warnings": list(self.plugin.warnings),
            "fences": list(self.fences),
            "offers": {hook: pack(records) for hook, records in offers.items()},
        }

    def run(self, hook: str, record_id: str, plain: Any) -> Any:
        """Call a record's function."""
        return self.plugin.run(hook, record_id, plain)

    def observe(self, notice: Any) -> None:
        """Tell the plugin of a stored event."""
        self.plugin.observe(unpack(EventNotice, notice))


def answer(served: Served, request: dict[str, Any]) -> dict[str, Any]:
    """The reply to one request: a result, a refused file, or what failed and where."""
    number = request["id"]
    try:
        methods: dict[str, Any] = {
            "load": served.load,
            "run": served.run,
            "observe": served.observe,
        }
        return {"id": number, "result": methods[request["call"]](*request["args"])}
    except FileRefused as refused:
        said = {"message": refused.message, "row": refused.row, "column": refused.column}
        return {"id": number, "refused": said}
    except PluginFailed as failed:
        return {"id": number, "failed": failed.reason}
    except BaseException as error:
        return {"id": number, "failed": f"{error_kind(error)} in the limited child"}


def main() -> None:
    """Read the start message, put up every fence, then answer calls until the pipe closes."""
    inward, outward = _own_pipes()
    start = receive(inward, _LIMIT)
    limits, places = Limits(**start["limits"]), tuple(start["places"])
    served, clock = Served(), CallClock(limits)
    limit_resources(limits)
    sys.dont_write_bytecode = True
    served.fences = close_off(places, die_with_parent=bool(start["die_with_parent"]))
    close_gates(places, lambda: clock.setting)
    while True:
        try:
            request = receive(inward, _LIMIT)
        except BadFrame:
            os._exit(0)
        loading = request["call"] == "load"
        clock.start(GRACE + (limits.start_seconds if loading else limits.seconds))
        reply = answer(served, request)
        _reply(outward, request["id"], reply)
        clock.stop()


def _own_pipes() -> tuple[int, int]:
    """Keep the two pipes aside, so that what a plugin prints or reads goes nowhere."""
    inward, outward = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    if os.name == "nt":
        import msvcrt

        for descriptor in (inward, outward):
            msvcrt.setmode(descriptor, os.O_BINARY)  # type: ignore[attr-defined,unused-ignore]
    return inward, outward


def _reply(outward: int, number: int, reply: dict[str, Any]) -> None:
    try:
        send(outward, reply)
    except OSError:
        os._exit(1)
    except Exception as error:
        send(outward, {"id": number, "failed": f"{error_kind(error)} in the limited child"})


if __name__ == "__main__":
    main()
