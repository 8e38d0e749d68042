"""A safeguarding flag as it is being written: what is known so far, never thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cara_facilitate.domain.flags import KINDS, SEVERITIES

READ_FIRST = (
    "Immediate danger, a threat to kill, a weapon: ring 999 now, then your manager.",
    "A child, an adult at risk, a new offence: tell your manager or safeguarding lead today, "
    "weekends included.",
    "Somebody's own life: do not leave the person alone. Ask directly. Use the site's crisis "
    "route, and ask about everybody's safety.",
    "Honour-based abuse or forced marriage: your manager; no word to family or community.",
    "Stop the detail. Do not investigate. Do not promise to keep it secret.",
)
"""What to do comes before what to write (``domain.md`` (d))."""
ACTIONS = (
    "Rang 999",
    "Told the manager",
    "Told the safeguarding lead",
    "Stayed with the person",
    "Stopped the session",
)
NOT_DESCRIBED = "Not described."
NOTHING_YET = "Nothing yet."


@dataclass(frozen=True, slots=True)
class FlagDraft:
    """Seats it is about (none: the group or somebody outside), and the parts chosen so far."""

    seats: tuple[int, ...] = ()
    severity: str = ""
    kind: str = ""
    words: str = ""
    actions: tuple[str, ...] = ()

    def whole(self) -> FlagDraft:
        """The draft with what was not said filled in by what claims least."""
        return replace(
            self,
            severity=self.severity or "same_day",
            kind=self.kind or "other",
            words=self.words or NOT_DESCRIBED,
        )

    def toggled(self, action: str) -> FlagDraft:
        """The draft with one action added, or taken off again."""
        if action in self.actions:
            return replace(self, actions=tuple(a for a in self.actions if a != action))
        return replace(self, actions=(*self.actions, action))

    @property
    def action(self) -> str:
        """The actions as one text."""
        return "; ".join(self.actions) or NOTHING_YET

    @property
    def about(self) -> tuple[int, ...]:
        """One flag is raised for each of these seats; 0 is the group or somebody outside it."""
        return self.seats or (0,)

    def severity_words(self) -> str:
        """How urgent it is, in the words of the field, or empty."""
        return SEVERITIES.get(self.severity, "")

    def kind_words(self) -> str:
        """What it is about, or empty."""
        return KINDS.get(self.kind, "")
