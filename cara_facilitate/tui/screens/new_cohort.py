"""New cohort, first step: id, site, curriculum, dates and facilitators, or a cohort file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from cara_facilitate.domain.curriculum import REFERENCE_LABEL
from cara_facilitate.domain.identifiers import cohort_ok, staff_ok
from cara_facilitate.domain.plan import (
    COHORT_SITE_FIELDS,
    PERSON_SITE_FIELDS,
    CohortPlan,
    PlannedPerson,
    PlannedWorkshop,
)
from cara_facilitate.errors import CaraError
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.plan_page import PlanPage
from cara_facilitate.tui.screens.site_questions import asks, question_fields
from cara_facilitate.tui.screens.suggestions import suggested_day, suggested_id, usual_site
from cara_facilitate.tui.screens.wording import variant_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press

if TYPE_CHECKING:
    from cara_facilitate.services.curricula import Library, Listed

APART = timedelta(days=28)
FIRST_START = "10:00"
ABOUT = "Nothing is stored before the last step. No names or addresses are asked for here."


class NewCohortScreen(PlanPage):
    """Asks for the plan; the seats come next.

    :param chosen: what the planner of dates found, by the id of the line it fills.
    """

    NAME = "New cohort, step 1 of 3: the pair of workshops"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "tab,enter", "Next", "Go to the next field", bound=False),
        Key("choose", "left,right", "Choose", "Go through what a field offers", bound=False),
        Key("go_on", "f5", "Go on", "Go on to the seats, or take the cohort file in"),
        Key("back", "escape", "Leave", "Leave, after asking if anything is written"),
    )
    DEFAULT_CSS = """
    NewCohortScreen #own { height: auto; }
    NewCohortScreen #what-label { margin-left: 27; }
    NewCohortScreen #broken { margin-left: 27; height: auto; }
    """

    def __init__(self, chosen: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._chosen = dict(chosen or {})

    def body(self) -> ComposeResult:
        """The fields, with what can be suggested."""
        desk = self.desk
        policies = desk.host.site_policies()
        now = desk.clock.now()
        first = suggested_day(now)
        self._file = Field("From a cohort file", Line(id="file", hint="leave empty to type it in"))
        self._cohort = Field("Cohort id", Line(suggested_id(desk, now), id="cohort", most=6))
        site = self._chosen.get("site") or usual_site(desk)
        self._site = Choice([(p.id, p.title) for p in policies], site, id="site")
        listed, untold = _listed(desk.library)
        self._what = Choice(_deliverable(listed), id="what")
        self._label = Static(id="what-label", classes="quiet")
        self._first = Field("Workshop one", Line(first.isoformat(), id="first", most=10))
        self._second = Field(
            "Workshop two", Line((first + APART).isoformat(), id="second", most=10)
        )
        self._start = Field("Doors at", Line(FIRST_START, id="start", most=5))
        self._lead = Field("Facilitator", Line(desk.owner, id="lead", most=16))
        self._other = Field("Second facilitator", Line(id="other", most=16, hint="staff reference"))
        self._seats = Field("How many people", Line("12", id="seats", most=2))
        yield Static(paint(ABOUT), classes="quiet")
        yield self._file
        yield Static()
        yield self._cohort
        yield Field("Site", self._site)
        yield Field("Curriculum", self._what)
        yield self._label
        if missing := [*_not_offered(listed), *untold]:
            yield Static(paint("\n", *missing, lines=True), id="broken", classes="quiet")
        yield from (self._first, self._second, self._start)
        yield from (self._lead, self._other, self._seats)
        self._own = question_fields(policies, self._site.value, "asks_cohort")
        with Vertical(id="own"):
            yield from self._own.values()
        yield Press("Go on", id="go")

    def on_mount(self) -> None:
        """Ready to type."""
        (self._cohort if self._chosen else self._file).control.focus()
        for line in self.query(Line):
            if line.id in self._chosen:
                line.value = self._chosen[line.id]
        variant = self._chosen.get("variant", "")
        offered = (value for value, _ in self._what.options if value.split()[1:] == [variant])
        self._what.pick(next(offered, ""))
        self._tell_label()
        self._suggested = self._typed()

    def written(self) -> bool:
        """Whether a line holds anything but what was suggested."""
        return self._typed() != self._suggested

    def _typed(self) -> tuple[str, ...]:
        lines = (self._file, self._cohort, self._first, self._second, self._start)
        return tuple(field.value for field in (*lines, self._lead, self._other, self._seats))

    def _tell_label(self) -> None:
        curriculum, _, variant = self._what.value.partition(" ")
        reference = False
        if variant:
            with suppress(CaraError):  # changed since it was listed: the last step says so
                reference = self.desk.library.load(curriculum, variant).reference
        self._label.update(paint(REFERENCE_LABEL if reference else ""))

    async def on_choice_changed(self, event: Choice.Changed) -> None:
        """Another site asks other questions; another curriculum has another label."""
        self._tell_label()
        if event.choice is not self._site:
            return
        own = self.query_one("#own", Vertical)
        await own.remove_children()
        policies = self.desk.host.site_policies()
        self._own = question_fields(policies, self._site.value, "asks_cohort")
        await own.mount(*self._own.values())

    def on_input_changed(self, event: Input.Changed) -> None:
        """The second day follows the first, four weeks later."""
        day = _day(event.value)
        if event.input is self._first.control and day and event.input.has_focus:
            self._second.put((day + APART).isoformat())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter on a file takes it in; elsewhere it goes on."""
        if event.input is self._file.control and event.value.strip():
            self.action_go_on()
        else:
            self.focus_next()

    def on_press_pressed(self) -> None:
        """Go on."""
        self.action_go_on()

    def action_go_on(self) -> None:
        """To the seats, or straight to the findings with a cohort file."""
        if self._file.value.strip():
            self._read_file(Path(self._file.value.strip()).expanduser())
            return
        plan = self._plan()
        if plan is None:
            self.say("Please look at the fields marked.")
            return
        from cara_facilitate.tui.screens.cohort_seats import SeatsScreen

        self.say("")
        self.app.push_screen(SeatsScreen(plan))

    def _read_file(self, path: Path) -> None:
        from cara_facilitate.intake.cohort_file import read_cohort

        policies = self.desk.host.site_policies()
        person = set(PERSON_SITE_FIELDS).union(*(asks(p.settings, "asks_person") for p in policies))
        cohort = set(COHORT_SITE_FIELDS).union(*(asks(p.settings, "asks_cohort") for p in policies))
        self._file.fault("")
        self.job(
            lambda: read_cohort(path, person_fields=person, cohort_fields=cohort),
            self._took_file,
            busy="Reading the file...",
        )

    def _took_file(self, plan: CohortPlan) -> None:
        from cara_facilitate.tui.screens.cohort_check import CheckScreen

        self.app.push_screen(CheckScreen(plan))

    def refused(self, error: CaraError) -> None:
        """The file is refused, beside its field."""
        self.say("")
        self._file.fault(error.sentence())

    def _plan(self) -> CohortPlan | None:
        first, second = _day(self._first.value), _day(self._second.value)
        seats = self._seats.value.strip()
        staff = (self._lead.value.strip(), self._other.value.strip())
        faults = {
            self._cohort: ""
            if cohort_ok(self._cohort.value)
            else "Two letters, two digits, a letter: WY26A.",
            self._first: "" if first else "Please write the day as YYYY-MM-DD.",
            self._second: _second_fault(first, second),
            self._start: "" if _time_ok(self._start.value) else "Please write the time as HH:MM.",
            self._lead: "" if staff_ok(staff[0]) else "Letters, digits and hyphens; never a name.",
            self._other: _other_fault(staff),
            self._seats: "" if seats in {str(n) for n in range(1, 13)} else "From 1 to 12.",
        }
        for field, sentence in faults.items():
            field.fault(sentence)
        wrong = next((field for field, sentence in faults.items() if sentence), None)
        if wrong is not None or first is None or second is None:
            if wrong is not None:
                wrong.control.focus()
            return None
        curriculum, _, variant = self._what.value.partition(" ")
        start = self._start.value.strip()
        own = {name: field.value.strip() for name, field in self._own.items()}
        return CohortPlan(
            cohort=self._cohort.value,
            site=self._site.value,
            curriculum=curriculum,
            variant=variant,
            workshops=(PlannedWorkshop(first, start), PlannedWorkshop(second, start)),
            facilitators=staff,
            people=(PlannedPerson(),) * int(seats),
            extra={name: value for name, value in own.items() if value},
        )


