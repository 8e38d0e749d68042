"""The worker's figures to each audience: supervisor whole, manager what may leave, byte by byte."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from cara_facilitate.cli import receive
from cara_facilitate.domain import handover as inside
from cara_facilitate.domain.casework import Attempt, SafeContact, withdrawal
from cara_facilitate.domain.coverage_supervision import AgreedUse
from cara_facilitate.domain.coverage_words import HIDDEN, WIDTH, WORDS, kept_findings
from cara_facilitate.domain.feedback_rows import Level
from cara_facilitate.domain.override import Agency, Ground, Override, ToldFirst
from cara_facilitate.domain.people import Part, Role
from cara_facilitate.domain.policy import Finding, Result
from cara_facilitate.domain.protected import Protected
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.handover_file import read_body, to_body
from cara_facilitate.journal.parcels import unwrap
from cara_facilitate.services import (
    case_file,
    caseload,
    casework,
    cohorts,
    extracting,
    override,
    receiving,
    roles,
)
from cara_facilitate.services import received as handed
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.receiving_parts import kept
from cara_facilitate.services.rehearse import practice_time
from tests.end_to_end.test_two_stores import everything, texts
from tests.services.circle import BETWEEN, SECOND, Circle, heard, key_of, meet
from tests.services.handing import another, forged

SAID = "zq the words that were agreed"
SUMMARY = "zq what was told"
OVERRIDDEN = "zq what an agency was told"
PLACES = ("allowed", "beside", "gone", "planning", "spoken")


@pytest.fixture(autouse=True)
def agreed_words_are_enabled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the site's policy may say."""
    monkeypatch.setattr(extracting, "_allows_l3", lambda *_: True)


def day_two(whole: Circle) -> tuple[tuple[str, str], ...]:
    return case_file.themes(whole.worker, caseload.caseload(whole.worker, whole.cohort))


def shared(level: Level, *themes: str, **more: object) -> dict[str, object]:
    """The fields of a record at this level."""
    fields: dict[str, object] = {"level": level, "with_person": True, "themes": themes}
    return fields | {"summary": Protected(SUMMARY)} | more


def plant(whole: Circle) -> dict[str, tuple[str, str]]:
    """Six records at every level; the theme of each, by what became of it."""
    whole.tell_the_worker()
    theme = dict(zip(PLACES, day_two(whole), strict=False))
    worker, cohort, refs = whole.worker, whole.cohort, whole.refs
    heard(worker, cohort, refs[0], **shared(Level.L2, theme["allowed"][0]))
    heard(worker, cohort, refs[1], **shared(Level.L1, theme["planning"][0]))
    heard(worker, cohort, refs[2], **shared(Level.L2, theme["beside"][0]))
    beside_sealed(whole, refs[2])
    gone = heard(worker, cohort, refs[3], **shared(Level.L2, theme["gone"][0]))
    with casework.open_casework(worker, cohort, key_of(worker)) as work:
        casework.save(worker, work, withdrawal(gone))
    agreed = {
        "agreed_words": Protected(SAID),
        "agreed_words_consented_at": practice_time(BETWEEN, 11, 30),
        "agreed_words_reread": True,
    }
    heard(worker, cohort, refs[4], **shared(Level.L3, theme["spoken"][0], **agreed))
    given = Override(
        ref=refs[3],
        ground=Ground.CHILD,
        agency=Agency.CHILDREN,
        shared=Protected(OVERRIDDEN),
        told_first=ToldFirst.YES,
        feedback_id=gone.feedback_id,
    )
    override.override(worker, cohort, given)
    return theme


def beside_sealed(whole: Circle, ref: str) -> None:
    """Another person harmed by the same participant, who shares nothing."""
    at = practice_time(BETWEEN, 11, 0)
    made = casework.blank_record(whole.worker, whole.cohort, ref, another=True)
    made = replace(
        made,
        outcome="completed",
        attempts=(Attempt(at, "telephone", "spoken"),),
        safe_contact=SafeContact(how=Protected("by day"), last_checked=BETWEEN),
        incident="none",
    )
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        casework.save(whole.worker, work, made)


def carried(whole: Circle, to: Desk) -> tuple[inside.CoverageFigures, str]:
    """What a hand-over holds for somebody: its figures, and every byte; taken in then."""
    path = whole.write(whole.worker, to).path
    body = unwrap(to.own, path.read_bytes()).body
    receiving.take_in(to, receiving.open_file(to, path))
    part = read_body(body).parts[Part.COVERAGE]
    assert isinstance(part, inside.CoverageFigures)
    return part, body.decode()


def page(desk: Desk, cohort: str) -> tuple[str, ...]:
    """The figures as the page of what was handed over shows them."""
    opened = handed.open_received(desk, cohort, "practice")
    return handed.figures(next(one for one in opened.documents if one.kind == handed.COVERAGE))


