"""What `new` makes is complete, passes the check, and never touches what was there."""

from __future__ import annotations

import itertools
import re
import socket
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import check, load, variants
from cara_facilitate.content.package import parse
from cara_facilitate.domain.curriculum import SectionKind
from cara_facilitate.errors import CaraError
from cara_facilitate.services.author import making_activity
from cara_facilitate.services.author.making import new_curriculum
from cara_facilitate.services.author.making_activity import new_activity
from cara_facilitate.services.author.making_overlay import new_overlay
from cara_facilitate.services.author.pages import starter_left
from cara_facilitate.services.author.writing import write_new

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "curricula" / "cara_curriculum_open"
WHERE = ("familial", "female", "intimate-partner-male")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A curriculum just made."""
    return new_curriculum("my-days", tmp_path).folder


def hashes(folder: Path, activity: str) -> dict[str, str]:
    """The content hash of one activity in every variant."""
    files = read_folder(folder)
    return {one: load(files, one).activity(activity).hash for one in variants(files)}


@pytest.mark.parametrize(
    "title", ["", "Our days", 'Say "no": {x} & more', "Ways #1 - yes", "Wege über Köln", "'", "\\"]
)
def test_a_new_curriculum_passes_the_check_whatever_it_is_called(
    tmp_path: Path, title: str
) -> None:
    made = new_curriculum("my-days", tmp_path, title)
    files = read_folder(made.folder)
    assert check(files) == [] and made.findings == ()
    assert len(variants(files)) == 4
    for variant in variants(files):
        assert load(files, variant).title == (title or "My days")


def test_its_objectives_are_the_ten_of_the_workshops_once_the_marks_are_taken_away(
    folder: Path,
) -> None:
    manifest = folder / "curriculum.yaml"
    text = manifest.read_text().replace("#  - id: O", "  - id: O").replace("#    ", "    ")
    all_ten = parse({"curriculum.yaml": text.encode()}).manifest
    shipped = parse(read_folder(SHIPPED)).manifest
    assert all_ten is not None and shipped is not None
    assert list(all_ten.objectives) == list(shipped.objectives)


def test_its_project_names_the_package_and_asks_for_nothing_but_the_toolkit(folder: Path) -> None:
    text = (folder.parents[1] / "pyproject.toml").read_text()
    assert 'my-days = "cara_curriculum_my_days"' in text
    assert 'dependencies = ["cara-facilitate>=0.1,<2"]' in text
    assert (folder / "__init__.py").read_bytes() == b""


def test_making_needs_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket, "socket", refuse)
    made = new_curriculum("my-days", tmp_path)
    new_activity(made.folder, "my-part")
    new_overlay(made.folder, "my-part", "familial")


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_nothing_is_overwritten(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "cara-curriculum-my-days"
    if kind == "folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("mine")
    else:
        place.symlink_to(tmp_path / "nowhere")
    with pytest.raises(CaraError, match="already"):
        new_curriculum("my-days", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


@pytest.mark.parametrize(
    ("name", "near"),
    [("My Days!", "my-days"), ("9 lives", "lives"), ("../up", "up"), ("a" * 60, "a" * 40)],
)
def test_a_name_that_is_no_id_is_refused_with_one_that_is(
    tmp_path: Path, name: str, near: str
) -> None:
    with pytest.raises(CaraError) as refused:
        new_curriculum(name, tmp_path)
    assert refused.value.hint == f"Did you mean {near}?"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", ["two\nlines\x1b[2J", "x" * 401])
def test_a_title_that_the_check_would_refuse_is_not_written(tmp_path: Path, title: str) -> None:
    with pytest.raises(CaraError, match="cannot be made"):
        new_curriculum("my-days", tmp_path, title)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("minutes", [1, 9, 10, 11, 20, 95, 600])
def test_a_new_activity_passes_the_check_at_any_length(folder: Path, minutes: int) -> None:
    made = new_activity(folder, "my-part", "Mine: all of it", minutes, ["O07", "anger-signs"])
    assert made.findings == () and check(read_folder(folder)) == []
    activity = load(read_folder(folder), "familial-male").activity("my-part")
    assert (activity.minutes, activity.objectives) == (minutes, ("O07", "O03"))


def test_a_curriculum_without_objectives_takes_an_activity_that_claims_none(folder: Path) -> None:
    files = read_folder(folder)
    text = files["curriculum.yaml"].decode()
    start, end = text.index("objectives:"), text.index("codes:")
    (folder / "curriculum.yaml").write_text(text[:start] + "objectives: []\n" + text[end:])
    for path in (folder / "activities").iterdir():
        lines = path.read_text().split("\n")
        claims = ["objectives: []" if one.startswith("objectives:") else one for one in lines]
        path.write_text(re.sub(r"(?m)^- O\d\d: ", "- ", "\n".join(claims)))
    assert check(read_folder(folder)) == []
    new_activity(folder, "my-part")
    assert check(read_folder(folder)) == []


ENDS = "    recovery: [W2-01, W2-02]\nretired: []\n"
DAYS = {
    "absent": ENDS,
    "empty": f"    optional: []  # to choose from\n{ENDS}",
    "flow": f"    optional: [welcome]   # keep\n{ENDS}",
    "trailing comma": f"    optional: [ welcome , ]\n{ENDS}",
    "two lines": f"    optional: [welcome,\n      first-signs]\n{ENDS}",
    "block": f"    optional:\n      - welcome  # keep\n      # and this\n\n{ENDS}",
    "block at the margin": f"    optional:\n    - welcome\n{ENDS}",
    "last of all": '    recovery: [W2-01, W2-02]\nretired: []\n# the end',
}  # fmt: skip


@pytest.mark.parametrize(
    ("style", "newline", "mark"),
    [(*one, "") for one in itertools.product(DAYS, ["\n", "\r\n"])] + [("flow", "\n", "\ufeff")],
)
def test_the_manifest_keeps_every_byte_but_the_name_added(
    folder: Path, style: str, newline: str, mark: str
) -> None:
    manifest = folder / "curriculum.yaml"
    text = manifest.read_text().replace(ENDS, DAYS[style]).replace("\n", newline)
    manifest.write_bytes((mark + text).encode())
    before = manifest.read_bytes()
    new_activity(folder, "my-part", workshop=2)
    after = manifest.read_bytes()
    assert check(read_folder(folder)) == []
    kept = 0
    while before[kept] == after[kept]:
        kept += 1
    end = len(before) - kept
    added = after[kept : len(after) - end]
    assert after[len(after) - end :] == before[kept:] and b"my-part" in added
    assert (b"\n" not in added) or (newline.encode() in added)
    listed = parse(read_folder(folder)).manifest
    assert listed is not None and listed.days[1].optional[-1] == "my-part"


def test_a_day_written_on_one_line_can_be_added_to(folder: Path) -> None:
    manifest = folder / "curriculum.yaml"
    text = manifest.read_text()
    start = text.index("  - workshop: 2")
    rows = "[{activity: how-it-went}, {break: 10}, {activity: next-steps}]"
    day = f'  - {{start: "10:00", end: "11:10", run: {rows}}}  # short\n'
    manifest.write_text(text[:start] + day)
    assert check(read_folder(folder)) == []
    new_activity(folder, "my-part", workshop=2)
    assert check(read_folder(folder)) == []
    assert "next-steps}], optional: [my-part]}  # short\n" in manifest.read_text()


def test_an_id_that_is_taken_or_was_retired_is_refused_and_nothing_is_written(
    folder: Path,
) -> None:
    manifest = folder / "curriculum.yaml"
    manifest.write_text(manifest.read_text().replace("retired: []", "retired: [old-wheel]"))
    before = read_folder(folder)
    for name in ("welcome", "old-wheel", "Two Words"):
        with pytest.raises(CaraError):
            new_activity(folder, name)
    for wrong in ({"objectives": ["time-outs"]}, {"minutes": 601}, {"workshop": 3}):
        with pytest.raises(CaraError):
            new_activity(folder, "my-part", **wrong)  # type: ignore[arg-type]
    with pytest.raises(CaraError, match="unknown term"):
        new_activity(folder, "my-part", "For {nobody}")
    assert read_folder(folder) == before


def test_a_manifest_saved_meanwhile_is_kept_and_no_activity_left_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = folder / "curriculum.yaml"

    def slow(path: Path, data: bytes) -> None:
        write_new(path, data)
        manifest.write_bytes(manifest.read_bytes() + b"# saved in an editor\n")

    monkeypatch.setattr(making_activity, "write_new", slow)
    with pytest.raises(CaraError, match="changed meanwhile"):
        new_activity(folder, "my-part")
    assert manifest.read_text().endswith("# saved in an editor\n")
    assert not (folder / "activities" / "my-part.md").exists()
    assert check(read_folder(folder)) == []


@pytest.mark.parametrize("where", WHERE)
def test_an_overlay_changes_nothing_until_it_is_edited(folder: Path, where: str) -> None:
    for activity in ("welcome", "time-out-plan"):
        before = hashes(folder, activity)
        titles = [
            step.title
            for step in load(read_folder(folder), "familial-male").activity(activity).steps
        ]
        made = new_overlay(folder, activity, where, titles, tuple(SectionKind))
        assert made.findings == () and check(read_folder(folder)) == []
        assert hashes(folder, activity) == before


def test_an_overlay_begins_with_what_is_said_and_asked_in_the_first_step(folder: Path) -> None:
    made = new_overlay(folder, "time-out-plan", "familial")
    text = made.files[0].read_text()
    assert "## What a time-out is\n\n### Say\n" in text and "### Say [familial]\n" in text
    assert (
        "[intimate-partner]" not in text and "### Show" not in text and "Write the plan" not in text
    )


def test_an_overlay_takes_the_steps_and_sections_named(folder: Path) -> None:
    made = new_overlay(
        folder, "time-out-plan", "familial-female", ["Write the plan"], [SectionKind.WATCH_FOR]
    )
    text = made.files[0].read_text()
    assert text.count("## ") == 2 and "### Watch for\n" in text


def test_a_misspelt_activity_variant_or_step_is_refused_with_the_nearest(folder: Path) -> None:
    before = read_folder(folder)
    for wrong in (
        ("first-sings", "familial", ()),
        ("first-signs", "familal", ()),
        ("first-signs", "familial", ("What the body say",)),
    ):
        with pytest.raises(CaraError, match="did you mean"):
            new_overlay(folder, *wrong)
    new_overlay(folder, "first-signs", "familial")
    with pytest.raises(CaraError, match="already"):
        new_overlay(folder, "first-signs", "familial")
    assert read_folder(folder).keys() - before.keys() == {
        "variants/familial/first-signs.md",
        "curriculum.lock",
    }


def test_steps_of_one_title_cannot_be_told_apart_so_no_overlay_is_made(folder: Path) -> None:
    path = folder / "activities" / "next-steps.md"
    path.write_text(path.read_text().replace("## Closing round (", "## One plan on one page ("))
    with pytest.raises(CaraError, match="apart"):
        new_overlay(folder, "next-steps", "familial", ["One plan on one page"], [SectionKind.DO])
    assert not (folder / "variants").exists()


def test_the_templates_are_part_of_the_toolkit_as_it_is_built() -> None:
    builder = WheelBuilder(str(ROOT))
    built = {one.distribution_path for one in builder.recurse_included_files()}
    templates = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "cara_facilitate/services/author/templates").rglob("*.j2")
    }
    assert templates and templates <= built


def test_words_of_the_template_are_named_until_they_are_replaced(folder: Path) -> None:
    assert starter_left(read_folder(folder)) == ()
    made = new_activity(folder, "first-light", "First light", 20, (), 1)
    [name] = starter_left(read_folder(folder))
    assert name == "activities/first-light.md"
    path = made.folder / name
    path.write_text(re.sub(r"(?m)^(?!#|---|[a-z]+:)(.+)$", r"\1 Ours.", path.read_text()))
    assert starter_left(read_folder(folder)) == ()
