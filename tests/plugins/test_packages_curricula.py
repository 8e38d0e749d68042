"""Data-only curriculum packages are found and read; nothing in them is ever run."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cara_curriculum_packages as packages
import pytest

from cara_facilitate.api import CurriculumSource
from cara_facilitate.api.testing import offers, problems
from cara_facilitate.services.bootstrap import open_plugins

MANIFEST = b"format: 1\ncurriculum: cara-hills\ntitle: Hills\n"


class Shelf:
    """A folder on the import path with installed curriculum packages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def add(self, package: str, files: dict[str, bytes], *, name: str = "") -> Path:
        """Install a package whose code would fail if it ran."""
        self.number += 1
        home = self.folder.joinpath(*package.split("."))
        home.mkdir(parents=True)
        for parent in [home, *home.parents]:
            if parent == self.folder:
                break
            (parent / "__init__.py").write_text("raise SystemExit('this code must not run')")
        for path, data in files.items():
            target = home / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        distribution = name or f"shelf-{self.number}"
        self.metadata(distribution, f"x{self.number}", package)
        return home

    def metadata(self, distribution: str, entry: str, value: str) -> None:
        """Write the dist-info that names the package."""
        info = self.folder / f"{distribution.replace('-', '_')}-2.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 2.0\n"
        )
        (info / "entry_points.txt").write_text(f"[cara_facilitate.curricula]\n{entry} = {value}\n")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """An empty shelf on the import path."""
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield Shelf(tmp_path)


def _offered(shelf: Shelf) -> dict[str, CurriculumSource]:
    importlib.invalidate_caches()
    found: list[Any] = offers(packages, "cara_curricula")
    return {record.id: record for record in found if record.distribution.startswith("shelf")}


def test_the_plugin_keeps_to_the_contract() -> None:
    assert problems(packages) == []


def test_a_package_is_offered_under_its_curriculum_id_with_its_files(shelf: Shelf) -> None:
    shelf.add("hills", {"curriculum.yaml": MANIFEST, "activities/one.md": b"\xef\xbb\xbfText"})
    (source,) = _offered(shelf).values()
    assert (source.id, source.distribution, source.version) == ("cara-hills", "shelf-1", "2.0")
    assert source.files == {"curriculum.yaml": MANIFEST, "activities/one.md": b"\xef\xbb\xbfText"}
    assert "hills" not in sys.modules


def test_a_package_inside_another_is_found_without_running_either(shelf: Shelf) -> None:
    shelf.add("county.hills", {"curriculum.yaml": MANIFEST})
    assert set(_offered(shelf)) == {"cara-hills"}
    assert not {"county", "county.hills"} & set(sys.modules)


def test_two_packages_with_one_curriculum_id_are_both_offered(shelf: Shelf) -> None:
    shelf.add("first", {"curriculum.yaml": MANIFEST, "a.md": b"1"})
    shelf.add("second", {"curriculum.yaml": MANIFEST, "a.md": b"2"})
    offered = _offered(shelf)
    assert {key: source.files["a.md"] for key, source in offered.items()} == {
        "cara-hills": b"1",
        "cara-hills.second": b"2",
    }


@pytest.mark.parametrize(
    "value", ["nowhere_at_all", "no.such.place", "os", "sys", "../etc", "a b", "json.decoder"]
)
def test_a_package_that_is_not_there_is_offered_without_files(value: str, shelf: Shelf) -> None:
    shelf.metadata("shelf-lost", "lost", value)
    (source,) = _offered(shelf).values()
    assert source.files == {} and source.distribution == "shelf-lost"


def test_code_hidden_files_and_links_stay_out(shelf: Shelf, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_bytes(b"not theirs")
    files = {
        "curriculum.yaml": MANIFEST,
        ".hidden.md": b"x",
        "__pycache__/x.md": b"x",
        "tool.py": b"x",
        "run.sh": b"x",
    }
    home = shelf.add("hills", files)
    if os.name == "posix":
        (home / "link.md").symlink_to(secret)
        (home / "folder").symlink_to(tmp_path)
    (source,) = _offered(shelf).values()
    assert set(source.files) == {"curriculum.yaml"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_in_a_package_is_not_waited_for(shelf: Shelf) -> None:
    home = shelf.add("hills", {"curriculum.yaml": MANIFEST})
    os.mkfifo(home / "pipe.md")
    assert set(_offered(shelf)["cara-hills"].files) == {"curriculum.yaml"}


def test_a_file_over_the_limit_is_cut_where_it_can_be_named(shelf: Shelf) -> None:
    big = b"x" * (packages.LARGEST_FILE + 5000)
    shelf.add("hills", {"curriculum.yaml": MANIFEST, "activities/big.md": big})
    (source,) = _offered(shelf).values()
    assert len(source.files["activities/big.md"]) == packages.LARGEST_FILE + 1


def test_a_hostile_manifest_cannot_choose_an_odd_id(shelf: Shelf) -> None:
    manifests = (b"curriculum: ../../x\n", b"curriculum: \x1b[2J\n", b"\xff\xfe", b"")
    for number, manifest in enumerate(manifests):
        shelf.add(f"odd_{number}", {"curriculum.yaml": manifest})
    assert set(_offered(shelf)) == {f"odd_{number}" for number in range(len(manifests))}


@pytest.mark.parametrize("left", [None, "", "Name: shelf-1\n", "Version: 2.0\n", "\xff\xfe"])
def test_metadata_that_is_half_removed_hides_no_curriculum(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: str | None
) -> None:
    shelf.add("hills", {"curriculum.yaml": MANIFEST})
    shelf.add("dales", {"curriculum.yaml": b"curriculum: dales\n"})
    path = shelf.folder / "shelf_1-2.0.dist-info" / "METADATA"
    if left is None:
        path.unlink()
    else:
        path.write_text(left, encoding="latin-1")
    importlib.invalidate_caches()
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    host = open_plugins()
    try:
        offered = {source.id: source for source in host.curricula()}
    finally:
        host.close()
    assert {"cara-hills", "dales", "cara-open"} <= set(offered)
    assert offered["cara-hills"].changed == {"METADATA": "missing"}
    assert offered["dales"].changed == {} and offered["dales"].version == "2.0"


def test_what_is_left_of_an_older_version_does_not_stand_before_the_newer(shelf: Shelf) -> None:
    shelf.add("hills", {"curriculum.yaml": MANIFEST})
    info = shelf.folder / "shelf_0-1.0.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[cara_facilitate.curricula]\na = hills\n")
    source = _offered(shelf)["cara-hills"]
    assert (source.distribution, source.version, source.changed) == ("shelf-1", "2.0", {})
