"""The lock says the same in the same bytes, is not trusted blindly, and weighs every change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.errors import CaraError
from cara_facilitate.services.author.building import Examined, examine
from cara_facilitate.services.author.lock import LOCK, Lock, read_lock, written
from cara_facilitate.services.author.making import new_curriculum
from cara_facilitate.services.author.making_activity import new_activity
from cara_facilitate.services.author.versions import Change, Level, least, parsed

NEXT = {Level.PATCH: "0.1.1", Level.MINOR: "0.2.0", Level.MAJOR: "1.0.0"}


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A curriculum with the lock of its first build."""
    folder = new_curriculum("my-days", tmp_path_factory.mktemp("pattern")).folder
    new_activity(folder, "my-part")
    lock = examine(folder).lock
    assert lock is not None
    (folder / LOCK).write_bytes(written(lock))
    return folder


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(pattern, tmp_path / pattern.name))


def edit(folder: Path, name: str, *changes: tuple[str, str]) -> Examined:
    """Replace texts in one file and look at the whole again; it must have no error."""
    path = folder / name
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    examined = examine(folder)
    assert not [one for one in examined.findings if one.severity == "error"]
    return examined


CHANGES = {
    "a word": (
        Level.PATCH,
        "activities/welcome.md",
        ("Thank you for coming", "It is good you came"),
    ),
    "a material": (Level.PATCH, "activities/welcome.md", ("Flipchart and", "Paper and")),
    "a word of a hand-out": (Level.PATCH, "handouts/time-out-card.md", ("I go to", "I will go to")),
    "a wording of a term": (Level.PATCH, "terms.yaml", ("jealousy", "envy")),
    "a file that is not shown": (Level.PATCH, "SOURCES.md", ("Sources", "Our sources")),
    "the licence": (Level.PATCH, "curriculum.yaml", ("All rights reserved", "CC-BY-4.0")),
    "a status": (Level.PATCH, "activities/welcome.md", ("status: draft", "status: piloted")),
    "minutes by a tenth": (
        Level.MINOR,
        "activities/my-part.md",
        ("minutes: 20", "minutes: 22"),
        ("(10 min)", "(11 min)"),
    ),
    "minutes by more": (
        Level.MAJOR,
        "activities/my-part.md",
        ("minutes: 20", "minutes: 24"),
        ("(10 min)", "(12 min)"),
    ),
    "a floor by more": (Level.MAJOR, "activities/my-part.md", ("shortest: 15", "shortest: 5")),
    "minutes of steps": (
        Level.MINOR,
        "activities/welcome.md",
        ("(8 min)", "(9 min)"),
        ("(7 min)", "(6 min)"),
    ),
    "intensity": (Level.MINOR, "activities/welcome.md", ("intensity: low", "intensity: medium")),
    "a safety section": (
        Level.MAJOR,
        "activities/my-part.md",
        ("### Watch for", "### Note"),
    ),
    "one of two safety sections": (
        Level.MAJOR,
        "activities/next-steps.md",
        ("### Watch for\n\n- A plan that needs", "### Note\n\n- A plan that needs"),
    ),
    "a claim": (
        Level.MAJOR,
        "activities/my-part.md",
        ("objectives: [anger-signs]", "objectives: [time-out]"),
    ),
    "an objective's words": (Level.MAJOR, "curriculum.yaml", ("personal time out", "own time out")),
    "a code's name": (Level.MAJOR, "curriculum.yaml", ("name: Blames", "name: Points away")),
    "a code's example": (
        Level.PATCH,
        "curriculum.yaml",
        ("The drink did that", "It was the drink"),
    ),
    "the order": (
        Level.MAJOR,
        "curriculum.yaml",
        ("{activity: welcome, number: W1-01}", "{activity: XX, number: W1-01}"),
        ("{activity: first-signs, number: W1-02}", "{activity: welcome, number: W1-02}"),
        ("XX", "first-signs"),
    ),
    "a break's length": (
        Level.MAJOR,
        "curriculum.yaml",
        ('end: "11:20"', 'end: "11:25"'),
        ("W1-02}\n      - {break: 10", "W1-02}\n      - {break: 15"),
    ),
    "a break gone": (
        Level.MAJOR,
        "curriculum.yaml",
        ('end: "11:10"', 'end: "11:00"'),
        ("W2-01}\n      - {break: 10, id: BR1, label: Break}", "W2-01}"),
    ),
    "an activity optional no more": (
        Level.MAJOR,
        "curriculum.yaml",
        ("    optional: [my-part]\n", ""),
    ),
    "a number": (Level.MINOR, "curriculum.yaml", ("number: W1-01", "number: W1-10")),
    "when it begins": (
        Level.MINOR,
        "curriculum.yaml",
        ('"10:00"\n    end: "11:20"', '"09:30"\n    end: "10:50"'),
    ),
    "a variant no more": (
        Level.MAJOR,
        "curriculum.yaml",
        ("codes:\n", "variants: [familial-male, familial-female]\ncodes:\n"),
    ),
    "one more value": (
        Level.MINOR,
        "curriculum.yaml",
        ("[male, female]", "[male, female, mixed]"),
    ),
    "the curriculum's id": (
        Level.MAJOR,
        "curriculum.yaml",
        ("curriculum: my-days", "curriculum: our-days"),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_asks_for_the_version_that_says_it(folder: Path, what: str) -> None:
    level, name, *changes = CHANGES[what]
    examined = edit(folder, name, *changes)  # type: ignore[arg-type]
    assert max(one.level for one in examined.changes) is level, examined.changes
    assert examined.least == NEXT[level] and examined.too_small and not examined.ready
    again = edit(folder, "curriculum.yaml", ("version: 0.1.0", f"version: {NEXT[level]}"))
    assert again.ready and not again.too_small


def test_without_a_change_the_same_version_may_be_built_again(folder: Path) -> None:
    examined = examine(folder)
    assert examined.changes == () and examined.ready


def test_a_new_activity_is_a_minor_change_and_one_gone_a_major_one(folder: Path) -> None:
    new_activity(folder, "more")
    assert examine(folder).least == "0.2.0"
    edit(folder, "curriculum.yaml", ("optional: [my-part, more]", "optional: [more]"))
    (folder / "activities" / "my-part.md").unlink()
    examined = examine(folder)
    assert Change(Level.MAJOR, "activity my-part is gone") in examined.changes
    assert examined.least == "1.0.0"


def test_a_change_in_some_variants_names_them(folder: Path) -> None:
    plan = "activities/time-out-plan.md"
    examined = edit(folder, plan, ("works at midnight", "works at night"))
    (change,) = examined.changes
    assert change.message == "wording of time-out-plan, in familial-male, familial-female"


def test_a_smaller_version_than_the_last_is_too_small_even_with_no_other_change(
    folder: Path,
) -> None:
    examined = edit(folder, "curriculum.yaml", ("version: 0.1.0", "version: 0.0.9"))
    assert examined.too_small


def test_another_systems_line_ends_are_no_change(folder: Path) -> None:
    for path in folder.rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert examine(folder).changes == ()


def test_an_id_that_is_gone_never_comes_back(folder: Path) -> None:
    kept = (folder / "activities" / "my-part.md").read_bytes()
    (folder / "activities" / "my-part.md").unlink()
    gone = edit(
        folder, "curriculum.yaml", ("optional: [my-part]", "optional: []"), ("0.1.0", "1.0.0")
    )
    assert gone.ready and gone.lock is not None and gone.lock.built is not None
    assert gone.lock.built.retired == ["my-part"]
    (folder / LOCK).write_bytes(written(gone.lock))
    with pytest.raises(CaraError, match="retired"):
        new_activity(folder, "my-part")
    (folder / "activities" / "my-part.md").write_bytes(kept)
    back = edit(
        folder, "curriculum.yaml", ("optional: []", "optional: [my-part]"), ("1.0.0", "1.1.0")
    )
    assert [one.file for one in back.problems] == ["activities/my-part.md"] and not back.ready


def test_the_lock_is_the_same_bytes_again_and_reads_back(folder: Path) -> None:
    lock = examine(folder).lock
    assert lock is not None
    assert read_lock({LOCK: written(lock)}) == lock
    assert written(lock) == (folder / LOCK).read_bytes()


@given(st.binary(max_size=300) | st.recursive(st.integers(), st.lists).map(str).map(str.encode))
def test_a_lock_that_cara_did_not_write_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(CaraError, match="cannot be read"):
        read_lock({LOCK: data})


@pytest.mark.parametrize("text", ["[" * 100_000, '{"lock": 2}', '{"lock": 1, "x": 1}', "{}" * 2])
def test_a_lock_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(CaraError, match="cannot be read"):
        read_lock({LOCK: text.encode()})


def test_no_lock_is_an_empty_one() -> None:
    assert read_lock({}) == Lock()


@given(st.tuples(*[st.integers(0, 999)] * 3), st.lists(st.sampled_from(list(Level))))
def test_the_least_version_is_the_next_of_the_weightiest_change(
    version: tuple[int, int, int], levels: list[Level]
) -> None:
    before = ".".join(map(str, version))
    needed = parsed(least(before, [Change(level, "x") for level in levels]))
    assert (needed > version) is bool(levels)
    if levels:
        place = 3 - max(levels)
        assert needed[: place + 1] == (*version[:place], version[place] + 1)
        assert not any(needed[place + 1 :])


@pytest.mark.parametrize("text", ["1.0", "1.0.0.0", "1.0.x", "\u0661.0.0", "1.0." + "9" * 5000, ""])
def test_a_version_that_is_not_three_plain_numbers_is_refused(text: str) -> None:
    with pytest.raises(CaraError):
        parsed(text)
