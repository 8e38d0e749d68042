"""The facts of each sheet of the day's pack, drawn from the cohort and the pinned curriculum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from cara_facilitate.domain.attendance import ARRIVALS, CODES, DEPARTURES, REASONS
from cara_facilitate.domain.cohort import CohortState, WorkshopState
from cara_facilitate.domain.curriculum import Activity, Curriculum, Day, RunItem, SectionKind
from cara_facilitate.domain.engagement import RATINGS
from cara_facilitate.domain.flags import KINDS, SEVERITIES
from cara_facilitate.domain.identifiers import SEATS
from cara_facilitate.domain.moment import Moment
from cara_facilitate.domain.objectives import objective_rows
from cara_facilitate.domain.pack import (
    KEEP_BLANK,
    KEEP_NAMED,
    PRACTICE,
    TITLES,
    CodeLine,
    CodePaper,
    CoverPaper,
    Head,
    OnCallPaper,
    Place,
    RegisterLine,
    RegisterPaper,
    RunLine,
    RunPaper,
    SeatPaper,
    Sheet,
)
from cara_facilitate.domain.readiness import HOME_WORDS, readiness
from cara_facilitate.domain.runsheet import clock_of, finish_of, ordered, plan_items, spent_seconds

Plain = Callable[[str], str]
"""Makes curriculum Markdown into words on one line."""

HASH_SHOWN = 12
MOST_DANGERS = 9
MOST_LETTERS = 230
_FLAG_MARK = "(!)"
_SIDE, _BACK = 4, 8
"""Seats 1 to 4 sit on the left, 5 to 8 opposite the facilitators, 9 to 12 on the right."""


def head(
    sheet: Sheet, state: CohortState, workshop: int, curriculum: Curriculum, variant: str
) -> Head:
    """What a sheet begins with.

    :param variant: the variant in plain words.
    """
    day, plan = state.workshops[workshop], curriculum.day(workshop)
    return Head(
        title=TITLES[sheet],
        cohort=state.cohort,
        workshop=workshop,
        day=f"{day.date:%A %d %B %Y}",
        start=day.start,
        end=clock_of(finish_of(plan, day)),
        variant=variant,
        curriculum=f"{curriculum.title} {curriculum.version}",
        label=curriculum.label,
        plan=curriculum.hash[:HASH_SHOWN],
        practice=PRACTICE if state.practice else "",
    )


# --- run sheet ------------------------------------------------------------------------------


def run_paper(top: Head, curriculum: Curriculum, day: WorkshopState, plain: Plain) -> RunPaper:
    """The running order with its times as they were agreed to be, and how to win time back."""
    plan = curriculum.day(day.number)
    run = tuple(_agreed(plan, day))
    items = plan_items(run, day.delays[-1].until if day.delays else day.start)
    spare = _spare(run)
    rows = tuple(
        _run_line(item, clock_of(laid.start), spare[item.id], curriculum, plain)
        for item, laid in zip(run, items, strict=True)
    )
    return RunPaper(
        head=top,
        rows=rows,
        ends=clock_of(items[-1].start + items[-1].seconds) if items else top.end,
        recovery=tuple(_recovery(plan, run)),
        recoverable=spare[run[0].id] if run else 0,
        changes=tuple(_changes(plan, day)),
        optional=tuple(_optional(curriculum, plan)),
    )


def _agreed(plan: Day, day: WorkshopState) -> Iterator[RunItem]:
    """What is to be run today, in today's order and at today's lengths."""
    for item in ordered(plan, day):
        if item.id not in day.left_out:
            yield replace(item, minutes=day.shortened.get(item.id, item.minutes))


def _changes(plan: Day, day: WorkshopState) -> Iterator[str]:
    if day.delays:
        yield f"The doors open at {day.delays[-1].until} instead of {day.start}."
    if day.order and tuple(item.id for item in ordered(plan, day)) != tuple(
        item.id for item in plan.run
    ):
        yield "The order differs from the plan."
    for item in plan.run:
        if item.id in day.left_out:
            yield f"{item.id} {item.title} is left out."
        elif day.shortened.get(item.id, item.minutes) != item.minutes:
            yield f"{item.id} has {day.shortened[item.id]} instead of {item.minutes} minutes."


def _spare(run: Sequence[RunItem]) -> Mapping[str, int]:
    """Minutes that each row and those after it can give back."""
    left, out = 0, {}
    for item in reversed(run):
        left += max(0, item.minutes - item.floor)
        out[item.id] = left
    return out


def _run_line(
    item: RunItem, start: str, spare: int, curriculum: Curriculum, plain: Plain
) -> RunLine:
    activity = None if item.is_break else curriculum.activity(item.activity)
    return RunLine(
        id=item.id,
        title=item.title,
        start=start,
        minutes=item.minutes,
        floor=item.floor,
        spare=spare,
        is_break=item.is_break,
        objectives=activity.objectives if activity else (),
        aim=first_sentence(plain(activity.aim)) if activity else "",
        materials=tuple(map(plain, activity.materials)) if activity else (),
    )


def _recovery(plan: Day, run: Sequence[RunItem]) -> Iterator[str]:
    items = {item.id: item for item in run}
    for name in plan.recovery:
        item = items.get(name)
        if item is not None and item.minutes > item.floor:
            yield f"{item.id} {item.minutes}\u2192{item.floor}"


def _optional(curriculum: Curriculum, plan: Day) -> Iterator[str]:
    known = {activity.id: activity for activity in curriculum.activities}
    for name in plan.optional:
        activity = known.get(name)
        if activity is not None:
            yield f"{activity.title} ({activity.minutes} min)"


def site_words(site: str) -> str:
    """A site's id as a place is written."""
    return site.replace("-", " ").title()


