"""What the documents say is so: generated parts, links, paths, signatures and examples."""

from __future__ import annotations

import base64
import hashlib
import importlib
import inspect
import re
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from datetime import date
from importlib.metadata import EntryPoints, distributions
from pathlib import Path

import cara_curriculum_packages
import cara_site_west_yorkshire
import pytest

from cara_facilitate.api import Result, hookspecs
from cara_facilitate.api.contract import HOOKS
from cara_facilitate.api.testing import sample_placement
from cara_facilitate.content import shapes
from cara_facilitate.content.load import check, load, variants
from cara_facilitate.domain.curriculum import REFERENCE_SENTENCE, SectionKind
from cara_facilitate.host.discovery import Consent, discover
from cara_facilitate.host.limits import Limits
from cara_facilitate.host.registry import Host
from cara_facilitate.intake.cohort_file import read_cohort
from cara_facilitate.services.author.building import build as make_package
from cara_facilitate.services.author.building import examine
from docs import build

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in build.documents()}
FILE = re.compile(r"\*\*`([^`\n]+)`\*\*\n\n```\w+\n(.*?)```\n", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
REQUIREMENTS = (*range(1, 21), 22, 26, 31, 32, 33, 37, 38, 39)
INSTALLED = """\
Metadata-Version: 2.1
Name: {name}
Version: {version}
"""


def examples(page: str) -> dict[str, str]:
    """The files a page gives whole, by name."""
    return dict(FILE.findall(PAGES[page]))


def install(folder: Path, modules: Mapping[str, str], project: Mapping[str, object]) -> None:
    """Lay modules and metadata down as an installer does, with entry points and RECORD."""
    table = project["project"]
    assert isinstance(table, dict)
    info = folder / f"{table['name'].replace('-', '_')}-{table['version']}.dist-info"
    points = "".join(
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in entries.items())
        for group, entries in table["entry-points"].items()
    )
    files = {
        **modules,
        f"{info.name}/METADATA": INSTALLED.format(**table),
        f"{info.name}/entry_points.txt": points,
    }
    lines = []
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        digest = base64.urlsafe_b64encode(hashlib.sha256(place.read_bytes()).digest())
        lines.append(f"{name},sha256={digest.rstrip(b'=').decode()},{place.stat().st_size}\n")
    (info / "RECORD").write_text("".join([*lines, f"{info.name}/RECORD,,\n"]), encoding="utf-8")


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    titles = re.findall(r"^#{1,6} +(.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def test_every_generated_part_is_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert (build.main(["--check"]), capsys.readouterr().out) == (0, "")


def test_every_maker_writes_a_part_of_some_page() -> None:
    used = {name for text in PAGES.values() for name in re.findall(r"generated: ([a-z-]+)", text)}
    assert used == set(build.MAKERS)


def test_a_part_that_went_stale_is_found_and_nothing_else_is_changed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- generated: ratings -->\nold\n<!-- end -->\nafter\n")
    text = build.stale([page])[page]
    assert text.startswith("before\n") and text.endswith("<!-- end -->\nafter\n")
    assert "old" not in text and "answers when asked" in text
    page.write_text(text)
    assert build.stale([page]) == {}


@pytest.mark.parametrize(
    "text",
    [
        "<!-- generated: ratings -->\n",
        "<!-- generated: ratings -->\n<!-- generated: levels -->\n<!-- end -->\n",
        "<!-- generated:ratings -->\n<!-- end -->\n",
    ],
)
def test_a_part_that_is_not_opened_and_closed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="block"):
        build.filled(text, lambda name: name)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_stands_with_its_exact_signature(hook: str) -> None:
    source = inspect.getsource(getattr(hookspecs, hook))
    written = next(line for line in source.splitlines() if line.startswith("def "))
    signature = written.partition("#")[0].strip().removesuffix(":")
    assert f"```python\n{signature}\n```" in PAGES["plugins.md"]


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_leads_somewhere(page: str) -> None:
    folder = ROOT if page == "README.md" else DOCS
    dead = []
    for link in LINK.findall(PAGES[page]):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = folder / name if name else folder / page
        known = anchors(target.read_text(encoding="utf-8")) if target.suffix == ".md" else set()
        if not target.exists() or (anchor and anchor not in known):
            dead.append(link)
    assert dead == []


def test_every_path_named_in_the_security_page_exists() -> None:
    named = set(re.findall(r"`((?:tests|docs|cara_facilitate)/[^`]+)`", PAGES["security.md"]))
    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_requirement_names_a_test_that_shows_it() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| (.*) \|$", PAGES["security.md"], re.M)
    shown = {int(number): re.findall(r"`(tests/[^`]+)`", where) for number, where in rows}
    assert sorted(shown) == sorted(REQUIREMENTS)
    assert all(shown.values())


@pytest.mark.parametrize(
    "page", ["facilitator.md", "victim-worker.md", "supervisor.md", "authors.md", "trainer.md"]
)
def test_the_reference_sentence_stands_word_for_word(page: str) -> None:
    assert REFERENCE_SENTENCE in PAGES[page]


