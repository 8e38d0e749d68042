"""``cara feedback``: the worker's records, the extract made of them, and an import looked at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_MODULES = ("checking", "new", "template", "extract", "coverage", "escalations", "card")


def run(argv: Sequence[str]) -> int:
    """Run one feedback command; each says itself what its exit code means."""
    parser = argparse.ArgumentParser(prog="cara feedback")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in _MODULES:
        import_module(f"{__name__}.{name}").add(commands)
    options = parser.parse_args(argv)
    code: int = options.act(options)
    return code
