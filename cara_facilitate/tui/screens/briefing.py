"""The private briefing: a plan for everyone, then a page a seat: the cue, and what may be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from cara_facilitate.errors import CaraError
from cara_facilitate.services import feedback_speaker, feedback_use
from cara_facilitate.services.briefing import (
    STOCK_LINE,
    Briefing,
    BriefSeat,
    open_briefing,
)
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.ask import Ask
from cara_facilitate.tui.screens.brief_plan import TITLE, plan_lines
from cara_facilitate.tui.screens.brief_seat import NO_CUE, cue_line, every_cue, seat_lines
from cara_facilitate.tui.screens.feedback_speaker import SpeakerPage
from cara_facilitate.tui.screens.feedback_use import UsePage
from cara_facilitate.tui.screens.private import BACK, PrivatePage
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Field, Line
from cara_facilitate.tui.widgets.keybar import KeyBar

PASSPHRASE = (
    "The feedback is sealed apart from the rest. The store's passphrase opens it for this view "
    "alone; it is closed again when the view closes."
)
TOO_SOON = "Once workshop two is closed it is recorded here what was used."
SAME_WORDS = "Both of you, to anybody who asks: "
UNKEPT = "Leave what you marked unrecorded?"
UNKEPT_MEANS = "k records it, for every seat at once; nothing else does."
UNNAMED_MEANS = "Your own PIN records it, for every seat at once; nothing else does."
NOT_USED_HERE = "This site does not use agreed words: there is nobody to name."
NAMED = "Recorded and saved. Type the passphrase again to read what that changes."
CONFIRM_AGAIN = "Then both of you confirm in the readiness check once more."
SEAT_KEYS = "1,2,3,4,5,6,7,8,9,0,minus,equals_sign"


class BriefingScreen(PrivatePage):
    """Asks for the passphrase, then shows the plan and one seat at a time, all pages alike."""

    NAME = "Private briefing"
    VIEW = ""
    SHOWS_FEEDBACK = True
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("turn", "left,right", "Seat", "The seat before or after", action="turn('{key}')"),
        Key("seat", SEAT_KEYS, "Seat", "The page of one seat: the top row, 1 to 12",
            action="seat({number})"),
        Key("plan", "p", "Plan", "The plan for everyone"),
        Key("use", "u", "Used", "After workshop two: of which records something was used"),
        Key("keep", "k", "Keep", "Record what was used, for every seat at once", show=False),
        Key("speaker", "n", "Name", "Which of you says a seat's agreed words, if it has any",
            show=False),
        Key("pin", "tab", "PIN", "On to your own PIN, where it is named who says agreed words",
            show=False, bound=False),
        Key("scroll", "up,down", "Scroll", "Scroll a page", show=False, action="scroll('{key}')"),
        BACK,
    )  # fmt: skip
    DEFAULT_CSS = """
    BriefingScreen #page { height: auto; display: none; }
    BriefingScreen.open #page { display: block; }
    BriefingScreen.open #ask { display: none; }
    BriefingScreen #use { display: none; }
    BriefingScreen.using #use { display: block; }
    BriefingScreen.using #page { display: none; }
    BriefingScreen #naming { display: none; }
    BriefingScreen.naming #naming { display: block; }
    BriefingScreen.naming #page { display: none; }
    BriefingScreen #ask { height: auto; }
    BriefingScreen #words { height: auto; }
    BriefingScreen #cue { height: auto; padding: 1 2; margin-bottom: 1; text-style: bold;
                          background: $surface; }
    BriefingScreen #cue.loud { background: $warning-muted; }
    BriefingScreen #stock { dock: bottom; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._briefing: Briefing | None = None
        self._at = 0
        self._cue = Static(id="cue")
        self._words = Static(id="words")
        self._use = UsePage()
        self._speaker = SpeakerPage()
        self._field = Field("Passphrase", Line(id="passphrase", secret=True))

    def body(self) -> ComposeResult:
        """The question, then the page."""
        with Vertical(id="ask"):
            yield Static(paint(PASSPHRASE), classes="quiet")
            yield self._field
        with Vertical(id="page"):
            yield self._cue
            yield self._words
        yield self._use
        yield self._speaker
        yield Static(paint((SAME_WORDS, "dim"), (STOCK_LINE, "dim")), id="stock")

    def title_text(self) -> str:
        """The cohort and the page."""
        pages = self._briefing.seats if self._briefing else ()
        page = self._page()
        where = f", seat {page.seat} ({len(pages)} on the list)" if page else ", plan for everyone"
        if self.has_class("using"):
            where = ", what was used"
        if self.has_class("naming"):
            where = ", who says agreed words"
        where = where if pages else ""
        return f"{self.cara.cohort}  Private briefing{where}"

    def draw(self) -> None:
        """Ready to type, until it is open."""
        if self._briefing is None:
            self._field.control.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open it off the interface thread; or record who is named."""
        if self._speaker.is_pin(event.input):
            self._record_speaker(event.value)
            return
        desk, cohort, who = self.desk, self.cara.cohort, self.cara.facilitator
        passphrase = event.value
        self._field.fault("")
        self.job(
            lambda: open_briefing(desk, cohort, passphrase, who), self._opened, busy="Opening..."
        )

    def refused(self, error: CaraError) -> None:
        """Say why, beside the field; once it is open, above the foot."""
        if self._briefing is not None:
            self._speaker.clear_pin()
            super().refused(error)
            return
        self.say("")
        self._field.fault(error.sentence())
        self._field.clear()

    def _opened(self, briefing: Briefing) -> None:
        self._field.clear()
        if not self.is_current and not self.is_attached:
            briefing.close()
            return
        self._briefing = briefing
        self.cara.touched = self.cara.seconds()
        self.add_class("open")
        self.set_focus(None)
        self._show()

    def let_go(self) -> None:
        """Drop the words."""
        if self._briefing is not None:
            self._briefing.close()
            self._briefing = None
        for part in (self._cue, self._words):
            part.update(paint(""))
        self._use.let_go()
        self._speaker.let_go()

    def _page(self) -> BriefSeat | None:
        """The seat's page in hand; None is the plan, which comes before the seats."""
        pages = self._briefing.seats if self._briefing else ()
        return pages[self._at - 1] if 0 < self._at <= len(pages) else None

    def action_turn(self, key: str) -> None:
        """The page before or after; the plan comes first."""
        if self._briefing is not None:
            step = 1 if key == "right" else -1
            self._go_to((self._at + step) % (len(self._briefing.seats) + 1))

    def action_plan(self) -> None:
        """The plan for everyone."""
        if self._briefing is not None:
            self._go_to(0)

    def _go_to(self, page: int) -> None:
        def go() -> None:
            self._at = page
            self._show()

        self._leave_sheet(go)

    def action_use(self) -> None:
        """Say of which records something was used."""
        if self._briefing is None:
            return
        state = self.desk.state(self.cara.cohort)
        if not feedback_use.may_record(state):
            self.say(TOO_SOON)
            return
        self.say("")
        if not self.has_class("using"):
            self._leave_sheet(self._open_use)

    def _open_use(self) -> None:
        if self._briefing is None:
            return
        self._turn_to("using")
        seats = sorted(self.desk.state(self.cara.cohort).seats)
        said = feedback_use.recorded(self.desk, self.cara.cohort)
        self._use.open(seats, self._briefing.uses, said)
        self.retitle()

    def action_speaker(self) -> None:
        """Say which of you says a seat's agreed words; the page is the same whatever there is."""
        if self._briefing is None or self.has_class("naming"):
            return
        state = self.desk.state(self.cara.cohort)
        if not feedback_speaker.allowed(self.desk, state):
            self.say(NOT_USED_HERE)
            return
        self._leave_sheet(self._open_speaker)

    def _open_speaker(self) -> None:
        self.say("")
        self._turn_to("naming")
        desk, cohort = self.desk, self.cara.cohort
        state, named = desk.state(cohort), feedback_speaker.speakers(desk, cohort)
        self._speaker.open(sorted(state.seats), feedback_speaker.may_say(state), named)
        self.retitle()

    def _record_speaker(self, pin: str) -> None:
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        chosen = self._speaker.chosen
        self.job(
            lambda: feedback_speaker.name(desk, cohort, chosen, by, pin),
            lambda _: self._named(),
            busy="Saving...",
        )

    def _named(self) -> None:
        """Whose reading the words are has changed: let go of them, and ask anew."""
        self.let_go()
        self._turn_to("")
        self.remove_class("open")
        self.draw()
        self.retitle()
        begun = self.desk.state(self.cara.cohort).workshops[2].started_at is not None
        self.say(NAMED if begun else f"{NAMED} {CONFIRM_AGAIN}")

    def action_keep(self) -> None:
        """Record it for every record of the import, so that what is stored looks the same."""
        if not self.has_class("using"):
            return
        desk, cohort, by = self.desk, self.cara.cohort, self.cara.facilitator
        used, agreed = self._use.used, self._use.agreed
        self.job(
            lambda: feedback_use.record(desk, cohort, used, by, agreed),
            lambda _: self._kept(),
            busy="Saving...",
        )

    def _kept(self) -> None:
        self._use.keep()
        self.say("Recorded and saved. The next hand-over tells the worker.")

    def _turn_to(self, sheet: str) -> None:
        """Onto a page that is filled in, or off it, with the key that records it."""
        self.set_class(sheet == "using", "using")
        self.set_class(sheet == "naming", "naming")
        own = {"using": ("keep",), "naming": ("pin",)}.get(sheet, ())
        # On the naming page a digit is a PIN's and no seat's.
        gone = ("seat",) if sheet == "naming" else ()
        first = [replace(key, show=True) for key in self.KEYS if key.id in own]
        rest = [key for key in self.KEYS if key.id not in (*own, *gone)]
        self.query_one(KeyBar).offer([*first, *rest])

    def _leave_sheet(self, then: Callable[[], None]) -> None:
        """Do what leaves a page that is filled in, after asking if marks would be lost."""
        using = self.has_class("using") and self._use.unkept
        if using or (self.has_class("naming") and self._speaker.unkept):
            means = UNKEPT_MEANS if using else UNNAMED_MEANS
            ask = Ask(UNKEPT, means, yes="Leave", no="Stay")
            self.app.push_screen(ask, lambda yes: then() if yes else None)
        else:
            then()

    def action_back(self) -> None:
        """Close the view, after asking if marks would be lost."""
        self._leave_sheet(super().action_back)

    def action_scroll(self, key: str) -> None:
        """A long page up or down."""
        self.query_one(".body").scroll_relative(y=1 if key == "down" else -1, animate=False)

    def action_seat(self, seat: int) -> None:
        """The page of one seat."""
        pages = self._briefing.seats if self._briefing else ()
        found = next((n for n, page in enumerate(pages, 1) if page.seat == seat), None)
        if found is None:
            self.say(f"Seat {seat} is not taken in this cohort." if pages else "")
            return
        self._go_to(found)

    def _show(self) -> None:
        if self._briefing is None:
            return
        self.say("")
        self._turn_to("")
        self.set_focus(None)
        page = self._page()
        cue = every_cue(self._briefing.seats) if page is None else cue_line(page)
        lines = (
            plan_lines(self._briefing.plan)
            if page is None
            else seat_lines(page, self._theme_titles(page))
        )
        self._cue.update(cue)
        self._cue.set_class(cue.plain not in (NO_CUE, TITLE), "loud")
        self._words.update(Content("\n").join(lines))
        self.query_one(".body").scroll_home(animate=False)
        self.retitle()

    def _theme_titles(self, page: BriefSeat) -> dict[str, str]:
        curriculum = self.desk.curriculum(self.cara.cohort, 2)
        slugs = {slug for item in page.items for slug in item.themes}
        known = {activity.id: activity.title for activity in curriculum.activities}
        return {slug: known.get(slug, slug) for slug in slugs}
