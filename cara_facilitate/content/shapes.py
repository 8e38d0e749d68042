"""The fields authored files may have and what each must look like; a value arrives as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

LONGEST_TEXT = 400
LONGEST_LIST = 200
LONGEST_DAY = 600
FORMAT = 1


def _like(pattern: str, wanted: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise PydanticCustomError("wanted", "{wanted}", {"wanted": wanted})
        return text

    return check


def _one_line(text: str) -> str:
    flat = " ".join(text.split())
    if not flat:
        raise PydanticCustomError("wanted", "{wanted}", {"wanted": "some words"})
    if len(flat) > LONGEST_TEXT:
        wanted = f"at most {LONGEST_TEXT} characters"
        raise PydanticCustomError("wanted", "{wanted}", {"wanted": wanted})
    return flat


def _day_or_empty(text: str) -> str:
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        wanted = {"wanted": "a date such as 2026-11-28, or empty"}
        raise PydanticCustomError("wanted", "{wanted}", wanted) from None


Text = Annotated[str, AfterValidator(_one_line)]
Slug = Annotated[
    str,
    AfterValidator(
        _like(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,9}", "small letters and hyphens, such as my-part")
    ),
]
Clock = Annotated[str, AfterValidator(_like(r"(?:[01]\d|2[0-3]):[0-5]\d", "a time such as 09:30"))]
ItemId = Annotated[str, AfterValidator(_like(r"[A-Z0-9][A-Z0-9-]{1,7}", "such as W1-05 or BR1"))]
Version = Annotated[str, AfterValidator(_like(r"\d+\.\d+\.\d+", "three numbers such as 1.0.0"))]
Whole = Annotated[str, AfterValidator(_like(r"\d{1,4}", "a whole number"))]
ShortList = Annotated[list[Text], Field(max_length=LONGEST_LIST)]


class Shape(BaseModel):
    """The base of every authored header: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ActivityHeader(Shape):
    """The header of ``activities/*.md``."""

    id: Slug
    title: Text
    minutes: Annotated[int, Field(ge=1, le=LONGEST_DAY)]
    shortest: Annotated[int, Field(ge=0, le=LONGEST_DAY)]
    objectives: ShortList
    setting: Literal["plenary", "pairs", "small groups", "solo", "round", "mixed"]
    intensity: Literal["low", "medium", "high"]
    materials: ShortList = []
    handouts: ShortList = []
    after: ShortList = []
    core: bool = True
    status: Literal["draft", "piloted", "approved"] = "draft"
    reviewed: str = ""
    source: str = ""


class HandoutHeader(Shape):
    """The header of ``handouts/*.md``."""

    id: Slug
    title: Text
    audience: Literal["participant"]
    status: Literal["draft", "piloted", "approved"] = "draft"
    reviewed: str = ""
    source: str = ""


class OverlayHeader(Shape):
    """The header of ``variants/<axis value or variant>/*.md``."""

    overlays: Slug
    base: str = ""
    status: Literal["draft", "piloted", "approved"] = "draft"
    reviewed: str = ""
    source: str = ""


class ObjectiveEntry(Shape):
    """One aim of the manifest; ``min_minutes`` asks for at least so much time in a variant."""

    id: Annotated[str, AfterValidator(_like(r"O\d\d", "O and two digits, such as O07"))]
    slug: Slug
    text: Text
    min_minutes: Annotated[int, Field(ge=0)] = 0


class CodeEntry(Shape):
    """One observation code; ``!`` is the safeguarding key and ``a`` begins an objective."""

    key: Annotated[str, AfterValidator(_like("[b-z]", "one small letter, but not a"))]
    name: Text
    label: Annotated[str, AfterValidator(_like(r"[A-Za-z-]{1,7}", "a word of at most 7 letters"))]
    definition: Text
    example: Text
    default: bool = False


class RunEntry(Shape):
    """One row of a day: an activity or a break, perhaps at a fixed time or for some variants."""

    activity: str = ""
    number: ItemId | None = None
    rest: Annotated[int | None, Field(alias="break", ge=1, le=LONGEST_DAY)] = None
    id: ItemId | None = None
    label: Text = "Break"
    at: Clock | None = None
    only: ShortList = []


class DayEntry(Shape):
    """The running order of one workshop."""

    workshop: Annotated[int | None, Field(ge=1, le=9)] = None
    start: Clock
    end: Clock
    run: Annotated[list[RunEntry], Field(min_length=1, max_length=LONGEST_LIST)]
    recovery: ShortList = []
    optional: ShortList = []


class Manifest(Shape):
    """``curriculum.yaml``."""

    format: Whole
    curriculum: Slug
    title: Text
    version: Version
    licence: Text
    reference: bool = False
    imported: bool = False
    axes: Annotated[
        dict[str, Annotated[list[Slug], Field(min_length=1, max_length=8)]],
        Field(min_length=1, max_length=2),
    ]
    variants: ShortList = []
    objectives: Annotated[list[ObjectiveEntry], Field(max_length=99)]
    codes: Annotated[list[CodeEntry], Field(max_length=26)] = []
    days: Annotated[list[DayEntry], Field(min_length=1, max_length=9)]
    retired: ShortList = []


class TermTable(Shape):
    """``terms.yaml``: for each name, its wording by ``any``, axis value or variant."""

    terms: dict[str, dict[str, str]] = {}


class SignpostEntry(Shape):
    """One service of ``signposts.yaml``, perhaps for some variants only."""

    id: Slug
    name: Text
    contact: Text
    hours: str = ""
    audience: Literal["participant", "everyone", "victim"]
    verified_on: Annotated[str, AfterValidator(_day_or_empty)] = ""
    note: str = ""
    only: ShortList = []


class SignpostTable(Shape):
    """``signposts.yaml``."""

    signposts: Annotated[list[SignpostEntry], Field(max_length=LONGEST_LIST)] = []
