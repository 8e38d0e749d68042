"""What the demo answers at the debrief: made up, about behaviour, without names."""

from __future__ import annotations

from collections.abc import Mapping

ANSWERS: Mapping[str, str] = {
    "climate.cohesion": "4",
    "climate.collusion": "2",
    "climate.energy": "3",
    "climate.turning_point": "The room went quiet when P07 said what a child would have heard.",
    "practice.open_questions": "4",
    "practice.affirmations": "3",
    "practice.reflections": "3",
    "practice.summaries": "2",
    "practice.softening": "Reflected the fact to P02, waited, and asked P05 what they made of it.",
    "practice.differently": "Summarise before the break, not after it.",
    "practice.co_working": "Swapped at lunch; one interruption, spoken about at the break.",
    "assurance.counts": "7 completed, 2 declined, 3 not reached",
    "assurance.breach": "2",
    "reflection.model": "1",
    "reflection.stirred": "Silence felt long; it was useful.",
    "reflection.assumptions": "That the quietest seat was the least engaged.",
    "reflection.support": "None asked for.",
    "reflection.fit": "1",
    "learning.requests": "More practice with softening sustain talk.",
}
"""By field: a digit for a scale or a choice, otherwise the text to write."""

SEATS: Mapping[int, str] = {
    3: "Named an own act after a question from a peer.",
    7: "Helped two others find their own words.",
    8: "Blamed drink twice before lunch, once after.",
}
"""What was seen of some seats."""
