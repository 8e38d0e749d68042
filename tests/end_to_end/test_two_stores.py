"""A cohort from roster to "used", through real stores: what the level allows arrives, no more."""

from __future__ import annotations

import base64
import dataclasses
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain import events as ev
from cara_facilitate.domain.casework import Attempt, CaseRecord, SafeContact, withdrawal
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.override import Agency, Ground, Override, ToldFirst
from cara_facilitate.domain.people import Part
from cara_facilitate.domain.protected import Protected
from cara_facilitate.journal.parcels import unwrap
from cara_facilitate.services import (
    casework,
    deliver,
    escalation,
    feedback_import,
    feedback_use,
    override,
    prepare,
    readiness_check,
    reading,
    receiving,
)
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import PINS, practice_time
from tests.privacy.canary.marks import Mark, Marks
from tests.services.circle import BETWEEN, SECOND, SHARED, Circle, circle, heard, key_of

CALL = practice_time(BETWEEN, 11, 0)


@pytest.fixture
def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Circle]:
    """Workshop one held; the worker has the roster and the check words."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    with circle(tmp_path) as made:
        made.hold_workshop_one()
        made.clocks(practice_time(BETWEEN, 12, 0))
        made.tell_the_worker()
        yield made


def bring_feedback(whole: Circle) -> feedback_import.ImportPreview:
    """The extract from the worker's store into the facilitators'."""
    received = whole.open(whole.worker, whole.lead)
    seen = feedback_import.preview_rows(whole.lead, whole.cohort, received.rows())
    receiving.confirm_extract(whole.lead, received, seen, "F-LEAD1")
    taken = whole.lead.state(whole.cohort).current_import
    assert taken is not None and taken.made_at == received.made_at
    return seen


def hold_workshop_two(whole: Circle) -> None:
    """The readiness check done, the day delivered to its close."""
    desk, cohort = whole.lead, whole.cohort
    whole.clocks(practice_time(SECOND - timedelta(days=1), 18, 0))
    for who in list(PINS)[:1]:
        readiness_check.refresh(desk, cohort, worker="V-1", changes="none", by=who, pin=PINS[who])
    for who in PINS:
        reading.note_read(desk, cohort, "briefing", who)
    taken = desk.state(cohort).current_import
    assert taken is not None
    for who, pin in PINS.items():
        readiness_check.acknowledge(desk, cohort, taken.items, who, pin)
    whole.clocks(practice_time(SECOND, 9, 40))
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent, cmd.EndWorkshop):
        deliver.do(desk, cohort, 2, command(desk.clock.now()))


def told_worker(whole: Circle) -> dict[str, str]:
    """What the worker's store says became of each record, by reference."""
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        return {one.ref: one.outcome for one in work.outcomes.values()}


def test_from_the_roster_to_what_was_used(whole: Circle) -> None:
    first, second = whole.refs[0], whole.refs[1]
    heard(whole.worker, whole.cohort, first, summary=Protected("Calmer."), **SHARED)
    heard(whole.worker, whole.cohort, second, summary=Protected("Louder."), **SHARED)
    seen = bring_feedback(whole)
    assert (seen.matched, seen.held_back, seen.outcome.missing) == (12, 0, ())
    hold_workshop_two(whole)
    assert Part.OUTCOMES not in whole.write(whole.lead, whole.worker).parts
    items = {one.ref: one.item for one in feedback_use.items(whole.lead, whole.cohort)}
    feedback_use.record(whole.lead, whole.cohort, {items[first]}, "F-LEAD1")
    whole.hand(whole.lead, whole.worker)
    told = told_worker(whole)
    assert told[first] == "used" and told[second] == "not_used" and len(told) == 12


def test_a_day_that_is_not_held_is_told_as_not_held(whole: Circle) -> None:
    heard(whole.worker, whole.cohort, whole.refs[0], summary=Protected("Calmer."), **SHARED)
    bring_feedback(whole)
    whole.clocks(practice_time(SECOND, 9, 40))
    called = cmd.NotHeld("other", "F-LEAD1", whole.lead.clock.now())
    deliver.do(whole.lead, whole.cohort, 2, called)
    whole.hand(whole.lead, whole.worker)
    assert set(told_worker(whole).values()) == {"not_held"}


def test_a_correction_and_a_withdrawal_follow_in_later_hand_overs(whole: Circle) -> None:
    cohort, ref = whole.cohort, whole.refs[0]
    heard(whole.worker, cohort, ref, summary=Protected("Calmer."), **SHARED)
    bring_feedback(whole)
    heard(whole.worker, cohort, ref, summary=Protected("Calmer at first."), **SHARED)
    seen = bring_feedback(whole)
    assert seen.matched == 12
    assert words_standing(whole) == {"Calmer at first."}
    with casework.open_casework(whole.worker, cohort, key_of(whole.worker)) as work:
        (record,) = work.of(ref)
        casework.save(whole.worker, work, withdrawal(record))
    assert bring_feedback(whole).withdrawn == 1
    assert not any("Calmer" in text for text in texts(everything(whole.lead)))


