"""Notes lie on disk whole, unseen by others, and never in the place of something else."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from cara_facilitate.errors import CaraError
from cara_facilitate.notes.files import write

NOTE = "note-WY26A-w1-7K3M"
DOCUMENTS = {"html": "<p>é</p>", "md": "é", "txt": "é\n"}

posix = pytest.mark.skipif(os.name != "posix", reason="modes and links are POSIX matters")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_files_are_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        paths = write(tmp_path / "out", NOTE, DOCUMENTS)
    finally:
        os.umask(before)
    assert [mode(path) for path in paths] == [0o600] * 3
    assert mode(tmp_path / "out") == 0o700


def test_files_hold_the_documents_under_neutral_names(tmp_path: Path) -> None:
    paths = write(tmp_path / "new" / "out", NOTE, DOCUMENTS)
    assert [path.name for path in paths] == [f"{NOTE}.{fmt}" for fmt in DOCUMENTS]
    assert [path.read_bytes().decode() for path in paths] == list(DOCUMENTS.values())
    assert sorted(p.name for p in (tmp_path / "new" / "out").iterdir()) == sorted(
        p.name for p in paths
    )


@posix
@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_in_the_place_of_a_file_is_refused_and_not_followed(
    tmp_path: Path, dangling: bool
) -> None:
    victim = tmp_path / "victim"
    if not dangling:
        victim.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / f"{NOTE}.md").symlink_to(victim)
    with pytest.raises(CaraError, match="already there"):
        write(out, NOTE, DOCUMENTS)
    assert victim.exists() is not dangling
    assert dangling or victim.read_text() == "mine"
    assert [path.name for path in out.iterdir()] == [f"{NOTE}.md"]


@posix
def test_a_link_in_the_place_of_the_folder_or_its_work_file_is_refused(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "out").symlink_to(real)
    with pytest.raises(CaraError, match="link or a file"):
        write(tmp_path / "out", NOTE, DOCUMENTS)
    (real / f".{NOTE}.txt.part").symlink_to(tmp_path / "victim")
    with pytest.raises(CaraError, match="already there"):
        write(real, NOTE, DOCUMENTS)
    assert not (tmp_path / "victim").exists()
    assert [path.name for path in real.iterdir()] == [f".{NOTE}.txt.part"]


def test_a_note_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    write(tmp_path, NOTE, {"md": "first"})
    with pytest.raises(CaraError, match="it was left as it is") as refused:
        write(tmp_path, NOTE, DOCUMENTS)
    assert refused.value.where == str(tmp_path / f"{NOTE}.md")
    assert [path.name for path in tmp_path.iterdir()] == [f"{NOTE}.md"]
    assert (tmp_path / f"{NOTE}.md").read_text() == "first"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CaraError, match="could not be written"):
        write(tmp_path, NOTE, DOCUMENTS)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CaraError):
        write(tmp_path / "out", NOTE, DOCUMENTS)
    with pytest.raises(CaraError):
        write(tmp_path / "out" / "deeper", NOTE, DOCUMENTS)


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".x", "x" * 61, "a b", "é", "a\nb"])
def test_a_name_that_is_no_note_id_is_a_programmer_s_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="note id"):
        write(tmp_path, name, DOCUMENTS)
    with pytest.raises(ValueError, match="note id"):
        write(tmp_path, NOTE, {name or "/": "x"})
