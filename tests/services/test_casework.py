"""The worker's store: kept by versions, sealed, apart from facilitating, and sent whole or not."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cara_feedback_csv
import pytest

from cara_facilitate.domain.casework import CaseRecord, withdrawal
from cara_facilitate.domain.feedback import Level, match
from cara_facilitate.domain.plan import CohortPlan, PlannedPerson, PlannedWorkshop
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.services import caseload, casework, cohorts, erasing, extracting
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.escalation import acknowledge, close, every, hand_over
from cara_facilitate.services.rehearse import Practice
from tests.domain.case_records import CHECK_WORDS, COHORT, REFS, ROSTER, W1, W2, l3, sound
from tests.services.two_sides import key_of
from tests.services.worker import DAYS, opened, told, worker_store

CANARY = "walnut harbour lantern"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A worker's store that knows every check word."""
    made = worker_store(home)
    yield made
    made.close()


def mine(desk: Desk, **fields: object) -> CaseRecord:
    """A sound record under the id that this store gives its first reference."""
    blank = casework.blank_record(desk, COHORT, REFS[0])
    return sound(**({"feedback_id": blank.feedback_id} | fields))


def by_ref(rows: list[dict[str, str]], ref: str = REFS[0]) -> dict[str, str]:
    (row,) = [row for row in rows if row["participant_ref"] == ref]
    return row


def test_what_was_saved_is_there_after_opening_again(home: Path):
    desk = worker_store(home)
    work = opened(desk)
    record = mine(desk, summary=Protected(CANARY), incident="yes_unreported")
    raised = casework.save(desk, work, record)
    assert len(raised) == 1
    rows = extracting.extract(desk, work)
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert caseload.caseloads(again) == (told(),)
        found = opened(again)
        assert found.records == {record.feedback_id: record}
        assert found.check_words == CHECK_WORDS
        assert [one.id for one in every(again, COHORT)] == list(raised)
        assert extracting.extract(again, found) == rows
        assert casework.blank_record(again, COHORT, REFS[1]) == casework.blank_record(
            again, COHORT, REFS[1]
        )
    finally:
        again.close()


def test_without_the_feedback_key_nothing_can_be_read(desk: Desk):
    casework.save(desk, opened(desk), mine(desk, summary=Protected(CANARY)))
    assert desk.sealed(COHORT, "casework") == []
    written = b"".join(path.read_bytes() for path in desk.folder.rglob("*") if path.is_file())
    assert CANARY.encode() not in written
    assert CANARY not in repr(opened(desk))


def test_closing_the_casework_lets_every_word_go(desk: Desk):
    work = opened(desk)
    casework.save(desk, work, mine(desk))
    with work:
        assert work.of(REFS[0])
    assert not work.records and not work.versions and not work.check_words


def test_two_views_of_one_store_never_make_the_same_version_twice(desk: Desk):
    one, other = opened(desk), opened(desk)
    record = mine(desk)
    casework.save(desk, one, record)
    with pytest.raises(Refusal) as refused:
        casework.save(desk, other, replace(record, summary=Protected("Something else.")))
    assert refused.value.where == "version"
    first = by_ref(extracting.extract(desk, one))
    casework.save(desk, one, withdrawal(record))
    assert by_ref(extracting.extract(desk, other))["version"] == "2"
    assert (first["version"], by_ref(extracting.extract(desk, one))["version"]) == ("1", "2")
    one.close()
    for use in (lambda: casework.save(desk, one, record), lambda: extracting.extract(desk, one)):
        with pytest.raises(Refusal, match="was closed"):
            use()


def test_a_broken_rule_keeps_everything_out_and_names_the_field(desk: Desk):
    work = opened(desk)
    with pytest.raises(Refusal) as refused:
        casework.save(desk, work, mine(desk, summary=Protected(f"{CANARY} 07700 900123")))
    assert refused.value.where == "summary"
    assert CANARY not in refused.value.sentence()
    good = mine(desk)
    with pytest.raises(Refusal):
        casework.save_all(desk, work, (good, sound(REFS[1], feedback_id="x", incident="")))
    assert opened(desk).records == work.records == {}
    assert every(desk, COHORT) == ()


def test_a_version_is_never_skipped_or_saved_twice(desk: Desk):
    work = opened(desk)
    record = mine(desk)
    casework.save(desk, work, record)
    for version in (1, 3):
        with pytest.raises(Refusal) as refused:
            casework.save(desk, work, replace(record, version=version))
        assert refused.value.where == "version"
    corrected = replace(record, version=2, summary=Protected("Something else."))
    casework.save(desk, work, corrected)
    assert [event.record.version for event in opened(desk).versions] == [1, 2]
    assert opened(desk).records[record.feedback_id] == corrected


def test_somebody_else_s_record_or_reference_is_not_kept(desk: Desk):
    work = opened(desk)
    for change in ({"worker": "V-2"}, {"ref": "WY26A-7K3M-6"}):
        with pytest.raises(Refusal):
            casework.save(desk, work, mine(desk, **change))


