"""A column's own name may be said; what a cell held may not, though it stands at the top."""

from __future__ import annotations

import pytest

from cara_facilitate.domain import casework, plan
from cara_facilitate.domain.case_table import GUIDE
from cara_facilitate.domain.check_words import WORDS
from cara_facilitate.domain.column_names import may_be_said, tells_nothing
from cara_facilitate.domain.feedback_rows import COLUMNS

CODED = (
    *casework.ATTEMPT_OUTCOMES, *casework.WHY_OUTSIDE, *casework.CONTACT_OUTCOMES,
    *casework.POSITIVE, *casework.NEGATIVE, *casework.NOTHING_CODED, *casework.INCIDENTS,
    *casework.DASH, *casework.CONCERN, *casework.NEEDS, *casework.CUES, *casework.OBSERVED,
)  # fmt: skip


@pytest.mark.parametrize(
    "name", [*COLUMNS, *GUIDE, *sorted(plan.PERSON_SITE_FIELDS), "home_address"]
)
def test_the_names_of_columns_are_known_as_names(name: str) -> None:
    assert tells_nothing(name) or name in WORDS


def test_no_check_word_and_no_coded_value_passes_for_a_name() -> None:
    assert not [word for word in (*WORDS, *CODED) if tells_nothing(word)]
    assert not [word for word in WORDS if tells_nothing(word.upper())]


@pytest.mark.parametrize(
    "text",
    [
        "He hit me on Tuesday", "Leeds", "Jane_Walnut", "phone_07700900123", "L1", "WY26A-7K3M-6",
        "07700900123", "victim phone", "victim_ph\u043ene", "", "_", "2026-12-05", "fb-01",
    ],
)  # fmt: skip
def test_what_a_cell_holds_never_passes_for_a_name(text: str) -> None:
    assert not tells_nothing(text)


def test_a_name_is_not_said_where_a_name_stands_among_the_cells() -> None:
    assert may_be_said("victim_phone", ["07700 900123", ""])
    assert not may_be_said("email", ["telephone", "contact_method", "email"])
