"""The planner of dates: who waits and who can deliver above, pairs of dates and why not below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.curriculum import VARIANTS
from cara_facilitate.domain.pair_words import common_notes, grouped, said, seat_words
from cara_facilitate.domain.pairing import Answer, Pair
from cara_facilitate.errors import CaraError
from cara_facilitate.services import planning
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.plan_page import PlanPage
from cara_facilitate.tui.screens.suggestions import usual_site, usual_staff
from cara_facilitate.tui.screens.wording import variant_words
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

MOST_PAIRS = 200
"""Lines of pairs; the best come first and nobody reads so many."""
TYPED = 900
MAKES = "Enter makes a cohort of this pair."
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
APART = re.compile(r"[\s,;]+")


class PlannerScreen(PlanPage):
    """A few lines to fill in; F5 finds pairs; Enter on one makes a cohort of it."""

    NAME = "Dates: pairs of workshops for the people who wait"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("next", "tab,enter", "Next", "Go to the next field; on a pair, make its cohort",
            bound=False),
        Key("choose", "up,down", "Line", "Go from line to line of the answer", bound=False,
            show=False),
        Key("find", "f5", "Find", "Find pairs of dates with what is written"),
        Key("form", "f4", "Change", "Go back to the fields and change them"),
        Key("back", "escape", "Back", "Back to the fields; from there leave, after asking"),
    )  # fmt: skip
    DEFAULT_CSS = """
    PlannerScreen #form { height: auto; max-height: 100%; overflow-y: auto; }
    PlannerScreen #answer { height: 1fr; display: none; }
    PlannerScreen.answered #form { display: none; }
    PlannerScreen.answered #answer { display: block; }
    PlannerScreen #detail { height: auto; max-height: 6; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()
        self._rows.add_class("tall")
        self._head = Static(classes="loud")
        self._detail = Static(id="detail", classes="quiet")
        self._request: planning.Request | None = None
        self._pairs: dict[str, Pair] = {}
        self._told: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The fields, and room for the answer."""
        first = self.desk.clock.now().date() + timedelta(days=1)
        sites = [(p.id, p.title) for p in self.desk.host.site_policies()]
        self._site = Field("Site", Choice(sites, usual_site(self.desk), id="site"))
        variants = [(name, variant_words(name)) for name in VARIANTS]
        self._variant = Field("Variant", Choice(variants, id="variant"))
        self._cautions = _line("Caution dates", "cautions", "YYYY-MM-DD for each person")
        self._first = _line("Workshop one from", "from", "YYYY-MM-DD", first.isoformat())
        self._last = _line("until", "until", "as late as sixteen weeks allow")
        self._staff = _line(
            "Facilitators", "staff", "two or more references", usual_staff(self.desk)
        )
        self._away = _line("Away", "away", "nobody; who and the day, such as F-CO2 2026-12-05")
        self._shut = _line("Venue shut on", "closed", "YYYY-MM-DD, if any")
        self._seats = _line("Seats", "seats", "", "12")
        with Vertical(id="form"):
            yield Static(
                paint("People are numbered as their caution dates are typed; nothing is stored."),
                classes="quiet",
            )
            yield from (self._site, self._variant, self._cautions, self._first, self._last)
            yield from (self._staff, self._away, self._shut, self._seats)
        with Vertical(id="answer"):
            yield self._head
            yield self._rows
            yield self._detail

    def on_mount(self) -> None:
        """Ready to type."""
        self._cautions.control.focus()
        self._suggested = self._typed()

    def written(self) -> bool:
        """Whether a line holds anything but what was suggested."""
        return self._typed() != self._suggested

    def _typed(self) -> tuple[str, ...]:
        lines = (self._cautions, self._first, self._last, self._staff, self._away, self._shut)
        return tuple(line.value for line in (*lines, self._seats))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on; at the last field it finds."""
        if event.input is self._seats.control:
            self.action_find()
        else:
            self.focus_next()

    def action_back(self) -> None:
        """From the answer to the fields, from there away."""
        if self.has_class("answered"):
            self.action_form()
        else:
            super().action_back()

    def action_form(self) -> None:
        """Back to the fields."""
        if self.has_class("answered"):
            self.remove_class("answered")
            self._cautions.control.focus()

    def action_find(self) -> None:
        """Ask; off the interface thread, for a site's rules may be somebody else's plugin."""
        request = self._asked()
        if request is None:
            self.say("Please look at the fields marked.")
            return
        self._request = request
        desk = self.desk
        self.job(
            lambda: planning.answer(desk.host, request, desk),
            self._show,
            busy="Looking for dates...",
        )

    def refused(self, error: CaraError) -> None:
        """A refusal is about the fields."""
        self.remove_class("answered")
        super().refused(error)

    def _asked(self) -> planning.Request | None:
        cautions = _days(self._cautions.value)
        first, last = _days(self._first.value), _days(self._last.value)
        away, closed = _away(self._away.value), _days(self._shut.value)
        seats = self._seats.value.strip()
        faults = {
            self._cautions: "" if cautions else "A date YYYY-MM-DD for each person.",
            self._first: "" if first and len(first) == 1 else "One day as YYYY-MM-DD.",
            self._last: "" if last is not None and len(last) < 2 else "One day, or nothing.",
            self._away: "" if away is not None else "Who and the day: F-CO2 2026-12-05.",
            self._shut: "" if closed is not None else "Days as YYYY-MM-DD.",
            self._seats: "" if seats in {str(n) for n in range(1, 13)} else "From 1 to 12.",
        }
        for field, sentence in faults.items():
            field.fault(sentence)
        wrong = next((field for field, sentence in faults.items() if sentence), None)
        if wrong is not None or not cautions or not first:
            self.action_form()
            if wrong is not None:
                wrong.control.focus()
            return None
        from dataclasses import replace

        try:
            request = planning.of_dates(
                self.desk.host,
                self._site.value,
                self._variant.value,
                cautions,
                facilitators=APART.split(self._staff.value.strip()),
                first=first[0],
                last=last[0] if last else None,
            )
        except CaraError as error:
            self.refused(error)
            return None
        return replace(request, away=away or {}, closed=closed or (), seats=int(seats))

    def _show(self, found: Answer) -> None:
        pairs = found.pairs[:MOST_PAIRS]
        self._pairs = {f"pair{n}": pair for n, pair in enumerate(pairs)}
        common = common_notes(found.pairs)
        self._told = {
            key: " ".join([MAKES, *(note for note in pair.notes if note not in common)])
            for key, pair in self._pairs.items()
        }
        always = planning.notes(self._request, self.desk) if self._request else ()
        lines = [
            *(Row(key, _pair_cells(pair)) for key, pair in self._pairs.items()),
            *self._listed("all", "Of every pair:", [*common, *always]),
            *self._listed(
                "not", "Not offered for workshop one:", [w for _, w in grouped(found.refused)]
            ),
        ]
        count = len(found.pairs)
        head = f"{count} pair{'' if count == 1 else 's'} of dates, the best first"
        self._head.update(paint(head if count else "No pair of dates was found."))
        self.add_class("answered")
        self._rows.fill(lines, at=next((row.id for row in lines if row.id), ""))
        self._rows.focus()
        self._tell()

    def _listed(self, name: str, heading: str, sentences: Iterable[str]) -> list[Row]:
        """A heading and its sentences, each shown whole beneath when it is marked."""
        told = {f"{name}{number}": words for number, words in enumerate(sentences)}
        self._told |= told
        rows = [Row(key, paint(words)) for key, words in told.items()]
        return [Row("", paint((heading, "dim"))), *rows] if rows else []

    def on_rows_moved(self) -> None:
        """What is to be said of the line marked."""
        self._tell()

    def _tell(self) -> None:
        self._detail.update(paint(self._told.get(self._rows.here, "")))

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A pair becomes the dates of a new cohort."""
        pair, request = self._pairs.get(event.row), self._request
        if pair is None or request is None:
            return
        from cara_facilitate.tui.screens.new_cohort import NewCohortScreen

        chosen = {
            "variant": request.variant,
            "site": request.site,
            "first": pair.first.isoformat(),
            "second": pair.second.isoformat(),
            "lead": pair.facilitators[0],
            "other": pair.facilitators[1],
            "seats": str(len(pair.people)),
        }
        self.app.push_screen(NewCohortScreen(chosen))


def _line(label: str, name: str, hint: str, value: str = "") -> Field:
    return Field(label, Line(value, id=name, hint=hint, most=TYPED))


def _pair_cells(pair: Pair) -> Content:
    return cells(
        (f"{said(pair.first)} and {said(pair.second)}", 36),
        (f"{pair.days} days", 9),
        (" and ".join(pair.facilitators), 20),
        (seat_words(pair.people), 0),
    )


def _days(text: str) -> list[date] | None:
    """Every date in a typed list; None if something else stands there."""
    try:
        words = [word for word in APART.split(text) if word]
        return [date.fromisoformat(word) for word in words if _is_day(word)]
    except ValueError:
        return None


def _is_day(word: str) -> bool:
    if not DAY.fullmatch(word):
        raise ValueError("not a date")
    return True


def _away(text: str) -> dict[str, list[date]] | None:
    """Days by reference, from ``F-CO2 2026-12-05 2026-12-12, F-LEAD1 2027-01-02``."""
    every: dict[str, list[date]] = {}
    who = ""
    for word in _words(text):
        if not DAY.fullmatch(word):
            who = word
            continue
        found = _days(word)
        if not who or not found:
            return None
        every.setdefault(who, []).extend(found)
    return every if not who or who in every else None


def _words(text: str) -> Iterable[str]:
    return (word for word in re.split(r"[\s,;:]+", text) if word)
