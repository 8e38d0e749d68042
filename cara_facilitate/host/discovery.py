"""Finds installed plugins by their metadata alone: nothing of a plugin is imported here."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

GROUP = "cara_facilitate"
OURS = "cara-facilitate"
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
_CODE = (".py", ".so", ".pyd", ".pyc", ".dll", ".dylib")


@dataclass(frozen=True, slots=True)
class Found:
    """One entry point as its distribution describes it.

    ``record`` is the SHA-256 (hex) of the distribution's RECORD, empty if it has none;
    ``location`` the folder its files stand in. Names are cleaned of control characters.
    """

    name: str
    module: str
    distribution: str
    version: str
    record: str = ""
    location: str = ""
    ours: bool = False
    editable: bool = False
    altered: bool = False


@dataclass(frozen=True, slots=True)
class Consent:
    """What the user allowed: plugin name -> RECORD hash, names of ours turned off, or bare."""

    enabled: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a found plugin may be loaded (``on``), or why it is ``off`` or ``refused``.

    ``asked_for``: the user wants it on, so that a refusal needs attention.
    """

    found: Found
    status: str
    reason: str = ""
    asked_for: bool = False


def discover(points: Iterable[EntryPoint] | None = None) -> tuple[Found, ...]:
    """Every plugin installed beside this one: ours first, then by name, then by distribution."""
    every = _installed() if points is None else points
    found = [_read(point, point.dist) for point in every if point.dist is not None]
    return tuple(sorted(found, key=lambda f: (not f.ours, f.name, f.distribution)))


def judge(found: Sequence[Found], consent: Consent) -> tuple[Verdict, ...]:
    """What may be loaded. A name belongs to ours first, then to the one that was enabled."""
    holders: dict[str, Found] = {}
    for one in sorted(found, key=lambda f: (not f.ours, not _pinned(f, consent))):
        holders.setdefault(one.name, one)
    return tuple(_verdict(one, holders[one.name], consent) for one in found)


def visible(text: str, limit: int = 80) -> str:
    """Text from other people's metadata with control and format characters made visible."""
    shown = (c if unicodedata.category(c)[0] not in "CZ" or c == " " else "?" for c in text[:limit])
    return "".join(shown)


def _verdict(found: Found, holder: Found, consent: Consent) -> Verdict:
    if holder is not found:
        return Verdict(found, "refused", f"the name is already used by {holder.distribution}")
    if not _MODULE.fullmatch(found.module):
        return Verdict(found, "refused", "its entry point does not name a module")
    if found.ours:
        off = found.name in consent.off
        reason = "turned off in settings" if off else ""
        return Verdict(found, "off" if off else "on", reason, not off)
    if consent.bare:
        return Verdict(found, "off", "started with CARA_PLUGINS=none")
    if found.name not in consent.enabled:
        return Verdict(found, "off", "not enabled in settings")
    if not found.record:
        return Verdict(found, "off", "its installation has no RECORD to pin")
    if not _pinned(found, consent):
        return Verdict(found, "off", "changed since it was enabled")
    if found.altered:
        return Verdict(found, "refused", "its files are not those of its RECORD", True)
    reason = "editable install: changes to its code are not noticed" if found.editable else ""
    return Verdict(found, "on", reason, True)


def _pinned(found: Found, consent: Consent) -> bool:
    return bool(found.record) and consent.enabled.get(found.name) == found.record


def _installed() -> Iterable[EntryPoint]:
    """Entry points of our group; one distribution with broken metadata hides no other."""
    from importlib.metadata import distributions, entry_points

    try:
        return tuple(entry_points(group=GROUP))
    except Exception:
        readable: dict[str, tuple[EntryPoint, ...]] = {}
        for distribution in distributions():
            with suppress(Exception):
                points = tuple(distribution.entry_points.select(group=GROUP))
                if points:
                    readable.setdefault(distribution.metadata["Name"], points)
        return tuple(point for points in readable.values() for point in points)


def _read(point: EntryPoint, distribution: Distribution) -> Found:
    try:
        return _found(point, distribution)
    except Exception:
        return Found(visible(point.name), "", "(unreadable)", "")


def _found(point: EntryPoint, distribution: Distribution) -> Found:
    name = distribution.metadata["Name"] or ""
    ours = re.sub(r"[-_.]+", "-", name).lower() == OURS
    record = "" if ours else distribution.read_text("RECORD") or ""
    return Found(
        visible(point.name),
        point.value.strip(),
        visible(name),
        visible(distribution.version or ""),
        hashlib.sha256(record.encode("utf-8")).hexdigest() if record else "",
        str(distribution.locate_file("")),
        ours,
        not ours and _editable(distribution),
        bool(record) and _altered(distribution, record),
    )


def _editable(distribution: Distribution) -> bool:
    try:
        origin = json.loads(distribution.read_text("direct_url.json") or "{}")
        return bool(origin.get("dir_info", {}).get("editable"))
    except (ValueError, AttributeError):
        return False


def _altered(distribution: Distribution, record: str) -> bool:
    """Whether a code file differs from the hash RECORD gives for it, has none, or is gone."""
    for row in csv.reader(record.splitlines()):
        path, said = (*row, "", "")[:2]
        algorithm, _, digest = said.partition("=")
        if not path.endswith(_CODE):
            continue
        if algorithm != "sha256":
            # Installers list what they compiled without a hash; source without one pins nothing.
            if path.endswith(".pyc"):
                continue
            return True
        try:
            with open(str(distribution.locate_file(path)), "rb") as file:
                real = hashlib.sha256(file.read()).digest()
        except OSError:
            return True
        if base64.urlsafe_b64encode(real).rstrip(b"=").decode("ascii") != digest.rstrip("="):
            return True
    return False
