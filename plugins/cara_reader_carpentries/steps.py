"""An episode's divs as timed steps with sections of our kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from cara_reader_carpentries.divs import KNOWN, Div, Text
from cara_reader_carpentries.markdown import Node, Reader
from cara_reader_carpentries.report import Report
from cara_reader_carpentries.words import escaped, title, wrapped
from cara_reader_carpentries.writing import Writer, emphasised

MOST_STEPS = 40
LEAST_MINUTES = 3
"""Steps are put together while an episode would give them fewer minutes than this on average."""

_EXERCISES = {"challenge": "Do", "discussion": "Ask"}
_SECTIONS = {
    **_EXERCISES,
    "questions": "Ask",
    "objectives": "Show",
    "keypoints": "Show",
    "checklist": "Show",
    "solution": "Listen for",
    "instructor": "Note",
    "hint": "Note",
    "spoiler": "Note",
}
"""What a div's words become; those of every other one are said."""
_NAMED = {"objectives": "Objectives", "keypoints": "Key points"}
"""Divs that say nothing of what they are once they stand under Show."""


@dataclass(slots=True)
class Section:
    """A section of a step; its body is written in our dialect."""

    kind: str
    bodies: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        """All paragraphs of the section."""
        return "\n\n".join(self.bodies)


@dataclass(slots=True)
class Step:
    """A part of an episode; ``weight`` counts its words, ``minutes`` are shared out last.

    ``ours``: the lesson gives it no title.
    """

    title: str
    exercise: bool = False
    sections: list[Section] = field(default_factory=list)
    minutes: int = 0
    ours: bool = False

    @property
    def weight(self) -> int:
        """How many words the step holds."""
        return 1 + sum(len(body.split()) for each in self.sections for body in each.bodies)

    def add(self, kind: str, body: str) -> None:
        """Put a paragraph under its kind of section, a new one if another kind came between."""
        if not self.sections or self.sections[-1].kind != kind:
            self.sections.append(Section(kind))
        self.sections[-1].bodies.append(body)


@dataclass(slots=True)
class Told:
    """What an episode says of itself: its steps so far and its objectives in plain words."""

    steps: list[Step] = field(default_factory=list)
    objectives: list[tuple[str, int]] = field(default_factory=list)


class Episode:
    """Turns the divs of one episode into steps."""

    def __init__(self, reader: Reader, report: Report) -> None:
        self._reader, self._report, self._file = reader, report, reader.file
        self._shown = Writer(reader.file, report, tables=True)
        self._bare = Writer(reader.file, report, tables=False)
        self.told = Told([Step("Introduction", ours=True)])

    def read(self, whole: Div) -> Told:
        """Every part in order; steps without any text are left out."""
        self._parts(whole.parts, "Say")
        self.told.steps = [step for step in self.told.steps if step.sections]
        return self.told

    def _parts(self, parts: Iterable[Text | Div], kind: str) -> None:
        for part in parts:
            if isinstance(part, Div):
                self._div(part, kind)
            elif kind == "Say" and not self.told.steps[-1].exercise:
                self._talk(part)
            else:
                self._under(kind, self._nodes(part))

    def _nodes(self, text: Text) -> tuple[Node, ...]:
        return self._reader.nodes(text.lines, text.line)

    def _talk(self, text: Text) -> None:
        """Text between divs: a heading begins a step."""
        begun: list[Node] = []
        for node in self._nodes(text):
            if node.kind == "heading" and node.level <= 2:
                self._under("Say", begun)
                begun = []
                self._begin(node.name, node.line)
            else:
                begun.append(node)
        self._under("Say", begun)

    def _begin(self, name: str, line: int, *, exercise: bool = False) -> None:
        steps = self.told.steps
        if not steps[-1].sections:
            if not steps[-1].ours:
                self._report.add(self._file, line, "heading without text left out", steps[-1].title)
            steps.pop()
        steps.append(Step(title(name, "Step"), exercise))

    def _under(self, kind: str, nodes: Sequence[Node]) -> None:
        """Blocks in the present step; tables, code and pictures go under Show where they may."""
        writer = self._bare if kind in ("Listen for", "Note") else self._shown
        for passage in writer.passages(nodes):
            self.told.steps[-1].add("Show" if passage.shown else kind, passage.text)

    def _div(self, div: Div, around: str) -> None:
        if div.kind not in KNOWN:
            self._report.add(self._file, div.line, "unknown div, its text kept", div.kind)
            self._parts(div.parts, around)
            return
        if div.kind in _EXERCISES and around == "Say":
            self._exercise(div)
            return
        kind = _SECTIONS.get(div.kind, "Say")
        if around in ("Note", "Listen for"):
            kind = around
        if div.kind == "objectives":
            self._objectives(div)
        if div.kind in ("solution", "hint") and self._follows_exercise():
            after = self.told.steps.pop()
            self._inside(div, kind, around)
            self.told.steps.append(after)
        else:
            self._inside(div, kind, around)

    def _follows_exercise(self) -> bool:
        steps = self.told.steps
        return len(steps) > 1 and not steps[-1].sections and steps[-2].exercise

    def _inside(self, div: Div, kind: str, around: str) -> None:
        if div.kind in _NAMED and kind == "Show":
            step = self.told.steps[-1]
            if step.ours and not step.sections and len(self.told.steps) > 1:
                step.title = _NAMED[div.kind]
            if any(isinstance(part, Text) and "".join(part.lines).strip() for part in div.parts):
                step.add(kind, f"**{_NAMED[div.kind]}**")
        for part in div.parts:
            if isinstance(part, Div):
                self._div(part, kind if kind != "Say" else around)
            else:
                self._under(kind, self._nodes(part))

    def _exercise(self, div: Div) -> None:
        """A step of its own; its first heading names it."""
        kind = _EXERCISES[div.kind]
        name = div.kind.capitalize()
        self._begin(name, div.line, exercise=True)
        step, named = self.told.steps[-1], False
        for part in div.parts:
            if isinstance(part, Div):
                self._div(part, kind)
                continue
            nodes = list(self._nodes(part))
            if not named and nodes and nodes[0].kind == "heading":
                step.title, named = title(nodes.pop(0).name, name), True
            self._under(kind, nodes)
        self.told.steps.append(Step("After the exercise", ours=True))

    def _objectives(self, div: Div) -> None:
        for part in div.parts:
            if isinstance(part, Text):
                self.told.objectives += _aims(self._nodes(part))