def first_sentence(text: str, most: int = MOST_LETTERS) -> str:
    """The first sentence of one line of words; cut at a word where it is too long."""
    end = next(
        (
            at + 1
            for at, (one, after) in enumerate(zip(text, text[1:] + " ", strict=True))
            if one in ".!?" and after == " "
        ),
        len(text),
    )
    return cut(text[:end], most)


def cut(text: str, most: int) -> str:
    """At most this many letters, cut after a sentence if one ends late enough, else at a word."""
    if len(text) <= most:
        return text
    ended = text.rfind(". ", 0, most)
    if ended > most // 2:
        return text[: ended + 1]
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\u2026"


# --- seat sheet, code sheet, on-call card, register -------------------------------------------


def seat_paper(top: Head, curriculum: Curriculum, taken: Mapping[int, str]) -> SeatPaper:
    """Twelve boxes as the facilitators see the room; depends on the plan and seats taken alone."""
    return SeatPaper(
        head=top,
        places=tuple(Place(seat, seat in taken, *_place(seat)) for seat in SEATS),
        codes=tuple((code.key, code.label) for code in curriculum.codes if code.default),
        arrivals=tuple(ARRIVALS),
        departures=tuple(DEPARTURES),
        objectives=tuple((one.id, one.slug.replace("-", " ")) for one in curriculum.objectives),
    )


def _place(seat: int) -> tuple[int, int]:
    """Row and column in the grid; the open end, where the facilitators sit, is at the foot."""
    if seat <= _SIDE:
        return _SIDE + 1 - seat, 0
    if seat <= _BACK:
        return 0, seat - _SIDE - 1
    return seat - _BACK, 3


def code_paper(top: Head, curriculum: Curriculum) -> CodePaper:
    """Codes, attendance, ratings and the flag's prompt."""
    return CodePaper(
        head=top,
        codes=tuple(
            CodeLine(code.key, code.name, code.definition, code.example, code.default)
            for code in curriculum.codes
        ),
        attendance=tuple(CODES.items()),
        reasons=REASONS,
        ratings=tuple((str(number), words) for number, words in enumerate(RATINGS)),
        severities=tuple(SEVERITIES.values()),
        kinds=tuple(KINDS.values()),
    )


def on_call_paper(top: Head, site: str, lines: Sequence[tuple[str, str]]) -> OnCallPaper:
    """The card; ``lines`` are (role, number), the number empty where none is recorded."""
    return OnCallPaper(head=top, site=site_words(site), lines=tuple(lines))


def register_paper(
    top: Head, state: CohortState, names: Mapping[int, str] | None = None
) -> RegisterPaper:
    """The register; without ``names`` a blank line stands for each."""
    given = names or {}
    return RegisterPaper(
        # Beside a name, what kind of group it is would say something of the person.
        head=replace(top, variant="", curriculum="", label="", plan=""),
        named=names is not None,
        rows=tuple(RegisterLine(seat, given.get(seat, "")) for seat in sorted(state.seats)),
        facilitators=state.facilitators,
        attendance=tuple(CODES.items()),
        reasons=REASONS,
        keep=KEEP_BLANK if names is None else KEEP_NAMED,
    )


# --- cover brief ------------------------------------------------------------------------------


