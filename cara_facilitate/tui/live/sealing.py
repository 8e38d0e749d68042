"""Saving what must be certain: success only after the commit, and trying again never doubles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from cara_facilitate.errors import CaraError
from cara_facilitate.services.desk import Desk

PATIENCE = 10.0
"""Seconds a renewed attempt waits for the disk."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """How a save ended.

    :param failure: one plain sentence, empty when it is on the disk.
    :param queued: the entry waits in order for the disk, so it must not be made a second time.
    """

    failure: str = ""
    queued: bool = False


async def seal(act: Callable[[], object], recorded: Callable[[], bool]) -> Sealed:
    """Do something that returns only after the commit, off the interface thread.

    :param act: raises :class:`CaraError` if it was refused or could not be saved.
    :param recorded: whether the entry was made, saved or not.
    """
    try:
        await asyncio.to_thread(act)
    except CaraError as error:
        return Sealed(error.sentence(), recorded())
    return Sealed()


async def seal_again(desk: Desk) -> Sealed:
    """Try once more to save what is queued; nothing is recorded twice."""
    desk.retry()
    if await asyncio.to_thread(desk.flush, PATIENCE):
        return Sealed()
    return Sealed(desk.save_state.failure or "The disk does not answer.", queued=True)
