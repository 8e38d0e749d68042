"""Overlays are pinned again only after what changed was shown, and nothing else of them moves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import check
from cara_facilitate.errors import CaraError
from cara_facilitate.services.author.accepting import accept, keep_texts, overlays
from cara_facilitate.services.author.making import new_curriculum
from cara_facilitate.services.author.making_overlay import new_overlay
from cara_facilitate.services.author.spans import with_base

FILE = "variants/familial/first-signs.md"
OLD, NEW = "Anger is a feeling, and feelings are allowed.", "Anger is a feeling like others."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A curriculum with one overlay, whose base was edited since."""
    made = new_curriculum("my-days", tmp_path).folder
    new_overlay(made, "first-signs", "familial")
    edit(made, "activities/first-signs.md", OLD, NEW)
    return made


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one text in one file."""
    path = folder / name
    data = path.read_bytes()
    assert data.count(old.encode()) == 1
    path.write_bytes(data.replace(old.encode(), new.encode()))


def rules(folder: Path) -> list[str]:
    """The rules that the check reports."""
    return [finding.rule for finding in check(read_folder(folder))]


def words(paragraphs: tuple[str, ...]) -> str:
    """Paragraphs as one line."""
    return " ".join(paragraphs)


def test_what_changed_under_an_overlay_is_shown_as_what_it_was_and_is(folder: Path) -> None:
    found = overlays(folder)
    assert [one.file for one in found.stale] == [FILE] and found.fresh == 0
    (change,) = found.stale[0].changes
    assert OLD in words(change.was) and NEW not in words(change.was)
    assert NEW in words(change.now) and OLD not in words(change.now)
    assert change.place == 'Step "What the body says", Say'
    assert words(change.now).startswith("... Early on there is still a choice")
    assert words(change.now).endswith("What we do with it is ours, every time.")


def test_without_a_kept_text_all_of_the_present_one_is_shown(folder: Path) -> None:
    (folder / "curriculum.lock").unlink()
    (stale,) = overlays(folder).stale
    assert stale.before is None
    assert any(NEW in line for one in stale.changes for line in one.now)
    assert not any(one.was for one in stale.changes)
    assert "- How long was it from that sign to what you did?" in stale.changes[1].now


def test_a_kept_text_that_was_altered_is_not_shown_as_the_old_one(folder: Path) -> None:
    edit(folder, "curriculum.lock", OLD, "Anger is never allowed.")
    assert overlays(folder).stale[0].before is None


def test_accepting_writes_the_pin_and_the_next_change_is_shown_from_there(folder: Path) -> None:
    assert rules(folder) == ["A05"]
    accept(folder, overlays(folder).stale[0])
    assert rules(folder) == []
    keep_texts(folder)
    edit(folder, "activities/first-signs.md", NEW, "Anger comes to everybody.")
    (change,) = overlays(folder).stale[0].changes
    assert OLD not in words(change.was) and NEW in words(change.was)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "line",
    ["base: {}", "base:   {}   # written in May", 'base: "{}"', "base: '{}' # x", "base:", None],
)
def test_every_byte_but_the_pin_stays(
    folder: Path, newline: str, mark: str, line: str | None
) -> None:
    path = folder / FILE
    lines = path.read_text().split("\n")
    old = lines[2].removeprefix("base: ")
    lines[2:3] = [] if line is None else [line.format(old)]
    path.write_bytes((mark + newline.join(lines)).encode())
    before = path.read_bytes()
    (stale,) = overlays(folder).stale
    accept(folder, stale)
    after = path.read_bytes()
    assert rules(folder) == []
    if line is None:
        assert after.replace(f"base: {stale.base}{newline}".encode(), b"") == before
    elif line == "base:":
        assert after.replace(f" {stale.base}".encode(), b"") == before
    else:
        assert after.replace(stale.base.encode(), old.encode()) == before


@given(st.binary(max_size=200))
def test_no_bytes_make_the_edit_of_a_header_do_more_than_refuse(data: bytes) -> None:
    for whole in (data, b"---\n" + data + b"\n---\n"):
        with suppress(CaraError):
            assert b"0123456789ab" in with_base(whole, "0123456789ab")


def test_an_overlay_without_its_target_is_named_and_never_pinned(folder: Path) -> None:
    before = (folder / FILE).read_bytes()
    edit(folder, "activities/first-signs.md", "## What the body says (", "## The body speaks (")
    found = overlays(folder)
    assert found.stale == () and [one.rule for one in found.wrong] == ["A04"]
    assert (folder / FILE).read_bytes() == before


def test_a_base_edited_between_reading_and_accepting_is_not_pinned(folder: Path) -> None:
    (stale,) = overlays(folder).stale
    edit(folder, "activities/first-signs.md", NEW, "Something else again.")
    with pytest.raises(CaraError, match="meanwhile"):
        accept(folder, stale)
    assert rules(folder) == ["A05"]


def test_only_the_overlays_named_are_looked_at(folder: Path) -> None:
    new_overlay(folder, "welcome", "male")
    edit(folder, "activities/welcome.md", "Good morning, {group}.", "Hello, {group}.")
    assert len(overlays(folder).stale) == 2
    assert [one.file for one in overlays(folder, [FILE]).stale] == [FILE]
    with pytest.raises(CaraError, match=r"no overlay variants/familial/first-sings\.md"):
        overlays(folder, ["variants/familial/first-sings.md"])


def test_texts_are_kept_once_and_forgotten_with_their_overlay(folder: Path) -> None:
    accept(folder, overlays(folder).stale[0])
    assert keep_texts(folder) is True
    assert keep_texts(folder) is False
    (folder / FILE).unlink()
    assert keep_texts(folder) is True
    assert b"feeling" not in (folder / "curriculum.lock").read_bytes()


def test_a_curriculum_without_overlays_gets_no_lock_from_looking(tmp_path: Path) -> None:
    made = new_curriculum("my-days", tmp_path).folder
    assert keep_texts(made) is False
    assert not (made / "curriculum.lock").exists()
