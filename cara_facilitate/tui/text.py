"""The one gateway through which any text that is not ours reaches the screen."""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from cara_facilitate.domain.display import MARK, MOST_MARKS, TAB, picture
from cara_facilitate.domain.display import visible as clean

__all__ = ["MARK", "MOST_MARKS", "TAB", "LastGate", "clean", "paint", "show", "show_lines"]

_NEVER = (
    "\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\U000e0000-\U000e007f"
)
_NEVER_PATTERN = re.compile(f"[{_NEVER}]")


def show(text: str) -> Content:
    """One line of foreign text, ready for any widget; never parsed as markup."""
    return Content(clean(text))


def show_lines(text: str) -> Content:
    """Foreign text of several lines, ready for any widget; never parsed as markup."""
    return Content(clean(text, lines=True))


def paint(*parts: str | Content | tuple[str, str], lines: bool = False) -> Content:
    """Several pieces of text put together, each one cleaned.

    :param parts: plain text, ready content, or (text, style), where the style is ours.
    :param lines: keep line ends inside the parts.
    """
    return Content.assemble(
        *(
            part
            if isinstance(part, Content)
            else clean(part, lines=lines)
            if isinstance(part, str)
            else (clean(part[0], lines=lines), part[1])
            for part in parts
        )
    )


class LastGate(LineFilter):
    """Guards the way to the terminal: no control or direction character passes in any segment.

    What a person pastes into a field, and what a library draws by itself, does not come through
    :func:`clean`; this is the second door for those.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments with each forbidden character replaced by a visible one."""
        del background
        if not any(_NEVER_PATTERN.search(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control
            else Segment(_NEVER_PATTERN.sub(_replacement, segment.text), segment.style)
            for segment in segments
        ]


def _replacement(match: re.Match[str]) -> str:
    return picture(match.group()) if match.group() != "\t" else " "