def test_a_store_delivers_a_cohort_or_keeps_its_contacts_never_both(practice: Practice):
    desk, plan = practice.desk, practice.plan
    refs = tuple(person.ref for person in plan.people)
    desk.roles = ("facilitator", "victim_worker")
    with pytest.raises(Refusal, match="delivers the cohort"):
        caseload.receive(desk, told(plan.cohort, refs))
    desk.roles = ("facilitator",)
    with pytest.raises(Refusal, match="no victim-contact worker"):
        caseload.receive(desk, told())
    assert caseload.caseloads(desk) == ()


def test_a_cohort_of_the_caseload_cannot_be_delivered_here(home: Path):
    desk = worker_store(home, roles=("victim_worker", "facilitator"))
    try:
        days = tuple(PlannedWorkshop(day, start) for _, day, start in DAYS)
        plan = CohortPlan(
            COHORT, "west-yorkshire", "cara-open", "intimate-partner-male", days,
            ("F-LEAD1", "F-CO2"), (PlannedPerson(),),
        )  # fmt: skip
        with pytest.raises(Refusal, match="holds the victim contacts"):
            cohorts.new(desk, plan, {})
    finally:
        desk.close()


IMPOSSIBLE = [
    told(facilitators=("V-1", "F-CO2")),
    told(facilitators=("v-1", "F-CO2")),
    told(cohort="WY26B"),
    told(refs=()),
    told(refs=(REFS[0], REFS[0])),
    told(refs=("WY26A-7K3M-7",)),
    told(days=((1, W2, "10:00"), (2, W1, "10:00"))),
    told(days=((1, W1, "10:00"),)),
    told(days=((1, W1, "ten"), (2, W2, "10:00"))),
]


def test_a_roster_that_cannot_be_is_refused(desk: Desk):
    for load in IMPOSSIBLE:
        with pytest.raises(Refusal):
            caseload.receive(desk, load)
    assert caseload.caseloads(desk) == (told(),)


def test_a_new_roster_of_the_same_cohort_takes_the_place_of_the_old(desk: Desk):
    caseload.receive(desk, told(refs=REFS[:2]))
    assert caseload.caseload(desk, COHORT).refs == REFS[:2]
    assert len(extracting.extract(desk, opened(desk))) == 2
    with pytest.raises(Refusal, match="not told"):
        caseload.caseload(desk, "WY26Z")


def test_an_extract_waits_for_every_check_word_and_names_the_reference(home: Path):
    desk = worker_store(home, words=False)
    try:
        for ref in REFS[1:]:
            casework.set_check_word(desk, COHORT, ref, CHECK_WORDS[ref])
        with pytest.raises(Refusal) as refused:
            extracting.extract(desk, opened(desk))
        assert REFS[0] in refused.value.sentence()
        assert not any(ref in refused.value.sentence() for ref in REFS[1:])
        for wrong in ("Lantern", "abc", "two words", ""):
            with pytest.raises(Refusal):
                casework.set_check_word(desk, COHORT, REFS[0], wrong)
        casework.set_check_word(desk, COHORT, REFS[0], CHECK_WORDS[REFS[0]])
        assert len(extracting.extract(desk, opened(desk))) == len(REFS)
        casework.set_check_word(desk, COHORT, REFS[0], CHECK_WORDS[REFS[1]])
        with pytest.raises(Refusal) as refused:
            extracting.extract(desk, opened(desk))
        assert f"{REFS[0]}, {REFS[1]}" in refused.value.sentence()
        assert CHECK_WORDS[REFS[1]] not in refused.value.sentence()
    finally:
        desk.close()


def test_the_record_made_later_takes_the_place_of_the_row_for_nobody_recorded(desk: Desk):
    before = by_ref(extracting.extract(desk, opened(desk)))
    casework.save(desk, opened(desk), mine(desk))
    after = by_ref(extracting.extract(desk, opened(desk)))
    assert before["feedback_id"] == after["feedback_id"]
    assert (before["version"], after["version"]) == ("1", "2")
    # Another id would leave the first row standing: nobody recorded, sealed for good.
    work = opened(desk)
    with pytest.raises(Refusal) as refused:
        other = casework.blank_record(desk, COHORT, REFS[1], another=True)
        casework.save(desk, work, sound(REFS[1], feedback_id=other.feedback_id))
    assert refused.value.where == "feedback_id"


def test_several_people_harmed_have_a_row_each(desk: Desk):
    work = opened(desk)
    casework.save(desk, work, mine(desk))
    other = casework.blank_record(desk, COHORT, REFS[0], another=True)
    assert other.feedback_id != work.of(REFS[0])[0].feedback_id
    casework.save(desk, work, sound(feedback_id=other.feedback_id))
    rows = extracting.extract(desk, work)
    assert len(rows) == len(REFS) + 1
    assert match(rows, ROSTER, COHORT, W1, W2).held_back == ()


