"""The form of a full record: safe contact first, faults beside their fields, nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cara_facilitate.domain.casework import HEARD, Attempt, CaseRecord, words
from cara_facilitate.domain.casework_rules import OUTSIDE, Fault, agreed_until
from cara_facilitate.domain.contact_window import outside
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.protected import Protected
from cara_facilitate.services import casework
from cara_facilitate.services.case_drafts import RECORD, Draft, Form
from cara_facilitate.services.case_file import CaseFile
from cara_facilitate.services.recalling import recall
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.screens.casework_drafted import DISCARD_KEY, RESTORED, DraftingPage
from cara_facilitate.tui.screens.casework_fields import LEVEL_MEANS, SECTIONS, SHOWN_AT, Section
from cara_facilitate.tui.screens.casework_page import BACK_KEY, put_value, value_of
from cara_facilitate.tui.screens.casework_then import agreed_then, as_meant
from cara_facilitate.tui.screens.casework_values import YES, record_of, taken_up, values_of
from cara_facilitate.tui.text import paint
from cara_facilitate.tui.widgets.forms import Choice, Press
from cara_facilitate.tui.widgets.paragraph import Paragraph
from cara_facilitate.tui.widgets.question import Question

FRESH = "New record, version 1."
FRESH_OTHER = (
    "New record of another person harmed, person {number}. It is theirs alone: nothing of anybody "
    "else's goes into it, and the strictest level of all of them governs."
)
CORRECTION = (
    "Saving keeps version {before} and makes version {after}. Facilitators who have read the "
    "earlier one must read and confirm the new one."
)
WITHDRAWN = " This record is withdrawn: saving makes it count again. Only if the person asks."
STALE = "It was typed before version {now} was saved."
NO_ATTEMPT = "No attempt yet."
AGREED_NOW = "Other days and hours: saved as agreed now, unless you type another time here."


class CaseworkForm(DraftingPage):
    """One person's record; F5 saves, the page keys go from section to section.

    :param base: the newest version, or a blank record.
    :param is_new: whether the blank record stands for somebody without one.
    :param attempt: one just made, to stand in the list already.
    """

    NAME = "Record"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("save", "f5", "Save", "Save the record; what it raises is said at once"),
        Key("section", "pagedown,pageup", "Section", "The section after or before",
            action="section('{key}')", priority=True),
        Key("next", "enter,tab", "Next", "Go on to the next field", bound=False),
        Key("tick", "space", "Tick", "Tick the one marked, or take the tick away; arrows choose",
            bound=False, show=False),
        DISCARD_KEY,
        replace(BACK_KEY, help="Back; what is typed is kept, sealed, and is not saved"),
    )  # fmt: skip
    DEFAULT_CSS = """
    CaseworkForm .section { height: auto; margin-bottom: 1; }
    CaseworkForm .section.away { display: none; }
    CaseworkForm .heading { text-style: bold; background: $surface; }
    CaseworkForm #attempts { height: auto; margin-left: 27; }
    CaseworkForm #agreed-now { height: auto; margin: 0 0 0 27; display: none; }
    CaseworkForm #agreed-now.said { display: block; }
    CaseworkForm #means { height: auto; margin: 0 0 0 27; max-width: 64; }
    """

    def __init__(
        self, file: CaseFile, base: CaseRecord, *, is_new: bool, attempt: Attempt | None = None
    ) -> None:
        super().__init__(file)
        self._base, self._is_new, self._attempt = base, is_new, attempt
        self._fields: dict[str, Question] = {}
        self._blocks: list[Vertical] = []
        self._attempts: tuple[Attempt, ...] = base.attempts
        self._begun: dict[str, str] = {}
        self._means = Static(id="means", classes="quiet")
        self._list = Static(id="attempts")
        self._agreed_now = Static(paint(AGREED_NOW), id="agreed-now")
        self._counts: dict[str, Static] = {}

    def body(self) -> ComposeResult:
        """Every section under its heading."""
        yield Static(paint(self._about()), classes="quiet")
        yield Static()
        for section in SECTIONS:
            block = Vertical(*self._parts(section), classes="section")
            block.set_class(section.least > self._base.level.value, "away")
            self._blocks.append(block)
            yield block
        yield Press("Save the record (F5)", id="save")
        yield Static()

    def _about(self) -> str:
        if self._is_new:
            return FRESH if self._person == 1 else FRESH_OTHER.format(number=self._person)
        before = self._base.version
        text = CORRECTION.format(before=before, after=before + 1)
        return text + (WITHDRAWN if self._base.withdrawn else "")

    def _parts(self, section: Section) -> list[Widget]:
        parts: list[Widget] = [Static(paint(section.title), classes="heading")]
        if section.about:
            parts.append(Static(paint(section.about), classes="quiet"))
        if section.title == "Attempts":
            parts.append(self._list)
        for item in section.items:
            field = Question(item.label, item.make(self._file.themes))
            self._fields[item.key] = field
            parts.append(field)
            if isinstance(field.control, Paragraph):
                self._counts[item.key] = Static(classes="quiet")
                parts.append(self._counts[item.key])
            if item.key == "agreed_at":
                parts.append(self._agreed_now)
            if item.key == "level":
                parts.append(self._means)
            if item.key == "why":
                both = (Press("Add this attempt", id="add"), Press("Take the last off", id="off"))
                parts.append(Horizontal(*both, classes="buttons"))
        return parts

    def title_text(self) -> str:
        """Whose record and which version comes next."""
        version = self._base.version + (0 if self._is_new else 1)
        person = f"person {self._person}, " if self._person > 1 or self._several else ""
        return f"{self._base.ref}  {person}record, version {version}"

    @property
    def _several(self) -> bool:
        return len(self._file.work.of(self._base.ref)) > 1

    @property
    def _person(self) -> int:
        """Which of the people harmed by this participant, as the casework numbers them."""
        ids = [one.feedback_id for one in self._file.work.of(self._base.ref)]
        mine = self._base.feedback_id
        return (ids.index(mine) if mine in ids else len(ids)) + 1

    def on_mount(self) -> None:
        """Fill the fields, from a draft if one is kept."""
        super().on_mount()
        self._begun = values_of(self._base)
        self._show(self._begun)
        draft = self.take_up()
        if draft is not None:
            self._restore(draft)
        if self._attempt is not None:
            self._attempts += (self._attempt,)
            put_value(self._fields["outcome"].control, HEARD[0])
        self._tell_attempts()
        self._tell_level()
        self._fields["how"].control.focus()
        self.note_change()

    @property
    def form(self) -> Form:
        """This record's."""
        base = self._base
        return Form(base.cohort, RECORD, base.ref, base.feedback_id)

    def draft(self) -> Draft:
        """Every field and the attempts."""
        values = {key: Protected(value) for key, value in self.typed().items()}
        at = self.desk.clock.now()
        return Draft(self._base.ref, values, self._attempts, self._before, at)

    @property
    def _before(self) -> int:
        return 0 if self._is_new else self._base.version

    def _restore(self, draft: Draft) -> None:
        tried = draft.values.get("method", Protected("")).reveal()
        typed = taken_up(as_meant(draft, empty_is_now="when" if tried else ""))
        typed["agreed_at"] = agreed_then(typed, self._begun, draft.at)
        self._show(self._begun | typed)
        stale = draft.base != self._before
        # An attempt that was saved meanwhile is not lost to an older list.
        saved = self._base.attempts if stale else ()
        self._attempts = (*saved, *(one for one in draft.attempts if one not in saved))
        more = STALE.format(now=self._before) if stale else ""
        self.say(f"{RESTORED} {more}".strip())

    def _show(self, values: dict[str, str]) -> None:
        for key, field in self._fields.items():
            put_value(field.control, values.get(key, ""))

    def typed(self) -> dict[str, str]:
        """What stands in every field now."""
        return {key: value_of(field.control) for key, field in self._fields.items()}

    def _value(self, key: str) -> str:
        return value_of(self._fields[key].control)

    @property
    def unsaved(self) -> bool:
        """Whether anything differs from what the form began with."""
        if self._settled or not self._begun:
            return False
        changed = any(
            _plain(value) != _plain(self._begun[key]) for key, value in self.typed().items()
        )
        return changed or self._attempts != self._base.attempts

    # What is shown as it is typed.

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Another level asks other questions; exact words are asked only with the person there."""
        if event.choice in (self._fields["level"].control, self._fields["with_person"].control):
            self._tell_level()

    def on_input_changed(self) -> None:
        """Other hours than before count as agreed now, where the moment beside them is the old."""
        if self._begun:
            others = _plain(self._value("window")) != _plain(self._begun["window"])
            old = _plain(self._value("agreed_at")) == _plain(self._begun["agreed_at"])
            self._agreed_now.set_class(bool(self._begun["agreed_at"]) and others and old, "said")

    def on_text_area_changed(self) -> None:
        """Say how much room is left."""
        for key, count in self._counts.items():
            area = self._fields[key].control
            if isinstance(area, Paragraph):
                count.update(_count_line(len(area.value), area.most))

    def _tell_level(self) -> None:
        level, chosen = self._value("level"), self._value("with_person")
        self._means.update(paint(LEVEL_MEANS[level]))
        for section, block in zip(SECTIONS, self._blocks, strict=True):
            alone = section.least == Level.L3.value and chosen != YES
            block.set_class(section.least > level or alone, "away")

    def _tell_attempts(self) -> None:
        lines = [
            f"{one.at:%a %d %b %Y %H:%M}  {words(one.method)}: {words(one.outcome)}"
            + (f" ({words(one.why)})" if one.why else "")
            for one in self._attempts
        ]
        self._list.update(paint("\n".join(lines) or NO_ATTEMPT, lines=True))

    # Keys.

    def on_input_submitted(self) -> None:
        """Enter in a line goes on."""
        self.focus_next()

    def action_section(self, key: str) -> None:
        """The section after or before the one in hand."""
        shown = [block for block in self._blocks if not block.has_class("away")]
        here = next((n for n, block in enumerate(shown) if block in self._above_focus()), 0)
        block = shown[(here + (1 if key == "pagedown" else -1)) % len(shown)]
        first = next((one for one in block.query("*").results(Widget) if one.focusable), None)
        if first is not None:
            self.set_focus(first, scroll_visible=False)
            block.scroll_visible(top=True, animate=False)

    def _above_focus(self) -> Sequence[object]:
        return tuple(self.focused.ancestors) if self.focused is not None else ()

    def on_press_pressed(self, event: Press.Pressed) -> None:
        """One of the form's buttons."""
        if event.button.id == "save":
            self.action_save()
        elif event.button.id == "off":
            self._attempts = self._attempts[:-1]
            self.note_change()
            self._tell_attempts()
        else:
            self._add()

    def _add(self) -> None:
        record, faults = record_of(self._base, self.typed(), self._attempts, self.desk.clock.now())
        mine = [fault for fault in faults if fault.field in ("method", "when")]
        if not mine and len(record.attempts) > len(self._attempts):
            mine = self._outside(record)
        self._show_faults(mine)
        if not mine and len(record.attempts) > len(self._attempts):
            self._attempts = record.attempts
            for key, empty in (("method", ""), ("when", ""), ("why", "")):
                put_value(self._fields[key].control, empty)
            self._tell_attempts()

    def _outside(self, record: CaseRecord) -> list[Fault]:
        """The fault of the last attempt, if it was made outside what stood agreed."""
        last = record.attempts[-1]
        stood = agreed_until(record, self._file.work.agreed(record.feedback_id))
        late = not last.why and outside(stood, last.at)
        return [Fault("why", f"This attempt {OUTSIDE}")] if late else []

    # Saving.

    def action_save(self) -> None:
        """Save this version, or show what stands in the way beside each field."""
        record, unread = self._record()
        faults = unread or casework.check(self.desk, self._file.work, record)
        self._show_faults(faults)
        if faults:
            return
        desk, file = self.desk, self._file
        self.settle(
            lambda: casework.save(desk, file.work, record),
            lambda raised: self._saved(record, raised),
        )

    def _record(self) -> tuple[CaseRecord, tuple[Fault, ...]]:
        now = self.desk.clock.now()
        record, unread = record_of(self._base, self.typed(), self._attempts, now)
        version = self._base.version + (0 if self._is_new else 1)
        return replace(record, version=version, worker=self.desk.owner), unread

    def _show_faults(self, faults: Sequence[Fault]) -> None:
        said: dict[str, list[str]] = {}
        for fault in faults:
            said.setdefault(SHOWN_AT.get(fault.field, fault.field), []).append(fault.sentence)
        for key, field in self._fields.items():
            field.fault(" ".join(said.get(key, ())))
        first = next((field for key, field in self._fields.items() if key in said), None)
        if first is not None:
            count = len(faults)
            self.say(f"Not saved: {count} thing{'s' if count > 1 else ''} to put right.")
            first.control.focus()
        else:
            self.say(" ".join(fault.sentence for fault in faults))

    def _saved(self, record: CaseRecord, raised: Sequence[str]) -> None:
        told = [f"Saved as version {record.version}."]
        told += [one.sentence for one in casework.advice(self.desk, self._file.work, record)]
        told += filter(None, (recall(self.desk, self._file.work, (record,)),))
        if raised:
            from cara_facilitate.tui.screens.casework_escalations import EscalationsPage

            told.insert(1, raised_words(len(raised)))
            self.let_go()
            self.app.switch_screen(EscalationsPage(self._file, at=raised[0]))
            self.cara.call_after_refresh(self.cara.say, " ".join(told))
        else:
            self.done(" ".join(told))

    def let_go(self) -> None:
        """Keep what is not saved, and empty the fields."""
        self.keep_begun()
        self._settled = True
        self._attempts = ()
        for field in self._fields.values():
            put_value(field.control, "")
        self._tell_attempts()


def raised_words(count: int) -> str:
    """How many escalations a save raised, and what to do."""
    many = "1 escalation is" if count == 1 else f"{count} escalations are"
    return f"{many} raised: tell somebody{'' if count == 1 else ' of each'} now."


def _plain(value: str) -> str:
    """Two values that differ in blanks only are one."""
    return " ".join(value.split())


def _count_line(count: int, most: int) -> Content:
    line = f"{' ' * 27}{count} of {most} characters"
    return paint((line, "bold")) if count > most else paint(line)
