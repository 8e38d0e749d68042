"""A whole day of workshop one or two told through events, for notes to be made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.curriculum import Activity, Code, Curriculum, Day, Objective, RunItem
from cara_facilitate.domain.note import facts
from tests.domain.day_story import DOORS, Story, activity, curriculum

LEAD, CO = "F-LEAD1", "F-CO2"
OBJECTIVES = (
    ("offence-reflection", "To reflect on the offence including personal triggers"),
    ("abuse-types", "To gain an understanding of different types of abuse within a family dynamic"),
    (
        "anger-signs",
        "To recognise physical symptoms of anger and the feelings which lead to anger "
        "and then violence",
    ),
    (
        "harm-impact",
        "To recognise the damaging effects of behaviour on themselves and others",
    ),
    ("risk-protective", "To understand personal risk and protective factors"),
    (
        "self-esteem-regulation",
        "To reflect on self-esteem and self-regulation designed to increase personal resilience",
    ),
    ("time-out", "To establish personal time out strategies and safe conflict"),
    ("communication-conflict", "To understand communication & conflict resolution skills"),
    ("sustaining-change", "To identify future strategies for sustaining change"),
    ("signposting", "To provide signposts to other relevant agencies/organisations"),
)
CODES = (
    ("c", "change talk"),
    ("k", "commitment or step"),
    ("o", "owns"),
    ("e", "empathy"),
    ("h", "helps or challenges a peer"),
    ("s", "sustain talk"),
    ("m", "minimises"),
    ("b", "blames"),
    ("t", "distressed"),
    ("w", "withdrawn"),
)
FIRST: tuple[tuple[str, str, int, int, tuple[str, ...] | None], ...] = (
    ("W1-01", "Register, welcome, working agreement", 25, 15, ()),
    ("W1-02", "Where I am today", 15, 10, ("O01",)),
    ("W1-03", "Sorting the cards: forms of abuse", 40, 25, ("O02",)),
    ("BR1", "Break", 10, 10, None),
    ("W1-04", "My part, step by step", 45, 35, ("O01", "O04")),
    ("W1-05", "Body map and build-up curve", 25, 15, ("O03",)),
    ("LUN", "Lunch", 30, 30, None),
    ("W1-06", "Ripples: adult harmed, children, self", 40, 30, ("O04", "O02")),
    ("BR2", "Break", 10, 10, None),
    ("W1-07", "Time-out that is safe, not a punishment", 30, 20, ("O07",)),
    ("W1-08", "Four-week task; risk snapshot; signposts", 20, 10, ("O05", "O10")),
    ("W1-09", "Check-out, wellbeing, date confirmed", 10, 10, ()),
)


def _day(number: int) -> tuple[Day, tuple[Activity, ...]]:
    rows = [(row[0].replace("W1", f"W{number}"), *row[1:]) for row in FIRST]
    run = tuple(
        RunItem(i, title, minutes, floor, "" if aims is None else i.lower())
        for i, title, minutes, floor, aims in rows
    )
    made = tuple(
        activity(i.lower(), minutes, floor, *aims)
        for i, _title, minutes, floor, aims in rows
        if aims is not None
    )
    return Day(number, "10:00", "15:00", run, ()), made


def whole_curriculum() -> Curriculum:
    """Two days of the reference length with the ten objectives."""
    (first, some), (second, others) = _day(1), _day(2)
    return replace(
        curriculum(),
        id="cara-open",
        title="Open reference curriculum",
        version="0.1.0",
        objectives=tuple(
            Objective(f"O{n:02d}", slug, text) for n, (slug, text) in enumerate(OBJECTIVES, 1)
        ),
        codes=tuple(Code(key, name, name, "", "", True) for key, name in CODES),
        activities=(*some, *others),
        days=(first, second),
        hash="9f2c41d7" * 8,
    )


class Tale(Story):
    """A story with the whole curriculum in which activities take the minutes they are given."""

    def __init__(self, seats: int = 11, *, practice: bool = False) -> None:
        super().__init__(seats)
        self.curriculum = whole_curriculum()
        told = self.log[0].event
        assert isinstance(told, ev.CohortCreated)
        created = replace(told, practice=practice, curriculum="cara-open")
        self.state = type(self.state)()
        self.happen(created)

    def answer(self, field: str, value: str, seat: int = 0, by: str = LEAD) -> Tale:
        """Answer one debrief question now."""
        self.happen(ev.DebriefAnswered(self.workshop, field, value, by, self.now, seat))
        return self

    def run(self, number: str, minutes: float) -> Tale:
        """Spend some minutes on one item."""
        if self.day.present_item != number:
            self.do(cmd.GoTo(number, self.now))
        self.pass_time(minutes=minutes)
        return self

    def note(self, **more: Any) -> dict[str, Any]:
        """The facts as of now."""
        given: dict[str, Any] = {
            "note_id": f"note-WY26A-w{self.workshop}-7K3M",
            "now": self.now,
            "flag_details": {},
            **more,
        }
        return facts(self.state, self.workshop, self.curriculum, **given)

    def second(self) -> Tale:
        """Move on to the morning of workshop two."""
        self.workshop = 2
        self.now = datetime.combine(self.day.date, DOORS.timetz()) - timedelta(minutes=60)
        return self


FLAG = ev.FlagDescribed(
    "FL-7K3M6",
    "WY26A-0009-X",
    9,
    "child",
    "same_day",
    "zq-words of the risk log",
    "Private talk at the break, manager telephoned",
    DOORS,
)


def first_day(*, practice: bool = False) -> Tale:
    """Workshop one: late start, one late, one leaving early, one absent, one flag, a debrief."""
    tale = Tale(practice=practice)
    tale.happen(ev.WorkshopPrepared(1, tale.curriculum.hash, (), tale.now))
    tale.pass_time(minutes=8)
    tale.do(cmd.StartWorkshop(tale.now))
    tale.do(cmd.Attend(3, "AN", tale.now))
    tale.do(cmd.Attend(5, "LA", tale.now + timedelta(minutes=6), "transport"))
    tale.do(cmd.AllPresent(tale.now))
    tale.run("W1-01", 24).run("W1-02", 8)
    tale.do(cmd.GiveReason("W1-02", "late start", tale.now))
    tale.run("W1-03", 38)
    for seats, code in (((1, 2, 6), "c"), ((4,), "b"), ((4,), "b"), ((7,), "m"), ((8,), "h")):
        tale.do(cmd.Observe(seats, code, tale.now))
        tale.pass_time(seconds=20)
    tale.do(cmd.Tick("O02", (1, 6, 8), tale.now))
    tale.run("BR1", 10).run("W1-04", 41)
    tale.do(cmd.Observe((4,), "o", tale.now)).do(cmd.Observe((9,), "t", tale.now))
    tale.do(cmd.Tick("O01", (), tale.now)).do(cmd.Tick("O04", (2, 4), tale.now))
    tale.happen(ev.FlagRaised(FLAG.flag, 1, "W1-04", tale.now))
    tale.do(cmd.Pause("pause", tale.now)).pass_time(minutes=6).do(cmd.Resume(tale.now))
    told = tale.now
    tale.happen(
        ev.FlagHandedOver(FLAG.flag, "area manager", "none given", told, LEAD, told),
    )
    tale.run("LUN", 30).run("W1-06", 44).run("BR2", 10)
    tale.do(cmd.Tick("O04", (1,), tale.now))
    tale.do(cmd.Attend(10, "EL", tale.now, "caring"))
    tale.run("W1-07", 30).do(cmd.Tick("O07", (1, 2, 4, 6), tale.now))
    tale.run("W1-08", 20).run("W1-09", 9)
    for seat, (one, other) in {1: (3, 3), 2: (4, 3), 4: (3, 1), 6: (2, 2)}.items():
        tale.do(cmd.Rate(seat, one, LEAD, "close", tale.now))
        tale.do(cmd.Rate(seat, other, CO, "close", tale.now))
    tale.do(cmd.EndWorkshop(tale.now))
    tale.pass_time(minutes=20)
    return debrief(tale)


def debrief(tale: Tale) -> Tale:
    """Answer most of the debrief form."""
    for who, values in {LEAD: ("4", "2", "3"), CO: ("3", "3", "3")}.items():
        for name, value in zip(("cohesion", "collusion", "energy"), values, strict=True):
            tale.answer(f"climate.{name}.{who}", value, by=who)
    for who, value in {LEAD: "3", CO: "4"}.items():
        for name in ("open_questions", "affirmations", "reflections", "summaries"):
            tale.answer(f"practice.{name}.{who}", value, by=who)
        tale.answer(f"reflection.fit.{who}", "yes", by=who)
    tale.answer(
        "climate.turning_point",
        "After the break the room went quiet when a peer described the ripple card; jokes stopped.",
    )
    tale.answer(
        "seat.behaviour",
        "Blamed drink twice before lunch, then named own act after a peer's question.",
        4,
    )
    tale.answer("seat.behaviour", "Left the room once, came back at the stated time.", 9)
    tale.answer("seat.follow_up", "yes", 9).answer("seat.follow_up", "no", 4)
    tale.answer(
        "practice.softening",
        "Reflected both sides when P07 called it hardly anything, then asked what a neighbour "
        "watching would have seen.",
    )
    tale.answer("practice.differently", "Start the cards five minutes earlier.")
    tale.answer("practice.co_working", "Lead swapped at lunch as planned; one interruption, named.")
    tale.answer("reflection.model", "Gibbs")
    tale.answer("reflection.stirred", "The distress in activity four stayed with me through lunch.")
    tale.answer("learning.requests", "More practice with group silence.")
    return tale


def second_day() -> Tale:
    """Workshop two after an incomplete extract: a manager who did not answer, late reading."""
    tale = first_day()
    tale.second()
    tale.happen(
        ev.FeedbackImported("imp1", ("i1", "i2"), ("m1",), 1, LEAD, tale.now, made_at=tale.now),
        ev.ReadinessAcknowledged("i1", LEAD, tale.now),
        ev.ReadinessAcknowledged("i1", CO, tale.now),
        ev.ReadinessAcknowledged("i2", LEAD, tale.now),
        ev.ReadinessAcknowledged("i2", CO, tale.now),
        ev.FlagAcknowledged(FLAG.flag, LEAD, tale.now),
        ev.FlagAcknowledged(FLAG.flag, CO, tale.now),
        ev.ManagerCalled("on call", False, "one row held back", LEAD, tale.now),
        ev.ManagerCalled("on call", False, "one row held back", "F-CO2", tale.now),
        ev.WorkshopPrepared(2, tale.curriculum.hash, (), tale.now),
    )
    tale.pass_time(minutes=60)
    tale.do(cmd.StartWorkshop(tale.now)).do(cmd.AllPresent(tale.now))
    for item in tale.curriculum.day(2).run:
        tale.run(item.id, item.minutes)
    tale.do(cmd.EndWorkshop(tale.now))
    debrief(tale)
    tale.answer("assurance.breach", "no")
    tale.answer("assurance.counts", "8 completed, 2 declined, 1 not reached")
    return tale