def told_back(whole: Circle, ref: str, outcome: str) -> None:
    """The facilitators' hand-over of what became of one record."""
    with casework.open_casework(whole.worker, whole.cohort, key_of(whole.worker)) as work:
        (record,) = work.of(ref)
    became = inside.Outcomes((inside.Outcome(ref, record.feedback_id, outcome),))
    path = forged(whole, whole.lead, whole.worker, became)
    receiving.take_in(whole.worker, receiving.open_file(whole.worker, path))


def test_the_supervisor_reads_counts_themes_and_the_fact_of_use(whole: Circle) -> None:
    theme = plant(whole)
    part, body = carried(whole, whole.supervisor)
    counts = dict(part.counts)
    assert set(counts) == set(WORDS) and counts["never_contacted"] == 7
    assert (counts["heard"], counts["L2"], counts["L3"]) == (5, 2, 1)
    assert part.themes == (theme["allowed"], theme["spoken"])
    assert part.agreed == AgreedUse(1)
    for never in (SAID, SUMMARY, OVERRIDDEN, *whole.refs, theme["gone"][0], theme["planning"][0]):
        assert never not in body
    shown = page(whole.supervisor, whole.cohort)
    assert f"{WORDS['L3']:<{WIDTH}} 1" in shown
    assert f"  {theme['allowed'][1]} ({theme['allowed'][0]})" in shown
    assert f"{'Agreed words held by the worker':<{WIDTH}} 1" in shown
    assert "  Whether they were said is not told yet." in shown
    assert not any(HIDDEN in line for line in shown)


def test_the_managers_store_holds_no_byte_of_it(whole: Circle) -> None:
    theme = plant(whole)
    part, body = carried(whole, whole.manager)
    assert (part.themes, part.agreed) == (None, None)
    assert all(count >= 3 for _, count in part.counts)
    assert not {"L2", "L3", "declined"} & set(dict(part.counts))
    held = "\n".join(texts(everything(whole.manager)))
    slugs = [slug for slug, _ in theme.values()]
    titles = [title for _, title in theme.values()]
    for never in (*slugs, *titles, SAID, SUMMARY, OVERRIDDEN, "agreed", "theme", "L3"):
        assert never not in body and never not in held
    assert f"{WORDS['L3']:<{WIDTH}} {HIDDEN}" in page(whole.manager, whole.cohort)


def test_facilitators_get_no_figures_at_all(whole: Circle) -> None:
    plant(whole)
    assert Part.COVERAGE not in whole.write(whole.worker, whole.lead).parts


def test_what_was_told_back_is_told_on(whole: Circle) -> None:
    plant(whole)
    heard(
        whole.worker,
        whole.cohort,
        whole.refs[4],
        level=Level.L3,
        with_person=True,
        agreed_words=Protected(SAID),
        agreed_words_consented_at=practice_time(BETWEEN, 11, 30),
        agreed_words_reread=True,
    )
    told_back(whole, whole.refs[4], "not_used")
    told_back(whole, whole.refs[0], "used")
    part, _ = carried(whole, whole.supervisor)
    assert part.agreed == AgreedUse(1, not_said=1), "of agreed words alone"
    whole.clocks(practice_time(SECOND, 17, 0))
    told_back(whole, whole.refs[4], "not_held")
    part, _ = carried(whole, whole.supervisor)
    assert part.agreed == AgreedUse(1, not_held=1)
    assert f"{'  workshop two was not held':<{WIDTH}} 1" in page(whole.supervisor, whole.cohort)


def test_two_without_any_contact_are_told_to_the_supervisor_and_not_to_the_manager(
    whole: Circle,
) -> None:
    whole.tell_the_worker()
    for ref in whole.refs[:10]:
        heard(whole.worker, whole.cohort, ref)
    (finding,) = carried(whole, whole.supervisor)[0].findings
    assert (finding.rule, finding.result) == ("COV-1", Result.REFER)
    assert "No contact is recorded for 2 of 12." in finding.message
    (finding,) = carried(whole, whole.manager)[0].findings
    assert (finding.rule, finding.result) == ("COV-3", Result.WARN)


def test_whoever_manages_or_delivers_as_well_reads_what_a_manager_reads(whole: Circle) -> None:
    plant(whole)
    to_manager, _ = carried(whole, whole.manager)
    for staff, role in (("M-9", "manager"), ("F-9", "facilitator")):
        with another(whole, staff, role, "supervisor") as both:
            meet(both, whole.worker)
            meet(whole.worker, both)
            written = whole.write(whole.worker, both)
            assert any("store knows seats" in said for said in written.warnings)
            part, _ = carried(whole, both)
            assert part == to_manager
            assert f"{WORDS['L3']:<{WIDTH}} {HIDDEN}" in page(both, whole.cohort)


def test_what_a_worker_should_not_have_sent_is_not_kept(whole: Circle) -> None:
    theme = plant(whole)
    whole_part, _ = carried(whole, whole.supervisor)
    path = forged(whole, whole.worker, whole.manager, whole_part)
    receiving.take_in(whole.manager, receiving.open_file(whole.manager, path))
    held = "\n".join(texts(everything(whole.manager)))
    assert theme["allowed"][0] not in held and "L3" not in held


