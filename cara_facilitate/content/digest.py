"""Content hashes: equal exactly when the wording and timing delivered are equal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from cara_facilitate.domain.curriculum import Activity, Curriculum, Handout, RunItem, Section

PIN_LENGTH = 12


def activity_hash(activity: Activity) -> str:
    """SHA-256 (hex) of one resolved activity; line numbers and status play no part."""
    return _digest(
        [
            activity.id,
            activity.title,
            activity.minutes,
            activity.floor,
            activity.objectives,
            activity.setting,
            activity.intensity,
            activity.materials,
            activity.handouts,
            activity.aim,
            [
                [step.title, step.minutes, [_section(section) for section in step.sections]]
                for step in activity.steps
            ],
        ]
    )


def curriculum_hash(curriculum: Curriculum) -> str:
    """SHA-256 (hex) of all resolved content of one variant; version and licence play no part."""
    return _digest(
        [
            curriculum.id,
            curriculum.title,
            curriculum.variant,
            curriculum.reference,
            curriculum.imported,
            [[one.id, one.slug, one.text] for one in curriculum.objectives],
            [
                [one.key, one.name, one.label, one.definition, one.example, one.default]
                for one in curriculum.codes
            ],
            [activity.hash for activity in curriculum.activities],
            [
                [
                    day.workshop,
                    day.start,
                    day.end,
                    [_row(item) for item in day.run],
                    day.recovery,
                    day.optional,
                ]
                for day in curriculum.days
            ],
            [
                [s.id, s.name, s.contact, s.hours, s.audience, s.verified_on, s.note]
                for s in curriculum.signposts
            ],
            [_handout(one) for one in curriculum.handouts],
        ]
    )


def pin(texts: Iterable[tuple[str, str, str]]) -> str:
    """The short hash that pins an overlay to the (step, kind, text) it replaces."""
    return _digest([list(text) for text in texts])[:PIN_LENGTH]


def _section(section: Section) -> list[str]:
    return [section.kind.value, section.body]


def _row(item: RunItem) -> list[str | int]:
    # Fixed times and layouts came later: what has none keeps the hash it had.
    fixed = [item.at] if item.at else []
    return [item.id, item.title, item.minutes, item.floor, item.activity, *fixed]


def _handout(handout: Handout) -> list[str]:
    laid = [handout.layout] if handout.layout != "sheet" else []
    return [handout.id, handout.title, handout.body, *laid]


def _digest(content: Any) -> str:
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