def words_standing(whole: Circle) -> set[str]:
    """The summaries that a briefing would be made from now."""
    taken = whole.lead.state(whole.cohort).current_import
    assert taken is not None
    rows = whole.lead.sealed(whole.cohort, "feedback", key_of(whole.lead))
    return {
        row.extract.summary.reveal()
        for row in rows
        if isinstance(row, ev.FeedbackRowStored)
        and row.import_id == taken.id
        and row.extract.summary
    }


# --- canaries -------------------------------------------------------------------------------


@dataclasses.dataclass
class Planted:
    """The marks planted in the worker's store: those a level lets through, and the others."""

    may: list[Mark] = dataclasses.field(default_factory=list)
    never: list[Mark] = dataclasses.field(default_factory=list)


def plant(whole: Circle) -> Planted:
    """A sentence of its own in every field of casework that takes words, at every level."""
    marks, planted = Marks(20261122), Planted()

    def words(field: str, seat: int, *, may: bool = False) -> Protected:
        mark = marks.new("I" if field.startswith("safe") else "V", field, seat)
        (planted.may if may else planted.never).append(mark)
        return Protected(mark.text)

    for seat, level in enumerate((Level.L0, Level.L1, Level.L2, Level.L3), 1):
        save(whole, full(whole, seat, level, words))
    withdrawn = heard(
        whole.worker, whole.cohort, whole.refs[5], summary=words("summary", 6), **SHARED
    )
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        casework.save(whole.worker, work, withdrawal(withdrawn))
    silent = casework.blank_record(whole.worker, whole.cohort, whole.refs[6])
    save(whole, replace(silent, not_attempted_reason=words("not_attempted", 7).reveal()))
    key = key_of(whole.worker)
    raised = escalation.raise_escalation(
        whole.worker, whole.cohort, whole.refs[7], "child_concern", words=words("escalation", 8)
    )
    escalation.hand_over(
        whole.worker, whole.cohort, raised, key=key, to="Safeguarding lead",
        told_at=CALL + timedelta(hours=1), reference=words("reference", 8).reveal(),
    )  # fmt: skip
    escalation.acknowledge(whole.worker, whole.cohort, raised, who="Safeguarding lead")
    escalation.close(
        whole.worker, whole.cohort, raised, key=key, result=words("result", 8).reveal()
    )
    override.override(
        whole.worker,
        whole.cohort,
        Override(
            whole.refs[8], Ground.LIFE, Agency.POLICE, words("override", 9), ToldFirst.UNSAFE,
            words("override_reason", 9),
        ),
    )  # fmt: skip
    return planted


def full(whole: Circle, seat: int, level: Level, words: object) -> CaseRecord:
    """A record with words in every field, whatever its level lets leave."""
    made = casework.blank_record(whole.worker, whole.cohort, whole.refs[seat - 1])
    agreed = CALL - timedelta(minutes=30)
    return replace(
        made,
        outcome="completed",
        attempts=(Attempt(CALL, "telephone", "spoken"),),
        safe_contact=SafeContact(
            *(words(f"safe_{name}", seat) for name in ("how", "days", "times")),  # type: ignore[operator]
            last_checked=BETWEEN,
        ),
        incident="none",
        positive=("calm",),
        dash="standard",
        dash_before="medium",
        dash_rationale=words("dash_rationale", seat),  # type: ignore[operator]
        level=level,
        with_person=True,
        summary=words("summary", seat, may=level >= Level.L1),  # type: ignore[operator]
        themes=("rehearse-time-out",),
        agreed_words=words("agreed_words", seat, may=level >= Level.L3),  # type: ignore[operator]
        agreed_words_consented_at=agreed,
        agreed_words_reread=True,
        agreed_words_reconfirmed_at=CALL,
    )


def save(whole: Circle, record: CaseRecord) -> None:
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        casework.save(whole.worker, work, record)


def everything(desk: Desk) -> list[object]:
    """Every event of a store that any of its keys opens."""
    key = key_of(desk)
    return [
        event
        for stream in desk.streams()
        for events in (desk.sealed(*stream.split("/", 1)), desk.stream_events(stream, key))
        for event in events
    ]


def texts(value: object) -> Iterator[str]:
    """Every piece of text in events, protected words and all."""
    if isinstance(value, Protected):
        yield value.reveal()
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from texts(getattr(value, one.name))
    elif isinstance(value, Mapping):
        yield from texts([*value.keys(), *value.values()])
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for inner in value:
            yield from texts(inner)
    else:
        yield value.isoformat() if isinstance(value, datetime) else str(value)


