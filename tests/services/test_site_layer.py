"""What a site changes is laid over a curriculum last, and is pinned with the wording delivered."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.content.load import check, load
from cara_facilitate.services.bootstrap import open_plugins
from cara_facilitate.services.curricula import Library

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
