"""How author's commands put words on a terminal: cleaned, wrapped, coloured only where seen."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cara_facilitate.content.findings import Finding
    from cara_facilitate.domain.curriculum import Curriculum

RED, GREEN, BOLD = "31", "32", "1"
WIDTH = 80
NARROWEST = 20


def width() -> int:
    """Columns of the terminal; where there is none, what fits everywhere."""
    return shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH


def painted(text: str, colour: str) -> str:
    """The cleaned text, in colour when a terminal shows it; the words must do without.

    :param colour: one of those above, or empty.
    """
    from cara_facilitate.domain.display import visible

    plain = visible(text)
    seen = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    seen = seen and not os.environ.get("NO_COLOR")
    return f"\x1b[{colour}m{plain}\x1b[0m" if colour and seen else plain


def say(text: str = "") -> None:
    """Print one cleaned line."""
    from cara_facilitate.domain.display import visible

    print(visible(text).rstrip())


def wrapped(text: str, indent: str = "") -> list[str]:
    """The cleaned text in lines of the terminal's width, parted between words alone."""
    from cara_facilitate.domain.display import visible

    columns = max(width(), NARROWEST)
    return textwrap.wrap(
        visible(text), columns, initial_indent=indent, subsequent_indent=indent,
        break_on_hyphens=False,
    ) or [""]  # fmt: skip


def say_label(curriculum: Curriculum) -> None:
    """Print what must be said of this text wherever it is shown, if anything."""
    if curriculum.label:
        say(curriculum.label)


def listed(lead: str, words: Iterable[str], columns: int, *, between: str = "  ") -> list[str]:
    """The words after ``lead``, in lines that fit where they can, indented under the first."""
    lines, line = [], lead
    for word in words:
        if len(line) > len(lead) and len(line) + len(between) + len(word) > columns:
            lines.append(line)
            line = " " * len(lead)
        line += f"{between}{word}" if len(line) > len(lead) else word
    return [*lines, line]


def parted(words: Sequence[str]) -> list[str]:
    """The words with a comma after all but the last."""
    return [f"{word}," for word in words[:-1]] + list(words[-1:])


def named(variants: Sequence[str], offered: Sequence[str]) -> str:
    """These variants in words."""
    if len(offered) > 1 and len(variants) == len(offered):
        return f"all {len(offered)} variants"
    return ", ".join(variants)


def warn(wrong: Sequence[Finding]) -> None:
    """Say on standard error that the files have errors, so that what is shown may be wrong."""
    from cara_facilitate.domain.display import visible

    if wrong:
        count = "an error" if len(wrong) == 1 else f"{len(wrong)} errors"
        first = f"{wrong[0].where}: {wrong[0].message}"
        print(
            visible(f"cara: these files have {count}; first {first}. See: cara curriculum check"),
            file=sys.stderr,
        )
