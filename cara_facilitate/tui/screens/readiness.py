"""The readiness check before workshop two: what each of you confirms having read, by own PIN."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.domain.identifiers import staff_ok
from cara_facilitate.domain.readiness import Readiness, Refresh, asked_from
from cara_facilitate.errors import CaraError
from cara_facilitate.services import readiness_check
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.private import PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

COLUMN = 12
CHANGES = (
    ("none", "No changes"),
    ("coming", "A new extract comes"),
    ("no_answer", "Nobody answered"),
)
REFRESHED = {
    Refresh.TO_ASK: "The worker was not asked for changes yet: ring, and record it (r).",
    Refresh.NONE: "The worker was asked: no changes.",
    Refresh.COMING: "The worker announced a new extract, which was not taken in yet.",
    Refresh.NO_ANSWER: "The worker was asked for changes and did not answer.",
    Refresh.FRESH: "The hand-over is of yesterday or today: no need to ask for changes.",
}
ASK_WORKER = "Ask the worker for a corrected file"
SEALED_MEANWHILE = (
    f"{ASK_WORKER}: until it is taken in, seats stay sealed. A seat that is still sealed then "
    "needs a row of its own that is new, or of a higher version."
)
NOBODYS = f"{ASK_WORKER}: no seat is sealed, as nobody knows whose it may be."
BRIEFING_FIRST = "Read in the private briefing first; then confirm here."


FORMS = ("confirming", "calling", "refreshing")


class ReadinessScreen(PrivatePage):
    """Rows are items and open flags, columns are facilitators."""

    NAME = "Readiness check"
    VIEW = "readiness"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("confirm_one", "enter", "Confirm", "Confirm having read the line marked", bound=False),
        Key("confirm_all", "a", "All", "Confirm having read every line"),
        Key("call", "m", "Manager", "Record the call to the manager about what is missing"),
        Key("refresh", "r", "Refresh", "Record that the worker was asked for changes"),
        Key("drop", "f4", "Lines", "Back from a form to the lines", show=False),
        Key("back", "escape", "Close", "From a form to the lines; from the lines, close",
            priority=True),
    )  # fmt: skip
    DEFAULT_CSS = """
    ReadinessScreen .form { height: auto; display: none; margin-top: 1; }
    ReadinessScreen.confirming #confirm { display: block; }
    ReadinessScreen.calling #calling { display: block; }
    ReadinessScreen.refreshing #refreshing { display: block; }
    ReadinessScreen.confirming #lines, ReadinessScreen.calling #lines,
    ReadinessScreen.refreshing #lines { display: none; }
    ReadinessScreen #what { height: auto; }
    ReadinessScreen #lines { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""
        self._summary = Static(classes="quiet")
        self._rows = Rows()
        self._rows.add_class("tall")
        self._what = Static(id="what")
        self._pin = Field("Own PIN", Line(id="pin", secret=True, most=12))
        self._manager = Field("Manager rung", Line(id="manager", most=16, hint="staff reference"))
        self._answered = Choice((("yes", "Yes"), ("no", "No, nobody answered")), id="answered")
        self._reason = Field("Why you rang", Line(id="reason", most=200, hint="no names"))
        self._call_pin = Field("Your own PIN", Line(id="call_pin", secret=True, most=12))
        self._worker = Field("Worker asked", Line(id="worker", most=16, hint="staff reference"))
        self._changes = Choice(CHANGES, id="changes")
        self._ask_pin = Field("Your own PIN", Line(id="ask_pin", secret=True, most=12))

    def body(self) -> ComposeResult:
        """What is open, the lines, and two small forms."""
        staff = self.desk.state(self.cara.cohort).facilitators
        self._who = Choice([(who, who) for who in staff], self.cara.facilitator, id="who")
        yield self._summary
        with Vertical(id="lines"):
            yield self._rows
        with Vertical(id="confirm", classes="form"):
            yield self._what
            yield Field("Who confirms?", self._who)
            yield self._pin
        with Vertical(id="calling", classes="form"):
            yield Static(paint("The call to the manager about what is missing"), classes="loud")
            yield self._manager
            yield Field("Answered?", self._answered)
            yield self._reason
            yield self._call_pin
            yield Press("Record the call", id="record")
        with Vertical(id="refreshing", classes="form"):
            yield Static(
                paint("The worker asked for changes since the import, or for one"), classes="loud"
            )
            yield self._worker
            yield Field("What was said?", self._changes)
            yield self._ask_pin
            yield Press("Record it", id="asked")

    def title_text(self) -> str:
        """The cohort."""
        return f"{self.cara.cohort}  Readiness check before workshop two"

    def draw(self) -> None:
        """Read again what is open."""
        stands = readiness_check.check(self.desk, self.cara.cohort)
        self._summary.update(paint(summary(stands, sealed=bool(self._sealed())), lines=True))
        self._rows.fill(self._lines(stands))
        if not any(self.has_class(form) for form in FORMS):
            self._rows.focus()

    def _sealed(self) -> tuple[int, ...]:
        return readiness_check.sealed_seats(self.desk, self.cara.cohort)

    def _lines(self, stands: Readiness) -> list[Row]:
        staff = self.desk.state(self.cara.cohort).facilitators
        head = cells(("", 46), *((who, COLUMN, "dim") for who in staff))
        rows = [Row("", head)]
        state = self.desk.state(self.cara.cohort)
        taken = state.current_import
        labels = readiness_check.labels(self.desk, self.cara.cohort)
        for item in taken.items if taken else ():
            open_for = {who for one, who in stands.unread if one == item}
            rows.append(Row(item, _line(labels.get(item, "a record"), staff, open_for)))
        rows += [Row("", paint(f"{labels.get(item, 'a seat')}")) for item in stands.missing]
        rows += [
            Row("", paint(f"seat {seat}: sealed, a row was held back")) for seat in self._sealed()
        ]
        flags = readiness_check.flag_labels(self.desk, self.cara.cohort)
        for flag in state.unclosed_flags:
            open_for = {who for one, who in stands.flags_unread if one == flag.id}
            rows.append(Row(flag.id, _line(flags.get(flag.id, flag.id), staff, open_for)))
        if len(rows) == 1:
            rows = [Row("", paint("There is nothing to read yet."))]
        return rows

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Confirm the line marked."""
        self._begin(event.row)

    def action_confirm_all(self) -> None:
        """Confirm every line that whoever confirms has not confirmed yet."""
        self._begin("")

    def _begin(self, line: str) -> None:
        self._wanted = line
        self._tell_what()
        self._turn_to("confirming")
        self._pin.control.focus()

    def _tell_what(self) -> None:
        desk, cohort = self.desk, self.cara.cohort
        seats, flags = (
            readiness_check.labels(desk, cohort),
            readiness_check.flag_labels(desk, cohort),
        )
        of = {**seats, **flags}
        every = f"every line still open for {self._who.value}"
        what = of.get(self._wanted, "one record") if self._wanted else every
        self._what.update(paint(f"Confirm having read {what}. {BRIEFING_FIRST}"))

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Whoever confirms is named."""
        if event.choice is self._who:
            self._tell_what()

    def action_call(self) -> None:
        """Record a call to the manager."""
        if self._too_early("ring"):
            return
        if readiness_check.check(self.desk, self.cara.cohort).refresh is Refresh.TO_ASK:
            self.say("Ask the worker first (r), or record that nobody answered; then ring.")
            return
        self._turn_to("calling")
        self._manager.control.focus()

    def action_refresh(self) -> None:
        """Record that the worker was asked for changes, or for what never came."""
        if not self._too_early("ask"):
            self._turn_to("refreshing")
            self._worker.control.focus()

    def _too_early(self, verb: str) -> bool:
        first = asked_from(self.desk.state(self.cara.cohort))
        early = self.desk.clock.now().date() < first
        if early:
            self.say(f"It is too early: {verb} on {first:%a %d %b} or the day after.")
        return early

    def _turn_to(self, form: str) -> None:
        self.say("")
        self.remove_class(*FORMS)
        self.add_class(form)

    def action_drop(self) -> None:
        """Back to the lines."""
        self.remove_class(*FORMS)
        for field in (self._pin, self._call_pin, self._ask_pin):
            field.clear()
        self.draw()

    def action_back(self) -> None:
        """From a form to the lines; from the lines, close the view."""
        if any(self.has_class(form) for form in FORMS):
            self.action_drop()
            self.say("")
        else:
            super().action_back()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter confirms, records or goes on."""
        if event.input is self._pin.control:
            self._confirm()
        elif event.input is self._call_pin.control:
            self._record_call()
        elif event.input is self._ask_pin.control:
            self._record_refresh()
        else:
            self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """A form's button."""
        if event.button.id == "asked":
            self._record_refresh()
        else:
            self._record_call()

    def _confirm(self) -> None:
        desk, cohort, who, pin = self.desk, self.cara.cohort, self._who.value, self._pin.value
        stands = readiness_check.check(desk, cohort)
        mine = {one for one, whose in (*stands.unread, *stands.flags_unread) if whose == who}
        wanted = mine & {self._wanted} if self._wanted else mine
        flags = sorted(wanted & set(desk.state(cohort).flags))
        items = sorted(wanted - set(flags))
        if not wanted:
            self.say(f"{who} has confirmed this already.")
            return

        def confirm() -> None:
            if items:
                readiness_check.acknowledge(desk, cohort, items, who, pin)
            if flags:
                readiness_check.acknowledge_flags(desk, cohort, flags, who, pin)

        self.job(confirm, lambda _: self._confirmed(), busy="Saving...")

    def _confirmed(self) -> None:
        self.action_drop()
        self.say("Confirmed and saved.")

    def _record_call(self) -> None:
        manager, reason = self._manager.value.strip(), self._reason.value.strip()
        self._manager.fault("" if staff_ok(manager) else "Please give a staff reference, no name.")
        self._reason.fault("" if reason else "Please say in a few words why.")
        if not staff_ok(manager) or not reason:
            return
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        answered, pin = self._answered.value == "yes", self._call_pin.value
        self.job(
            lambda: readiness_check.call_manager(
                desk, cohort, manager=manager, answered=answered, reason=reason, by=by, pin=pin
            ),
            lambda _: self._called(),
            busy="Saving...",
        )

    def _called(self) -> None:
        self.action_drop()
        self.say("The call is recorded and saved.")

    def _record_refresh(self) -> None:
        worker = self._worker.value.strip()
        self._worker.fault("" if staff_ok(worker) else "Please give a staff reference, no name.")
        if not staff_ok(worker):
            return
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        changes, pin = self._changes.value, self._ask_pin.value
        self.job(
            lambda: readiness_check.refresh(
                desk, cohort, worker=worker, changes=changes, by=by, pin=pin
            ),
            lambda _: self._refreshed(),
            busy="Saving...",
        )

    def _refreshed(self) -> None:
        self.action_drop()
        self._worker.clear()
        self._changes.pick(CHANGES[0][0])
        self.say("That the worker was asked is recorded and saved.")

    def refused(self, error: CaraError) -> None:
        """Say why; the PIN is typed again."""
        super().refused(error)
        for field in (self._pin, self._call_pin, self._ask_pin):
            field.clear()


