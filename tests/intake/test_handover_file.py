"""The inside of a hand-over comes back exactly, and nothing else than that is ever accepted."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.coverage_supervision import AgreedUse
from cara_facilitate.domain.feedback_rows import COLUMNS
from cara_facilitate.domain.handover import Handover, Named
from cara_facilitate.domain.people import Part
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.handover_file import read_body, to_body

COHORT, REF, OTHER = "WY26A", "WY26A-7K3M-6", "WY26A-4MXV-B"
AT = datetime(2026, 12, 10, 9, 30, tzinfo=UTC)
DAYS = ((1, date(2026, 11, 28), "10:00"), (2, date(2026, 12, 26), "10:00"))
D1, D2 = "2026-11-28", "2026-12-26"
CANARY = "Canary words that nobody may repeat"
SITE = ("west-yorkshire", "cara-open", "intimate-partner-male")
ROW = dict.fromkeys(COLUMNS, "") | {"summary": CANARY, "participant_ref": REF}

PARTS: dict[Part, inside.Content] = {
    Part.ROSTER: inside.Roster(*SITE, DAYS, (REF, OTHER), ("F-LEAD1", "F-CO2")),
    Part.OUTCOMES: inside.Outcomes((inside.Outcome(REF, "fb-1", "not_used"),)),
    Part.EXTRACT: inside.ExtractRows((ROW,)),
    Part.COVERAGE: inside.CoverageFigures(
        (("rostered", 2), ("never_contacted", 0)),
        (Finding("COV-1", Result.REFER, "Ring the worker.", "", "A note."),),
        (("impact", "What it did"),),
        AgreedUse(2, 1, 0, 1),
    ),
    Part.ESCALATIONS: inside.Escalations(
        (inside.EscalationGiven("ES-QV10TQK", REF, "high_risk", AT, AT),)
    ),
    Part.ACKNOWLEDGED: inside.Acknowledged((inside.AcknowledgedOne("ES-QV10TQK", "M-1", AT),)),
    Part.NOTE: inside.Notes(
        (inside.NoteDocuments(1, "note-WY26A-w1-7K3M", "A note.\n", "<p>A note.</p>"),)
    ),
    Part.PLACEMENT: inside.Placement(
        *SITE,
        DAYS,
        ("F-LEAD1", "F-CO2"),
        (
            inside.PlacedPerson(REF, 1, "male", "partner", date(2026, 10, 30), "standard", True),
            inside.PlacedPerson(OTHER, 2, extra=(("offence", "harassment"),)),
        ),
        (("trained", "F-LEAD1;F-CO2"),),
    ),
    Part.PIN_RESET: inside.PinResetGiven("F-CO2"),
    Part.DECISIONS: inside.Decisions((inside.DecidedOne("WY-2", True, "0123456789abcdef", AT),)),
}
WHOLE = Handover(
    "0123456789abcdef" * 2,
    COHORT,
    Named("V-1", " ".join(["01234"] * 6)),
    Named("F-LEAD1", " ".join(["98765"] * 6)),
    AT,
    PARTS,
)
BESIDE = (("coverage", "themes"), ("coverage", "agreed"))
"""What only a practice supervisor is handed beside the counts."""
TREE: dict[str, Any] = json.loads(to_body(WHOLE))


def body(tree: object) -> bytes:
    return json.dumps(tree).encode()


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON document, outermost first."""
    yield path
    if isinstance(tree, dict | list):
        inner = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for key, value in inner:
            yield from places(value, (*path, key))


PLACES = [place for place in places(TREE) if place]


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    whole = deepcopy(TREE)
    at: Any = whole
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return whole


def without(path: tuple[Any, ...]) -> dict[str, Any]:
    whole = deepcopy(TREE)
    at: Any = whole
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]
    return whole


def refused(data: bytes) -> IntakeError:
    with pytest.raises(IntakeError) as caught:
        read_body(data)
    assert CANARY not in caught.value.sentence()
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    return caught.value


def test_every_part_comes_back_exactly_as_it_was_given() -> None:
    assert read_body(to_body(WHOLE)) == WHOLE


@pytest.mark.parametrize("part", list(Part))
def test_each_part_may_travel_alone(part: Part) -> None:
    alone = dataclasses.replace(WHOLE, parts={part: PARTS[part]})
    assert read_body(to_body(alone)) == alone


