"""Paths as they are typed: which files and folders fit, and completing to the first of them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from textual.suggester import Suggester


class PathSuggester(Suggester):
    """Completes a path to the first folder, or file of one of these endings, that fits."""

    def __init__(self, endings: Collection[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._endings = endings

    async def get_suggestion(self, value: str) -> str | None:
        """The typed path completed, or None."""
        found = next(iter(fitting(value, self._endings)), None) if value else None
        if found is None:
            return None
        head = value if value.endswith("/") else value[: len(value) - len(Path(value).name)]
        return head + found.name + ("/" if found.is_dir() else "")


def fitting(typed: str, endings: Collection[str]) -> list[Path]:
    """Files of these endings and folders that the typed path may become; of hidden ones none.

    Without anything typed, the files of the present folder.

    :param endings: in small letters, such as ``.csv``.
    """
    path = Path(typed).expanduser() if typed else Path()
    folder, start = (path, "") if not typed or typed.endswith("/") else (path.parent, path.name)
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    return [
        one
        for one in entries
        if one.name.startswith(start)
        and not one.name.startswith(".")
        and (one.suffix.lower() in endings or (bool(typed) and one.is_dir()))
    ]