def cover_paper(
    top: Head,
    state: CohortState,
    workshop: int,
    curricula: Mapping[int, Curriculum],
    *,
    stock_line: str,
    agreement: Sequence[str],
    plain: Plain,
) -> CoverPaper:
    """The brief: neutral words only, so that it tells nothing of anybody if it is lost.

    :param curricula: what each day is delivered from, by workshop.
    :param agreement: the points of the working agreement as the curriculum proposes them.
    """
    first = state.workshops.get(1)
    held = workshop == 2 and first is not None and first.started_at is not None and 1 in curricula
    curriculum = curricula[workshop]
    return CoverPaper(
        head=top,
        site=site_words(state.site),
        days=tuple(_day_words(day) for _, day in sorted(state.workshops.items())),
        people=tuple(_people(state, state.workshops[workshop])),
        covered=tuple(_covered(curricula[1], first)) if held and first else (),
        not_run=tuple(_not_run(curricula[1], first)) if held and first else (),
        before=_before(workshop, first),
        state=tuple(_standing(state)),
        agreement=tuple(agreement),
        stock_line=stock_line,
        dangers=tuple(_dangers(curriculum, workshop, plain)),
    )


def _day_words(day: WorkshopState) -> str:
    return f"Workshop {day.number}: {day.date:%A %d %B %Y}, {day.start}"


def _people(state: CohortState, day: WorkshopState) -> Iterator[str]:
    staff = state.facilitators
    lead = day.leads[-1].facilitator if day.leads else next(iter(staff), "")
    others = [who for who in staff if who != lead]
    if lead:
        when = "leads" if day.leads else "leads the morning"
        yield f"{lead} {when}; {' and '.join(others) or '...'} watches and codes. Swap at lunch."
    yield "Whoever leads codes nothing. You take the part of whoever is not there."


def _before(workshop: int, first: WorkshopState | None) -> str:
    if workshop == 1:
        return "This is workshop one: nothing was held before it."
    if first is None or first.started_at is None:
        return "Workshop one has not been recorded as held: ask the manager before you begin."
    day = f"{first.started_at:%A %d %B %Y}"
    if first.stopped:
        return f"Workshop one began on {day} and was stopped by the service: ask the manager."
    if first.ended_at is None:
        return "Workshop one is not closed yet; this is how it stands."
    return f"Workshop one was held on {day}."


def _covered(curriculum: Curriculum, first: WorkshopState) -> Iterator[tuple[str, str]]:
    by_reach: dict[str, list[str]] = {}
    for row in objective_rows(curriculum, first):
        name = f"{row.objective.id} {row.objective.slug.replace('-', ' ')}"
        by_reach.setdefault(row.reach.value, []).append(name)
    for reach in ("evidenced", "touched", "not reached"):
        yield reach, ", ".join(by_reach.get(reach, ())) or "none"


def _not_run(curriculum: Curriculum, first: WorkshopState) -> Iterator[str]:
    if first.ended_at is None:
        return
    end = Moment(first.ended_at, first.ended_steady)
    plan = curriculum.day(first.number)
    begun = {start.item for start in first.starts}
    for item in plan.run:
        spent = round(spent_seconds(first, item.id, end) / 60)
        if item.is_break or (item.id not in begun and item.id in plan.optional):
            continue
        if item.id not in begun:
            yield f"{item.id} {item.title}: not run"
        elif spent < item.floor:
            yield f"{item.id} {item.title}: {spent} of {item.minutes} minutes"


def _standing(state: CohortState) -> Iterator[str]:
    first, second = state.workshops.get(1), state.workshops.get(2)
    waiting = second is not None and second.started_at is None
    if waiting and first is not None and first.ended_at and not readiness(state).ready:
        yield f"{HOME_WORDS.capitalize()}: your colleague or the manager tells you by voice."
    yield "A flag is open: ask who is handing it over." if state.open_flags else "No flag is open."


def _dangers(curriculum: Curriculum, workshop: int, plain: Plain) -> Iterator[tuple[str, str]]:
    """Each activity's own warning, first where a flag may have to be raised."""
    found: list[tuple[str, str]] = []
    for item in curriculum.day(workshop).run:
        if item.is_break:
            continue
        activity = curriculum.activity(item.activity)
        points = [plain(point) for point in _watch_points(activity)]
        marked = [point for point in points if _FLAG_MARK in point]
        chosen = marked[:1] or (points[:1] if activity.intensity == "high" else [])
        found.extend((f"{item.id} {item.title}", cut(point, MOST_LETTERS)) for point in chosen)
    yield from found[:MOST_DANGERS]


def _watch_points(activity: Activity) -> Iterator[str]:
    """The list items of its "Watch for" parts, each as Markdown."""
    for step in activity.steps:
        for section in step.sections:
            if section.kind is SectionKind.WATCH_FOR:
                yield from list_items(section.body)


def list_items(body: str) -> Iterator[str]:
    """The outermost list items of a text in our dialect, each with its further lines."""
    item: list[str] = []
    for line in body.splitlines():
        if line.startswith("- "):
            if item:
                yield " ".join(item)
            item = [line[2:]]
        elif item and line.startswith("  ") and line.strip():
            item.append(line.strip())
        elif item:
            yield " ".join(item)
            item = []
    if item:
        yield " ".join(item)
