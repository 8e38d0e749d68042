"""What a site changes is laid over a curriculum last, and is pinned with the wording delivered."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from cara_facilitate.api import CurriculumSource
from cara_facilitate.content.load import check, load
from cara_facilitate.errors import ContentError
from cara_facilitate.services.author.adding import add, look_at
from cara_facilitate.services.bootstrap import open_plugins
from cara_facilitate.services.curricula import Library
from cara_facilitate.services.site_layer import site_fault, with_site
from tests.services import wheels

VARIANTS = (
    "intimate-partner-male", "intimate-partner-female", "familial-male", "familial-female",
)  # fmt: skip
SIGNPOSTS = """\
signposts:
  - id: samaritans
    name: Samaritans
    contact: "116 123"
    audience: everyone
    verified_on: "2026-11-01"
  - id: fathers-here
    name: Fathers' group, Leeds
    contact: "0113 496 0000"
    audience: participant
    verified_on: "2026-11-01"
    only: [intimate-partner-male]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site's folder with one curriculum's own signposts."""
    own = tmp_path / "site" / "cara-open"
    own.mkdir(parents=True)
    (own / "signposts.yaml").write_text(SIGNPOSTS, "utf-8")
    return tmp_path / "site"


@pytest.fixture
def host():
    opened = open_plugins()
    yield opened
    opened.close()


def files(host, site: Path) -> dict[str, bytes]:
    return dict(Library(host, site).sources()["cara-open"].files)


def test_a_sites_signposts_replace_those_of_the_same_id_and_add_their_own(host, site):
    plain = Library(host, site.parent / "none").load("cara-open", VARIANTS[0])
    local = Library(host, site).load("cara-open", VARIANTS[0])
    verified = {s.id: s.verified_on for s in local.signposts}
    assert verified["samaritans"] == "2026-11-01"
    assert "fathers-here" in verified
    assert {s.id for s in plain.signposts} < set(verified)
    assert local.hash != plain.hash, "another wording is another hash"


def test_a_local_service_is_given_only_in_the_variants_it_is_for(host, site):
    library = Library(host, site)
    offered = {v: library.load("cara-open", v).signposts for v in VARIANTS}
    having = [v for v, all_of_them in offered.items() if "fathers-here" in str(all_of_them)]
    assert having == ["intimate-partner-male"]


def test_a_sites_overlay_is_laid_over_the_curriculums_own(host, site):
    own = site / "cara-open" / "variants" / "male"
    own.mkdir(parents=True)
    base = load(files(host, site), VARIANTS[0]).activity("check-out")
    step = base.steps[0]
    kind = step.sections[0].kind.value
    header = "---\noverlays: check-out\nbase: x\n---\n\n"
    body = f"## {step.title}\n\n### {kind}\n\nOur own words.\n"
    (own / "check-out.md").write_text(header + body, "utf-8")
    changed = load(files(host, site), VARIANTS[0]).activity("check-out")
    assert changed.steps[0].sections[0].body == "Our own words."
    other = load(files(host, site), VARIANTS[1]).activity("check-out")
    assert other.steps[0].sections[0].body != "Our own words."


def test_a_mistake_of_the_site_is_reported_in_the_sites_file(host, site):
    own = site / "cara-open"
    (own / "signposts.yaml").write_text(SIGNPOSTS.replace("[intimate-partner-male]", "[male-ish]"))
    [found] = [f for f in check(files(host, site)) if f.severity == "error"]
    assert (found.rule, found.file) == ("A01", "site/signposts.yaml")
    assert found.line == SIGNPOSTS[: SIGNPOSTS.index("only:")].count("\n") + 1


def test_a_folder_for_another_curriculum_changes_nothing(host, site):
    (site / "cara-open").rename(site / "another")
    assert "site/signposts.yaml" not in files(host, site)


@pytest.fixture
def two(host, site, tmp_path):
    """The toolkit's curriculum with its site layer, and one of the user's own beside it."""
    place = tmp_path / "curricula"
    wheel = wheels.built(tmp_path, wheels.members(wheels.curriculum()))
    add(look_at(wheel, Library(host, site, place), place), place)
    return lambda: Library(host, site, place)


def too_large(own: Path) -> None:
    (own / "signposts.yaml").write_bytes(b"x" * (9 << 20))


def too_many(own: Path) -> None:
    for number in range(1001):
        (own / f"{number}.md").touch()


def a_link(own: Path) -> None:
    own.rename(own.parent / "elsewhere")
    own.symlink_to(own.parent / "elsewhere")


def a_link_to_the_system(own: Path) -> None:
    own.rename(own.parent / "elsewhere")
    own.symlink_to("/proc/self")


def a_link_to_nowhere(own: Path) -> None:
    own.rename(own.parent / "elsewhere")
    own.symlink_to(own.parent / "nowhere")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (too_large, "site/signposts.yaml:1:1: This folder holds more"),
        (too_many, "This folder holds more"),
        (a_link, "site/:1:1: This folder is a link"),
        (a_link_to_the_system, "This folder is a link"),
        (a_link_to_nowhere, "This folder is a link"),
    ],
)
def test_a_bad_layer_breaks_its_own_curriculum_and_no_other(two, site, spoil, said):
    spoil(site / "cara-open")
    library = two()
    rows = {row.curriculum: row for row in library.listed()}
    assert (rows["cara-open"].status, rows["hills"].status) == ("broken", "ready")
    assert said in rows["cara-open"].reason and "site/" in rows["cara-open"].reason
    for opened in (library.load, library.deliverable):
        with pytest.raises(ContentError):
            opened("cara-open", VARIANTS[0])
    with pytest.raises(ContentError):
        load(library.sources()["cara-open"].files, VARIANTS[0])
    assert library.load("hills", VARIANTS[0]).title == "Hills"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="this system has no such folder")
def test_files_that_cannot_be_read_are_said_and_never_thrown():
    source = CurriculumSource(str(os.getpid()), wheels.curriculum())
    laid = with_site(source, Path("/proc"))
    fault = site_fault(laid.files)
    assert fault is not None and fault.where.startswith("site/")
    assert site_fault(source.files) is None
    assert [one.severity for one in check(laid.files)].count("error") == 1


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="these rights are those of POSIX")
@pytest.mark.parametrize("name", ["cara-open", "cara-open/signposts.yaml", "cara-open/variants"])
def test_a_layer_that_may_not_be_read_is_no_empty_one(two, site, name):
    (site / "cara-open" / "variants" / "male").mkdir(parents=True)
    (site / name).chmod(0)
    try:
        if os.access(site / name, os.R_OK):
            pytest.skip("whoever runs this may read everything")
        rows = {row.curriculum: row for row in two().listed()}
        assert (rows["cara-open"].status, rows["hills"].status) == ("broken", "ready")
        assert name.replace("cara-open", "site") in rows["cara-open"].reason
    finally:
        (site / name).chmod(0o700)


@pytest.mark.parametrize("laid", [False, True])
def test_what_came_with_a_curriculum_is_no_change_of_this_site(site, laid):
    theirs = {"site/signposts.yaml": b"evil", "site/variants/male/x.md": b"evil"}
    name = "cara-open" if laid else "another"
    source = with_site(CurriculumSource(name, {**wheels.curriculum(), **theirs}), site)
    here = {"site/signposts.yaml": SIGNPOSTS.encode()} if laid else {}
    assert dict(source.files) == {**wheels.curriculum(), **here}
