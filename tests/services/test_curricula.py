"""The library: a curriculum with errors is listed with its reason and never delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.plan import PlannedPerson
from cara_facilitate.errors import ContentError
from cara_facilitate.services import cohorts, deliver, own_curricula, prepare
from cara_facilitate.services.author.adding import add, look_at
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.curricula import Library
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import Practice
from cara_facilitate.settings.paths import curricula_folder
from tests.services import wheels

VARIANT = "intimate-partner-male"


@pytest.fixture
def hills(home: Path, practice: Practice, tmp_path: Path) -> Iterator[Path]:
    """Where an added curriculum's files stand; the practice store beside it is closed."""
    del home
    place = curricula_folder()
    path = wheels.built(tmp_path, wheels.members(wheels.curriculum()))
    add(look_at(path, Library(practice.desk.host), place), place)
    practice.desk.close()
    [own] = own_curricula.owned(place)
    yield place / own.folder / own.package


@pytest.fixture
def reopened(home: Path) -> Iterator[list[Desk]]:
    """Desks opened one after another by :func:`_open`, closed at the end."""
    del home
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        desk.close()


def _open(home: Path, desks: list[Desk]) -> Desk:
    while desks:
        desks.pop().close()
    desks.append(open_desk(home, PRACTICE_PASSPHRASE))
    return desks[-1]


def _cohort(desk: Desk, practice: Practice, name: str = "WY26Z") -> str:
    person = practice.plan.people[0]
    people = (PlannedPerson(**{n: getattr(person, n) for n in _PERSON}),)
    plan = practice.plan.__class__(
        cohort=name,
        site=practice.plan.site,
        curriculum="hills",
        variant=VARIANT,
        workshops=practice.plan.workshops,
        facilitators=(f"F-{name}1", f"F-{name}2"),
        people=people,
        extra=practice.plan.extra,
    )
    return cohorts.new(desk, plan, {}).cohort


_PERSON = (
    "sex",
    "relationship",
    "caution_date",
    "risk",
    "first_time",
    "disposal",
    "extra",
)


def _break(hills: Path) -> None:
    """An error that only another variant has."""
    plan = hills / "activities" / "plan.md"
    plan.write_text(plan.read_text().replace("### Listen for", "### Listen for [male]"))


def test_an_error_in_one_variant_breaks_them_all(
    hills: Path, home: Path, reopened: list[Desk]
) -> None:
    _break(hills)
    library = _open(home, reopened).library
    rows = [row for row in library.listed() if row.curriculum == "hills"]
    assert len(rows) == 4
    assert {row.status for row in rows} == {"broken"}
    assert all("activities/plan.md:" in row.reason for row in rows)
    assert library.load("hills", VARIANT).title == "Hills"
    with pytest.raises(ContentError, match="not offered for a session"):
        library.deliverable("hills", VARIANT)


def test_no_cohort_is_made_and_no_workshop_prepared_from_a_broken_curriculum(
    hills: Path, home: Path, practice: Practice, reopened: list[Desk]
) -> None:
    cohort = _cohort(_open(home, reopened), practice)
    _break(hills)
    desk = _open(home, reopened)
    with pytest.raises(ContentError, match="not offered"):
        _cohort(desk, practice, "WY26Y")
    assert "WY26Y" not in [state.cohort for state in desk.cohorts()]
    for step in (
        lambda: prepare.preparation(desk, cohort, 1),
        lambda: prepare.prepare(desk, cohort, 1, prepare.CHECKS),
        lambda: prepare.approve(desk, cohort, "M-1", "manager", practice.plan.workshops[0].date),
    ):
        with pytest.raises(ContentError, match="not offered"):
            step()
    assert not desk.state(cohort).workshops[1].content_hash
    assert not desk.state(cohort).approvals


@pytest.mark.parametrize("loss", ["broken", "removed"])
def test_a_prepared_workshop_is_delivered_with_its_pinned_wording_all_the_same(
    hills: Path, home: Path, practice: Practice, reopened: list[Desk], loss: str
) -> None:
    desk = _open(home, reopened)
    cohort = _cohort(desk, practice)
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    pinned = desk.curriculum(cohort, 1)
    if loss == "broken":
        (hills / "curriculum.yaml").write_text("title: [")
    else:
        [own] = own_curricula.owned(curricula_folder())
        own_curricula.take_out(curricula_folder(), own)
    desk = _open(home, reopened)
    assert desk.curriculum(cohort, 1) == pinned
    assert prepare.preparation(desk, cohort, 1).prepared
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    assert desk.state(cohort).workshops[1].live
    # The other day can be looked at, and prepared only once the curriculum is whole again.
    assert desk.curriculum(cohort, 2).hash == pinned.hash
    with pytest.raises(ContentError):
        prepare.prepare(desk, cohort, 2, prepare.CHECKS)


def test_a_cohort_without_any_pinned_wording_says_what_is_missing(
    hills: Path, home: Path, practice: Practice, reopened: list[Desk]
) -> None:
    cohort = _cohort(_open(home, reopened), practice)
    (hills / "curriculum.yaml").write_text("title: [")
    desk = _open(home, reopened)
    with pytest.raises(ContentError):
        desk.curriculum(cohort, 1)


def test_what_was_changed_after_installing_is_said_before_it_is_pinned(
    hills: Path, home: Path, practice: Practice, reopened: list[Desk]
) -> None:
    cohort = _cohort(_open(home, reopened), practice)
    plan = hills / "activities" / "plan.md"
    plan.write_bytes(plan.read_bytes().replace(b"one card", b"two cards"))
    desk = _open(home, reopened)
    said = prepare.preparation(desk, cohort, 1).changed
    assert said == "Not as installed: activities/plan.md (edited)."
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    assert prepare.preparation(desk, cohort, 1).changed == ""


def test_warnings_are_findings_and_notes_alone_are_ready(
    hills: Path, home: Path, reopened: list[Desk]
) -> None:
    desk = _open(home, reopened)
    plan = hills / "activities" / "plan.md"
    right = plan.read_text()
    assert {r.status for r in desk.library.listed() if r.curriculum == "hills"} == {"ready"}
    # More words to say than forty minutes take are a note (M05); a gendered word a warning (T04).
    long = "These are words to say.\n" * 1200
    plan.write_text(right.replace("### Do", f"### Say\n\n{long}\n### Do"))
    desk = _open(home, reopened)
    found = desk.library.check("hills")
    assert {f.severity for f in found if f.rule != "X02"} == {"note"}
    row = next(r for r in desk.library.listed() if r.curriculum == "hills")
    assert row.reason == "Not as installed: activities/plan.md (edited)."
    plan.write_text(right.replace("### Do", "### Say\n\nGood morning, men.\n\n### Do"))
    row = next(r for r in _open(home, reopened).library.listed() if r.curriculum == "hills")
    assert row.status == "findings" and row.reason.endswith("1 warning.")
