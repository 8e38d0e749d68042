"""``cara plugins``: what is installed, what is on, and why not."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from cara_facilitate.services import plugins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cara_facilitate.host.registry import PluginStatus

HEADINGS = ("NAME", "STATUS", "FROM", "HOOKS")
NEED_ATTENTION = ("failed", "refused")


def run(argv: list[str]) -> int:
    """List plugins, or enable or disable one.

    :return: 0 done, 1 a plugin that is wanted on failed or was refused.
    :raises CaraError: if it is refused (exit code 2).
    """
    parser = argparse.ArgumentParser(prog="cara plugins", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    verbs = parser.add_subparsers(dest="verb", metavar="enable|disable")
    for verb, what in (("enable", "allow a plugin as it is now"), ("disable", "turn one off")):
        verbs.add_parser(verb, help=what).add_argument("name", help="as listed by cara plugins")
    options = parser.parse_args(argv)
    if options.verb:
        _change(options.verb, options.name)
        if not options.json:
            return 0
    return _list(as_json=options.json)


def _change(verb: str, name: str) -> None:
    import sys

    if verb == "disable":
        plugins.disable(name)
        print("Turned off.", file=sys.stderr)
        return
    found = plugins.enable(name)
    print(f"Enabled {found.name} from {found.distribution} {found.version}.", file=sys.stderr)
    if not found.ours:
        print(
            "It runs without your keys, your records or the network. "
            "If its installation changes it is off again until you enable it.",
            file=sys.stderr,
        )


def _list(*, as_json: bool) -> int:
    rows = plugins.listing()
    print(json.dumps([_plain(row) for row in rows], indent=1) if as_json else _table(rows))
    return 1 if any(row.asked_for and row.status in NEED_ATTENTION for row in rows) else 0


def _plain(row: PluginStatus) -> dict[str, object]:
    return {
        "name": row.name,
        "status": row.status,
        "distribution": row.distribution,
        "version": row.version,
        "hooks": list(row.hooks),
        "reason": row.reason,
    }


def _table(rows: Sequence[PluginStatus]) -> str:
    lines = [HEADINGS] + [
        (
            row.name,
            row.status,
            f"{row.distribution} {row.version}",
            (", ".join(row.hooks) if row.status == "on" else "") or row.reason,
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    notes = [f"{row.name}: {row.reason}" for row in rows if row.status == "on" and row.reason]
    body = ["  ".join((*map(str.ljust, line[:3], widths), line[3])).rstrip() for line in lines]
    return "\n".join([*body, *notes])
