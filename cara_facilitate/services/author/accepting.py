"""Overlays whose base changed: what changed under each, and the pin written anew."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cara_facilitate.content.digest import pin
from cara_facilitate.content.findings import Finding, did_you_mean, shown
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.package import Overlay, Package, parse
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.content.variants import replaced_by
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.lock import LOCK, Lock, Replaced, pins, read_lock, written
from cara_facilitate.services.author.spans import with_base
from cara_facilitate.services.author.writing import replace_file, write_new

CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Stale:
    """An overlay written against a text that is no longer there.

    ``before`` is the base's text when it was pinned, or None if that is not known; ``now`` is
    the present one, which has the pin ``base``.
    """

    file: str
    activity: str
    layer: str
    base: str
    before: tuple[Replaced, ...] | None
    now: tuple[Replaced, ...]

    @property
    def change(self) -> tuple[str, ...]:
        """The lines to read: a unified diff, or all of ``now`` if ``before`` is unknown."""
        now = list(_lines(self.now))
        if self.before is None:
            return tuple(now)
        before = list(_lines(self.before))
        lines = difflib.unified_diff(
            before, now, "when this overlay was pinned", "now", lineterm="", n=CONTEXT
        )
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Overlays:
    """A folder's overlays: those to pin again, and what stops some from being pinned at all.

    ``fresh`` is how many need nothing.
    """

    folder: Path
    stale: tuple[Stale, ...]
    wrong: tuple[Finding, ...]
    fresh: int


def overlays(folder: Path, only: Iterable[str] = ()) -> Overlays:
    """What every overlay of a curriculum was written against, compared with what is there now.

    :param only: names of overlay files, relative to the folder; all of them if left out.
    :raises ContentError: if the manifest cannot be read, or a name is no overlay's.
    """
    files, package = _read(folder)
    lock = read_lock(files)
    wanted = _wanted(files, only)
    stale: list[Stale] = []
    wrong = [found for found in package.findings if _of_overlay(found.file, found.severity, wanted)]
    fresh = 0
    for overlay in package.overlays:
        if overlay.source.name not in wanted:
            continue
        texts, gone = replaced_by(package, overlay)
        wrong += gone
        base = pin(texts)
        if gone:
            continue
        if overlay.header.base == base:
            fresh += 1
        else:
            stale.append(_stale(overlay, base, texts, lock))
    return Overlays(folder, tuple(stale), tuple(wrong), fresh)


def accept(folder: Path, stale: Stale) -> None:
    """Write the new ``base:`` into one overlay; every other byte of it stays.

    :raises CaraError: if the file was changed meanwhile or cannot be edited safely.
    """
    path = folder / stale.file
    files, package = _read(folder)
    data = files[stale.file]
    changed = with_base(data, stale.base)
    trial = parse({**files, stale.file: changed})
    found = {one.source.name: one for one in trial.overlays}.get(stale.file)
    if found is None or found.header.base != stale.base:
        raise ContentError(
            f"The header of {shown(stale.file)} cannot be edited safely.",
            f"Write base: {stale.base} into it.",
        )
    texts, _ = replaced_by(package, _named(package, stale.file))
    if pin(texts) != stale.base:
        raise ContentError(f"What {shown(stale.file)} changes was edited meanwhile.", "Try again.")
    replace_file(path, changed, expected=data)


def keep_texts(folder: Path) -> bool:
    """Write the texts behind every overlay's pin into the lock; whether that changed it.

    :raises CaraError: if the lock cannot be read or written.
    """
    files, package = _read(folder)
    before = read_lock(files)
    after = written(before.model_copy(update={"pins": pins(package, before)}))
    if LOCK not in files:
        if not package.overlays:
            return False
        write_new(folder / LOCK, after)
    elif after == files[LOCK]:
        return False
    else:
        replace_file(folder / LOCK, after, expected=files[LOCK])
    return True


def _read(folder: Path) -> tuple[Mapping[str, bytes], Package]:
    files = read_folder(folder)
    package = parse(files)
    if package.manifest is None:
        raise ContentError("This manifest cannot be read.", "See: cara curriculum check", MANIFEST)
    return files, package


def _wanted(files: Mapping[str, bytes], only: Iterable[str]) -> frozenset[str]:
    known = {name for name in files if _in_variants(name)}
    names = list(only)
    for name in names:
        if name not in known:
            near = did_you_mean(name, known)
            raise ContentError(f"{shown(name)} is no overlay of this curriculum{near}.")
    return frozenset(names or known)


def _in_variants(name: str) -> bool:
    return name.endswith(".md") and name.startswith(("variants/", "site/variants/"))


def _of_overlay(file: str, severity: str, wanted: frozenset[str]) -> bool:
    return severity == "error" and file in wanted


def _named(package: Package, file: str) -> Overlay:
    for overlay in package.overlays:
        if overlay.source.name == file:
            return overlay
    raise ContentError(f"{shown(file)} cannot be read any more.", "See: cara curriculum check")


def _stale(overlay: Overlay, base: str, texts: Sequence[Replaced], lock: Lock) -> Stale:
    return Stale(
        overlay.source.name,
        overlay.header.overlays,
        overlay.layer,
        base,
        lock.text_behind(overlay.header.base),
        tuple(texts),
    )


def _lines(texts: Sequence[Replaced]) -> Iterator[str]:
    """Texts as an author knows them: under the headings of their steps and sections."""
    step = ""
    for title, kind, body in texts:
        if title != step:
            yield f"## {title}"
            step = title
        if kind:
            yield f"### {kind}"
            yield from body.split("\n")
        else:
            yield f"({body} min)"