def _aims(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    """The plain words of every point of a list, and of what stands in no list."""
    for node in nodes:
        if node.kind == "words":
            yield node.name, node.line
        elif node.kind in ("list", "quote"):
            for item in node.nodes:
                yield from _aims(item.nodes[:1] if item.kind == "item" else (item,))


def timed(steps: Sequence[Step], teaching: int, exercises: int) -> list[Step]:
    """The steps with the episode's minutes shared out by words, each with one at least.

    Where there are too many steps for the minutes, neighbours are put together. What the lesson
    gives to exercises goes to exercises where it has both; the sum is the lesson's own.

    :param steps: at least one step.
    """
    total = teaching + exercises
    kept = _fewer(steps, max(1, min(total // LEAST_MINUTES, MOST_STEPS)), min(total, MOST_STEPS))
    talks = [step for step in kept if not step.exercise]
    tasks = [step for step in kept if step.exercise]
    if talks and tasks and len(talks) <= teaching and len(tasks) <= exercises:
        _share(talks, teaching)
        _share(tasks, exercises)
    else:
        _share(kept, total)
    taken: set[str] = set()
    for step in kept:
        number, name = 2, step.title
        while name in taken:
            name, number = f"{step.title}, {number}", number + 1
        taken.add(name)
        step.title = name
    return kept


def _fewer(steps: Sequence[Step], wanted: int, most: int) -> list[Step]:
    """At most ``most`` steps, and ``wanted`` if that joins no exercise with talk."""
    kept = list(steps)
    while len(kept) > 8 * MOST_STEPS:
        pairs = zip(kept[::2], kept[1::2], strict=False)
        kept = [_together(*pair) for pair in pairs] + kept[len(kept) // 2 * 2 :]
    weights = [step.weight for step in kept]
    while len(kept) > wanted:
        anyhow = len(kept) > most
        places = [
            place
            for place in range(len(kept) - 1)
            if anyhow or kept[place].exercise == kept[place + 1].exercise
        ]
        if not places:
            break
        place = min(places, key=lambda at: weights[at] + weights[at + 1])
        kept[place : place + 2] = [_together(kept[place], kept[place + 1])]
        weights[place : place + 2] = [weights[place] + weights[place + 1]]
    return kept


def _together(first: Step, second: Step) -> Step:
    """Two neighbours as one; the second one's title stays as words in bold."""
    joined = Step(
        first.title, first.exercise and second.exercise, list(first.sections), 0, first.ours
    )
    kind = second.sections[0].kind
    if not second.ours:
        joined.add("Say" if kind == "Show" else kind, wrapped(emphasised(escaped(second.title))))
    for section in second.sections:
        for body in section.bodies:
            joined.add(section.kind, body)
    return joined


def _share(steps: Sequence[Step], minutes: int) -> None:
    """Minutes by weight, one at least each, exactly ``minutes`` in all."""
    spare, weight = minutes - len(steps), sum(step.weight for step in steps)
    exact = [spare * step.weight / weight for step in steps]
    for step, part in zip(steps, exact, strict=True):
        step.minutes = 1 + int(part)
    left = minutes - sum(step.minutes for step in steps)
    byrest = sorted(range(len(steps)), key=lambda at: int(exact[at]) - exact[at])
    for at in byrest[:left]:
        steps[at].minutes += 1
