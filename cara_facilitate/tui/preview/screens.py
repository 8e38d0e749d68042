"""The previewed activity on the live session's own face, and what stands there without one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from cara_facilitate.content.findings import caret
from cara_facilitate.services.author.watching import Draft
from cara_facilitate.tui.base import KeyedScreen
from cara_facilitate.tui.keys import Key
from cara_facilitate.tui.live.face import LiveFace
from cara_facilitate.tui.live.keylines import KeyLines
from cara_facilitate.tui.live.scene import Scene
from cara_facilitate.tui.preview.scene import PreviewScene
from cara_facilitate.tui.text import show_lines
from cara_facilitate.tui.widgets.keybar import KeyBar
from cara_facilitate.tui.widgets.script import ScriptPane
from cara_facilitate.tui.widgets.status import StatusLine
from cara_facilitate.tui.widgets.topline import TopLine

MOST_LINES = 8
"""What an error may take from the script."""

LEAVE = Key("app.quit", "q,escape", "Quit", "Close the preview; the files stay as they are")
PREVIEW_KEYS: tuple[Key, ...] = (
    Key("page", "space,pagedown,down", "Page", "Next page of the script", action="turn(1)"),
    Key("turn_back", "b,pageup,up", "Page up", "The page before", action="turn(-1)"),
    Key("next", "n", "Next", "The next item of the day", action="app.move(1)"),
    Key("previous", "p", "Back", "The item before", action="app.move(-1)"),
    Key("variant", "v", "Variant", "The same activity in the next variant", action="app.vary"),
    LEAVE,
)


class PreviewScreen(LiveFace):
    """Draws one activity of a curriculum that is being written; nothing is recorded."""

    KEYS: ClassVar[tuple[Key, ...]] = PREVIEW_KEYS
    SMALL: ClassVar[str] = "This window is small: 80 by 24 shows the script."
    DEFAULT_CSS = """
    #problem { height: auto; display: none; padding: 0 1; background: $error-muted; }
    #problem.found { display: block; }
    """

    def __init__(self, scene: PreviewScene) -> None:
        super().__init__()
        self._first = scene

    def open_scene(self) -> Scene:
        """The scene it was made with; :meth:`change` gives it another."""
        return self._first

    def compose(self) -> ComposeResult:
        """The live face and a place for an error."""
        yield from super().compose()
        self.KEYS = PREVIEW_KEYS  # type: ignore[misc]  # those of the live day do nothing here
        yield Static(id="problem")

    def on_mount(self) -> None:
        """Errors stand above the script."""
        self.move_child(self.query_one("#problem"), after=self.query_one("#second"))
        self.set_interval(1.0, self._fade)

    def _fade(self) -> None:
        """Let a message go once it has stood for long enough."""
        if self.scene.uptime() >= self._said_until:
            self.query_one(StatusLine).say("")

    def draw_keys(self) -> None:
        """The preview's own keys."""
        self.query_one(KeyLines).offer(PREVIEW_KEYS)

    def change(self, scene: PreviewScene) -> None:
        """Draw the text anew; the same item stays at its page."""
        same = (scene.number, scene.workshop) == (self.scene.item.id, self.scene.day.number)
        self.scene = scene
        pane = self.query_one(ScriptPane)
        pane.reopen(scene.item, scene.activity(), keep=same)
        self.draw_all()
        self.show_problem(None)

    def show_problem(self, draft: Draft | None) -> None:
        """Say above the script what is wrong with the files; None if nothing is."""
        place = self.query_one("#problem", Static)
        place.set_class(draft is not None, "found")
        place.update(show_lines(problem_words(draft)) if draft is not None else "")

    def action_turn(self, by: int) -> None:
        """Turn the script's pages."""
        if not self.query_one(ScriptPane).turn(by):
            self.say("That is the last page." if by > 0 else "That is the first page.")


class WaitingScreen(KeyedScreen):
    """What stands there while the files have never been without an error."""

    KEYS: ClassVar[tuple[Key, ...]] = (LEAVE,)
    DEFAULT_CSS = """
    WaitingScreen #problem { display: block; height: 1fr; padding: 1; }
    """

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self._draft = draft

    def compose(self) -> ComposeResult:
        """The error, and the way out."""
        yield TopLine()
        yield Static(id="problem")
        yield KeyBar(self.KEYS)

    def on_mount(self) -> None:
        """Show what is wrong."""
        self.query_one(TopLine).tell("PREVIEW: save a version without this error to see it")
        self.show_problem(self._draft)

    def show_problem(self, draft: Draft | None) -> None:
        """Say what is wrong with the files now."""
        words = problem_words(draft) if draft is not None else ""
        self.query_one("#problem", Static).update(show_lines(words))


def problem_words(draft: Draft) -> str:
    """The first error with its caret, and how many more there are."""
    if draft.problem is None:
        return draft.sentence
    lines = caret(draft.problem).splitlines()[:MOST_LINES]
    if draft.more:
        lines.append(f"and {draft.more} more: cara curriculum check")
    return "\n".join(lines)
