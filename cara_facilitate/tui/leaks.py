"""Keeps the text of closed screens from staying in memory (Textual issue 6665, open in 8.2.8)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style


@lru_cache(1024)
def _inner_outer(base_background: Color, background: Color) -> tuple[Style, Style]:
    return (
        Style(background=base_background + background),
        Style(background=base_background),
    )


def _get_inner_outer(
    self: StylesCache, base_background: Color, background: Color
) -> tuple[Style, Style]:
    del self
    return _inner_outer(base_background, background)


def release_closed_screens() -> None:
    """Replace a cached method of Textual whose cache holds every painted line for ever.

    Textual caches the method by its instance, and the instance owns the lines. Does nothing once
    Textual no longer caches it. Called by every app of ours; calling it again is harmless.
    """
    present: Any = StylesCache.get_inner_outer
    if hasattr(present, "cache_clear"):
        present.cache_clear()
        StylesCache.get_inner_outer = _get_inner_outer  # type: ignore[assignment, method-assign]
