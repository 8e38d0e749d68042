"""Questions on a terminal; without one the answer is the one offered, so nothing ever waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

_Read = TypeVar("_Read")
TIMES = 3
"""How often one question is asked before a wrong answer ends the command."""


def on_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask(question: str, offered: str, choices: Sequence[str] = (), *, told: bool = False) -> str:
    """The answer typed, or what is offered if that is empty or nobody is there.

    :param choices: shown with numbers; a number stands for its choice.
    :param told: they were shown just before, so they are not shown again.
    """
    from cara_facilitate.domain.display import visible

    if not on_terminal():
        return offered
    for number, choice in enumerate(() if told else choices, start=1):
        print(visible(f"  {number}  {choice}"))
    try:
        answer = input(visible(f"{question} [{offered}] " if offered else f"{question} ")).strip()
    except EOFError:
        print()
        return offered
    if answer.isascii() and answer.isdigit() and 1 <= int(answer[:4]) <= len(choices):
        return choices[int(answer[:4]) - 1]
    return answer or offered


def settled(
    question: str, offered: str, read: Callable[[str], _Read], choices: Sequence[str] = ()
) -> _Read:
    """What ``read`` makes of the answer; a wrong one is explained and asked for again.

    :param read: raises :class:`CaraError` for an answer that will not do.
    :raises CaraError: of the last answer, after three; of the first without a terminal.
    """
    from cara_facilitate.cli.curriculum.printing import wrapped
    from cara_facilitate.errors import CaraError

    for left in reversed(range(TIMES)):
        try:
            return read(ask(question, offered, choices, told=left < TIMES - 1))
        except CaraError as wrong:
            if not left or not on_terminal():
                raise
            print("\n".join(wrapped(wrong.sentence())))
    raise AssertionError("unreachable")


def agrees(question: str) -> bool:
    """Whether somebody typed yes; no without a terminal."""
    return on_terminal() and ask(f"{question} (y/n)", "n").lower() in ("y", "yes")
