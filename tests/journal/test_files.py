"""Private files are private from the first byte, and replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import resource
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.errors import StoreError
from cara_facilitate.journal.files import (
    create_private,
    private_folder,
    private_mode,
    read_private,
    write_private,
)


@pytest.fixture
def careless_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("careless_umask")
def test_only_the_owner_may_look_even_with_a_careless_umask(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b")
    write_private(folder / "x", b"1")
    assert (mode(folder), mode(folder / "x")) == (0o700, 0o600)


def test_a_folder_that_stood_open_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert mode(private_folder(tmp_path)) == 0o700


def test_a_link_in_the_files_place_is_replaced_and_its_target_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes(b"mine")
    (tmp_path / "x").symlink_to(target)
    (tmp_path / ".x.new").symlink_to(target)
    write_private(tmp_path / "x", b"1")
    assert target.read_bytes() == b"mine"
    assert not (tmp_path / "x").is_symlink()
    assert (tmp_path / "x").read_bytes() == b"1"


@pytest.mark.parametrize("dangling", [True, False])
def test_a_new_private_file_is_never_made_where_anything_has_the_name(
    tmp_path: Path, dangling: bool
) -> None:
    if dangling:
        (tmp_path / "x").symlink_to(tmp_path / "nowhere")
    else:
        (tmp_path / "x").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "x")
    assert not (tmp_path / "nowhere").exists()


def test_reading_through_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "x").symlink_to(tmp_path / "real")
    with pytest.raises(StoreError):
        read_private(tmp_path / "x", 10)


def test_a_file_longer_than_it_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"12345")
    assert read_private(tmp_path / "x", 5) == b"12345"
    with pytest.raises(StoreError, match="longer"):
        read_private(tmp_path / "x", 4)


def test_a_write_the_disk_refuses_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    write_private(tmp_path / "x", b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(StoreError, match="cannot be written"):
            write_private(tmp_path / "x", b"n" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"old"


def test_a_link_is_no_folder_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(StoreError, match="link"):
        private_folder(tmp_path / "link")


def test_a_mode_that_fits_is_not_touched_so_a_read_only_disk_can_be_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x").touch(mode=0o600)

    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "chmod", refused)
    private_mode(tmp_path / "x", 0o600)
    with pytest.raises(StoreError, match="Read-only file system"):
        private_mode(tmp_path / "x", 0o700)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_in_a_files_place_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")
    with pytest.raises(StoreError, match="ordinary"):
        read_private(tmp_path / "x", 5)
