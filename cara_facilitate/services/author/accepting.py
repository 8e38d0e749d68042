"""Overlays whose base changed: what changed under each, and the pin written anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cara_facilitate.content.axes import Tag
from cara_facilitate.content.digest import pin
from cara_facilitate.content.findings import Finding, nearest, shown
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.package import Overlay, Package, parse
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.content.variants import replaced_by
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.lock import LOCK, Lock, Replaced, pins, read_lock, written
from cara_facilitate.services.author.passages import Passage, passages, whole
from cara_facilitate.services.author.site_lines import on_disk, with_lines
from cara_facilitate.services.author.spans import with_base
from cara_facilitate.services.author.writing import replace_file, write_new

MOST_NAMED = 5
"""Overlays told where none is near."""


@dataclass(frozen=True, slots=True)
class Stale:
    """An overlay written against a text that is no longer there.

    ``before`` is the base's text when it was pinned, or None if that is not known; ``now`` is
    the present one, which has the pin ``base``. ``tags`` are those of each text of ``now``.
    """

    file: str
    activity: str
    layer: str
    base: str
    before: tuple[Replaced, ...] | None
    now: tuple[Replaced, ...]
    tags: tuple[str, ...]

    @property
    def changes(self) -> tuple[Passage, ...]:
        """What to read: where the text changed, or all of ``now`` if ``before`` is unknown."""
        if self.before is None:
            return whole(self.now, self.tags)
        return passages(self.before, self.now, self.tags)


@dataclass(frozen=True, slots=True)
class Overlays:
    """A folder's overlays: those to pin again, and what stops some from being pinned at all.

    ``fresh`` is how many need nothing; ``site`` is the folder of this site's own lines, if any
    are laid on.
    """

    folder: Path
    stale: tuple[Stale, ...]
    wrong: tuple[Finding, ...]
    fresh: int
    site: Path | None = None


def overlays(folder: Path, only: Iterable[str] = ()) -> Overlays:
    """What every overlay of a curriculum was written against, compared with what is there now.

    :param only: names of overlay files, relative to the folder; all of them if left out.
    :raises ContentError: if the manifest cannot be read, or a name is no overlay's.
    """
    files, package, site = _read(folder)
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
            stale.append(_stale(package, overlay, base, texts, lock))
    return Overlays(folder, tuple(stale), tuple(wrong), fresh, site)


def accept(folder: Path, stale: Stale) -> None:
    """Write the new ``base:`` into one overlay; every other byte of it stays.

    :raises CaraError: if the file was changed meanwhile or cannot be edited safely.
    """
    files, package, site = _read(folder)
    path = on_disk(folder, stale.file, site)
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
    files, package, _ = _read(folder)
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


def _read(folder: Path) -> tuple[Mapping[str, bytes], Package, Path | None]:
    files, site = with_lines(read_folder(folder))
    package = parse(files)
    if package.manifest is None:
        raise ContentError("This manifest cannot be read.", "See: cara curriculum check", MANIFEST)
    return files, package, site


def _wanted(files: Mapping[str, bytes], only: Iterable[str]) -> frozenset[str]:
    known = {name for name in files if _in_variants(name)}
    names = list(only)
    for name in names:
        if name not in known:
            raise _no_such(name, known)
    return frozenset(names or known)


def _no_such(name: str, known: Iterable[str]) -> ContentError:
    every = sorted(known)
    stem = nearest(Path(name).stem, [Path(one).stem for one in every])
    near = nearest(name, every) or next((one for one in every if Path(one).stem == stem), "")
    there = f"Its overlays: {', '.join(every[:MOST_NAMED])}." if every else "It has no overlays."
    hint = f"Did you mean {near}?" if near else there
    return ContentError(f"There is no overlay {shown(name)} in this curriculum.", hint)


def _in_variants(name: str) -> bool:
    return name.endswith(".md") and name.startswith(("variants/", "site/variants/"))


def _of_overlay(file: str, severity: str, wanted: frozenset[str]) -> bool:
    return severity == "error" and file in wanted


def _named(package: Package, file: str) -> Overlay:
    for overlay in package.overlays:
        if overlay.source.name == file:
            return overlay
    raise ContentError(f"{shown(file)} cannot be read any more.", "See: cara curriculum check")


def _stale(
    package: Package, overlay: Overlay, base: str, texts: Sequence[Replaced], lock: Lock
) -> Stale:
    return Stale(
        overlay.source.name,
        overlay.header.overlays,
        overlay.layer,
        base,
        lock.text_behind(overlay.header.base),
        tuple(texts),
        _tags(package, overlay, texts),
    )


def _tags(package: Package, overlay: Overlay, texts: Sequence[Replaced]) -> tuple[str, ...]:
    """What the heading of each text that an overlay replaces carries, such as ``[familial]``.

    A text is known again by its step, kind and words; one that stands twice by its first tags.
    """
    known: dict[Replaced, str] = {}
    for stage in package.activities[overlay.header.overlays].stages:
        for part in stage.parts:
            key = (stage.title, part.kind.value, part.body)
            known.setdefault(key, _bracketed([*stage.tags, *part.tags]))
    return tuple(known.get(text, "") for text in texts)


def _bracketed(tags: Sequence[Tag]) -> str:
    words = ", ".join(f"!{tag.name}" if tag.negated else tag.name for tag in tags)
    return f"[{words}]" if words else ""
