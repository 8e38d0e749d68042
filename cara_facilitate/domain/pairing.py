"""Which pairs of dates a group of people can be offered, and why every other day is not one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cara_facilitate.domain.pair_words import DAYS_OF_WEEK, WEEKDAY, said
from cara_facilitate.domain.policy import Finding, PersonFacts, PlacementFacts, Result
from cara_facilitate.domain.rules import (
    CAUTION_DAYS,
    LONGEST_GAP,
    PAIR_GAP,
    REPEAT_AFTER,
)

Judge = Callable[[PlacementFacts], Iterable[Finding]]
"""A site's ``check``; whatever it raises goes through: no answer is laxer than the rules."""

SECOND = "second"
"""The same of workshop two's day alone."""
WEEKS_RULE = "CARA-5"
PROBED = 14
"""Days a site's rules are tried on, two of each name, to learn which names they refuse."""
JUST_CAUTIONED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Staff:
    """A facilitator and the days on which there is no counting on them.

    ``only`` None means every other day is free; else these days alone are.
    """

    ref: str
    away: frozenset[date] = frozenset()
    booked: frozenset[date] = frozenset()
    only: frozenset[date] | None = None

    def hindered(self, day: date) -> str:
        """Why not on this day, after the reference: ``is away``; empty if free."""
        if day in self.booked:
            return "is booked already"
        if day in self.away:
            return "is away"
        return "is not free" if self.only is not None and day not in self.only else ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: workshop one from ``first`` to ``last``, both counted, for these people.

    ``facts`` is what else the site's rules are told (its dates, staff and people are replaced).
    ``fewest`` people at least must fit a pair, ``seats`` at most are given a place in it.
    """

    first: date
    last: date
    facts: PlacementFacts
    people: tuple[PersonFacts, ...]
    staff: tuple[Staff, ...]
    seats: int
    fewest: int
    closed: frozenset[date] = frozenset()

    def days(self) -> Iterator[date]:
        """Every day workshop one may be on."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is refused; equal reasons of several days are said once."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two days that nothing refuses; ``people`` are seats.

    ``tight`` are those for whom no repeat pair would fit; ``late`` those past sixteen weeks, whom
    the site's rules let pass.
    """

    first: date
    second: date
    people: tuple[int, ...]
    facilitators: tuple[str, ...]
    notes: tuple[str, ...]
    tight: tuple[int, ...] = ()
    late: tuple[int, ...] = ()

    @property
    def days(self) -> int:
        """How many days lie between the workshops."""
        return (self.second - self.first).days


@dataclass(frozen=True, slots=True)
class Refused:
    """A day that workshop one cannot be on, and why; never without a reason."""

    first: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Pairs, the best first, and every other day in order."""

    pairs: tuple[Pair, ...]
    refused: tuple[Refused, ...]


def answered(question: Question, judge: Judge) -> Answer:
    """Every pair of days in the window 28 to 35 days apart, offered or refused with reasons.

    :param judge: the site's own check; a BLOCK refuses a pair, REFER and WARN become notes.
    """
    weekdays = weekday_rules(question, judge)
    pairs: list[Pair] = []
    refused: list[Refused] = []
    for first in question.days():
        found = _of_day(question, judge, weekdays, first)
        if isinstance(found, Refused):
            refused.append(found)
        else:
            pairs += found
    everybody = min(len(question.people), question.seats)
    pairs.sort(key=lambda pair: _worth(pair, everybody))
    return Answer(tuple(pairs), tuple(refused))


def weekday_rules(question: Question, judge: Judge) -> Mapping[str, frozenset[int]]:
    """Rules that go by the day's name alone, with the weekdays (Monday 0) each one lets pass.

    Found by asking about two weeks in which everything but the date stays the same.
    """
    blocked: dict[str, set[date]] = {}
    tried = [question.first + timedelta(days=n) for n in range(PROBED)]
    for day in tried:
        people = tuple(
            replace(person, caution_date=day - JUST_CAUTIONED) for person in question.people
        )
        facts = replace(
            question.facts,
            workshops=(day, day + PAIR_GAP),
            facilitators=tuple(one.ref for one in question.staff[:2]),
            people=people[: question.seats],
        )
        for finding in judge(facts):
            if finding.result is Result.BLOCK:
                blocked.setdefault(finding.rule, set()).add(day)
    rules = {}
    for rule, days in blocked.items():
        by_name = {day.weekday() for day in days}
        if len(by_name) < len(DAYS_OF_WEEK) and len(days) == 2 * len(by_name):
            rules[rule] = frozenset(range(len(DAYS_OF_WEEK))) - by_name
    return rules


