"""A Workbench lesson's files as one curriculum in the toolkit's own format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from cara_facilitate.api import CurriculumSource, FileRefused, ImportedLesson
from cara_reader_carpentries import pages, timing
from cara_reader_carpentries.divs import Div, Text, tree
from cara_reader_carpentries.header import Fields, fields, split
from cara_reader_carpentries.markdown import Reader, definitions
from cara_reader_carpentries.report import Report
from cara_reader_carpentries.steps import Episode, Step, timed
from cara_reader_carpentries.words import cleaned, free, hides, slug, title

CONFIG = "config.yaml"
LINKS = "links.md"
MOST_EPISODES = 100
MOST_HANDOUTS = 100
MOST_OBJECTIVES = 99
LARGEST_FILE = 1_000_000
LARGEST_LESSON = 8_000_000
_ENDINGS = (".md", ".Rmd", ".rmd")


@dataclass(slots=True)
class Taught:
    """One episode, read: ``steps`` are empty for a mere break, ``objectives`` plain words."""

    file: str
    id: str
    title: str
    minutes: timing.Minutes
    steps: list[Step]
    objectives: list[str]


def imported(files: Mapping[str, bytes]) -> ImportedLesson:
    """The lesson, with everything that was left out or changed.

    :raises FileRefused: if these files are no Workbench lesson.
    """
    names = [
        name for name in sorted(files) if name.startswith("episodes/") and name.endswith(_ENDINGS)
    ]
    if CONFIG not in files:
        raise FileRefused("There is no config.yaml, as a Workbench lesson has.")
    if not names:
        raise FileRefused("There is no episode in a folder named episodes.")
    return _Lesson(files).read(names)


class _Lesson:
    """One reading of one lesson."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._report = Report()
        self._read = 0
        self._ids: set[str] = set()

    def read(self, names: list[str]) -> ImportedLesson:
        config = fields(self._lines(CONFIG))
        if config.broken:
            self._report.add(CONFIG, config.broken, "configuration is not valid YAML")
        shared = definitions(self._lines(LINKS)) if LINKS in self._files else {}
        order = self._order(config, names)
        taught = [self._episode(name, shared) for name in order]
        self._number_objectives(taught)
        facts = pages.facts(config, taught)
        try:
            written = pages.curriculum(facts, taught, self._report)
        except OverflowError:
            raise FileRefused("This lesson is longer than nine days.") from None
        handouts = dict(self._handouts(shared))
        self._left_out()
        dropped = self._report.lines([CONFIG, *order])
        texts = {**written, **handouts, "SOURCES.md": pages.sources(facts, dropped)}
        source = CurriculumSource(
            facts.id, {name: text.encode("utf-8", "replace") for name, text in texts.items()}
        )
        return ImportedLesson(source, dropped)

    def _lines(self, name: str) -> list[str]:
        """A file's lines without hidden characters; line ends of every kind."""
        data = self._files[name]
        self._read += len(data)
        if len(data) > LARGEST_FILE or self._read > LARGEST_LESSON:
            self._report.add(name, 1, "file too large, left out")
            return []
        text = data.decode("utf-8-sig", "replace")
        if "\ufffd" in text:
            place = text.count("\n", 0, text.index("\ufffd")) + 1
            self._report.add(name, place, "not UTF-8 text from here, read as well as possible")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for number, line in enumerate(lines, start=1):
            if hides(line):
                self._report.add(name, number, "hidden character left out")
        return [cleaned(line) for line in lines]

    def _order(self, config: Fields, names: list[str]) -> list[str]:
        """The episodes in the lesson's order: those it lists, or all of them by name."""
        listed = config.lists.get("episodes", [])
        order: list[str] = []
        for named, line in listed:
            name = f"episodes/{named.removeprefix('episodes/').strip()}"
            if name not in names:
                self._report.add(CONFIG, line, "no such episode", named)
            elif name not in order:
                order.append(name)
        for name in names if order else ():
            if name not in order:
                self._report.add(name, 1, "episode not listed in config.yaml, left out")
        order = order or names
        for name in order[MOST_EPISODES:]:
            self._report.add(name, 1, f"more than {MOST_EPISODES} episodes, left out")
        return order[:MOST_EPISODES]

    def _episode(self, name: str, shared: dict[str, dict[str, str]]) -> Taught:
        lines = self._lines(name)
        head, first = split(lines)
        stated = fields(head, 2)
        if stated.broken:
            self._report.add(name, stated.broken, "header is not valid YAML, read line by line")
        elif not head:
            self._report.add(name, 1, "episode without a header")
        spent = timing.minutes(stated, name, self._report)
        body = lines[first - 1 :]
        reader = Reader(name, self._report, {**shared, **definitions(body)})
        said = reader.plain(stated.texts.get("title", ""))
        stem = PurePosixPath(name).stem
        named = title(said, title(stem.lstrip("0123456789-_").replace("-", " "), "Episode"))
        whole = tree(name, body, first, self._report)
        _add_stated(whole, stated)
        told = Episode(reader, self._report).read(whole)
        aims = [words for words, _ in told.objectives]
        # A break has no script: it is only shown by its name.
        steps = told.steps
        if not spent.activity and spent.rest:
            if steps:
                self._report.add(name, first, "words about a break left out")
            return Taught(name, "", named, spent, [], [])
        if not steps:
            self._report.add(name, first, "episode without any text")
            steps = [Step("Episode")]
            steps[0].add("Note", "The lesson has no text here.")
        kept = timed(steps, *((spent.teaching, spent.exercises) if spent.activity else (1, 0)))
        return Taught(name, self._id(stem), named, spent, kept, aims)

    def _id(self, stem: str) -> str:
        return free(slug(stem, "episode"), self._ids)

    def _number_objectives(self, taught: list[Taught]) -> None:
        """Keep what there is room for: the format numbers them O01 to O99."""
        left = MOST_OBJECTIVES
        for one in taught:
            kept = [aim for aim in one.objectives if any(map(str.isalnum, aim))]
            if not one.minutes.activity:
                # An activity outside of the running order covers nothing.
                kept = []
            for aim in kept[left:]:
                self._report.add(one.file, 1, "more than 99 objectives, left out", aim)
            one.objectives = kept[:left]
            left -= len(one.objectives)

    def _handouts(self, shared: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
        """Learners' pages as sheets."""
        taken: set[str] = set()
        for name in sorted(self._files):
            if not (name.startswith("learners/") and name.endswith(_ENDINGS)):
                continue
            if len(taken) >= MOST_HANDOUTS:
                self._report.add(name, 1, "too many pages, left out")
                continue
            lines = self._lines(name)
            head, first = split(lines)
            stated = fields(head, 2)
            body = lines[first - 1 :]
            reader = Reader(name, self._report, {**shared, **definitions(body)})
            stem = PurePosixPath(name).stem
            named = title(reader.plain(stated.texts.get("title", "")), title(stem, "Sheet"))
            whole = tree(name, body, first, self._report)
            text = pages.sheet(reader, whole, self._report)
            if not text:
                self._report.add(name, 1, "page without any text left out")
                continue
            page = free(slug(stem, "sheet"), taken)
            yield f"handouts/{page}.md", pages.handout(page, named, name, text)

    def _left_out(self) -> None:
        """Pages that have no place in a curriculum."""
        for name in sorted(self._files):
            folder, inside = name.partition("/")[0], name.endswith(_ENDINGS)
            if inside and (folder in ("instructors", "profiles") or name.startswith("index.")):
                self._report.add(name, 1, "page has no place in a curriculum, left out")


def _add_stated(whole: Div, stated: Fields) -> None:
    """Older lessons list their questions, objectives and key points in the header."""
    present = {part.kind for part in whole.parts if isinstance(part, Div)}
    for place, kind in enumerate(("objectives", "questions", "keypoints")):
        points = stated.lists.get(kind, [])
        if points and kind not in present:
            lines = [f"- {' '.join(words.split())}" for words, _ in points]
            at = len(whole.parts) if kind == "keypoints" else place
            line = points[0][1]
            whole.parts.insert(at, Div(kind, line, [Text(line, lines)]))
