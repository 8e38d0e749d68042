"""The user's own folder of curricula: put there whole, offered beside the others, taken out."""

from __future__ import annotations

import json
import shutil
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.host.discovery import Consent
from cara_facilitate.host.registry import Host
from cara_facilitate.services import own_curricula, own_lock
from cara_facilitate.services.author.adding import Offer, add, look_at
from cara_facilitate.services.author.removing import find, remove
from cara_facilitate.services.bootstrap import open_plugins
from cara_facilitate.services.curricula import Library
from tests.services import wheels


class Shelf:
    """A user's own folder, and a library that is opened anew for each look at it."""

    def __init__(self, folder: Path, host: Host) -> None:
        self.place = folder / "curricula"
        self.folder = folder
        self.host = host

    def library(self) -> Library:
        """As the next start would see it."""
        return Library(self.host, self.folder / "site", self.place)

    def offer(self, wheel: Path) -> Offer:
        """What a wheel is."""
        return look_at(wheel, self.library(), self.place)

    def add(self, version: str = "1.0.0", name: str = wheels.NAME, title: str = "Hills") -> Offer:
        """Build and add a package."""
        files = wheels.curriculum(version, title)
        made = wheels.members(files, name=name, version=version)
        offer = self.offer(wheels.built(self.folder, made))
        add(offer, self.place)
        return offer

    def home(self) -> Path:
        """Where the files of the one package stand."""
        [own] = own_curricula.owned(self.place)
        return self.place / own.folder / own.package

    def rows(self) -> dict[str, tuple[str, str]]:
        """Status and reason by curriculum, of the user's own."""
        listed = self.library().listed()
        return {r.curriculum: (r.status, r.reason) for r in listed if r.curriculum != "cara-open"}


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An empty folder, and nothing else installed."""
    made = Shelf(tmp_path, Host((), Consent()))
    yield made
    made.host.close()


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """An empty folder beside what comes with the toolkit."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    made = Shelf(tmp_path, open_plugins())
    yield made
    made.host.close()


def test_an_added_package_is_offered_with_where_it_is_from(shelf: Shelf) -> None:
    offer = shelf.add()
    assert (offer.step, offer.before, offer.remarks) == ("new", "", ())
    assert (offer.title, offer.licence, len(offer.variants)) == ("Hills", "CC-BY-4.0", 4)
    source = shelf.library().sources()["hills"]
    assert (source.distribution, source.version) == (wheels.NAME, "1.0.0")
    assert dict(source.files) == wheels.curriculum() and source.changed == {}
    assert shelf.rows() == {"hills": ("ready", "")}
    assert shelf.library().load("hills", "familial-female").title == "Hills"
    assert wheels.PACKAGE not in sys.modules


@pytest.mark.skipif(sys.platform == "win32", reason="these rights are those of POSIX")
def test_nobody_else_can_read_the_folder_whatever_it_was_before(shelf: Shelf) -> None:
    shelf.place.mkdir(mode=0o755)
    shelf.add()
    assert stat.S_IMODE(shelf.place.stat().st_mode) == 0o700
    files = [path for path in shelf.place.rglob("*") if path.is_file()]
    assert files and all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_a_newer_version_takes_the_place_of_an_older_one(shelf: Shelf) -> None:
    shelf.add("1.9.0")
    newer = shelf.add("1.10.0", title="Higher hills")
    assert (newer.step, newer.before) == ("update", "1.9.0")
    [own] = own_curricula.owned(shelf.place)
    assert own.version == "1.10.0"
    assert shelf.library().load("hills", "familial-male").title == "Higher hills"
    assert sorted(path.name for path in shelf.place.iterdir()) == [
        f"{wheels.NAME}-1.10.0",
        f"{wheels.NAME}.json",
    ]


def test_an_older_or_another_or_the_same_package_is_told_apart(shelf: Shelf) -> None:
    shelf.add("1.1.0")
    assert shelf.add("1.0.0").step == "older"
    assert shelf.add("1.0.0", title="Other hills").step == "other"
    again = shelf.add("1.0.0", title="Other hills")
    assert again.step == "same"
    assert shelf.rows() == {"hills": ("ready", "")}


def test_adding_the_same_again_mends_what_was_edited(shelf: Shelf) -> None:
    shelf.add()
    (shelf.home() / "activities" / "plan.md").write_text("nothing")
    assert shelf.rows()["hills"][0] == "broken"
    shelf.add()
    assert shelf.rows() == {"hills": ("ready", "")}