def summary(stands: Readiness, *, sealed: bool = True) -> str:
    """What is open, in plain words.

    :param sealed: a row held back seals a seat; otherwise all of them point at nobody.
    """
    lines = []
    if stands.no_import:
        lines.append("No feedback was taken in.")
    if stands.missing:
        lines.append(f"Not recorded for {len(stands.missing)} of the seats.")
    if stands.held_back:
        held = _open(stands.held_back, "row was", "rows were")
        lines.append(f"{held} held back. {SEALED_MEANWHILE if sealed else NOBODYS}")
    if stands.unread:
        one, more = "confirmation of a record is", "confirmations of records are"
        lines.append(_open(len(stands.unread), one, more) + " open.")
    if stands.flags_unread:
        one, more = "confirmation of a flag is", "confirmations of flags are"
        lines.append(_open(len(stands.flags_unread), one, more) + " open.")
    if stands.refresh in REFRESHED:
        lines.append(REFRESHED[stands.refresh])
    call = stands.called
    if stands.incomplete and call is None:
        lines.append("Something is missing: ring the manager and record the call (m).")
    if call is not None:
        said = "answered" if call.answered else "nobody answered"
        lines.append(f"{call.manager} rung {call.at:%a %d %b, %H:%M}: {said}.")
        if stands.incomplete and stands.still_to_record:
            who = stands.still_to_record[0]
            lines.append(f"{who} must record the call too: close this, open it as {who}, press m.")
    lines.append("Ready for workshop two." if stands.ready else "Not ready for workshop two.")
    return "\n".join([*lines, ""])


def _open(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _line(label: str, staff: tuple[str, ...], open_for: set[str]) -> Content:
    marks = ((("not read", COLUMN, "bold") if who in open_for else ("read", COLUMN, "dim"))
             for who in staff)  # fmt: skip
    return cells((label, 46), *marks)
