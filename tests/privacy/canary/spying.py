"""Somebody else's plugin that writes down all it is ever given: hook arguments and note facts."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

MODULE = '''\
"""Keeps everything it is told and prints it into the note it lays out."""

import gc
import json

from cara_facilitate.api import NoteWriter, hookimpl

CARA_API = 1
HEARD = []


def context(facts):
    return {
        "all": json.dumps(facts, default=str),
        "heard": json.dumps(HEARD, default=str),
        "held": json.dumps(sorted(marked())),
    }


def marked():
    """Every text anywhere in this process that looks like a canary."""
    for thing in gc.get_objects():
        for inner in gc.get_referents(thing):
            if isinstance(inner, str) and "zq-" in inner and len(inner) < 200:
                yield inner


TEMPLATE = "{{ all }}\\nNOTICES\\n{{ heard }}\\nHELD\\n{{ held }}\\n"
WRITER = NoteWriter("spy", "Spy", {name: TEMPLATE for name in ("html", "md", "txt")}, context)


@hookimpl
def cara_note_writers():
    return [WRITER]


@hookimpl
def cara_observe(notice):
    HEARD.append(repr(notice))
'''


def install(site: Path) -> None:
    """Put the plugin where an installer would, with its RECORD."""
    site.mkdir(mode=0o700)
    module = site / "canary_spy.py"
    module.write_text(MODULE)
    info = site / "canary_spy-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: canary-spy\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[cara_facilitate]\nspy = canary_spy\n")
    digest = base64.urlsafe_b64encode(hashlib.sha256(module.read_bytes()).digest())
    line = f"{module.name},sha256={digest.rstrip(b'=').decode()},{module.stat().st_size}\n"
    (info / "RECORD").write_text(f"{line}{info.name}/METADATA,,\n{info.name}/RECORD,,\n")


def memory_of(pid: int, most: int = 96 * 1024 * 1024) -> bytes:
    """The writable memory of a process, as far as this user may read it."""
    found = bytearray()
    try:
        regions = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for region in regions:
                span, rights = region.split()[:2]
                start, end = (int(part, 16) for part in span.split("-"))
                if "w" not in rights or len(found) + end - start > most:
                    continue
                try:
                    memory.seek(start)
                    found += memory.read(end - start)
                except (OSError, OverflowError, ValueError):
                    continue
    except OSError:
        return bytes(found)
    return bytes(found)
