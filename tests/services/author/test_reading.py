"""Lessons of another format: found in a folder, read by a plugin, checked before use."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.api import CurriculumReader, CurriculumSource, FileRefused, ImportedLesson
from cara_facilitate.cli.curriculum import run
from cara_facilitate.errors import ContentError, PluginError, Refusal
from cara_facilitate.services.author.choosing import from_folder
from cara_facilitate.services.author.importing import import_lessons
from cara_facilitate.services.author.reading import MOST_FILES, lesson_files, read_lessons

MANIFEST = b"""\
format: 1
curriculum: tales
title: Tales
version: 1.0.0
licence: CC0
imported: yes
axes:
  lesson: [all]
objectives: []
days:
  - start: "09:00"
    end: "09:10"
    run:
      - {activity: one}
"""
ACTIVITY = b"""\
---
id: one
title: One
minutes: 10
shortest: 10
objectives: []
setting: plenary
intensity: low
---

An aim.

## Begin (10 min)

### Say

Words.
"""
FILES = {"curriculum.yaml": MANIFEST, "activities/one.md": ACTIVITY}
LESSON = ImportedLesson(
    CurriculumSource("tales", FILES), ("a.txt:3: picture left out: fig/x.png", "odd")
)
Read = Callable[[Mapping[str, bytes]], Iterable[ImportedLesson]]


def reader(read: Read, name: str = "tales") -> CurriculumReader:
    """A reader as the host hands it over."""
    return CurriculumReader(name, f"Reader {name}", read)


def refusing(files: Mapping[str, bytes]) -> Iterable[ImportedLesson]:
    """Knows no folder."""
    raise FileRefused("Not mine.")


def failing(files: Mapping[str, bytes]) -> Iterable[ImportedLesson]:
    """As the host tells of a reader that took too long."""
    raise PluginError("The plugin slow failed: no answer within 5 s.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one text file."""
    place = tmp_path / "lesson"
    place.mkdir()
    (place / "a.txt").write_text("once\n")
    return place


def test_only_text_that_stands_in_the_folder_itself_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("no")
    (folder / "link.md").symlink_to(tmp_path / "secret.md")
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.md")
    for name in (".git/x.md", "fig/x.png", "site/built.md", "episodes/x.Rmd", "huge.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")
    (folder / "huge.md").write_bytes(b"x" * 1_000_001)
    assert lesson_files(folder) == {"a.txt": b"once\n", "episodes/x.Rmd": b"text"}


def test_more_than_a_lesson_is_refused_and_media_do_not_count(folder: Path) -> None:
    for number in range(MOST_FILES):
        (folder / f"{number}.png").touch()
    assert list(lesson_files(folder)) == ["a.txt"]
    for number in range(MOST_FILES):
        (folder / f"{number}.md").touch()
    with pytest.raises(ContentError, match="more than a lesson"):
        lesson_files(folder)


def test_the_first_reader_that_knows_the_folder_reads_it(folder: Path) -> None:
    given = (reader(lambda files: [LESSON], "b"), reader(refusing, "a"), reader(failing, "c"))
    [found] = read_lessons(folder, given)
    assert found.lesson.source.files == FILES and found.reader == "Reader b"


def test_a_folder_that_nobody_knows_is_refused_with_every_readers_reason(folder: Path) -> None:
    with pytest.raises(ContentError, match=r"curriculum\.yaml") as raised:
        read_lessons(folder, (reader(refusing, "a"),))
    assert raised.value.hint == "Reader a: Not mine."


def test_a_reader_that_failed_is_named_where_no_other_knew_the_folder(folder: Path) -> None:
    with pytest.raises(PluginError, match="no answer"):
        read_lessons(folder, (reader(failing, "a"), reader(refusing, "b")))


