"""The private views there are: each one's letter, name and what it is for."""

from __future__ import annotations

from cara_facilitate.tui.keys import Key

VIEWS = {
    "register": ("g", "Register", "names to seats and agreed adjustments"),
    "import": ("i", "Import feedback", "take in the victim-contact worker's extract"),
    "readiness": ("c", "Readiness check", "what both of you still have to read"),
    "briefing": ("b", "Private briefing", "seat by seat, with the passphrase"),
    "flags": ("f", "Safeguarding flags", "say who was told, acknowledge, close"),
    "attendance": ("a", "Attendance", "both days, dates, confirm, the return"),
    "cover": ("v", "Cover", "somebody stands in for a facilitator"),
    "debrief": ("d", "Debrief", "the form the note is made from"),
    "note": ("w", "Note", "read it through and write it"),
}
"""Each private view's letter, name and what it is for; the same words for every cohort."""

VIEW_KEYS = tuple(
    Key(f"view_{view}", letter, name, f"{name}: {what}", "Private views", show=False,
        action=f"view('{view}')")
    for view, (letter, name, what) in VIEWS.items()
)  # fmt: skip
