"""A package is the same bytes wherever it is built, holds every file and nothing that runs."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cara_facilitate.content.folder import read_folder
from cara_facilitate.errors import CaraError
from cara_facilitate.services.author.building import BuiltPackage, build, examine
from cara_facilitate.services.author.lock import LOCK
from cara_facilitate.services.author.making import new_curriculum
from cara_facilitate.services.author.making_overlay import new_overlay
from cara_facilitate.services.author.packaged import read_package

ROOT = Path(__file__).parents[3]
PACKAGE = "cara_curriculum_my_days"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A curriculum with an overlay, ready to be built."""
    made = new_curriculum("my-days", tmp_path).folder
    new_overlay(made, "first-signs", "familial-female")
    return made


def built(folder: Path, out: Path | None = None) -> BuiltPackage:
    """Build it; there must be nothing against it."""
    examined = examine(folder)
    assert examined.ready, (examined.findings, examined.problems, examined.changes)
    return build(examined, out)


def names(path: Path) -> set[str]:
    """The files in a wheel."""
    with zipfile.ZipFile(path) as wheel:
        return set(wheel.namelist())


def test_two_builds_in_different_folders_are_equal_bytes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = built(folder, tmp_path / "first")
    inner = tmp_path / "elsewhere" / "deeper" / PACKAGE
    inner.parent.mkdir(parents=True)
    shutil.copytree(folder.parents[1], inner.parent / "project")
    again = inner.parent / "project" / "src" / PACKAGE
    for path in again.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    (again / LOCK).unlink()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("HATCH_BUILD_HOOKS_ENABLE", "1")
    second = built(again, tmp_path / "second")
    third = built(again, tmp_path / "third")
    assert first.path.read_bytes() == second.path.read_bytes() == third.path.read_bytes()
    assert first.sha256 == second.sha256


def test_every_file_is_in_the_package_as_it_is_and_nothing_else(folder: Path) -> None:
    (folder / "media").mkdir()
    (folder / "media" / "wheel.png").write_bytes(PNG)
    (folder / "LICENCE").write_text("All rights reserved.\n")
    package = built(folder)
    with zipfile.ZipFile(package.path) as wheel:
        held = {name: wheel.read(name) for name in wheel.namelist()}
    authored = {f"{PACKAGE}/{name}": data for name, data in read_folder(folder).items()}
    info = "cara_curriculum_my_days-0.1.0.dist-info"
    described = {f"{info}/{one}" for one in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    assert {n: d for n, d in held.items() if n not in described} == {
        **authored,
        f"{PACKAGE}/__init__.py": b"",
    }
    assert package.content == len(authored) - 1  # all but the lock
    metadata = held[f"{info}/METADATA"].decode()
    assert "Name: cara-curriculum-my-days\nVersion: 0.1.0\n" in metadata
    assert "Requires-Dist: cara-facilitate<2,>=0.1" in metadata
    assert "Private :: Do Not Upload" in metadata


def test_the_package_passes_through_the_door_it_is_installed_by(folder: Path) -> None:
    package = built(folder)
    found = read_package(package.path)
    assert (found.distribution, found.version) == ("cara-curriculum-my-days", "0.1.0")
    assert found.files == read_folder(folder) and found.sha256 == package.sha256


def test_it_goes_beside_the_project_and_the_lock_into_the_curriculum(folder: Path) -> None:
    package = built(folder)
    assert package.path.parent == folder.parents[1] / "dist"
    assert json.loads((folder / LOCK).read_text())["built"]["version"] == "0.1.0"
    again = built(folder)
    assert again == package


def test_an_inner_folder_alone_is_enough(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare" / "words of ours"
    shutil.copytree(folder, bare)
    package = built(bare)
    assert package.path == tmp_path / "bare" / "dist" / f"{PACKAGE}-0.1.0-py3-none-any.whl"
    assert f"{PACKAGE}/curriculum.yaml" in names(package.path)


def test_what_the_author_says_of_the_project_is_kept_and_how_it_is_built_is_not(
    folder: Path,
) -> None:
    project = folder.parents[1] / "pyproject.toml"
    text = project.read_text().replace('name = "cara-curriculum-my-days"', 'name = "our-days"')
    text = text.replace("classifiers = [", 'authors = [{ name = "A service" }]\nclassifiers = [')
    text += '\n[tool.hatch.build.hooks.custom]\npath = "evil.py"\n'
    project.write_text(text.replace("[build-system]", '[project.scripts]\nx = "os:abort"\n[x]'))
    (project.parent / "evil.py").write_text("raise SystemExit('ran')\n")
    package = built(folder)
    assert package.path.name == "our_days-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(package.path) as wheel:
        metadata = wheel.read("our_days-0.1.0.dist-info/METADATA").decode()
        points = wheel.read("our_days-0.1.0.dist-info/entry_points.txt").decode()
    assert "Author: A service" in metadata
    assert points.split() == ["[cara_facilitate.curricula]", "my-days", "=", PACKAGE]


def test_what_git_ignores_is_packed_all_the_same(folder: Path) -> None:
    for place in (folder, *folder.parents[:3]):
        (place / ".gitignore").write_text("*.md\nvariants/\n")
    (folder.parents[2] / ".git").mkdir()
    assert f"{PACKAGE}/activities/welcome.md" in names(built(folder).path)


def test_code_notes_and_a_sites_own_layer_stay_behind(folder: Path) -> None:
    (folder / "__init__.py").write_text("raise SystemExit('ran')\n")
    (folder / "plan.py").write_text("raise SystemExit('ran')\n")
    (folder / "notes.txt").write_text("mine\n")
    (folder / "site").mkdir()
    (folder / "site" / "signposts.yaml").write_text("signposts: []\n")
    examined = examine(folder)
    assert examined.left_out == ("notes.txt", "plan.py", "site/signposts.yaml")
    with zipfile.ZipFile(build(examined).path) as wheel:
        assert wheel.read(f"{PACKAGE}/__init__.py") == b""
        assert not any(name.endswith((".txt", "plan.py")) for name in wheel.namelist()
                       if ".dist-info" not in name)  # fmt: skip


def test_errors_stop_it_and_no_file_is_written(folder: Path) -> None:
    path = folder / "activities" / "welcome.md"
    path.write_text(path.read_text().replace("minutes: 15", "minutes: 16"))
    before = read_folder(folder)
    examined = examine(folder)
    assert "M01" in {one.rule for one in examined.findings} and not examined.ready
    with pytest.raises(CaraError, match="cannot be built"):
        build(examined)
    assert read_folder(folder) == before
    assert not (folder.parents[1] / "dist").exists()


@pytest.mark.parametrize("kind", ["Watch for", "Note", "Listen for", "If short of time"])
def test_a_sentence_for_facilitators_in_a_hand_out_stops_it(folder: Path, kind: str) -> None:
    words = "Somebody at home may look for the card."
    card = folder / "handouts" / "time-out-card.md"
    card.write_text(card.read_text() + f"\n## Take care\n\n{words}\n")
    assert examine(folder).ready
    path = folder / "activities" / "next-steps.md"
    path.write_text(path.read_text().rstrip("\n") + f"\n\n### {kind}\n\n- More. {words}\n")
    (problem,) = examine(folder).problems
    assert problem.file == "handouts/time-out-card.md"
    assert words.rstrip(".").lower() in problem.message.lower()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.gif", b"GIF89a"),
        ("a.html", b"<p>"),
        ("a.png", b"<svg/>"),
        ("a.jpg", PNG),
        ("a.svg", b"<svg onload = 'x()'/>"),
        ("a.svg", b"<svg><Script>x()</Script></svg>"),
        ("a.svg", b"<svg><image href='https://example.org/a.png'/></svg>"),
        ("a.svg", b"<svg><image xlink:href = //example.org/a.png /></svg>"),
        ("a.svg", b"<svg style='fill:url(http://example.org)'/>"),
        ("a.svg", b"<!DOCTYPE svg><svg/>"),
        ("a.svg", b"<svg><iframe src='#x'/></svg>"),
        ("a.svg", b"<svg><a xlink:href='java&#x73;cript:1'/></svg>"),
    ],
)
def test_media_are_still_pictures_of_three_kinds(folder: Path, name: str, data: bytes) -> None:
    (folder / "media").mkdir()
    (folder / "media" / name).write_bytes(data)
    assert [one.file for one in examine(folder).problems] == [f"media/{name}"]


