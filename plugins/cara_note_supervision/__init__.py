"""The supervision note for Hampton Trust: ten sections, the exceptions first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files

from cara_facilitate.api import NoteWriter, hookimpl
from cara_note_supervision.layout import context

CARA_API = 1


def _templates() -> Mapping[str, str]:
    folder = files("cara_note_supervision")
    return {
        fmt: (folder / f"supervision.{fmt}.j2").read_text(encoding="utf-8")
        for fmt in ("html", "md", "txt")
    }


@hookimpl
def cara_note_writers() -> Iterable[NoteWriter]:
    """Offer the supervision note."""
    return [NoteWriter("supervision", "Supervision note for Hampton Trust", _templates(), context)]