def test_the_plugin_example_is_a_whole_plugin_in_under_forty_lines() -> None:
    example = examples("plugins.md")
    assert set(example) == {"pyproject.toml", "cara_site_example_county.py"}
    assert sum(len(text.splitlines()) for text in example.values()) < 40


def test_the_plugin_example_works_once_installed_and_enabled(tmp_path: Path) -> None:
    example = examples("plugins.md")
    project = tomllib.loads(example.pop("pyproject.toml"))
    install(tmp_path, example, project)
    points = [p for one in distributions(path=[str(tmp_path)]) for p in one.entry_points]
    found = discover(EntryPoints(points).select(group="cara_facilitate"))
    off = Host(found, Consent())
    assert [row.status for row in off.listing()] == ["off"]
    off.close()

    host = Host(found, Consent({one.name: one.record for one in found}), Limits(seconds=3.0))
    try:
        assert [(row.status, row.reason) for row in host.listing()] == [("on", "")]
        policy = host.site_policy("example-county")
        assert {finding.result for finding in policy.check(sample_placement())} == {Result.PASS}
        sundays = tuple(day.replace(day=day.day + 1) for day in sample_placement().workshops)
        late = {f.rule: f.result for f in policy.check(sample_placement(workshops=sundays))}
        assert late["EC-1"] is Result.BLOCK
        assert "cara_site_example_county" not in sys.modules
    finally:
        host.close()


def test_the_plugin_example_s_own_tests_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = examples("plugins.md")
    name = "cara_site_example_county"
    (tmp_path / f"{name}.py").write_text(example[f"{name}.py"])
    monkeypatch.syspath_prepend(tmp_path)
    snippet = PAGES["plugins.md"].partition("Its own tests need no host:")[2]
    code = re.findall(r"```python\n(.*?)```", snippet, re.DOTALL)[0]
    assert code.count("assert ") == 2
    try:
        exec(compile(code, "plugins.md", "exec"), {})
    finally:
        sys.modules.pop(name, None)
        importlib.invalidate_caches()


def authored() -> dict[str, bytes]:
    """The files of the curriculum that authors.md gives whole."""
    return {name: text.encode() for name, text in examples("authors.md").items()}


def test_the_authoring_example_passes_the_check_in_every_variant() -> None:
    files = authored()
    assert check(files) == []
    assert variants(files) == (
        "intimate-partner-male",
        "intimate-partner-female",
        "familial-male",
        "familial-female",
    )
    texts = {load(files, variant).hash for variant in variants(files)}
    assert len(texts) == len(variants(files))


def test_the_authoring_example_is_offered_once_it_is_built_and_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "my_curriculum"
    for name, data in authored().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    built = make_package(examine(folder, date(2026, 11, 21)), tmp_path / "dist")
    place = tmp_path / "installed"
    with zipfile.ZipFile(built.path) as wheel:
        wheel.extractall(place)
    monkeypatch.syspath_prepend(place)
    offered = {source.id: source for source in cara_curriculum_packages.cara_curricula()}
    files = dict(offered["small-example"].files)
    del files["curriculum.lock"]
    assert files == authored()
    assert "cara_curriculum_small_example" not in sys.modules


@pytest.mark.parametrize(
    "shape",
    [
        shapes.Manifest,
        shapes.ObjectiveEntry,
        shapes.CodeEntry,
        shapes.DayEntry,
        shapes.RunEntry,
        shapes.ActivityHeader,
        shapes.HandoutHeader,
        shapes.OverlayHeader,
        shapes.SignpostEntry,
    ],
)
def test_every_field_an_author_may_write_is_explained(shape: type[shapes.Shape]) -> None:
    names = set(shape.fields)
    assert sorted(n for n in names if not re.search(rf"`{n}:?`", PAGES["authors.md"])) == []


def test_every_kind_of_section_is_explained() -> None:
    assert all(f"`### {kind.value}`" in PAGES["authors.md"] for kind in SectionKind)


@pytest.mark.parametrize("page", ["commands.md", "README.md"])
def test_the_cohort_file_example_is_read_and_passes_its_site_s_rules(
    tmp_path: Path, page: str
) -> None:
    file = tmp_path / "cohort.yaml"
    file.write_text(examples(page)["cohort.yaml"], encoding="utf-8")
    plan = read_cohort(file)
    found = cara_site_west_yorkshire.check(plan.placement())
    assert [finding.rule for finding in found if finding.result is Result.BLOCK] == []


def test_no_page_names_a_place_of_the_machine_it_was_written_on() -> None:
    for page, text in PAGES.items():
        assert not re.search(r"(?<![\w.])/(?:work|root|home)/", text), page


def test_the_example_of_the_schedule_says_what_the_code_gives() -> None:
    found = re.search(
        r"```python\n(from cara_facilitate\.domain\.schedule.*?)```", PAGES["architecture.md"], re.S
    )
    assert found is not None
    exec(compile(found[1], "architecture.md", "exec"), {})
