"""New cohort, second step: what the referral says of each person; still without a seat or name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.plan import (
    DISPOSALS,
    RELATIONSHIPS,
    RISKS,
    SEXES,
    CohortPlan,
    PlannedPerson,
)
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.plan_page import PlanPage
from cara_facilitate.tui.screens.site_questions import question_fields
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

ALL = "all"
PARTNERS = frozenset({"partner", "ex_partner"})
UNKNOWN = ("", "unknown")
FIRST_TIME = (UNKNOWN, ("yes", "yes"), ("no", "no"))
ABOUT = (
    "Begin with the first line, which writes all alike; then change the persons who differ. Seats "
    "are drawn at random when the cohort is saved. What is left unknown passes no blocking rule."
)


class SeatsScreen(PlanPage):
    """A list of persons and a form for the one marked."""

    NAME = "New cohort, step 2 of 3: who was referred"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("edit", "enter", "Change", "Change the line marked; in the form go to the next field",
            bound=False),
        Key("choose", "left,right", "Choose", "Go through what a field offers", bound=False),
        Key("go_on", "f5", "Go on", "Keep what is written and go on to the site's rules"),
        Key("drop", "f4", "Lines", "Keep what is written and go back to the lines"),
        Key("back", "escape", "Back",
            "From the form back to the lines, keeping nothing; from the lines to the step before"),
    )  # fmt: skip
    DEFAULT_CSS = """
    SeatsScreen #form { height: auto; display: none; margin-top: 1; }
    SeatsScreen.editing #form { display: block; }
    SeatsScreen.editing Rows { height: 4; }
    """

    def __init__(self, plan: CohortPlan) -> None:
        super().__init__()
        self._plan = plan
        self._people = list(plan.people)
        self._rows = Rows()
        sex = "female" if plan.variant.endswith("-female") else "male"
        self._nobody = replace(PlannedPerson(), sex=sex)
        self._who = Static(classes="loud")
        self._sex = Choice(_options(SEXES), sex)
        self._kin = Choice([UNKNOWN, *_options(_kin(plan.variant))])
        self._caution = Field("Date of the caution", Line(most=10, hint="YYYY-MM-DD, or empty"))
        self._risk = Choice([UNKNOWN, *_options(r for r in RISKS if r != "unknown")])
        self._first = Choice(FIRST_TIME)
        self._disposal = Choice([UNKNOWN, *_options(d for d in DISPOSALS if d != "unknown")])
        self._extra: dict[str, Field] = {}

    def body(self) -> ComposeResult:
        """Lines and form."""
        policies = self.desk.host.site_policies()
        self._extra = question_fields(policies, self._plan.site, "asks_person")
        yield Static(paint(ABOUT), classes="quiet")
        yield Static()
        yield self._rows
        with Vertical(id="form"):
            yield self._who
            yield Field("Sex as recorded", self._sex)
            yield Field("Relationship", self._kin)
            yield self._caution
            yield Field("Risk as assessed", self._risk)
            yield Field("First time?", self._first)
            yield Field("Disposal", self._disposal)
            yield from self._extra.values()
            yield Press("Keep this", id="keep")
        yield Press("Go on to the site's rules", id="go")

    def draw(self) -> None:
        """Every person on one line."""
        rows = [Row(ALL, paint("All persons alike"))]
        rows += [Row(str(n), _line(n, p)) for n, p in enumerate(self._people)]
        self._rows.fill(rows)
        if not self.has_class("editing"):
            self._rows.focus()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open the form on this line."""
        everyone = event.row == ALL
        person = self._people[0] if everyone else self._people[int(event.row)]
        self._who.update(paint("All persons" if everyone else f"Person {int(event.row) + 1}"))
        # Never what stood there of somebody else.
        self._fill(self._nobody if person == PlannedPerson() else person)
        self.add_class("editing")
        self._sex.focus()

    def _fill(self, person: PlannedPerson) -> None:
        first = {None: "", True: "yes", False: "no"}[person.first_time]
        for choice, value in (
            (self._sex, person.sex), (self._kin, person.relationship), (self._risk, person.risk),
            (self._first, first), (self._disposal, person.disposal),
        ):  # fmt: skip
            choice.pick(value)
        self._caution.put(person.caution_date.isoformat() if person.caution_date else "")
        for name, field in self._extra.items():
            field.put(person.extra.get(name, ""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next field."""
        del event
        self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """The form's button, or the page's."""
        if event.button.id == "keep":
            self.action_drop()
        else:
            self.action_go_on()

    def action_drop(self) -> None:
        """Keep what is written and go back to the lines."""
        if self.has_class("editing") and self._keep():
            self.remove_class("editing")
            self.draw()

    def action_back(self) -> None:
        """Out of the form without keeping it; from the lines, after asking, a step back."""
        if self.has_class("editing"):
            self.remove_class("editing")
            self.draw()
        else:
            super().action_back()

    def written(self) -> bool:
        """Whether any person is written."""
        return tuple(self._people) != self._plan.people

    def _keep(self) -> bool:
        typed = self._caution.value.strip()
        try:
            caution = date.fromisoformat(typed) if typed else None
        except ValueError:
            self._caution.fault("Please write the day as YYYY-MM-DD, or leave it empty.")
            self._caution.control.focus()
            return False
        self._caution.fault("")
        extra = {name: field.value.strip() for name, field in self._extra.items()}
        person = PlannedPerson(
            sex=self._sex.value,
            relationship=self._kin.value,
            caution_date=caution,
            risk=self._risk.value,
            first_time={"yes": True, "no": False}.get(self._first.value),
            disposal=self._disposal.value,
            extra={name: value for name, value in extra.items() if value},
        )
        if self._rows.here == ALL:
            self._people = [person] * len(self._people)
        else:
            self._people[int(self._rows.here)] = person
        return True

    def action_go_on(self) -> None:
        """To the site's rules."""
        from cara_facilitate.tui.screens.cohort_check import CheckScreen

        if self.has_class("editing"):
            self.action_drop()
        if not self.has_class("editing"):
            self.app.push_screen(CheckScreen(replace(self._plan, people=tuple(self._people))))


def _kin(variant: str) -> list[str]:
    """Every relationship that is kept, those that fit the variant first."""
    kept = [word for word in dict.fromkeys(RELATIONSHIPS.values()) if word != "unknown"]
    partners = not variant.startswith("familial")
    return sorted(kept, key=lambda word: (word in PARTNERS) is not partners)


def _options(values: Iterable[str]) -> list[tuple[str, str]]:
    return [(value, value.replace("_", " ")) for value in values]


def _line(number: int, person: PlannedPerson) -> Content:
    if person == PlannedPerson():
        return cells((f"Person {number + 1}", 12), ("nothing written yet", 0, "dim"))
    caution = f"{person.caution_date:%d %b %Y}" if person.caution_date else "no date"
    first = {None: "first time unknown", True: "first time", False: "not first time"}
    parts = (
        person.sex,
        person.relationship.replace("_", " ") or "relationship unknown",
        caution,
        f"risk {person.risk or 'unknown'}",
        first[person.first_time],
    )
    return cells((f"Person {number + 1}", 12), (", ".join(parts), 0))
