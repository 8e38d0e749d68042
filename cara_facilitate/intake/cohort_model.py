"""What a cohort file may say, field by field, with what is wrong in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from cara_facilitate.domain.curriculum import VARIANTS
from cara_facilitate.domain.feedback_rows import parse_date
from cara_facilitate.domain.identifiers import (
    SEATS,
    check_word_ok,
    cohort_ok,
    reference_cohort,
    reference_ok,
    staff_ok,
)
from cara_facilitate.domain.plan import DISPOSALS, RELATIONSHIPS, RISKS, SEXES

PLAIN = "plain"
"""The type of those errors whose message is ours and may be shown as it is."""

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_START = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
# No capital stands beside a space, so a person's name does not pass for a site's word.
_TOKEN = re.compile(r"[a-z0-9][a-z0-9_ :-]{0,39}|[A-Za-z0-9][A-Za-z0-9_;-]{0,79}")
_OWN = {"ref": "reference", "check_word": "check word", "seat": "seat"}
_ANSWERS = {"yes": True, "true": True, "no": False, "false": False}


def _plain(message: str, *at: str | int) -> PydanticCustomError:
    # A message is a template to pydantic: braces of ours would be read as its names.
    return PydanticCustomError(PLAIN, "{message}", {"message": message, "at": at})


def _form(ok: Callable[[str], object], wanted: str) -> AfterValidator:
    def check(text: str) -> str:
        if not ok(text):
            raise _plain(f"must be {wanted}")
        return text

    return AfterValidator(check)


def _one_of(words: Iterable[str]) -> AfterValidator:
    allowed = tuple(words)
    return _form(lambda text: text in (*allowed, ""), "one of: " + ", ".join(allowed))


def _day(text: object) -> date:
    day = parse_date(text) if isinstance(text, str) else None
    if day is None:
        raise _plain("must be a date written YYYY-MM-DD")
    return day


def _day_or_unknown(text: object) -> date | None:
    return None if text in ("", "unknown") else _day(text)


def _answer(text: object) -> bool | None:
    if text in ("", "unknown"):
        return None
    if not isinstance(text, str) or text.lower() not in _ANSWERS:
        raise _plain("must be yes or no")
    return _ANSWERS[text.lower()]


def _seat(text: object) -> int:
    if not isinstance(text, str) or text not in {str(seat) for seat in SEATS}:
        raise _plain("must be a seat from 1 to 12")
    return int(text)


def _token(text: object) -> str:
    if isinstance(text, str) and text.lower() in ("true", "false"):
        return "yes" if text.lower() == "true" else "no"
    if not isinstance(text, str) or not (text == "" or _TOKEN.fullmatch(text)):
        raise _plain("must be yes, no, a date, or a short plain word")
    return text


_Slug = Annotated[str, _form(_SLUG.fullmatch, "lower-case words joined by hyphens")]
_Extra = dict[str, Annotated[str, BeforeValidator(_token)]]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WorkshopModel(_Strict):
    """One day of the pair."""

    date: Annotated[date, BeforeValidator(_day)]
    start: Annotated[str, _form(_START.fullmatch, 'a time written "HH:MM"')]


class PersonModel(_Strict):
    """One participant; whatever is left out is unknown, or drawn later."""

    ref: Annotated[str, _form(lambda t: t == "" or reference_ok(t), "a reference as issued")] = ""
    check_word: Annotated[
        str, _form(lambda t: t == "" or check_word_ok(t), "4 to 8 lower-case letters")
    ] = ""
    seat: Annotated[int, BeforeValidator(_seat)] = 0
    sex: Annotated[str, _one_of(SEXES)] = ""
    relationship: Annotated[
        str, _one_of(RELATIONSHIPS), AfterValidator(lambda word: RELATIONSHIPS.get(word, ""))
    ] = ""
    caution_date: Annotated[date | None, BeforeValidator(_day_or_unknown)] = None
    risk: Annotated[str, _one_of(RISKS)] = ""
    first_time: Annotated[bool | None, BeforeValidator(_answer)] = None
    disposal: Annotated[str, _one_of(DISPOSALS)] = ""
    extra: _Extra = Field(default_factory=dict)


class CohortModel(_Strict):
    """A cohort file."""

    cohort: Annotated[str, _form(cohort_ok, "a cohort id such as WY26A")]
    site: _Slug
    curriculum: _Slug
    variant: Annotated[str, _form(lambda t: t in VARIANTS, "one of: " + ", ".join(VARIANTS))]
    workshops: Annotated[list[WorkshopModel], Field(min_length=2, max_length=2)]
    facilitators: Annotated[
        list[Annotated[str, _form(staff_ok, "up to 16 letters, digits and hyphens")]],
        Field(min_length=1, max_length=6),
    ]
    participants: Annotated[list[PersonModel], Field(min_length=1, max_length=12)]
    extra: _Extra = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> CohortModel:
        first, second = self.workshops
        people = self.participants
        if not staff_ok(self.extra.get("venue") or "VEN-1"):
            raise _plain("must be a reference such as VEN-3, no address", "extra", "venue")
        if second.date <= first.date:
            raise _plain("workshop two must come after workshop one", "workshops", 1, "date")
        for at in _repeated(who.upper() for who in self.facilitators):
            raise _plain("the same facilitator is named twice", "facilitators", at)
        for at, person in enumerate(people):
            if person.ref and reference_cohort(person.ref) != self.cohort:
                message = "a participant's reference belongs to another cohort"
                raise _plain(message, "participants", at, "ref")
        for field, what in _OWN.items():
            for at in _repeated(getattr(person, field) for person in people):
                message = f"two participants have the same {what}"
                raise _plain(message, "participants", at, field)
        return self


def _repeated(values: Iterable[Hashable]) -> Iterator[int]:
    """Where a value that is given stands for a second time."""
    seen: set[Hashable] = set()
    for at, value in enumerate(values):
        if value and value in seen:
            yield at
        seen.add(value)