@pytest.mark.parametrize(
    "name",
    ["../x.md", "/etc/x.md", "activities/../../x.md", "a.md", "activities/.x.md", "conftest.py",
     "activities/x\n.md", "variants/x/y/z.md", "activities\\x.md", ""],
)  # fmt: skip
def test_a_reader_cannot_name_a_file_outside_of_a_curriculum(name: str, folder: Path) -> None:
    source = CurriculumSource("tales", {**FILES, name: b""})
    with pytest.raises(ContentError, match="names a file"):
        read_lessons(folder, (reader(lambda files: [ImportedLesson(source)]),))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"imported: yes", b"imported: no", "as imported"),
        (b"imported: yes", b"imported: yes\nreference: yes", "as imported"),
        (b"format: 1", b"format: [", "cannot be read"),
        (b"format: 1", b"format: 2", "cannot be read"),
    ],
)
def test_what_is_not_marked_as_imported_is_not_taken(
    old: bytes, new: bytes, words: str, folder: Path
) -> None:
    source = CurriculumSource("tales", {**FILES, "curriculum.yaml": MANIFEST.replace(old, new)})
    with pytest.raises(ContentError, match=words):
        read_lessons(folder, (reader(lambda files: [ImportedLesson(source)]),))


def test_a_lesson_can_be_used_where_it_stands(folder: Path) -> None:
    chosen = from_folder(folder, lambda: [reader(lambda files: [LESSON])])
    assert chosen.folder is None and chosen.variants() == ("all",)
    assert chosen.load("all").label


def test_a_curriculums_folder_asks_no_reader(folder: Path) -> None:
    (folder / "curriculum.yaml").write_bytes(MANIFEST)
    assert from_folder(folder, lambda: [reader(failing)]).folder == folder


def test_a_lesson_is_written_whole_and_never_over_anything(folder: Path, tmp_path: Path) -> None:
    readers = [reader(lambda files: [LESSON])]
    out = tmp_path / "out"
    [made] = import_lessons(folder, out, readers)
    assert (out / "activities" / "one.md").read_bytes() == ACTIVITY
    assert (made.minutes, made.days, made.activities, made.errors) == (10, 1, 1, 0)
    first, second = made.dropped
    assert (first.place, first.what, first.detail) == ("a.txt:3", "picture left out", "fig/x.png")
    assert (second.place, second.what) == ("", "odd")
    with pytest.raises(Refusal):
        import_lessons(folder, out, readers)


def test_several_lessons_have_a_folder_each(folder: Path, tmp_path: Path) -> None:
    other = replace(LESSON, source=replace(LESSON.source, id="other"))
    made = import_lessons(folder, tmp_path / "out", [reader(lambda files: [LESSON, other])])
    assert [one.folder for one in made] == [tmp_path / "out/tales", tmp_path / "out/other"]
    with pytest.raises(ContentError, match="2 lessons"):
        from_folder(folder, lambda: [reader(lambda files: [LESSON, other])])
    with pytest.raises(ContentError, match="same name"):
        import_lessons(folder, tmp_path / "x", [reader(lambda files: [LESSON, LESSON])])


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small Workbench lesson, read by the plugin that comes with the toolkit."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    place = tmp_path / "workbench"
    (place / "episodes").mkdir(parents=True)
    (place / "config.yaml").write_text("title: Small\nepisodes:\n- one.md\n")
    head = "---\ntitle: One\nteaching: 10\nexercises: 5\n---\n\n"
    (place / "episodes/one.md").write_text(
        f"{head}Words\x1b[31m and [a link](https://a.example).\n"
    )
    return place


def test_the_command_writes_the_folder_and_says_what_is_missing(
    workbench: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(workbench), "--out", str(tmp_path / "made")]) == 0
    said = capsys.readouterr().out
    assert "1 activity, 0 h 15 min on 1 day" in said and "imported text" in said
    assert "link flattened to its words" in said and "episodes/one.md:7" in said
    assert "cara curriculum runsheet all --path" in said
    assert run(["check", str(tmp_path / "made")]) == 0


def test_the_command_can_answer_in_json(
    workbench: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", str(workbench), "--out", str(tmp_path / "made"), "--json"]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert (told["curriculum"], told["minutes"], told["errors"]) == ("small", 15, 0)
    assert {"place", "what", "detail"} == set(told["dropped"][0])


def test_a_lesson_has_a_run_sheet_and_a_check_where_it_stands(
    workbench: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runsheet", "all", "--path", str(workbench), "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["start"], row["minutes"], row["kind"]) == ("09:00", 15, "activity")
    assert run(["check", str(workbench), "--format", "json"]) == 0
    assert sorted(path.name for path in workbench.rglob("*") if path.is_file()) == [
        "config.yaml",
        "one.md",
    ]
