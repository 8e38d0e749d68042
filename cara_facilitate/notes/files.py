"""Documents put on disk whole and unseen by others, under names that say nothing of anybody."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from cara_facilitate.errors import CaraError

_NOTE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}")
_SUFFIX = re.compile(r"[a-z0-9]{1,8}")
_FLAGS = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def write(out: Path, note_id: str, documents: Mapping[str, str]) -> tuple[Path, ...]:
    """Write one note's documents as ``<note id>.<format>``, as :func:`write_all` does.

    :param documents: text by format (``html``, ``md``, ``txt``).
    :raises ValueError: if the note id or a format is not plain.
    """
    if not _NOTE_ID.fullmatch(note_id) or not all(map(_SUFFIX.fullmatch, documents)):
        raise ValueError("not a note id and formats that can name a file")
    named = {f"{note_id}.{fmt}": text for fmt, text in documents.items()}
    return write_all(out, named, "note")


def write_all(
    out: Path, documents: Mapping[str, str | bytes], what: str, *, replace: bool = False
) -> tuple[Path, ...]:
    """Write documents under these plain names; all of them or none, where none is replaced.

    Files are 0600 whatever the umask, never replace a file or follow a link, and appear whole:
    each is written beside its place, flushed to disk and then moved there.

    :param out: the folder, made 0700 if absent.
    :param documents: text, or bytes as they are, by file name.
    :param what: what one document is, in words.
    :param replace: put them in the place of files of these names, though never of a link.
    :return: the files' paths, in the order of ``documents``.
    :raises CaraError: if the folder or a file's place cannot be used; nothing is left behind,
        save that the error names files already put in the place of earlier ones.
    """
    _folder(out, what)
    targets = {name: out / name for name in documents}
    made: list[Path] = []
    replaced: list[str] = []
    laid: list[tuple[Path, Path]] = []
    target = out
    try:
        for name, target in targets.items():
            laid.append((_lay(target, documents[name], made, replace), target))
        for part, target in laid:
            part.replace(target)
            if target not in made:
                replaced.append(target.name)
        _flush_folder(out)
    except OSError as fault:
        _remove(made)
        raise _unwritten(fault, target, what, replaced) from None
    except BaseException:
        _remove(made)
        raise
    return tuple(targets.values())


def _unwritten(fault: OSError, target: Path, what: str, replaced: Sequence[str]) -> CaraError:
    reason = os.strerror(fault.errno or 0)
    if replaced:
        return CaraError(
            f"Not every {what} could be written ({reason}); new in the place of earlier ones are"
            f" {', '.join(replaced)}, and the rest is as it was.",
            "Give the command again once this is put right, or choose another folder.",
            where=str(target),
        )
    if isinstance(fault, FileExistsError):
        return CaraError(
            f"A file or link of this {what}'s name is already there; it was left as it is.",
            "Choose another name or folder, or move that file away.",
            where=str(target),
        )
    return CaraError(
        f"The {what} could not be written ({reason}); nothing was left.",
        "Choose another name or folder.",
        where=str(target),
    )


def _beside(target: Path) -> Path:
    """A name nobody has: one that a run cut short left behind must not stop the next."""
    if target.with_name(f".{target.name}.part").is_symlink():
        raise FileExistsError(errno.EEXIST, "a link in the place of a work file")
    return target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")


def _lay(target: Path, text: str | bytes, made: list[Path], replace: bool) -> Path:
    """Take the file's place and write its text beside it; ``made`` is what to remove again."""
    # The place is taken first, so that a file or link that is there is found, not replaced.
    if not (replace and target.is_file() and not target.is_symlink()):
        os.close(_create(target))
        made.append(target)
    part = _beside(target)
    descriptor = _create(part)
    made.append(part)
    _fill(descriptor, text)
    return part


def _folder(out: Path, what: str) -> None:
    try:
        if not out.is_symlink():
            out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                out.mkdir(mode=0o700)
                out.chmod(0o700)
            except FileExistsError:
                pass
        found = out.lstat()
    except OSError as fault:
        raise CaraError(
            f"The folder for the {what} cannot be used ({os.strerror(fault.errno or 0)}).",
            "Choose another folder.",
            where=str(out),
        ) from None
    if not stat.S_ISDIR(found.st_mode):
        raise CaraError(
            f"The place for the {what} is a link or a file, not a folder.",
            "Name the real folder.",
            where=str(out),
        )


def _create(path: Path) -> int:
    descriptor = os.open(path, _FLAGS, 0o600)
    # An odd umask takes rights away; 0600 is meant exactly.
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, 0o600)
    return descriptor


def _fill(descriptor: int, text: str | bytes) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(out: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(out, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