def test_a_plain_drawing_is_packed(folder: Path) -> None:
    (folder / "media").mkdir()
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><use href='#a'/></svg>"
    (folder / "media" / "a.svg").write_bytes(drawing)
    assert f"{PACKAGE}/media/a.svg" in names(built(folder).path)


def test_a_link_is_not_followed_and_not_forgotten(folder: Path) -> None:
    (folder / "handouts" / "mine.md").symlink_to("/etc/passwd")
    assert [one.file for one in examine(folder).problems] == ["handouts/mine.md"]


def test_without_hatchling_it_says_what_to_install(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> object:
        return None if name == "hatchling" else real(name, package)

    monkeypatch.setattr("cara_facilitate.services.author.packing.find_spec", without)
    with pytest.raises(CaraError) as refused:
        built(folder)
    assert "pip install 'cara-facilitate[author]'" in refused.value.hint
    assert not (folder.parents[1] / "dist").exists()


@pytest.mark.parametrize("name", ["json", "cara_facilitate"])
def test_a_package_cannot_take_the_name_of_code_that_exists(folder: Path, name: str) -> None:
    project = folder.parents[1] / "pyproject.toml"
    project.write_text(project.read_text().replace(f'= "{PACKAGE}"', f'= "{name}"'))
    folder = folder.rename(folder.with_name(name))
    with pytest.raises(CaraError, match="name of a package"):
        built(folder)


def test_unpacked_it_is_listed_and_its_code_is_not_run(folder: Path, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    with zipfile.ZipFile(built(folder).path) as wheel:
        wheel.extractall(site)
    (site / PACKAGE / "__init__.py").write_text("raise SystemExit('ran')\n")
    path = os.pathsep.join(map(str, (site, ROOT, ROOT / "plugins", ROOT / "curricula")))
    done = subprocess.run(
        [sys.executable, "-m", "cara_facilitate.cli.main", "curriculum", "list", "--json"],
        env={**os.environ, "PYTHONPATH": path, "CARA_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    mine = [row for row in json.loads(done.stdout) if row["curriculum"] == "my-days"]
    hashes = examine(folder).hashes
    assert hashes and {row["variant"]: row["hash"] for row in mine} == dict(hashes)


def test_the_open_reference_curriculum_can_be_built(tmp_path: Path) -> None:
    copy = tmp_path / "cara_curriculum_open"
    shutil.copytree(
        ROOT / "curricula" / copy.name, copy, ignore=shutil.ignore_patterns("__pycache__", LOCK)
    )
    package = built(copy)
    count = sum(path.is_file() for path in copy.rglob("*"))
    assert package.content == count - 2  # the lock, and the module that holds no code
