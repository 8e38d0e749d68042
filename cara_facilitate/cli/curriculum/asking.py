"""Questions on a terminal; without one the answer is the one offered, so nothing ever waits."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def on_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(question: str, offered: str, choices: Sequence[str] = ()) -> str:
    """The answer typed, or what is offered if that is empty or nobody is there.

    :param choices: shown with numbers; a number stands for its choice.
    """
    from cara_facilitate.domain.display import visible

    if not on_terminal():
        return offered
    for number, choice in enumerate(choices, start=1):
        print(visible(f"  {number}  {choice}"))
    try:
        answer = input(visible(f"{question} [{offered}] " if offered else f"{question} ")).strip()
    except EOFError:
        print()
        return offered
    if answer.isascii() and answer.isdigit() and 1 <= int(answer[:4]) <= len(choices):
        return choices[int(answer[:4]) - 1]
    return answer or offered


def agrees(question: str) -> bool:
    """Whether somebody typed yes; no without a terminal."""
    return on_terminal() and ask(f"{question} (y/n)", "n").lower() in ("y", "yes")
