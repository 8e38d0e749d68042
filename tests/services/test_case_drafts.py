"""What was half typed comes back until it is saved or discarded, and then nothing of it is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import events as ev
from cara_facilitate.domain import retention
from cara_facilitate.domain.casework import Attempt
from cara_facilitate.domain.override import Agency, Ground, Override, ToldFirst
from cara_facilitate.domain.protected import Protected
from cara_facilitate.journal.parcels import unwrap
from cara_facilitate.services import (
    case_drafts,
    casework,
    erasing,
    extracting,
    handover,
    privacy,
)
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, feedback_key, open_desk
from cara_facilitate.services.case_drafts import ATTEMPT, OVERRIDE, RAISE, RECORD, Draft, Form, Kept
from cara_facilitate.services.case_file import open_file
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.escalation import raise_escalation
from cara_facilitate.services.override import override
from cara_facilitate.services.rehearse import practice_time
from cara_facilitate.tui.drafts import Drafts
from tests.domain.case_records import COHORT, NOW, REFS, at, sound
from tests.services import circle as four
from tests.services.worker import opened, worker_store

CALL = Attempt(at(5), "telephone", "spoken")
SAID = "zq-lantern said \u2018on\u2019 the telephone"


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    made = worker_store(home)
    yield made
    made.close()


def form_of(desk: Desk, ref: str = REFS[0]) -> Form:
    return Form(COHORT, RECORD, ref, casework.first_id(desk, ref))


def typed(said: str = SAID, ref: str = REFS[0], **more: object) -> Draft:
    attempt = Attempt(NOW - timedelta(days=1), "telephone", "no_answer")
    made = Draft(ref, {"how": Protected(said), "level": Protected("L1")}, (attempt,))
    return replace(made, **more)  # type: ignore[arg-type]


def standing(desk: Desk) -> Kept:
    assert desk.flush(10)
    key = feedback_key(desk.folder, PRACTICE_PASSPHRASE)
    return case_drafts.standing(desk, COHORT, key)


def left(desk: Desk) -> int:
    """How many drafts lie in the store with anything in them."""
    entries = desk.entries(f"{COHORT}/casework")
    return sum(entry.type == ev.CaseDrafted.TYPE for entry in entries)


def save(desk: Desk, number: int = 0, **fields: object) -> None:
    blank = casework.blank_record(desk, COHORT, REFS[number])
    with opened(desk) as work:
        casework.save(
            desk, work, sound(REFS[number], **({"feedback_id": blank.feedback_id} | fields))
        )


def test_what_was_typed_comes_back_whole_after_the_store_was_closed(desk: Desk, home: Path) -> None:
    case_drafts.keep(desk, form_of(desk), typed(base=2))
    desk.close()
    again = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        assert standing(again).drafts == {form_of(again): typed(base=2)}
        assert open_file(again, COHORT, PRACTICE_PASSPHRASE).drafts.drafts == {
            form_of(again): typed(base=2)
        }
    finally:
        again.close()


def test_it_is_sealed_and_only_the_feedback_key_opens_it(desk: Desk, home: Path) -> None:
    case_drafts.keep(desk, form_of(desk), typed())
    assert desk.flush(10)
    assert desk.sealed_records(COHORT, "casework") == []
    assert left(desk) == 1
    assert not [p for p in home.rglob("*") if p.is_file() and b"zq-lantern" in p.read_bytes()]
    assert SAID not in repr(standing(desk))


def test_a_newer_draft_takes_the_place_of_an_older_one_which_is_blanked(desk: Desk) -> None:
    for said in ("first", "second", "third"):
        case_drafts.keep(desk, form_of(desk), typed(said))
    assert standing(desk).drafts == {form_of(desk): typed("third")}
    assert left(desk) == 1
    assert desk._store.verify() == []


def test_a_draft_older_than_a_saved_version_stays_away_and_is_blanked(desk: Desk) -> None:
    case_drafts.keep(desk, form_of(desk), typed())
    case_drafts.keep(desk, form_of(desk, REFS[1]), typed(ref=REFS[1]))
    save(desk)
    assert set(standing(desk).drafts) == {form_of(desk, REFS[1])}
    assert left(desk) == 1


def test_a_clock_set_back_never_hides_what_was_typed_last(desk: Desk, home: Path) -> None:
    save(desk)
    set_practice_clock(home, NOW - timedelta(days=2))
    case_drafts.keep(desk, form_of(desk), typed(base=1))
    assert set(standing(desk).drafts) == {form_of(desk)}


def test_an_override_or_an_escalation_that_was_recorded_is_no_draft_any_more(desk: Desk) -> None:
    words = Protected(SAID)
    for name, field in ((OVERRIDE, "shared"), (RAISE, "words")):
        values = {"whose": Protected(REFS[0]), field: words}
        case_drafts.keep(desk, Form(COHORT, name), Draft(REFS[0], values))
    raise_escalation(desk, COHORT, REFS[0], "rearrest", words=Protected("Something else"))
    assert {form.name for form in standing(desk).drafts} == {OVERRIDE, RAISE}
    raise_escalation(desk, COHORT, REFS[0], "rearrest", words=words)
    agency, told = Agency("police"), ToldFirst("yes")
    ground = next(iter(Ground))
    given = Override(REFS[0], ground, agency, words, told, Protected(""))
    override(desk, COHORT, given)
    assert standing(desk).drafts == {}
    assert left(desk) == 0


def test_what_is_discarded_is_gone_for_good_though_it_was_not_on_disk_yet(desk: Desk) -> None:
    ids = [case_drafts.keep(desk, form_of(desk), typed(said)) for said in ("first", "second")]
    case_drafts.forget(desk, COHORT, ids)
    assert left(desk) == 0
    assert standing(desk).drafts == {}


def test_a_draft_goes_with_the_participant_who_is_erased(desk: Desk) -> None:
    case_drafts.keep(desk, form_of(desk), typed())
    case_drafts.keep(desk, form_of(desk, REFS[1]), typed(ref=REFS[1]))
    erasing.erase(desk, COHORT, REFS[0], "asked in writing")
    assert left(desk) == 1
    assert set(standing(desk).drafts) == {form_of(desk, REFS[1])}


def test_a_purge_of_the_casework_takes_drafts_with_it(desk: Desk) -> None:
    assert retention.kind_of(ev.CaseDrafted.TYPE, ev.CaseDrafted.COMPARTMENT) == "casework"
    case_drafts.keep(desk, form_of(desk), typed())
    assert desk.flush(10)
    [entry] = [e for e in desk.entries(f"{COHORT}/casework") if e.type == ev.CaseDrafted.TYPE]
    assert entry.id in erasing.to_purge(desk, COHORT, ("casework",))["casework"]


def test_no_draft_leaves_in_an_extract_or_a_hand_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with four.circle(tmp_path) as made:
        made.clocks(practice_time(four.BETWEEN, 12, 0))
        made.tell_the_worker()
        worker, cohort, ref = made.worker, made.cohort, made.refs[0]
        saved = four.heard(worker, cohort, ref)
        for name in (RECORD, OVERRIDE, RAISE):
            whose = (ref, saved.feedback_id) if name == RECORD else ()
            values = {one: Protected(SAID) for one in ("how", "summary", "shared", "words")}
            case_drafts.keep(worker, Form(cohort, name, *whose), Draft(ref, values, base=1))
        assert worker.flush(10)
        with casework.open_casework(worker, cohort, four.key_of(worker)) as work:
            assert SAID not in str(extracting.extract(worker, work))
        for who, to in (("F-LEAD1", made.lead), ("M-1", made.manager)):
            out = tmp_path / who
            out.mkdir()
            written = handover.write(worker, cohort, who, out, key=four.key_of(worker))
            body = unwrap(to.own, written.path.read_bytes()).body
            wanted = ref if to is made.lead else '"coverage"'
            assert wanted.encode() in body, "the control: the rows, or the figures, are in it"
            assert b"zq-lantern" not in body


def test_when_it_was_typed_stays_though_it_is_sealed_again_later(desk: Desk, home: Path) -> None:
    typed_at = desk.clock.now()
    set_practice_clock(home, NOW + timedelta(days=2))
    case_drafts.keep(desk, form_of(desk), typed(at=typed_at))
    [draft] = standing(desk).drafts.values()
    assert draft.at == typed_at


def test_a_draft_of_the_program_before_was_typed_as_its_entry_was_made(desk: Desk) -> None:
    form, made_at = form_of(desk), NOW - timedelta(days=2)
    words = Protected(json.dumps({"values": {"how": SAID}, "attempts": []}))
    desk.record(COHORT, [ev.CaseDrafted(REFS[0], RECORD, form.feedback_id, 0, words, made_at)])
    [draft] = standing(desk).drafts.values()
    assert draft.values["how"].reveal() == SAID
    assert draft.at == made_at


def attempt_of(desk: Desk) -> Form:
    return replace(form_of(desk), name=ATTEMPT)


def test_a_half_typed_attempt_outlives_a_saved_record(desk: Desk) -> None:
    case_drafts.keep(desk, attempt_of(desk), typed(attempts=()))
    save(desk)
    for _ in range(2):
        assert set(standing(desk).drafts) == {attempt_of(desk)}


def test_an_attempt_that_was_saved_is_no_draft_though_nothing_erased_it(desk: Desk) -> None:
    case_drafts.keep(desk, attempt_of(desk), typed(attempts=()))
    case_drafts.keep(desk, attempt_of(desk), typed(attempts=(CALL,)))
    save(desk, attempts=(CALL,))
    assert standing(desk).drafts == {}
    assert left(desk) == 0


def words_about(number: int, said: str) -> Draft:
    field = {"whose": Protected(REFS[number])}
    both = dict.fromkeys(("words", "shared"), Protected(said))
    return Draft(REFS[number], field | both)


@pytest.mark.parametrize("name", [RAISE, OVERRIDE])
@pytest.mark.parametrize("reopened", [False, True])
def test_under_a_hold_what_was_put_aside_stays_away_though_it_was_about_somebody_else_last(
    desk: Desk, name: str, reopened: bool
) -> None:
    privacy.hold(desk, COHORT, REFS[0], "police")
    form, drafts = Form(COHORT, name), Drafts()
    drafts.keep(desk, form, words_about(0, "about the one on hold"))
    drafts.keep(desk, form, words_about(1, "about another"))
    if reopened:
        drafts = Drafts()
        drafts.put_back(standing(desk))
    assert not drafts.erase(desk, form)
    for _ in range(3):
        assert standing(desk).drafts == {}
    assert left(desk) == 2, "what the hold keeps, and the mark that keeps it away"
    privacy.lift(desk, COHORT, REFS[0], "the police have done")
    assert standing(desk).drafts == {}
    assert left(desk) == 0


def test_under_a_hold_an_older_draft_stays_away_after_another_was_recorded(desk: Desk) -> None:
    privacy.hold(desk, COHORT, REFS[0], "police")
    case_drafts.keep(desk, Form(COHORT, RAISE), words_about(0, "about the one on hold"))
    case_drafts.keep(desk, Form(COHORT, RAISE), words_about(1, SAID))
    raise_escalation(desk, COHORT, REFS[1], "rearrest", words=Protected(SAID))
    for _ in range(3):
        assert standing(desk).drafts == {}


def test_a_mark_of_the_program_before_stays_while_it_keeps_something_away(desk: Desk) -> None:
    privacy.hold(desk, COHORT, REFS[0], "police")
    form = Form(COHORT, RAISE)
    case_drafts.keep(desk, form, words_about(0, "about the one on hold"))
    case_drafts.put_aside(desk, form, REFS[1])
    for _ in range(3):
        assert standing(desk).drafts == {}
        assert left(desk) == 3, "what the hold keeps, the mark, and one sealed to whom it is about"


def test_what_is_typed_anew_after_something_was_put_aside_comes_back(desk: Desk) -> None:
    privacy.hold(desk, COHORT, "", "a court asks")
    form, drafts = Form(COHORT, RAISE), Drafts()
    for number in (0, 1):
        drafts.keep(desk, form, words_about(number, "first"))
    assert not drafts.erase(desk, form)
    drafts.keep(desk, form, words_about(0, "second"))
    for _ in range(2):
        assert standing(desk).drafts == {form: words_about(0, "second")}
