"""A resolved curriculum as plain JSON, so that a pinned one reopens without any parser."""

from __future__ import annotations

import json
from typing import Any

from cara_facilitate.domain.curriculum import (
    Activity,
    Code,
    Curriculum,
    Day,
    Handout,
    Objective,
    RunItem,
    Section,
    SectionKind,
    Signpost,
    Step,
)
from cara_facilitate.errors import ContentError

FORM = 1
"""The version of this form; a later one must still read every earlier one."""

_KINDS = {kind.value: kind for kind in SectionKind}


def dump(curriculum: Curriculum) -> bytes:
    """The curriculum as UTF-8 JSON; equal curricula give equal bytes."""
    return json.dumps(
        {"form": FORM, "curriculum": _fields(curriculum)},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode("utf-8", "surrogatepass")


def restore(data: bytes) -> Curriculum:
    """The curriculum that :func:`dump` was given.

    :raises ContentError: if this is not such a document, or of a later form.
    """
    try:
        document = json.loads(data.decode("utf-8", "surrogatepass"))
        form = document["form"]
        if form == FORM:
            return _curriculum(document["curriculum"])
    except (KeyError, TypeError, ValueError, RecursionError, AttributeError):
        raise ContentError(
            "A stored curriculum cannot be read.", "Prepare the workshop again."
        ) from None
    raise ContentError(
        "A stored curriculum was written by a later version.", "Update this toolkit."
    )


def _fields(value: Any) -> Any:
    """Records as objects, tuples as lists, all else as it is."""
    slots = getattr(type(value), "__dataclass_fields__", None)
    if slots is not None:
        return {name: _fields(getattr(value, name)) for name in slots}
    if isinstance(value, tuple):
        return [_fields(one) for one in value]
    return value


def _curriculum(found: dict[str, Any]) -> Curriculum:
    return Curriculum(
        **{
            **found,
            "objectives": tuple(Objective(**one) for one in found["objectives"]),
            "codes": tuple(Code(**one) for one in found["codes"]),
            "activities": tuple(_activity(one) for one in found["activities"]),
            "days": tuple(_day(one) for one in found["days"]),
            "signposts": tuple(Signpost(**one) for one in found["signposts"]),
            "handouts": tuple(Handout(**one) for one in found["handouts"]),
        }
    )


def _activity(found: dict[str, Any]) -> Activity:
    lists = {name: tuple(found[name]) for name in ("objectives", "materials", "handouts")}
    return Activity(**{**found, **lists, "steps": tuple(_step(one) for one in found["steps"])})


def _step(found: dict[str, Any]) -> Step:
    sections = tuple(
        Section(_KINDS[one["kind"]], one["body"], one["line"]) for one in found["sections"]
    )
    return Step(found["title"], found["minutes"], sections)


def _day(found: dict[str, Any]) -> Day:
    lists = {name: tuple(found[name]) for name in ("recovery", "optional")}
    return Day(**{**found, **lists, "run": tuple(RunItem(**one) for one in found["run"])})
