"""How much the limited child may use: time, memory, answer size and places it may read."""

from __future__ import annotations

import os
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1024 * 1024
READING = 256 * MEBIBYTE
"""What a child may use that reads one feedback file, which is at most 2 MB."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds are wall clock for one call; ``cpu_seconds`` are processor time for one call."""

    seconds: float = 5.0
    start_seconds: float = 8.0
    cpu_seconds: int = 10
    memory: int = 512 * MEBIBYTE
    answer: int = 32 * MEBIBYTE
    open_files: int = 64


@dataclass(frozen=True, slots=True)
class ChildLoad:
    """What a child loads: a module by name, found on ``path`` (the whole of its ``sys.path``)."""

    module: str
    path: tuple[str, ...]


def child_load(module: str, location: str = "") -> ChildLoad:
    """A load with this process's import path and, first of all, where the plugin stands.

    An empty entry, which means the current folder, is left out.
    """
    folders = (Path(entry).absolute() for entry in (location, *sys.path) if entry)
    kept = dict.fromkeys(str(folder) for folder in folders if folder.exists())
    return ChildLoad(module, tuple(kept))


def readable_places(load: ChildLoad) -> tuple[str, ...]:
    """Folders and files a child may read: Python itself, its packages, time zones, devices.

    Never the whole disk or the whole home folder, even if Python's import path names them.
    """
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()]
    system = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/localtime"]
    devices = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/etc/ld.so.cache"]
    every = [Path(place).resolve() for place in (*python, *load.path, *system, *devices)]
    never = {Path(os.sep), Path(os.environ.get("HOME", os.sep)).resolve()}
    kept = dict.fromkeys(str(place) for place in every if place.exists() and place not in never)
    return tuple(kept)