def test_an_escalation_shows_in_the_extract_until_it_is_closed(desk: Desk):
    work = opened(desk)
    (raised,) = casework.save(desk, work, mine(desk, children="concern"))
    first = by_ref(extracting.extract(desk, work))
    assert (first["escalation_open"], first["version"]) == ("yes", "1")
    key, at = key_of(desk), desk.clock.now()
    hand_over(desk, COHORT, raised, key=key, to="Safeguarding lead", told_at=at)
    acknowledge(desk, COHORT, raised, who="Safeguarding lead")
    assert by_ref(extracting.extract(desk, work)) == first
    close(desk, COHORT, raised, key=key, result="seen")
    closed = by_ref(extracting.extract(desk, work))
    assert (closed["escalation_open"], closed["version"]) == ("no", "2")


def test_pressure_takes_the_agreed_words_out_until_it_is_closed(desk: Desk):
    desk.host.site_policies = lambda: ()  # type: ignore[method-assign]
    work = opened(desk)
    blank = casework.blank_record(desk, COHORT, REFS[0])
    record = l3(feedback_id=blank.feedback_id, themes=("impact",))
    casework.save(desk, work, record)
    assert by_ref(extracting.extract(desk, work))["disclosure_level"] == "L3"
    pressed = replace(record, version=2, negative=("retaliation",))
    casework.save(desk, work, pressed)
    assert by_ref(extracting.extract(desk, work))["agreed_words"] == ""
    # The escalation stands although a later version no longer says it.
    casework.save(desk, work, replace(record, version=3))
    assert by_ref(extracting.extract(desk, work))["disclosure_level"] == "L2"


def test_a_site_that_has_not_enabled_agreed_words_gets_none(desk: Desk):
    work = opened(desk)
    blank = casework.blank_record(desk, COHORT, REFS[0])
    casework.save(desk, work, l3(feedback_id=blank.feedback_id))
    assert by_ref(extracting.extract(desk, work))["disclosure_level"] == "L2"


def test_a_withdrawal_reaches_the_next_extract(desk: Desk):
    work = opened(desk)
    record = mine(desk)
    casework.save(desk, work, record)
    extracting.extract(desk, work)
    casework.save(desk, work, withdrawal(record))
    row = by_ref(extracting.extract(desk, work))
    assert (row["withdrawn"], row["version"], row["summary"]) == ("yes", "2", "")


def test_an_erased_participant_is_in_no_later_extract_and_the_others_are(desk: Desk):
    work = opened(desk)
    casework.save(desk, work, mine(desk, summary=Protected(CANARY)))
    casework.save(desk, work, sound(REFS[1], feedback_id=casework.first_id(desk, REFS[1])))
    before = extracting.extract(desk, work)
    erasing.erase(desk, COHORT, REFS[0], "asked for by the person")
    after = opened(desk)
    assert after.refs == REFS[1:]
    assert [record.ref for record in after.records.values()] == [REFS[1]]
    rows = extracting.extract(desk, after)
    assert rows == [row for row in before if row["participant_ref"] != REFS[0]]
    assert match(rows, ROSTER, COHORT, W1, W2).missing == (1,)
    with pytest.raises(Refusal):
        casework.save(desk, after, mine(desk))
    caseload.receive(desk, told())
    assert opened(desk).refs == REFS[1:]


def test_a_written_extract_is_read_back_and_matched_whole(desk: Desk, tmp_path: Path):
    work = opened(desk)
    words = 'So "calm", it seems;\nand then, not.'
    casework.save(desk, work, mine(desk, summary=Protected(words)))
    rows = extracting.extract(desk, work)
    path = extracting.write_csv(rows, tmp_path / "out" / "extract.csv")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = list(cara_feedback_csv.read(path.read_bytes()))
    assert read == rows
    assert match(read, ROSTER, COHORT, W1, W2).held_back == ()
    with pytest.raises(CaraError):
        extracting.write_csv(rows, path)


def test_a_roster_from_a_cohort_file_keeps_references_days_and_words_alone(home: Path):
    desk = worker_store(home)
    try:
        people = tuple(
            PlannedPerson(ref, word, seat, sex="male", risk="standard")
            for seat, (ref, word) in enumerate(reversed(CHECK_WORDS.items()), start=1)
        )
        days = tuple(PlannedWorkshop(day, start) for _, day, start in DAYS)
        plan = CohortPlan(
            COHORT, "west-yorkshire", "cara-open", "intimate-partner-male", days,
            ("F-LEAD1", "F-CO2"), people,
        )  # fmt: skip
        load = caseload.receive_plan(desk, plan)
        assert (load.refs, load.sender, load.curriculum) == (REFS, "file", "cara-open")
        assert opened(desk).check_words == CHECK_WORDS
        assert desk.sealed(COHORT, "placement") == desk.sealed(COHORT, "register") == []
        work = opened(desk)
        unknown = mine(desk, level=Level.L2, themes=("no-such-activity",))
        assert [fault.field for fault in casework.check(desk, work, unknown)] == ["themes"]
        missing = replace(plan, people=(PlannedPerson(REFS[0]),))
        with pytest.raises(Refusal, match="leaves out"):
            caseload.receive_plan(desk, missing)
    finally:
        desk.close()