def test_a_hand_over_with_nothing_in_it_is_refused() -> None:
    assert refused(to_body(dataclasses.replace(WHOLE, parts={}))).where == "parts"


def test_nothing_that_belongs_there_may_be_missing() -> None:
    for path in PLACES:
        if path[:1] == ("parts",) and len(path) == 2:
            assert len(read_body(body(without(path))).parts) == len(PARTS) - 1
        elif path[-1] == "findings" or path[-2:] in BESIDE:
            read_body(body(without(path)))  # of a store that did not tell them yet
        elif isinstance(path[-1], str):
            refused(body(without(path)))


def inside_of(path: tuple[Any, ...], tree: Any = TREE) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def test_nothing_that_does_not_belong_there_may_be_added() -> None:
    for path in [(), *PLACES]:
        whole = deepcopy(TREE)
        at = inside_of(path, whole)
        if isinstance(at, dict):
            at[CANARY] = CANARY
            refused(body(whole))


@pytest.mark.parametrize("value", [None, 1.5, True, [], {}, [[CANARY]], CANARY * 5000], ids=repr)
def test_a_value_of_another_kind_is_refused(value: Any) -> None:
    allowed = {
        "first_time": [None, True],
        "caution_date": [None],
        "extra": [[]],
        "findings": [[]],
        "go_ahead": [True],
    }
    for path in PLACES:
        said = body(changed(path, value))
        long = path[-1] in ("txt", "html") and isinstance(value, str)
        none_of_them = path[-2:] == BESIDE[0] and value == []
        if long or none_of_them or value in allowed.get(str(path[-1]), []):
            assert read_body(said).id == WHOLE.id
        else:
            refused(said)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"format":' * 5_000,
        body(TREE)[:-1],
        body(TREE) + b"x",
        body(TREE).replace(b'"cohort"', b'"cohort": "WY26B", "cohort"', 1),
        body(TREE).replace(b'"refs"', b'"refs": [], "refs"', 1),
        body(TREE).replace(b'"seat": 1', b'"seat": NaN', 1),
        body(TREE).replace(b'"seat": 1', b'"seat": 1' + b"0" * 10_000, 1),
        body({**TREE, "format": "cara.handover.2"}),
    ],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_not_sound_json_is_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("cohort",), "WY26B"),
        (("parts", "roster", "refs"), [REF, REF]),
        (("parts", "roster", "facilitators"), ["F-LEAD1", "f-lead1"]),
        (("parts", "roster", "workshops"), [[2, D1, "10:00"], [1, D2, "10:00"]]),
        (("parts", "roster", "workshops"), [[1, D2, "10:00"], [2, D2, "10:00"]]),
        (("parts", "outcomes", "records"), [{"ref": REF, "feedback_id": "a", "outcome": "used"},
                                            {"ref": OTHER, "feedback_id": "A", "outcome": "used"}]),
        (("parts", "placement", "people", 1, "seat"), 1),
        (("parts", "placement", "people", 1, "ref"), REF),
        (("parts", "note", "notes", 0, "note_id"), "../note"),
        (("parts", "note", "notes", 0, "txt"), "a\x1b[2J"),
        (("parts", "escalations", "open", 0, "due"), "2026-12-10T09:30:00"),
        (("parts", "roster", "refs", 0), "WY26A-7K3M-7"),
        (("parts", "roster", "refs", 0), REF + "\n"),
        (("id",), "0" * 32 + "\n"),
    ],
    ids=str,
)  # fmt: skip
def test_a_part_that_contradicts_itself_or_its_cohort_is_refused(
    path: tuple[Any, ...], value: Any
) -> None:
    refused(body(changed(path, value)))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_changes_only_that_one_value(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([p for p in PLACES if p[:2] != ("parts", "note")]))
    value = data.draw(st.one_of(st.text(max_size=20), st.integers(), st.booleans(), st.none()))
    try:
        read = read_body(body(changed(path, value)))
    except IntakeError as error:
        assert CANARY not in error.sentence()
    else:
        again: Any = json.loads(to_body(read))
        for key in path:
            again = again[key]
        assert again == value or isinstance(value, str)  # a time may be written in another way
