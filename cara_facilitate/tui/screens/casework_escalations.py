"""What must be passed on: each duty with its route and clock, handed over, acknowledged, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from cara_facilitate.domain.escalations import TIMINGS, Status
from cara_facilitate.services import escalation
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.services.escalation import MOST_RESULT, MOST_ROLE, Described
from cara_facilitate.services.escalation_clock import column_words
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_page import CaseworkPage
from cara_facilitate.tui.screens.casework_values import NO_MOMENT, WHEN_HINT, moment
from cara_facilitate.tui.text import paint, show
from cara_facilitate.tui.widgets.forms import Choice, Field, Line, Press
from cara_facilitate.tui.widgets.rows import Row, Rows, cells

OTHER = "other"
NOTHING = "No escalation was raised in this cohort. n raises one that no record says."
FORMS = ("handing", "acknowledging", "closing")
ALL = "every one of them"
NARROW_BELOW = 74
FIRST = "the first that can act is enough"


LIST_ACTIONS = frozenset({"hand_over", "acknowledge", "finish", "override", "raise_one"})


class EscalationsPage(CaseworkPage):
    """The escalations, the one marked in full, and three small forms.

    :param at: the escalation to mark at first. :param ref: the reference in hand, for a new one.
    """

    NAME = "Escalations"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("hand_over", "h", "Told", "Record who was told, when, and their reference"),
        Key("acknowledge", "a", "Acknowledged", "Record that whoever was told has confirmed it"),
        Key("finish", "x", "Close", "Close an acknowledged escalation with its result"),
        Key("override", "v", "Override", "Share with an agency against the level: child, life, "
            "serious crime"),
        Key("raise", "n", "New", "Raise an escalation that no record says", action="raise_one"),
        Key("move", "up,down", "Choose", "Go to another escalation", bound=False, show=False),
        Key("scroll", "pageup,pagedown", "Scroll", "Scroll the page", action="scroll('{key}')",
            show=False, priority=True),
        Key("back", "escape", "Back", "From a form to the list; from the list, back",
            priority=True),
    )  # fmt: skip
    DEFAULT_CSS = """
    EscalationsPage .form { height: auto; display: none; margin-top: 1; }
    EscalationsPage.handing #handing { display: block; }
    EscalationsPage.acknowledging #acknowledging { display: block; }
    EscalationsPage.closing #closing { display: block; }
    EscalationsPage Rows { max-height: 6; }
    EscalationsPage.handing Rows, EscalationsPage.acknowledging Rows,
    EscalationsPage.closing Rows { display: none; }
    EscalationsPage #about { height: auto; display: none; text-style: bold; }
    EscalationsPage.handing #about, EscalationsPage.acknowledging #about,
    EscalationsPage.closing #about { display: block; }
    EscalationsPage #detail { height: auto; margin-top: 1; }
    """

    def __init__(self, file: CaseFile, at: str = "", ref: str = "") -> None:
        super().__init__(file)
        self._at, self._ref = at, ref
        self._found: dict[str, Described] = {}
        self._begun = ""
        self._rows = Rows()
        self._about = Static(id="about")
        self._detail = Static(id="detail")
        self._to = Choice(((OTHER, "Somebody else"),), id="to", digits=False)
        self._other = Field(
            "If somebody else", Line(id="other", most=MOST_ROLE, hint="a role or service, no name")
        )
        self._reference = Field(
            "Their reference", Line(id="reference", most=MOST_ROLE, hint="none given")
        )
        self._told = Field("Told at", Line(id="told", most=20, hint=WHEN_HINT))
        self._who = Choice((), id="who", digits=False)
        self._result = Field("What came of it", Line(id="result", most=MOST_RESULT))

    def body(self) -> ComposeResult:
        """Escalations, detail and forms."""
        yield self._rows
        yield self._about
        with Vertical(id="handing", classes="form"):
            yield Field("Who was told?", self._to)
            yield self._other
            yield self._reference
            yield self._told
            yield Press("Record who was told", id="hand")
        with Vertical(id="acknowledging", classes="form"):
            yield Field("Who has confirmed it?", self._who)
            yield Press("Record it", id="confirm")
        with Vertical(id="closing", classes="form"):
            yield Static(paint("No names, and nobody's words."), classes="quiet")
            yield self._result
            yield Press("Close the escalation", id="finish")
        yield self._detail

    def draw(self) -> None:
        """Read every escalation again."""
        every = escalation.described(self.desk, self._file.cohort, self._file.key)
        every = tuple(sorted(every, key=lambda one: not one.escalation.standing))
        self._found = {one.escalation.id: one for one in every}
        room = 24 if self.size.width >= NARROW_BELOW else 16
        now = self.desk.clock.now()
        rows = [Row(one.escalation.id, _line(one, room, now)) for one in every]
        self._rows.fill(rows or [Row("", paint(NOTHING))], at=self._at)
        self._at = ""
        self._show_detail()
        if not self._form:
            self._rows.focus()

    @property
    def _form(self) -> str:
        return next((name for name in FORMS if self.has_class(name)), "")

    @property
    def _marked(self) -> Described | None:
        """The one a form was begun for; without a form, the one marked in the list."""
        return self._found.get(self._begun or self._rows.here)

    def on_rows_moved(self) -> None:
        """Show the one marked."""
        self._show_detail()

    def _show_detail(self) -> None:
        one = self._marked
        if one is None:
            self._detail.update(paint(""))
            return
        lines = [
            paint((one.trigger.words, "bold"), f"   {one.ref}"),
            paint((one.clock, "bold" if one.escalation.standing else "dim")),
            *(paint(line) for line in _route(one)),
            paint((one.trigger.never, "")),
        ]
        if one.words:
            lines.append(paint(("What the record says: ", "dim"), show(_said(one))))
        lines += _told(one)
        lines.append(paint((TIMINGS, "dim")))
        self._detail.update(Content("\n").join(lines))

    # The forms.

    def action_hand_over(self) -> None:
        """Who was told."""
        one = self._begin("handing", self._to)
        if one is not None:
            route = [*one.still_to_tell, *(r for r in one.trigger.route
                                           if r not in one.still_to_tell)]  # fmt: skip
            self._to.offer([*((role, role) for role in route), (OTHER, "Somebody else")])
            self._to.pick(route[0] if route else OTHER)

    def action_acknowledge(self) -> None:
        """Who has confirmed it."""
        one = self._begin("acknowledging", self._who)
        if one is not None:
            told = dict.fromkeys(hand.to for hand in one.escalation.hand_overs)
            left = [who for who in told if who not in one.escalation.acknowledged_by]
            self._who.offer([(who, who) for who in left or told])
            if not told:
                self._drop("Nobody was told of this escalation yet: h first.")

    def action_finish(self) -> None:
        """What came of it."""
        one = self._begin("closing", self._result.control)
        if one is not None and one.escalation.status is not Status.ACKNOWLEDGED:
            self._drop(_unfinished(one))

    def _begin(self, form: str, first: Widget) -> Described | None:
        one = self._marked
        if one is None or not one.escalation.standing:
            self.say("There is none to do that with." if one is None else "It is closed.")
            return None
        self._begun = one.escalation.id
        self._about.update(paint(f"For {_which(one)}: {one.trigger.words}"))
        for name in FORMS:
            self.set_class(name == form, name)
        self.say("Esc goes back to the list.")
        first.focus()
        return one

    def _drop(self, said: str = "") -> None:
        self._begun = ""
        self._about.update(paint(""))
        for name in FORMS:
            self.remove_class(name)
        for field in (self._other, self._reference, self._told, self._result):
            field.clear()
            field.fault("")
        self.draw()
        self.say(said)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The letters act on the list: in a form, whoever types a word must not start another."""
        if action in LIST_ACTIONS and self._form:
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """From a form to the list; from the list, back."""
        if self._form:
            self._drop()
        else:
            super().action_back()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on."""
        event.stop()
        self.focus_next()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """A form's button."""
        does = {"hand": self._hand, "confirm": self._confirm, "finish": self._close}
        does[event.button.id or ""]()

    def _hand(self) -> None:
        typed, now = self._told.value.strip(), self.desk.clock.now()
        told_at = moment(typed, now) if typed else now
        to = self._to.value if self._to.value != OTHER else self._other.value.strip()
        self._told.fault("" if told_at is not None else NO_MOMENT)
        self._other.fault("" if to else "Please say who was told: a role or a service.")
        if told_at is None or not to:
            return
        desk, cohort, id_ = self.desk, self._file.cohort, self._begun
        reference, key = self._reference.value, self._file.key
        self._do(
            lambda: escalation.hand_over(
                desk, cohort, id_, key=key, to=to, told_at=told_at, reference=reference
            ),
            "Who was told is saved. It stands until they confirm it.",
        )

    def _confirm(self) -> None:
        desk, cohort, id_, who = self.desk, self._file.cohort, self._begun, self._who.value
        self._do(
            lambda: escalation.acknowledge(desk, cohort, id_, who=who), "Acknowledged and saved."
        )

    def _close(self) -> None:
        desk, cohort, id_ = self.desk, self._file.cohort, self._begun
        result, key = self._result.value, self._file.key
        self._do(
            lambda: escalation.close(desk, cohort, id_, key=key, result=result),
            "Closed and saved.",
        )

    def _do(self, call: Callable[[], None], said: str) -> None:
        self.job(call, lambda _: self._drop(said), busy="Saving...")

    def action_override(self) -> None:
        """Share with an agency against the level."""
        from cara_facilitate.tui.screens.casework_override import OverridePage

        one = self._marked
        ref = one.ref if one is not None and one.ref else self._ref
        feedback_id = one.feedback_id if one is not None else ""
        self.app.push_screen(OverridePage(self._file, ref, feedback_id))

    def action_raise_one(self) -> None:
        """One that no record says."""
        from cara_facilitate.tui.screens.casework_raise import RaisePage

        self.app.push_screen(RaisePage(self._file, self._ref))

    def action_scroll(self, key: str) -> None:
        """A long page up or down."""
        from cara_facilitate.tui.screens.casework_page import scroll

        scroll(self, key)

    def let_go(self) -> None:
        """Drop what they are about."""
        self._found = {}
        self._rows.fill(())
        self._detail.update(paint(""))
        self._about.update(paint(""))