def test_a_supervisor_who_becomes_a_manager_reads_what_a_manager_reads(whole: Circle) -> None:
    theme = plant(whole)
    carried(whole, whole.supervisor)
    assert any(theme["allowed"][0] in line for line in page(whole.supervisor, whole.cohort))
    whole.supervisor.roles = ("manager", "supervisor")
    shown = page(whole.supervisor, whole.cohort)
    assert not any(theme["allowed"][0] in line for line in shown)
    assert f"{WORDS['L3']:<{WIDTH}} {HIDDEN}" in shown
    (text,) = kept(whole.supervisor, whole.cohort).values()
    small = text.replace("never contacted: 7", "never contacted: 2")
    assert not any("2 of 12" in one.message for one in kept_findings(small))


def test_what_is_kept_is_as_long_whatever_was_shared(whole: Circle) -> None:
    whole.tell_the_worker()
    lengths = []
    for fields in ({}, shared(Level.L2, *(slug for slug, _ in day_two(whole)[:5]))):
        heard(whole.worker, whole.cohort, whole.refs[0], **fields)
        carried(whole, whole.supervisor)
        (text,) = kept(whole.supervisor, whole.cohort).values()
        lengths.append(len(text.encode()))
    assert lengths == [4096, 4096]


def test_figures_that_contradict_themselves_are_refused(whole: Circle) -> None:
    whole.tell_the_worker()
    part, _ = carried(whole, whole.supervisor)
    for wrong in (
        replace(part, agreed=AgreedUse(1, said=2)),
        replace(part, themes=(("impact", "One"), ("impact", "Two"))),
        replace(part, themes=(("impact", "Two\nlines"),)),
        replace(part, themes=(("Somebody's words", "Title"),)),
    ):
        path = forged(whole, whole.worker, whole.supervisor, wrong)
        with pytest.raises(IntakeError):
            receiving.open_file(whole.supervisor, path)


def test_a_finding_cannot_pass_for_themes(whole: Circle) -> None:
    sly = "x\nfor the practice supervisor\nagreed words | many | \ntheme | slug | Title"
    figures = inside.CoverageFigures((("rostered", 12),), (Finding("COV-1", Result.REFER, sly),))
    whole.tell_the_worker()
    path = forged(whole, whole.worker, whole.manager, figures)
    receiving.take_in(whole.manager, receiving.open_file(whole.manager, path))
    assert not any("Title" in line for line in page(whole.manager, whole.cohort))


def test_older_stores_read_what_is_not_for_a_supervisor(whole: Circle) -> None:
    plant(whole)
    _, body = carried(whole, whole.manager)
    assert '"coverage": {"counts"' in body
    assert read_body(body.encode()).parts[Part.COVERAGE]
    assert to_body(read_body(body.encode())).decode() == body


@pytest.mark.parametrize("purged", [False, True])
def test_figures_are_never_whole_again_where_seats_were_known_once(
    whole: Circle, purged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = plant(whole)
    carried(whole, whole.supervisor)
    both_ways(whole)
    if purged:
        blank_placement(whole.supervisor, whole.cohort)
    shown = page(whole.supervisor, whole.cohort)
    assert f"{WORDS['L3']:<{WIDTH}} {HIDDEN}" in shown
    assert not any(theme["allowed"][0] in line for line in shown)
    part, _ = carried(whole, whole.supervisor)
    assert part.agreed is not None, "the worker cannot know, and sends them whole"
    text = list(kept(whole.supervisor, whole.cohort).values())[-1]
    assert theme["allowed"][0] not in text, "they are not kept whole either"
    monkeypatch.setattr(receive, "opened_desk", lambda: nullcontext(whole.supervisor))
    assert receive.run(["--kept", whole.cohort, "--out", str(tmp_path / "out")]) == 0
    assert not any(theme["allowed"][0] in file.read_text() for file in (tmp_path / "out").iterdir())


def both_ways(whole: Circle) -> None:
    """The supervisor becomes a manager, takes a placement in, and gives the role up again."""
    desk = whole.supervisor
    roles.add(desk, Role.MANAGER)
    meet(whole.lead, desk)
    whole.hand(whole.lead, desk)
    roles.remove(desk, Role.MANAGER)
    for other in (whole.lead, whole.worker):
        meet(other, desk)


def blank_placement(desk: Desk, cohort: str) -> None:
    """What a purge leaves of a placement."""
    stream = f"{cohort}/placement"
    desk.blank(stream, [entry.id for entry in desk.entries(stream)])
    assert not desk.sealed(cohort, "placement")


def test_a_supervisor_who_made_the_cohort_reads_no_figures_whole(whole: Circle) -> None:
    theme = plant(whole)
    with another(whole, "S-9", "facilitator", "supervisor") as desk:
        cohorts.new(desk, whole.plan, {})
        desk.roles = ("supervisor",)
        meet(desk, whole.worker)
        meet(whole.worker, desk)
        carried(whole, desk)
        assert not any(theme["allowed"][0] in line for line in page(desk, whole.cohort))
