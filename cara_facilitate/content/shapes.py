"""The fields authored files may have and what each must look like; a value arrives as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cara_facilitate.content.fields import (
    Shape,
    anything,
    day_or_empty,
    like,
    listed,
    mapped,
    maybe,
    needed,
    one_of,
    shaped,
    whole,
    words,
    yes_no,
)

LONGEST_DAY = 600
LONGEST_ASKED = 9_999
FORMAT = 1

_slug = like(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,9}", "small letters and hyphens, such as my-part")
_clock = like(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]", "a time such as 09:30")
_item = like(r"[A-Z0-9][A-Z0-9-]{1,7}", "such as W1-05 or BR1")
_texts = listed(words)
_status = one_of("draft", "piloted", "approved")
_allowed = mapped(words, most=20)


class ActivityHeader(Shape):
    """The header of ``activities/*.md``; ``allow`` has, by rule, why its wording may stay."""

    id: str = needed(_slug)
    title: str = needed(words)
    minutes: int = needed(whole(1, LONGEST_DAY))
    shortest: int = needed(whole(0, LONGEST_DAY))
    objectives: Sequence[str] = needed(_texts)
    setting: str = needed(one_of("plenary", "pairs", "small groups", "solo", "round", "mixed"))
    intensity: str = needed(one_of("low", "medium", "high"))
    materials: Sequence[str] = maybe(_texts, ())
    handouts: Sequence[str] = maybe(_texts, ())
    after: Sequence[str] = maybe(_texts, ())
    core: bool = maybe(yes_no, True)
    allow: Mapping[str, str] = maybe(_allowed, {})
    status: str = maybe(_status, "draft")
    reviewed: str = maybe(anything, "")
    source: str = maybe(anything, "")


class HandoutHeader(Shape):
    """The header of ``handouts/*.md``."""

    id: str = needed(_slug)
    title: str = needed(words)
    audience: str = needed(one_of("participant"))
    layout: str = maybe(one_of("sheet", "cards"), "sheet")
    allow: Mapping[str, str] = maybe(_allowed, {})
    status: str = maybe(_status, "draft")
    reviewed: str = maybe(anything, "")
    source: str = maybe(anything, "")


class OverlayHeader(Shape):
    """The header of ``variants/<axis value or variant>/*.md``."""

    overlays: str = needed(_slug)
    base: str = maybe(anything, "")
    allow: Mapping[str, str] = maybe(_allowed, {})
    status: str = maybe(_status, "draft")
    reviewed: str = maybe(anything, "")
    source: str = maybe(anything, "")


class ObjectiveEntry(Shape):
    """One aim of the manifest; ``min_minutes`` asks for at least so much time in a variant."""

    id: str = needed(like("O[0-9][0-9]", "O and two digits, such as O07"))
    slug: str = needed(_slug)
    text: str = needed(words)
    min_minutes: int = maybe(whole(0, LONGEST_ASKED), 0)


class CodeEntry(Shape):
    """One observation code; ``!`` is the safeguarding key and ``a`` begins an objective."""

    key: str = needed(like("[b-z]", "one small letter, but not a"))
    name: str = needed(words)
    label: str = needed(like("[A-Za-z-]{1,7}", "a word of at most 7 letters"))
    definition: str = needed(words)
    example: str = needed(words)
    default: bool = maybe(yes_no, False)


class RunEntry(Shape):
    """One row of a day: an activity or a break, perhaps at a fixed time or for some variants."""

    activity: str = maybe(anything, "")
    number: str | None = maybe(_item, None)
    rest: int | None = maybe(whole(1, LONGEST_DAY), None, alias="break")
    id: str | None = maybe(_item, None)
    label: str = maybe(words, "Break")
    at: str | None = maybe(_clock, None)
    only: Sequence[str] = maybe(_texts, ())


class DayEntry(Shape):
    """The running order of one workshop."""

    workshop: int | None = maybe(whole(1, 9), None)
    start: str = needed(_clock)
    end: str = needed(_clock)
    run: Sequence[RunEntry] = needed(listed(shaped(RunEntry), least=1))
    recovery: Sequence[str] = maybe(_texts, ())
    optional: Sequence[str] = maybe(_texts, ())


class Manifest(Shape):
    """``curriculum.yaml``."""

    format: str = needed(like("[0-9]{1,4}", "a whole number"))
    curriculum: str = needed(_slug)
    title: str = needed(words)
    version: str = needed(like(r"[0-9]+\.[0-9]+\.[0-9]+", "three numbers such as 1.0.0"))
    licence: str = needed(words)
    reference: bool = maybe(yes_no, False)
    imported: bool = maybe(yes_no, False)
    axes: Mapping[str, Sequence[str]] = needed(mapped(listed(_slug, 1, 8), 1, 2))
    variants: Sequence[str] = maybe(_texts, ())
    objectives: Sequence[ObjectiveEntry] = needed(listed(shaped(ObjectiveEntry), most=99))
    codes: Sequence[CodeEntry] = maybe(listed(shaped(CodeEntry), most=26), ())
    days: Sequence[DayEntry] = needed(listed(shaped(DayEntry), 1, 9))
    retired: Sequence[str] = maybe(_texts, ())


class TermTable(Shape):
    """``terms.yaml``: for each name, its wording by ``any``, axis value or variant."""

    terms: Mapping[str, Mapping[str, str]] = maybe(mapped(mapped(anything)), {})


class SignpostEntry(Shape):
    """One service of ``signposts.yaml``, perhaps for some variants only."""

    id: str = needed(_slug)
    name: str = needed(words)
    contact: str = needed(words)
    hours: str = maybe(anything, "")
    audience: str = needed(one_of("participant", "everyone", "victim"))
    verified_on: str = maybe(day_or_empty, "")
    note: str = maybe(anything, "")
    only: Sequence[str] = maybe(_texts, ())


class SignpostTable(Shape):
    """``signposts.yaml``."""

    signposts: Sequence[SignpostEntry] = maybe(listed(shaped(SignpostEntry)), ())


class WordingEntry(Shape):
    """Words that a rule looks for, and where they may stand: in ``unless``; in text that is only
    for ``fine_for``; in text for some variants beside one of ``named``.
    """

    rule: str = needed(one_of("T04", "T06", "S02"))
    severity: str = maybe(one_of("error", "warning", "note"), "warning")
    message: str = needed(words)
    words: Sequence[str] = needed(listed(words, least=1))
    unless: Sequence[str] = maybe(_texts, ())
    fine_for: Sequence[str] = maybe(_texts, ())
    named: Sequence[str] = maybe(_texts, ())


class WordingTable(Shape):
    """``wording.yaml``: lists of words by name, and the rules that look for them."""

    lists: Mapping[str, Sequence[str]] = maybe(mapped(_texts, most=20), {})
    rules: Sequence[WordingEntry] = maybe(listed(shaped(WordingEntry), most=50), ())