def _which(one: Described) -> str:
    return f"{one.escalation.id}, reference ending {one.ref[-6:]}" if one.ref else one.escalation.id


def _unfinished(one: Described) -> str:
    """Why it cannot be closed yet."""
    if not one.escalation.acknowledged_by:
        return "Nobody has acknowledged it yet: it stays open until they have."
    if one.still_to_tell:
        return f"Still to tell: {', '.join(one.still_to_tell)}."
    return "Nobody who must be told has acknowledged it: it stays open until they have."


def _line(one: Described, room: int, now: datetime) -> Content:
    style = "dim" if not one.escalation.standing else "bold" if _urgent(one) else ""
    clock = column_words(one.escalation, now)
    return cells(
        (one.escalation.id, 12), (one.ref[-6:], 8), (one.trigger.words, room), (clock, 0, style)
    )


def _urgent(one: Described) -> bool:
    return one.escalation.status is Status.RAISED


def _route(one: Described) -> list[str]:
    route, told = one.trigger.route, one.told
    marks = [f"{n}. {role}{' (told)' if role in told else ''}" for n, role in enumerate(route, 1)]
    how = ALL if one.trigger.all_of_them and len(route) > 1 else FIRST if len(route) > 1 else ""
    return [f"Tell {'   '.join(marks)}{f'   ({how})' if how else ''}"]


def _told(one: Described) -> list[Content]:
    lines = [
        paint(
            (f"Told {hand.to}, {hand.told_at:%a %d %b %H:%M}, reference ", "dim"),
            show(one.reference(hand).reveal()),
            (f", by {hand.by}", "dim"),
        )
        for hand in one.escalation.hand_overs
    ]
    if one.result:
        lines.append(paint(("Closed: ", "dim"), show(one.result.reveal())))
    return lines


def _said(one: Described) -> str:
    return one.words.reveal().replace("_", " ")