def found_in(data: bytes, marks: Iterable[Mark]) -> list[str]:
    """The fields whose mark stands in these bytes: as it is, or as encodings would have it."""
    out = []
    for mark in marks:
        for text in (mark.sign, mark.phrase):
            raw = text.encode()
            forms = {raw, text.encode("utf-16-le"), raw.hex().encode(), raw[::-1]}
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + raw)
                forms.add(coded[4 : len(coded) - 4])
            if any(form in data for form in forms):
                out.append(f"{mark.field} of seat {mark.seat}")
    return sorted(set(out))


def in_folder(folder: Path, marks: Iterable[Mark]) -> list[str]:
    """The fields whose mark stands in the clear in any file below a folder, or in its name."""
    listed = list(marks)
    return [
        f"{path.name}: {hit}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for hit in found_in(path.name.encode() + path.read_bytes(), listed)
    ]


def test_only_what_its_level_allows_ever_reaches_the_facilitators(whole: Circle) -> None:
    planted = plant(whole)
    marks = [*planted.may, *planted.never]
    assert len(marks) > 25
    theirs = "\n".join(texts(everything(whole.worker))).encode()
    for mark in marks:  # the scan sees every one of them where they are
        assert found_in(theirs, [mark]), mark.field

    written = whole.write(whole.worker, whole.lead)
    assert not in_folder(whole.folder, marks)  # parcel, stores, everything on disk: in the clear
    body = unwrap(whole.lead.own, written.path.read_bytes()).body
    assert not found_in(body, planted.never)
    allowed = {f"{mark.field} of seat {mark.seat}" for mark in planted.may}
    assert set(found_in(body, marks)) <= allowed
    assert "summary of seat 2" in allowed and found_in(body, planted.may)

    received = receiving.open_file(whole.lead, written.path)
    seen = feedback_import.preview_rows(whole.lead, whole.cohort, received.rows())
    receiving.confirm_extract(whole.lead, received, seen, "F-LEAD1")
    ours = "\n".join(texts(everything(whole.lead))).encode()
    assert not found_in(ours, planted.never)
    assert set(found_in(ours, marks)) == set(found_in(body, marks))
    assert not in_folder(whole.folder, marks)
    whole.lead.flush(5)
    assert not in_folder(Path(tempfile.gettempdir()) / "cara", marks)


def test_coded_fields_do_not_reach_the_facilitators_in_any_other_way(whole: Circle) -> None:
    """Two worker's stores that differ in all that is coded make the same extract, byte for byte."""
    calm = dict(SHARED) | {"summary": Protected("We spoke."), "cue": "watch_departure"}
    heard(whole.worker, whole.cohort, whole.refs[0], **calm)
    before = whole.open(whole.worker, whole.lead).rows()
    heard(
        whole.worker, whole.cohort, whole.refs[0], positive=("calm", "listening"),
        negative=("money", "verbal"), dash="medium", children="no_concern", adult_at_risk="none",
        **calm,
    )  # fmt: skip
    after = whole.open(whole.worker, whole.lead).rows()
    assert after == before


def test_neither_manager_nor_supervisor_is_handed_words(whole: Circle) -> None:
    planted = plant(whole)
    marks = [*planted.may, *planted.never]
    for to in (whole.manager, whole.supervisor):
        path = whole.write(whole.worker, to).path
        assert not found_in(unwrap(to.own, path.read_bytes()).body, marks)
        receiving.take_in(to, receiving.open_file(to, path))
        assert not found_in("\n".join(texts(everything(to))).encode(), marks)


def test_what_goes_back_to_the_worker_holds_no_name_seat_or_check_word(whole: Circle) -> None:
    from cara_facilitate.services.register import enter

    enter(whole.lead, whole.cohort, 1, "zq name of nobody", "zq hearing loop")
    heard(whole.worker, whole.cohort, whole.refs[0], summary=Protected("Calmer."), **SHARED)
    bring_feedback(whole)
    hold_workshop_two(whole)
    items = [one.item for one in feedback_use.items(whole.lead, whole.cohort)]
    feedback_use.record(whole.lead, whole.cohort, items[:1], "F-LEAD1")
    path = whole.write(whole.lead, whole.worker).path
    body = unwrap(whole.worker.own, path.read_bytes()).body
    said = json.loads(body)
    assert set(said["parts"]) == {"roster", "outcomes"}
    assert set(said["parts"]["outcomes"]["records"][0]) == {"ref", "feedback_id", "outcome"}
    for secret in ("zq name", "zq hearing", "Calmer", *(p.check_word for p in whole.plan.people)):
        assert secret.lower().encode() not in body.lower()