def test_if_the_disk_fails_half_way_the_older_version_stands(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.add()
    before = sorted(str(path) for path in shelf.place.rglob("*"))
    real = own_curricula._write
    written = []

    def fails(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) > 3:
            raise OSError(28, "no space")
        real(path, data)

    monkeypatch.setattr(own_curricula, "_write", fails)
    with pytest.raises(ContentError, match="cannot be written"):
        shelf.add("2.0.0")
    assert sorted(str(path) for path in shelf.place.rglob("*")) == before
    assert shelf.rows() == {"hills": ("ready", "")}


def test_a_folder_of_the_users_own_in_the_same_place_is_never_touched(shelf: Shelf) -> None:
    mine = shelf.place / f"{wheels.NAME}-1.0.0" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    shelf.add()
    shelf.add("1.1.0")
    library = shelf.library()
    remove(find("hills", library, shelf.place), shelf.place)
    assert [path for path in shelf.place.rglob("*") if path.is_file()] == [mine]


def test_a_package_with_errors_is_shown_and_not_added(shelf: Shelf) -> None:
    files = wheels.curriculum()
    files["activities/plan.md"] = files["activities/plan.md"].replace(b"minutes: 40", b"minutes: x")
    offer = shelf.offer(wheels.built(shelf.folder, wheels.members(files)))
    assert offer.broken and offer.findings
    with pytest.raises(ContentError, match="errors"):
        add(offer, shelf.place)
    assert not shelf.place.exists()


def test_the_id_of_an_installed_curriculum_stays_with_it(beside: Shelf) -> None:
    files = wheels.curriculum()
    files["curriculum.yaml"] = files["curriculum.yaml"].replace(b": hills", b": cara-open")
    offer = beside.offer(wheels.built(beside.folder, wheels.members(files)))
    assert any("has the id cara-open" in remark for remark in offer.remarks)
    add(offer, beside.place)
    sources = beside.library().sources()
    assert sources["cara-open"].distribution == "cara-facilitate"
    assert beside.rows() == {
        f"cara-open.{wheels.NAME}": ("findings", "Another package has the id cara-open.")
    }


def test_two_own_packages_of_one_id_are_both_listed(shelf: Shelf) -> None:
    shelf.add()
    shelf.add(name="cara-curriculum-zebra")
    assert set(shelf.rows()) == {"hills", "hills.cara-curriculum-zebra"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("edited", "activities/plan.md (edited)"),
        ("missing", "activities/plan.md (missing)"),
        ("added", "activities/extra.yaml (added)"),
        ("code", "run.py (added)"),
        ("record", "RECORD (edited)"),
        ("no record", "RECORD (missing)"),
    ],
)
def test_a_change_in_the_folder_is_listed_by_its_file(shelf: Shelf, change: str, said: str) -> None:
    shelf.add()
    home = shelf.home()
    plan = home / "activities" / "plan.md"
    record = next(home.parent.glob("*.dist-info/RECORD"))
    if change == "edited":
        plan.write_bytes(plan.read_bytes().replace(b"one card", b"two cards"))
    elif change == "missing":
        plan.unlink()
    elif change == "added":
        (home / "activities" / "extra.yaml").write_text("x: 1")
    elif change == "code":
        (home / "run.py").write_text("raise SystemExit")
    elif change == "record":
        record.write_text(record.read_text().replace("plan.md", "plan2.md"))
    else:
        record.unlink()
    status, reason = shelf.rows()["hills"]
    assert status == ("broken" if change == "missing" else "findings")
    assert f"Not as installed: {said}." in reason
    assert said.partition(" ")[0] in [f.file for f in shelf.library().check("hills")]


@pytest.mark.parametrize(
    "entry", ["", "[]", "{}", '{"name": 1}', "[" * 5000, "\xff"], ids=lambda entry: entry[:9]
)
def test_an_entry_that_cannot_be_read_is_listed_as_broken(shelf: Shelf, entry: str) -> None:
    shelf.add()
    (shelf.place / f"{wheels.NAME}.json").write_text(entry, encoding="latin-1")
    status, reason = shelf.rows()[wheels.NAME]
    assert status == "broken" and f"{wheels.NAME}.json (edited)" in reason
    remove(find(wheels.NAME, shelf.library(), shelf.place), shelf.place)
    assert shelf.rows() == {}