def _listed(library: Library) -> tuple[tuple[Listed, ...], list[str]]:
    """What there is, and a line for whatever keeps some of it from being listed."""
    try:
        return library.listed(), [f"{sentence}\n" for sentence in library.failed()]
    except CaraError as error:
        return (), [f"{error.sentence()}\n"]


def _deliverable(listed: Iterable[Listed]) -> list[tuple[str, str]]:
    return [
        (
            f"{row.curriculum} {row.variant}",
            f"{variant_words(row.variant)}: {row.title} {row.version}",
        )
        for row in listed
        if row.status != "broken"
    ]


def _not_offered(listed: Iterable[Listed]) -> list[str]:
    """A line for each curriculum that is installed and cannot be chosen, with the reason."""
    broken = {row.curriculum: row for row in listed if row.status == "broken"}
    return [
        f"Not offered: {row.curriculum} from {row.distribution or 'nowhere'}: {row.reason}\n"
        for row in broken.values()
    ]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if len(text.strip()) == len("YYYY-MM-DD") else None
    except ValueError:
        return None


def _time_ok(text: str) -> bool:
    try:
        return bool(datetime.strptime(text.strip(), "%H:%M")) and len(text.strip()) == len("HH:MM")
    except ValueError:
        return False


def _second_fault(first: date | None, second: date | None) -> str:
    if second is None:
        return "Please write the day as YYYY-MM-DD."
    return "" if first is None or second > first else "Workshop two comes after workshop one."


def _other_fault(staff: tuple[str, str]) -> str:
    if not staff_ok(staff[1]):
        return "Two facilitators deliver each workshop: letters, digits and hyphens."
    return "" if staff[0] != staff[1] else "The two facilitators are two people."
