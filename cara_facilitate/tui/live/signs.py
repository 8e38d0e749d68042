"""The few signs on the live screen, with plain letters where a terminal lacks them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs one cell wide: done, still to do, finished, and the mark between two parts."""

    done: str
    todo: str
    tick: str
    dot: str


UNICODE = Signs("●", "○", "✓", "·")
ASCII = Signs("#", "-", "x", "|")


def signs_for(environment: Mapping[str, str]) -> Signs:
    """The signs a terminal can show, from its environment.

    ``CARA_ASCII`` set to anything asks for plain letters; so does the Linux console, whose font
    lacks the others, and a locale that says it is not UTF-8.
    """
    if environment.get("CARA_ASCII") or environment.get("TERM") == "linux":
        return ASCII
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = environment.get(name, "")
        if value:
            plain = value.lower().replace("-", "")
            named = "." in plain or plain in ("c", "posix")
            return ASCII if named and "utf8" not in plain else UNICODE
    return UNICODE


SIGNS = signs_for(os.environ)
"""The signs of this terminal."""
