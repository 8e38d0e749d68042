"""Installed files that are not as RECORD says are named; an installation without rows is silent."""

from __future__ import annotations

import importlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cara_curriculum_packages as packages
import pytest

from cara_facilitate.api import CurriculumSource
from cara_facilitate.api.testing import offers
from tests.services import wheels


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the import path into which a curriculum was unpacked as pip does."""
    folder = tmp_path / "site"
    path = wheels.built(tmp_path, wheels.members(wheels.curriculum()))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    monkeypatch.syspath_prepend(str(folder))
    yield folder


def _hills() -> CurriculumSource:
    importlib.invalidate_caches()
    found: list[Any] = offers(packages, "cara_curricula")
    source: CurriculumSource = next(r for r in found if r.distribution == wheels.NAME)
    return source


def test_files_as_they_were_installed_are_not_named(site: Path) -> None:
    compiled = site / wheels.PACKAGE / "__pycache__" / "__init__.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"x")
    (site / wheels.PACKAGE / ".DS_Store").write_bytes(b"x")
    assert _hills().changed == {}


def _add_link(home: Path) -> None:
    plan = home / "activities" / "plan.md"
    other = home.parent / "other.md"
    other.write_bytes(plan.read_bytes())
    plan.unlink()
    plan.symlink_to(other)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            lambda home: (home / "activities/plan.md").write_text("x"),
            {"activities/plan.md": "edited"},
        ),
        (lambda home: (home / "activities/plan.md").unlink(), {"activities/plan.md": "missing"}),
        (lambda home: (home / "new.md").write_text("x"), {"new.md": "added"}),
        (lambda home: (home / "tool.py").write_text("x"), {"tool.py": "added"}),
        (lambda home: (home / "__init__.py").write_text("x = 1"), {"__init__.py": "edited"}),
        (lambda home: (home / "curriculum.yaml").unlink(), {"curriculum.yaml": "missing"}),
        (_add_link, {"activities/plan.md": "missing"}),
    ],
)
def test_a_changed_file_is_named(
    site: Path, change: Callable[[Path], object], named: dict[str, str]
) -> None:
    change(site / wheels.PACKAGE)
    assert _hills().changed == named


def test_a_package_that_is_gone_altogether_is_named_file_by_file(site: Path) -> None:
    (site / wheels.PACKAGE).rename(site / "gone")
    source = _hills()
    assert source.files == {}
    assert set(source.changed) == {"__init__.py", *wheels.curriculum()}
    assert set(source.changed.values()) == {"missing"}


def test_a_large_picture_is_judged_whole(site: Path) -> None:
    picture = site / wheels.PACKAGE / "media" / "big.png"
    picture.parent.mkdir()
    picture.write_bytes(b"\x89PNG" + b"x" * (packages.LARGEST_FILE + 9))
    record = next(site.glob("*.dist-info/RECORD"))
    name = f"{wheels.PACKAGE}/media/big.png"
    row = wheels.record({name: picture.read_bytes(), "x.dist-info/x": b""}).splitlines()[0]
    record.write_text(record.read_text() + row + "\n")
    assert _hills().changed == {}


def test_an_editable_installation_is_silent(site: Path) -> None:
    info = next(site.glob("*.dist-info"))
    rows = [row for row in (info / "RECORD").read_text().splitlines() if ".dist-info" in row]
    (info / "RECORD").write_text("\n".join([*rows, "_cara_curriculum_hills.pth,sha256=x,9", ""]))
    (info / "direct_url.json").write_text(json.dumps({"dir_info": {"editable": True}}))
    (site / wheels.PACKAGE / "activities" / "plan.md").write_text("x")
    assert _hills().changed == {}


@pytest.mark.parametrize("record", [None, "", "\x00,\x00", ",,,\n,", 'x,"y', "\xff\xfe"])
def test_metadata_of_any_kind_hides_no_curriculum(site: Path, record: str | None) -> None:
    path = next(site.glob("*.dist-info/RECORD"))
    if record is None:
        path.unlink()
    else:
        path.write_text(record, encoding="latin-1")
    assert set(_hills().files) == set(wheels.curriculum())


def test_a_copy_that_comes_first_on_the_path_is_judged_by_the_record(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tmp_path / "first" / wheels.PACKAGE
    (site / wheels.PACKAGE).rename(tmp_path / "kept")
    first.parent.mkdir()
    (tmp_path / "kept").rename(first)
    (first / "activities" / "plan.md").write_text("x")
    monkeypatch.syspath_prepend(str(first.parent))
    assert _hills().changed == {"activities/plan.md": "edited"}


def test_a_record_that_cannot_be_read_is_named(site: Path) -> None:
    path = next(site.glob("*.dist-info/RECORD"))
    path.write_bytes(b"\xff\xfe" + path.read_bytes())
    (site / wheels.PACKAGE / "activities" / "plan.md").write_text("x")
    assert _hills().changed == {"RECORD": "edited"}