def _worth(pair: Pair, everybody: int) -> tuple[int, int, bool, bool, date, int]:
    left_out = everybody - len(pair.people)
    return (
        left_out,
        len(pair.late),
        pair.days != PAIR_GAP.days,
        bool(pair.tight),
        pair.first,
        pair.days,
    )


def _of_day(
    question: Question, judge: Judge, weekdays: Mapping[str, Collection[int]], first: date
) -> list[Pair] | Refused:
    """The pairs that begin on a day, or why there is none."""
    gaps = range(PAIR_GAP.days, LONGEST_GAP.days + 1)
    found = [
        _judged(question, judge, weekdays, first, first + timedelta(days=days)) for days in gaps
    ]
    pairs = [one for one in found if isinstance(one, Pair)]
    if pairs:
        return pairs
    usual, *others = (dict.fromkeys(one) for one in found if not isinstance(one, Pair))
    reasons = list(usual)
    # What stands against every later day too needs no more said.
    if not any(all(reason in other for other in others) for reason in reasons):
        reasons += _later(usual, others)
    return Refused(first, tuple(reasons))


def _later(usual: Collection[Reason], others: Sequence[Collection[Reason]]) -> Iterator[Reason]:
    """Why none of the days 29 to 35 days later helps, where that is for other reasons."""
    days: dict[str, list[int]] = {}
    for number, other in enumerate(others, start=PAIR_GAP.days + 1):
        for reason in other:
            if reason not in usual and reason.kind not in (WEEKDAY, SECOND):
                days.setdefault(reason.words, []).append(number)
    for words, numbers in days.items():
        yield Reason("later", f"{_numbers(numbers)} days later: {words}")


def _numbers(numbers: Sequence[int]) -> str:
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))


def _judged(
    question: Question,
    judge: Judge,
    weekdays: Mapping[str, Collection[int]],
    first: date,
    second: date,
) -> Pair | tuple[Reason, ...]:
    """One pair of days: offered, or everything that refuses it."""
    reasons = [*_closed(question, first, second)]
    free, hindered = _free(question, first, second)
    reasons += hindered
    chosen = _chosen(question, first, second)
    if len(chosen) < question.fewest:
        reasons += _too_early(question, first) or [Reason("people", "too few people")]
    staff = free[:2] if len(free) > 1 else [one.ref for one in question.staff[:2]]
    found: tuple[Finding, ...] = ()
    usual = second - first == PAIR_GAP
    if chosen and (usual or not reasons):
        facts = replace(
            question.facts,
            workshops=(first, second),
            facilitators=tuple(staff),
            people=tuple(chosen),
        )
        found = tuple(judge(facts))
    late = [person for person in chosen if not _in_time(person, second)]
    reasons += _blocks(found, weekdays, (first, second), late)
    if reasons:
        return tuple(dict.fromkeys(reasons))
    notes = (*_told(found, late), *_left_out(question, chosen, first, second))
    tight = tuple(p.seat for p in chosen if not _repeat_fits(p, second))
    people, behind = (tuple(p.seat for p in some) for some in (chosen, late))
    return Pair(first, second, people, tuple(staff), notes, tight, behind)


def _closed(question: Question, first: date, second: date) -> Iterator[Reason]:
    for day in (first, second):
        if day in question.closed:
            yield Reason("closed", f"the venue is closed{_when(day, first)}")


def _free(question: Question, first: date, second: date) -> tuple[list[str], list[Reason]]:
    """Who is free on both days; and, if that is not two, why the others are not."""
    free: list[str] = []
    reasons: list[Reason] = []
    for one in question.staff:
        hindered = [(day, one.hindered(day)) for day in (first, second) if one.hindered(day)]
        if not hindered:
            free.append(one.ref)
        reasons += [Reason("staff", f"{one.ref} {why}{_when(day, first)}") for day, why in hindered]
    return free, [] if len(free) > 1 else reasons or [
        Reason("staff", "two facilitators are needed")
    ]


