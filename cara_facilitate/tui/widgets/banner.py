"""The flag banner: one fixed line on every screen while anybody is still to be told of a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.widgets import Static

from cara_facilitate.domain.flags import BANNER
from cara_facilitate.tui.text import show

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def flag_is_open(app: App[object]) -> bool:
    """Whether any flag of any cohort of the open store was handed over to nobody yet."""
    if not getattr(app, "is_open", True) or not hasattr(app, "desk"):
        return False  # no store is open, or (a preview) there is none
    return any(state.open_flags for state in cast("Desk", app.desk).cohorts())


class FlagBanner(Static):
    """Takes no room while no flag is open. Its words tell no seat, kind, severity or count."""

    DEFAULT_CSS = """
    FlagBanner { height: 1; width: 1fr; display: none; padding: 0 1; text-style: bold;
                 background: $warning 30%; }
    FlagBanner.open { display: block; }
    """

    def __init__(self) -> None:
        super().__init__(show(BANNER))

    def on_mount(self) -> None:
        """Show it at once if it is needed."""
        self.look()

    def look(self) -> None:
        """Show or hide it, as the store is now."""
        self.set_class(flag_is_open(self.app), "open")
