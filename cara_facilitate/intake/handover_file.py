"""The inside of a hand-over between typed parts and JSON, read strictly and whole or not at all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cara_facilitate.domain.handover import (
    FORMAT,
    Content,
    CoverageFigures,
    Decisions,
    Escalations,
    Handover,
    Outcomes,
    Placement,
    Roster,
)
from cara_facilitate.domain.identifiers import reference_cohort
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.handover_model import HandoverModel

_ASK = "Ask the sender to write it again; nothing was taken in."


def to_body(handover: Handover) -> bytes:
    """A hand-over as UTF-8 JSON; :func:`read_body` gives it back."""
    whole = {
        "format": FORMAT,
        "id": handover.id,
        "cohort": handover.cohort,
        "sender": dataclasses.asdict(handover.sender),
        "to": dataclasses.asdict(handover.to),
        "made_at": handover.made_at,
        "parts": {part.value: _plain(content) for part, content in handover.parts.items()},
    }
    return json.dumps(whole, default=_written, ensure_ascii=True, allow_nan=False).encode("ascii")


def read_body(body: bytes) -> Handover:
    """The hand-over that these bytes hold.

    :raises IntakeError: if anything in it is not exactly as it should be; ``where`` is a place
        such as ``extract.rows.3``, never content.
    """
    try:
        made = HandoverModel.model_validate_json(body).made()
        json.loads(body, object_pairs_hook=_no_name_twice)
    except ValidationError as problem:
        raise _explained(problem.errors(include_url=False, include_input=False)) from None
    except (ValueError, RecursionError):
        raise IntakeError("The inside of this hand-over is not sound.", _ASK) from None
    if not made.parts:
        raise IntakeError("This hand-over holds nothing.", _ASK, "parts")
    for part, content in made.parts.items():
        _agrees(made.cohort, part.value, content)
    return made


def _plain(content: Content) -> dict[str, Any]:
    made = dataclasses.asdict(content)
    # An older store refuses a name that it does not know: what does not go is not named either.
    return {name: value for name, value in made.items() if value is not None}


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError("nothing else is written into a hand-over")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice")
    return made


def _explained(problems: list[ErrorDetails]) -> IntakeError:
    loc = problems[0]["loc"]
    # Names of places come from our own models; what a stranger called a field is not repeated.
    known = [str(at) for at in loc if isinstance(at, int) or at in _NAMES]
    where = ".".join(known[1:] if known[:1] == ["parts"] and len(known) > 1 else known)
    return IntakeError("This hand-over holds something that it may not hold.", _ASK, where)


def _names(model: Any) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield name
        for inner in _models(field.annotation):
            yield from _names(inner)


def _models(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "model_fields"):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


_NAMES = frozenset(_names(HandoverModel))


def _agrees(cohort: str, part: str, content: Content) -> None:
    """Refuse a part that is about another cohort, or says of one thing two things."""
    match content:
        case Roster():
            _own_refs(cohort, part, content.refs)
            _once(part, content.refs)
            _once(part, (who.upper() for who in content.facilitators))
            _days(part, content.workshops)
        case Outcomes():
            _own_refs(cohort, part, (one.ref for one in content.records))
            _once(part, (one.feedback_id.casefold() for one in content.records))
        case CoverageFigures():
            _once(part, (slug for slug, _ in content.themes or ()))
            if content.agreed is not None and content.agreed.told > content.agreed.records:
                _differs(part, "says more of the agreed words than there are")
        case Escalations():
            _own_refs(cohort, part, (one.ref for one in content.open if one.ref))
            _once(part, (one.escalation for one in content.open))
        case Decisions():
            _once(part, (one.rule for one in content.decided))
        case Placement():
            _own_refs(cohort, part, (one.ref for one in content.people))
            _once(part, (one.ref for one in content.people))
            _once(part, (one.seat for one in content.people))
            _days(part, content.workshops)
        case _:
            return


def _own_refs(cohort: str, part: str, refs: Iterable[str]) -> None:
    if any(reference_cohort(ref) != cohort for ref in refs):
        _differs(part, "names a reference of another cohort")


def _once(part: str, values: Iterable[object]) -> None:
    listed = list(values)
    if len(set(listed)) < len(listed):
        _differs(part, "names one of its entries twice")


def _days(part: str, workshops: tuple[tuple[int, date, str], ...]) -> None:
    (first, day_one, _), (second, day_two, _) = workshops
    if (first, second) != (1, 2) or day_two <= day_one:
        _differs(part, "has dates that are no pair of workshops")


def _differs(part: str, what: str) -> NoReturn:
    raise IntakeError(f"A part of this hand-over {what}.", _ASK, part)
