"""Cohort files: typed, or refused with file, line and column, never quoting a value."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain import rules
from cara_facilitate.domain.identifiers import SEATS, reference_ok
from cara_facilitate.domain.plan import RELATIONSHIPS, CohortPlan, PlannedPerson, completed
from cara_facilitate.errors import CaraError, IntakeError
from cara_facilitate.intake.cohort_file import read_cohort

GOOD = """\
cohort: WY26A
site: west-yorkshire              # a site policy's id
curriculum: cara-open
variant: intimate-partner-male
workshops:
  - {date: 2026-11-28, start: "10:00"}
  - {date: 2026-12-26, start: "10:00"}
facilitators: [F-LEAD1, F-CO2]
participants:                     # 1-12
  - {ref: WY26A-7K3M-6, check_word: lantern, seat: 7, sex: male, relationship: ex_partner,
     caution_date: 2026-10-30, risk: standard, first_time: true, disposal: conditional_caution}
  - {offence: criminal_damage}
"""


def read(text: str) -> CohortPlan:
    return read_cohort(text.encode())


def test_the_file_of_the_contract_becomes_a_plan() -> None:
    plan = read(GOOD)
    assert (plan.cohort, plan.site, plan.variant) == (
        "WY26A",
        "west-yorkshire",
        "intimate-partner-male",
    )
    assert [day.date for day in plan.workshops] == [date(2026, 11, 28), date(2026, 12, 26)]
    assert plan.facilitators == ("F-LEAD1", "F-CO2")
    assert plan.people == (
        PlannedPerson(
            ref="WY26A-7K3M-6",
            check_word="lantern",
            seat=7,
            sex="male",
            relationship="ex_partner",
            caution_date=date(2026, 10, 30),
            risk="standard",
            first_time=True,
            disposal="conditional_caution",
        ),
        PlannedPerson(extra={"offence": "criminal_damage"}),
    )


def test_yaml_does_not_change_what_was_written() -> None:
    plan = read(GOOD.replace('"10:00"', "10:30").replace("true", "no"))
    assert plan.workshops[0].start == "10:30"
    assert plan.people[0].first_time is False


def test_windows_line_ends_and_a_byte_order_mark_make_no_difference() -> None:
    assert read_cohort(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == read(GOOD)


def test_what_is_missing_is_drawn_and_what_is_given_stays() -> None:
    crowd = GOOD.replace("  - {offence: criminal_damage}\n", "  - {}\n" * 11)
    plan = completed(read(crowd), random.Random(5).randrange, {"WY26A-7K3M-6"})
    assert plan.complete and plan.people[0] == read(GOOD).people[0]
    assert {person.seat for person in plan.people} == set(SEATS)
    assert len({person.ref for person in plan.people}) == 12
    assert len({person.check_word for person in plan.people}) == 12
    assert all(reference_ok(person.ref) for person in plan.people)
    assert [entry.seat for entry in plan.roster()] == list(SEATS)
    assert completed(read(crowd), random.Random(6).randrange).people[1:] != plan.people[1:]


def test_an_incomplete_plan_has_no_roster() -> None:
    with pytest.raises(ValueError):
        read(GOOD).roster()


def test_a_plan_tells_the_site_s_rules_what_it_knows_and_no_identifiers() -> None:
    facts = read(GOOD).placement()
    assert facts.people[0].first_time is True and facts.people[1].first_time is None
    assert facts.people[1].extra == {"offence": "criminal_damage"}
    assert "lantern" not in repr(facts) and "7K3M" not in repr(facts)


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("WY26A\n", "wy26a\n", "1:9", "cohort"),
        ("site: west-yorkshire", "site: West Yorkshire", "2:7", "site"),
        ("intimate-partner-male", "male", "4:10", "variant"),
        ("cohort: WY26A\n", "", "1:1", "cohort is missing"),
        ("date: 2026-11-28", "date: 28/11/2026", "6:12", "YYYY-MM-DD"),
        ("2026-12-26", "2026-02-30", "7:12", "YYYY-MM-DD"),
        ("2026-12-26", "2026-11-28", "7:12", "after workshop one"),
        ("2026-12-26", "2026-10-26", "7:12", "after workshop one"),
        ('start: "10:00"', 'start: "25:00"', "6:31", "HH:MM"),
        ("F-LEAD1,", "F LEAD/1,", "8:16", "facilitators"),
        ("F-LEAD1", "F-CO2", "8:23", "twice"),
        ("[F-LEAD1, F-CO2]", "F-LEAD1", "8:15", "list"),
        ("3M-6", "3M-7", "10:11", "reference"),
        ("lantern", "Lantern", "10:37", "lower-case"),
        ("seat: 7", "seat: 13", "10:52", "1 to 12"),
        ("seat: 7", "seat: 07", "10:52", "1 to 12"),
        ("sex: male", "sex: man", "10:60", "one of"),
        ("ex_partner", "the boss", "10:80", "one of"),
        ("risk: standard", "risk: low", "11:38", "one of"),
        ("true", "perhaps", "11:60", "yes or no"),
        ("criminal_damage", "Jane of Leeds", "12:15", "short plain word"),
        ("offence", "name", "12:6", "The field name is refused"),
        ("offence", "home_address", "12:6", "The field home_address is refused"),
        ("offence", "mobile", "12:6", "The field mobile is refused"),
        ("offence", "interpreter", "12:6", "The field interpreter is not part"),
        ("offence", "phone", "12:6", "A field here is refused"),
        ("offence", "lantern", "12:6", "A field here is not part"),
        ("offence", "leeds", "12:6", "A field here is not part"),
        ("offence", "extra", "12:6", "The field extra is not part"),
        ("site:", "venue_address:", "2:1", "venue_address is refused"),
        ("{offence: criminal_damage}", "{seat: 7}", "12:12", "same seat"),
        ("{offence: criminal_damage}", "{check_word: lantern}", "12:18", "same check word"),
        ("{offence: criminal_damage}", "{ref: WY26A-7K3M-6}", "12:11", "same reference"),
        ("cohort: WY26A", "cohort: LE26A", "10:11", "another cohort"),
        ("{offence: criminal_damage}", "nobody", "12:5", "set of fields"),
        ("participants:", "participants: []\nsites:", "10:1", "sites"),
        ("site: ", "site: a\nsite: ", "3:1", "twice"),
        ("WY26A\n", "&x WY26A\n", "1:9", "anchors"),
        ("west-yorkshire ", '"west\\e[31m" ', "2:7", "hidden control character"),
        ("offence", "JaneDoe", "12:6", "A field here is not part"),
        ("WY26A\n", "!!str WY26A\n", "1:9", "anchors and tags"),
        ("facilitators: [", "facilitators: [[", "8:15", "YAML"),
    ],
)
def test_a_slip_is_refused_where_it_stands(old: str, new: str, where: str, words: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read(GOOD.replace(old, new, 1))
    assert caught.value.where.startswith(f"cohort.yaml:{where}")
    assert words in caught.value.message


def test_no_message_repeats_what_a_field_held() -> None:
    for old in (
        "WY26A\n",
        "cara-open",
        "F-CO2",
        "lantern",
        "ex_partner",
        "true",
        "criminal_damage",
    ):
        with pytest.raises(IntakeError) as caught:
            read(GOOD.replace(old, "Jane Walnut 1\n" if old.endswith("\n") else "Jane Walnut", 1))
        assert "Walnut" not in caught.value.sentence()
    with pytest.raises(IntakeError) as caught:
        read(GOOD.replace("offence", "Jane Walnut"))
    assert "Walnut" not in caught.value.sentence()


def test_thirteen_people_or_nobody_are_refused() -> None:
    with pytest.raises(IntakeError, match="too many"):
        read(GOOD + "  - {}\n" * 11)
    with pytest.raises(IntakeError, match="too few"):
        read(GOOD.split("participants:")[0] + "participants: []\n")
    assert len(read(GOOD + "  - {}\n" * 10).people) == 12


def test_relationships_are_kept_in_the_words_the_placement_rules_know() -> None:
    assert read(GOOD.replace("ex_partner", "ex_wife")).people[0].relationship == "ex_partner"
    assert read(GOOD.replace("ex_partner", "brother")).people[0].relationship == "sibling"
    assert set(RELATIONSHIPS.values()) == rules.INTIMATE | rules.FAMILIAL | {"unknown"}


def test_what_the_site_s_rules_ask_for_reaches_them() -> None:
    text = GOOD.replace("site:", "issuer: WYP\ntrained: F-LEAD1;F-CO2\nvenue_access: true\nsite:")
    asked = {"issuer": "WYP", "trained": "F-LEAD1;F-CO2", "venue_access": "yes"}
    assert read(text).placement().extra == asked


def test_a_site_may_ask_for_fields_of_its_own() -> None:
    text = GOOD.replace("offence: criminal_damage", "interpreter: yes")
    with pytest.raises(IntakeError, match="interpreter"):
        read(text)
    plan = read_cohort(text.encode(), person_fields={"interpreter"})
    assert plan.people[1].extra == {"interpreter": "yes"}


def test_files_are_named_in_messages(tmp_path: Path) -> None:
    path = tmp_path / "pair.yaml"
    path.write_text(GOOD.replace("seat: 7", "seat: x"))
    with pytest.raises(IntakeError) as caught:
        read_cohort(path)
    assert caught.value.where == "pair.yaml:10:52"
    path.write_bytes(b"cohort: \xff\n")
    with pytest.raises(IntakeError, match="UTF-8"):
        read_cohort(path)
    path.write_bytes(b"#" * 200_000)
    with pytest.raises(IntakeError, match="larger"):
        read_cohort(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "[" * 5000,
        "a: b\n---\nc: d",
        "a: &x [*x]",
        "? [a]\n: b",
        "%YAML 9.9\n---\n",
        "\x00",
    ],
)
def test_other_yaml_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read(text)
    assert caught.value.where.startswith("cohort.yaml:")


@given(st.integers(0, len(GOOD) - 1), st.text(max_size=3), st.integers(0, 4))
def test_a_damaged_file_gives_a_plan_or_a_sentence(at: int, text: str, cut: int) -> None:
    damaged = (GOOD[:at] + text + GOOD[at + cut :]).encode("utf-8", "surrogatepass")
    try:
        plan = read_cohort(damaged)
    except CaraError as error:
        assert error.where.startswith("cohort.yaml:")
    else:
        assert len(plan.workshops) == 2 and 1 <= len(plan.people) <= 12
