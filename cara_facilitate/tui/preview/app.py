"""The app of ``cara curriculum preview``: follows the files and shows the last good version."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from textual import work
from textual.message import Message

from cara_facilitate.domain.curriculum import REFERENCE_LABEL, Curriculum
from cara_facilitate.services.author.watching import Draft, read_draft, saves
from cara_facilitate.tui.base import GuardedApp
from cara_facilitate.tui.idle import Phase
from cara_facilitate.tui.preview.scene import PreviewScene, numbered, planned_day
from cara_facilitate.tui.preview.screens import PreviewScreen, WaitingScreen
from cara_facilitate.tui.text import clean


class Saved(Message):
    """The files changed; ``draft`` is what they are now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class PreviewApp(GuardedApp):
    """Shows one activity of a folder as facilitators will see it, again after each save.

    :param folder: the curriculum's folder. :param activity: an id of one of its activities.
    :param variant: the one to begin with; the first offered that runs it if empty.
    """

    def __init__(self, folder: Path, activity: str, variant: str, today: date) -> None:
        super().__init__()
        self._folder, self._activity, self._variant = folder, activity, variant
        self._today = today
        self._draft = read_draft(folder, variant)
        self._good: Curriculum | None = None
        self._offered: tuple[str, ...] = ()
        self._number = ""
        self._workshop = 1
        self._stop = threading.Event()

    def idle_phase(self) -> Phase:
        """Nothing here is protected, so the screen neither blanks nor locks by itself."""
        return Phase.CLOSED

    def lock(self) -> None:
        """There is nothing to lock: leave."""
        self.exit()

    def curtain_lines(self) -> Sequence[str]:
        """What was covered."""
        return ("PREVIEW",)

    def reference_notice(self) -> str:
        """The label of the reference text, if this is it."""
        return REFERENCE_LABEL if self._good is not None and self._good.reference else ""

    def on_mount(self) -> None:
        """Show what is there and begin to watch."""
        self._take(self._draft)
        self.follow()

    @work(thread=True)
    def follow(self) -> None:
        """Read the files again after each save."""
        for _ in saves(self._folder, self._stop):
            self.post_message(Saved(read_draft(self._folder, self._variant)))

    def on_unmount(self) -> None:
        """Stop watching."""
        self._stop.set()

    def on_saved(self, message: Saved) -> None:
        """Show the new version, or the last good one with the error above it."""
        self._take(message.draft)

    def action_move(self, by: int) -> None:
        """Go to another item of the day."""
        if self._good is None:
            return
        run = planned_day(self._good, self._number).run
        place = next(n for n, item in enumerate(run) if item.id == self._number) + by
        if not 0 <= place < len(run):
            self._say_here("That is the last item." if by > 0 else "That is the first item.")
            return
        self._number = run[place].id
        self._activity = run[place].activity or self._activity
        self._show(self._good)

    def action_vary(self) -> None:
        """Show the next variant that runs this activity."""
        if self._good is None or len(self._offered) < 2:
            self._say_here("There is one variant.")
            return
        place = (
            self._offered.index(self._good.variant) if self._good.variant in self._offered else -1
        )
        for step in range(1, len(self._offered)):
            variant = self._offered[(place + step) % len(self._offered)]
            draft = read_draft(self._folder, variant)
            if draft.curriculum is None:
                self._take(draft)
                return
            if numbered(draft.curriculum, self._activity) is not None:
                self._variant = variant
                self._take(draft)
                return
        self._say_here("No other variant runs this activity.")

    def _say_here(self, sentence: str) -> None:
        screen = self._front()
        if isinstance(screen, PreviewScreen):
            screen.say(sentence)

    def _take(self, draft: Draft) -> None:
        curriculum = draft.curriculum
        if curriculum is not None and numbered(curriculum, self._activity) is None:
            curriculum = None
            words = f"{self._activity} is not in any day of {', '.join(draft.offered)}"
            draft = self._elsewhere(draft) or Draft(draft.offered, None, sentence=clean(words))
            curriculum = draft.curriculum
        if curriculum is None:
            self._complain(draft)
            return
        self._good, self._offered, self._variant = curriculum, draft.offered, curriculum.variant
        self._place(curriculum)
        self._show(curriculum)

    def _elsewhere(self, draft: Draft) -> Draft | None:
        """The first other variant that runs the activity."""
        for variant in draft.offered:
            other = read_draft(self._folder, variant)
            if other.curriculum is not None and numbered(other.curriculum, self._activity):
                return other
        return None

    def _place(self, curriculum: Curriculum) -> None:
        """Stay at the item shown if the day still has it, else go to the activity."""
        for day in curriculum.days:
            kept = any(
                item.id == self._number and (item.is_break or item.activity == self._activity)
                for item in day.run
            )
            if kept and day.workshop == self._workshop:
                return
        found = numbered(curriculum, self._activity)
        if found is not None:
            self._number, self._workshop = found

    def _show(self, curriculum: Curriculum) -> None:
        scene = PreviewScene(curriculum, self._number, self._workshop, self._today, time.monotonic)
        screen = self._front()
        if isinstance(screen, PreviewScreen):
            screen.change(scene)
        else:
            self._replace(PreviewScreen(scene))

    def _complain(self, draft: Draft) -> None:
        screen = self._front()
        if screen is None:
            self.push_screen(WaitingScreen(draft))
        else:
            screen.show_problem(draft)

    def _front(self) -> PreviewScreen | WaitingScreen | None:
        for screen in reversed(self._screen_stack):
            if isinstance(screen, (PreviewScreen, WaitingScreen)):
                return screen
        return None

    def _replace(self, screen: PreviewScreen) -> None:
        if self._front() is None:
            self.push_screen(screen)
        else:
            self.switch_screen(screen)
