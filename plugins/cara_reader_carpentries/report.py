"""What could not be carried over, each with the place it stood at."""

from __future__ import annotations

from collections.abc import Iterable

from cara_reader_carpentries.words import cleaned

MOST = 5_000
LONGEST = 160


class Report:
    """Gathers notes as ``file:line: what happened: detail``, each once and in order."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, int, str], None] = {}
        self._more = 0

    def add(self, file: str, line: int, what: str, detail: str = "") -> None:
        """Note one thing; ``what`` is the same words for the same kind of thing."""
        told = f"{what}: {_short(detail)}" if detail.strip() else what
        if len(self._notes) < MOST:
            self._notes[_short(file), line, told] = None
        else:
            self._more += 1

    def lines(self, order: Iterable[str]) -> tuple[str, ...]:
        """Every note, sorted by the files' order and by line."""
        rank = {name: place for place, name in enumerate(order)}
        notes = sorted(self._notes, key=lambda note: (rank.get(note[0], len(rank)), note[:2]))
        told = [f"{file}:{line}: {what}" for file, line, what in notes]
        if self._more:
            told.append(f"config.yaml:1: not listed here: {self._more} more of these")
        return tuple(told)


def _short(text: str) -> str:
    flat = " ".join(cleaned(text[: 4 * LONGEST]).split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 3]}..."