@pytest.mark.parametrize(
    "field", ["name", "distribution", "folder", "package", "info", "wheel", "record", "version"]
)
def test_an_entry_never_leads_out_of_the_folder(shelf: Shelf, field: str, tmp_path: Path) -> None:
    shelf.add()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "curriculum.yaml").write_bytes(wheels.curriculum()["curriculum.yaml"])
    path = shelf.place / f"{wheels.NAME}.json"
    plain = json.loads(path.read_text())
    for value in ("another-name", "../../outside"):
        path.write_text(json.dumps({**plain, field: value}))
        assert shelf.rows()
        with pytest.raises(ContentError, match="no package"):
            find("another", shelf.library(), shelf.place)
    assert shelf.rows()[wheels.NAME][0] == "broken"
    remove(find(wheels.NAME, shelf.library(), shelf.place), shelf.place)
    assert (outside / "curriculum.yaml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_in_the_folder_are_not_followed(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add()
    home = shelf.home()
    secret = tmp_path / "secret.md"
    secret.write_text("not theirs")
    (home / "activities" / "plan.md").unlink()
    (home / "activities" / "plan.md").symlink_to(secret)
    assert "activities/plan.md" not in shelf.library().sources()["hills"].files
    assert "plan.md (missing)" in shelf.rows()["hills"][1]
    moved = home.rename(tmp_path / "moved")
    home.symlink_to(moved)
    assert shelf.library().sources()[wheels.NAME].files == {}


def test_only_what_stands_in_the_own_folder_is_removed(beside: Shelf) -> None:
    beside.add()
    library = beside.library()
    for name in ("cara-open", "cara-facilitate", "Cara_Facilitate"):
        with pytest.raises(ContentError, match="comes with the toolkit"):
            find(name, library, beside.place)
    with pytest.raises(ContentError, match="did you mean"):
        find("cara-curriculum-hill", library, beside.place)
    for name in ("hills", wheels.NAME, "Cara_Curriculum.Hills"):
        assert find(name, library, beside.place).distribution == wheels.NAME
    remove(find("hills", library, beside.place), beside.place)
    assert beside.rows() == {} and list(beside.place.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_plain_refusal(shelf: Shelf) -> None:
    shelf.place.write_text("a file where the folder should be")
    with pytest.raises(CaraError, match="cannot be written"):
        shelf.add()
    assert shelf.rows() == {}


def test_what_is_offered_is_what_was_looked_at(shelf: Shelf) -> None:
    files = wheels.curriculum()
    path = wheels.built(shelf.folder, wheels.members(files))
    offer = shelf.offer(path)
    path.write_bytes(b"another file by now")
    add(offer, shelf.place)
    assert dict(shelf.library().sources()["hills"].files) == files
    assert replace(offer, findings=()).broken is False


def test_a_package_whose_folder_is_gone_is_mended_by_adding_it_again(shelf: Shelf) -> None:
    shelf.add()
    shutil.rmtree(shelf.home().parent)
    assert {status for status, _ in shelf.rows().values()} == {"broken"}
    shelf.add()
    assert shelf.rows() == {"hills": ("ready", "")}


def test_a_package_that_could_not_be_found_again_is_not_put_there(shelf: Shelf) -> None:
    points = "[cara_facilitate.curricula]\nhills = _hills\n"
    more = {"{info}/entry_points.txt": points}
    made = wheels.members(wheels.curriculum(), package="_hills", more=more)
    offer = shelf.offer(wheels.built(shelf.folder, made))
    with pytest.raises(ContentError, match="cannot be kept"):
        add(offer, shelf.place)
    assert shelf.rows() == {} and not shelf.place.exists()


def test_what_a_broken_off_addition_left_is_removed_by_the_next_one(shelf: Shelf) -> None:
    shelf.add()
    orphan = shelf.place / f"{wheels.NAME}-0.9.0"
    shutil.copytree(shelf.home().parent, orphan)
    (shelf.place / ".adding-left").mkdir()
    mine = shelf.place / "mine"
    mine.mkdir()
    shelf.add("1.1.0")
    assert {path.name for path in shelf.place.iterdir()} == {
        f"{wheels.NAME}-1.1.0", f"{wheels.NAME}.json", "mine",
    }  # fmt: skip


def test_while_an_entry_cannot_be_read_no_folder_is_swept(shelf: Shelf) -> None:
    shelf.add()
    home = shelf.home()
    (shelf.place / f"{wheels.NAME}.json").write_text("")
    shelf.add(name="cara-curriculum-zebra")
    assert home.is_dir()
    remove(find(wheels.NAME, shelf.library(), shelf.place), shelf.place)
    assert not home.exists() and set(shelf.rows()) == {"hills"}


def test_of_two_at_once_one_is_told_so_and_nothing_is_left_over(shelf: Shelf) -> None:
    shelf.add()
    with own_lock.held(shelf.place):
        with pytest.raises(ContentError, match="in another window"):
            shelf.add("1.1.0")
        with pytest.raises(ContentError, match="in another window"):
            remove(find("hills", shelf.library(), shelf.place), shelf.place)
    assert shelf.rows() == {"hills": ("ready", "")}
    offer = shelf.offer(wheels.built(shelf.folder, wheels.members(wheels.curriculum())))

    def adds(_: int) -> str:
        try:
            add(offer, shelf.place)
        except CaraError as error:
            return error.message
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(adds, range(12)))
    assert said <= {"", "Your own folder of curricula is being changed in another window."}
    [own] = own_curricula.owned(shelf.place)
    assert {path.name for path in shelf.place.iterdir()} == {own.folder, f"{own.name}.json"}
    assert shelf.rows() == {"hills": ("ready", "")}