def _when(day: date, first: date) -> str:
    return "" if day == first else f" on {said(day)}"


def _chosen(question: Question, first: date, second: date) -> list[PersonFacts]:
    """Whose places these are: who is in time, the most pressing first; then, if too few, others.

    The others may have a longer time recorded, or a site may only warn: its rules decide.
    """
    able = [p for p in question.people if p.caution_date is None or p.caution_date <= first]
    in_time = sorted(
        (p for p in able if _in_time(p, second)), key=lambda p: (p.caution_date, p.seat)
    )
    chosen = in_time[: question.seats]
    if len(chosen) < question.fewest:
        others = [p for p in able if not _in_time(p, second)]
        others.sort(key=lambda p: (p.extra.get("police_extension") != "yes", p.seat))
        chosen += others[: question.fewest - len(chosen)]
    return sorted(chosen, key=lambda p: p.seat)


def _in_time(person: PersonFacts, second: date) -> bool:
    cautioned = person.caution_date
    return cautioned is not None and second <= cautioned + CAUTION_DAYS


def _repeat_fits(person: PersonFacts, second: date) -> bool:
    return _in_time(person, second + REPEAT_AFTER + PAIR_GAP)


def _too_early(question: Question, first: date) -> list[Reason]:
    return [
        Reason("people", f"seat {p.seat}'s caution is of {said(p.caution_date)}, after that day")
        for p in question.people
        if p.caution_date is not None and p.caution_date > first
    ]


def _weeks(person: PersonFacts) -> str:
    if person.caution_date is None:
        return f"seat {person.seat} has no caution date"
    return f"seat {person.seat}'s sixteen weeks end on {said(person.caution_date + CAUTION_DAYS)}"


def _blocks(
    found: Iterable[Finding],
    weekdays: Mapping[str, Collection[int]],
    days: tuple[date, date],
    late: Sequence[PersonFacts],
) -> Iterator[Reason]:
    """What the site's rules refuse, in the words anybody may read."""
    for finding in found:
        if finding.result is not Result.BLOCK:
            continue
        passing = weekdays.get(finding.rule, ())
        wrong = [day for day in days if day.weekday() not in passing]
        if passing and wrong:
            # The second day's name follows from the first's; alone, it is said with its date.
            lead = "" if wrong[0] == days[0] else f"{said(wrong[0])} is "
            kind = WEEKDAY if wrong[0] == days[0] else SECOND
            yield Reason(kind, f"{lead}not a {_names(passing)} ({finding.rule})")
        elif finding.rule == WEEKS_RULE and late:
            yield from (Reason("weeks", _weeks(person)) for person in late)
        else:
            yield Reason(finding.rule, f"{finding.rule}: {finding.message.removesuffix('.')}")


def _names(weekdays: Collection[int]) -> str:
    return " or ".join(DAYS_OF_WEEK[number] for number in sorted(weekdays))


def _told(found: Iterable[Finding], late: Sequence[PersonFacts]) -> list[str]:
    """REFER and WARN of the rules, and who is late where no rule says so."""
    notes = [
        f"{finding.result} {finding.rule}: {finding.message}"
        for finding in found
        if finding.result in (Result.REFER, Result.WARN)
    ]
    if late and not any(note.split(":")[0].endswith(WEEKS_RULE) for note in notes):
        notes += [f"{words[0].upper()}{words[1:]}." for words in map(_weeks, late)]
    return notes


def _left_out(
    question: Question, chosen: Sequence[PersonFacts], first: date, second: date
) -> Iterator[str]:
    taken = {person.seat for person in chosen}
    for person in question.people:
        if person.seat in taken:
            continue
        if person.caution_date is not None and person.caution_date > first:
            yield f"Not in this pair: seat {person.seat}, cautioned after workshop one."
        elif not _in_time(person, second):
            yield f"Not in this pair: {_weeks(person)}."
        else:
            yield f"Not in this pair: seat {person.seat}, for want of a seat."
