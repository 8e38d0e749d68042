"""A curriculum's folder is read whole, or refused in one plain sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cara_facilitate.content.folder import LARGEST_FOLDER, MOST_FILES, read_folder
from cara_facilitate.errors import ContentError


def test_authored_files_are_read_by_name_in_the_order_of_their_folders(tmp_path: Path) -> None:
    names = ["activities/b.md", "activities/z/a.md", "activities-x.md", "curriculum.yaml"]
    for name in [*names, ".hidden/x.md", "__pycache__/x.md", "activities/__init__.py", ".x"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert list(read_folder(tmp_path).items()) == [(name, name.encode()) for name in names]


def test_links_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    (tmp_path / "all").symlink_to("/")
    assert set(read_folder(tmp_path)) == {"a.md"}


def test_far_too_much_is_refused_with_the_file_it_was_too_much_at(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * LARGEST_FOLDER)
    assert len(read_folder(tmp_path)) == 1
    (tmp_path / "b.md").write_bytes(b"x")
    with pytest.raises(ContentError, match="more than a curriculum") as refused:
        read_folder(tmp_path)
    assert refused.value.where == "b.md"


def test_far_too_many_are_refused(tmp_path: Path) -> None:
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.md").touch()
    with pytest.raises(ContentError, match="more than a curriculum"):
        read_folder(tmp_path)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no such folder")
def test_a_file_that_cannot_be_read_is_a_plain_sentence() -> None:
    with pytest.raises(ContentError, match="cannot be read") as refused:
        read_folder(Path("/proc") / str(os.getpid()))
    assert refused.value.where and "\n" not in refused.value.sentence()


def test_a_folder_that_is_none_is_a_plain_sentence(tmp_path: Path) -> None:
    for name in ("none", "x" * 400):
        with pytest.raises(ContentError):
            read_folder(tmp_path / name)
