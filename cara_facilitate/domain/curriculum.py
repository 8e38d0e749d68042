"""What should happen in a pair of workshops: days, activities, objectives and codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VARIANTS = (
    "intimate-partner-male",
    "intimate-partner-female",
    "familial-male",
    "familial-female",
)
VARIANT_WORDS = {
    "intimate-partner-male": "intimate partner, men",
    "intimate-partner-female": "intimate partner, women",
    "familial-male": "family, men",
    "familial-female": "family, women",
}
"""What a variant is called in plain words."""
REFERENCE_LABEL = "Open reference text, not the CARA programme"
IMPORTED_LABEL = "Imported text, not written for this toolkit"
REFERENCE_SENTENCE = (
    "Open reference text. Not the licensed CARA programme; not made or endorsed by Hampton Trust."
)


class SectionKind(StrEnum):
    """The closed list of section headings an activity may use (``format.md`` section 1)."""

    SAY = "Say"
    ASK = "Ask"
    DO = "Do"
    SHOW = "Show"
    LISTEN_FOR = "Listen for"
    WATCH_FOR = "Watch for"
    NOTE = "Note"
    SIGNPOST = "Signpost"
    IF_SHORT = "If short of time"


PARTICIPANT_VISIBLE = frozenset({SectionKind.SHOW, SectionKind.SIGNPOST})


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of a step; ``body`` is Markdown in our dialect, terms filled in."""

    kind: SectionKind
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class Step:
    """A timed part of an activity; ``minutes`` of all steps add up to the activity's."""

    title: str
    minutes: int
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity resolved for one variant; ``floor`` is the shortest length in minutes."""

    id: str
    title: str
    minutes: int
    floor: int
    objectives: tuple[str, ...]
    setting: str
    intensity: str
    materials: tuple[str, ...]
    handouts: tuple[str, ...]
    aim: str
    steps: tuple[Step, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class RunItem:
    """One row of a day's running order.

    ``id`` is the number shown (``W1-05``) for an activity and the break's id (``BR1``)
    for a break; ``activity`` is the activity's slug, empty for a break. Minutes and floor
    are whole minutes; a break's floor is its length. ``at`` is a fixed start ``HH:MM``, or empty.
    """

    id: str
    title: str
    minutes: int
    floor: int
    activity: str = ""
    at: str = ""

    @property
    def is_break(self) -> bool:
        return not self.activity


@dataclass(frozen=True, slots=True)
class Day:
    """The plan of one workshop; times are local wall clock ``HH:MM``.

    ``recovery`` lists run-item ids in the order in which they give time back.
    """

    workshop: int
    start: str
    end: str
    run: tuple[RunItem, ...]
    recovery: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """One of the ten aims; ``text`` is the source's wording (``domain.md`` section 0)."""

    id: str
    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """An observation code (``domain.md`` (b)): one letter, recorded against a seat."""

    key: str
    name: str
    label: str
    definition: str
    example: str
    default: bool


@dataclass(frozen=True, slots=True)
class Signpost:
    """A service people may turn to; ``verified_on`` is an ISO date or empty."""

    id: str
    name: str
    contact: str
    hours: str
    audience: str
    verified_on: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """A sheet for participants, Markdown in the restricted dialect with terms filled in.

    ``layout`` is ``sheet``, or ``cards`` where each list item is a card to cut out.
    """

    id: str
    title: str
    body: str
    layout: str = "sheet"


@dataclass(frozen=True, slots=True)
class Curriculum:
    """One variant of a curriculum, resolved and ready to deliver.

    ``hash`` is the SHA-256 (hex) over the resolved content. ``reference`` marks the open
    reference text, which is labelled wherever it is shown.
    """

    id: str
    title: str
    version: str
    licence: str
    variant: str
    reference: bool
    objectives: tuple[Objective, ...]
    codes: tuple[Code, ...]
    activities: tuple[Activity, ...]
    days: tuple[Day, ...]
    signposts: tuple[Signpost, ...]
    handouts: tuple[Handout, ...]
    hash: str
    imported: bool = False

    @property
    def label(self) -> str:
        """What must be said of this text wherever it is shown, or empty."""
        if self.reference:
            return REFERENCE_LABEL
        return IMPORTED_LABEL if self.imported else ""

    def activity(self, slug: str) -> Activity:
        """The activity with this slug.

        :raises KeyError: if the curriculum has none.
        """
        for activity in self.activities:
            if activity.id == slug:
                return activity
        raise KeyError(slug)

    def day(self, workshop: int) -> Day:
        """The plan of workshop one or two.

        :raises KeyError: if the curriculum has no such workshop.
        """
        for day in self.days:
            if day.workshop == workshop:
                return day
        raise KeyError(workshop)

    def item(self, workshop: int, item_id: str) -> RunItem:
        """The run item with this id in a workshop.

        :raises KeyError: if the day has none.
        """
        for item in self.day(workshop).run:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
