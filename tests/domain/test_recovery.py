"""What is proposed when the day runs late: the curriculum's order, never below a floor."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.recovery import AGAIN_MINUTES, Cut, Proposal, propose, stands
from cara_facilitate.domain.schedule import Actual, PlanItem, project

TEN = 36_000
# Workshop one of ``domain.md`` (a): id, minutes, floor; breaks have their length as floor.
ROWS = (
    ("W1-01", 25, 15), ("W1-02", 15, 10), ("W1-03", 40, 25), ("BR1", 10, 10), ("W1-04", 45, 35),
    ("W1-05", 25, 15), ("LUN", 30, 30), ("W1-06", 40, 30), ("BR2", 10, 10), ("W1-07", 30, 20),
    ("W1-08", 20, 10), ("W1-09", 10, 10),
)  # fmt: skip
ORDER = ("W1-05", "W1-02", "W1-03", "W1-08", "W1-07", "W1-06", "W1-04", "W1-01")
BREAKS = frozenset({"BR1", "LUN", "BR2"})


def workshop_one() -> list[PlanItem]:
    items, cursor = [], TEN
    for name, minutes, floor in ROWS:
        items.append(PlanItem(name, cursor, minutes * 60, floor * 60, name in BREAKS))
        cursor += minutes * 60
    return items


FINISH = TEN + 300 * 60


def proposed(actuals: list[Actual], now: int) -> Proposal | None:
    return propose(workshop_one(), actuals, now, finish=FINISH, order=ORDER)


def test_fourteen_behind_shortens_05_by_ten_and_02_by_four():
    made = proposed([Actual("W1-01", TEN + 14 * 60)], TEN + 14 * 60)
    assert made == Proposal(14, (Cut("W1-05", 10), Cut("W1-02", 4)), 0)


def test_on_time_or_a_little_late_proposes_nothing():
    assert proposed([Actual("W1-01", TEN)], TEN + 60) is None
    assert proposed([Actual("W1-01", TEN + 179)], TEN + 180) is None


def test_eighty_minutes_can_be_given_back_at_the_doors_and_no_more():
    made = proposed([Actual("W1-01", TEN + 80 * 60)], TEN + 80 * 60)
    assert made is not None
    assert (made.behind, made.short, sum(cut.minutes for cut in made.cuts)) == (80, 0, 80)
    more = proposed([Actual("W1-01", TEN + 92 * 60)], TEN + 92 * 60)
    assert more is not None
    assert (more.behind, more.short, more.complete) == (92, 12, False)
    assert sum(cut.minutes for cut in more.cuts) == 80


def test_what_is_running_gives_back_only_what_it_has_not_used():
    done = [Actual("W1-01", TEN, TEN + 25 * 60), Actual("W1-02", TEN + 25 * 60, TEN + 40 * 60)]
    late = [*done, Actual("W1-03", TEN + 65 * 60)]
    now = TEN + (65 + 30) * 60
    plan = workshop_one()
    made = propose(plan, late, now, finish=FINISH, order=("W1-03",))
    assert made == Proposal(25, (Cut("W1-03", 10),), 15)


def test_what_is_over_gives_nothing_back():
    done = [Actual("W1-01", TEN, TEN + 45 * 60), Actual("W1-02", TEN + 45 * 60)]
    made = propose(workshop_one(), done, TEN + 46 * 60, finish=FINISH, order=("W1-01",))
    assert made == Proposal(20, (), 20)


def test_a_refused_proposal_comes_again_once_the_day_is_later_still():
    made = Proposal(14, (Cut("W1-05", 10),), 4)
    assert stands(made, 0)
    assert not stands(made, 14)
    assert not stands(replace(made, behind=14 + AGAIN_MINUTES - 1), 14)
    assert stands(replace(made, behind=14 + AGAIN_MINUTES), 14)
    assert not stands(Proposal(14, (), 14), 0)
    assert not stands(None, 0)


days = st.lists(st.integers(0, 4_500), min_size=1, max_size=len(ROWS))


@given(days, st.integers(-600, 7_200), st.permutations(ORDER))
def test_cuts_follow_the_order_never_go_below_a_floor_and_end_the_day_on_time(spent, late, order):
    plan = workshop_one()
    actuals, cursor = [], TEN + late
    for item, seconds in zip(plan[: len(spent) - 1], spent, strict=False):
        actuals.append(Actual(item.id, cursor, cursor + seconds))
        cursor += seconds
    actuals.append(Actual(plan[len(spent) - 1].id, cursor))
    now = cursor + spent[-1]
    made = propose(plan, actuals, now, finish=FINISH, order=order)
    over = project(plan, actuals, now)[-1].end - FINISH
    if made is None:
        assert over < 180
        return
    assert made.behind == -(-over // 60)
    assert [cut.item for cut in made.cuts] == sorted(
        (cut.item for cut in made.cuts), key=order.index
    )
    given_back = {cut.item: cut.minutes * 60 for cut in made.cuts}
    shorter = [replace(item, given=given_back.get(item.id, 0)) for item in plan]
    begun = {actual.id: actual for actual in actuals}
    for item in shorter:
        assert item.length >= item.floor
        actual = begun.get(item.id)
        assert item.given == 0 or actual is None or actual.ended is None
        if actual is not None and item.given:
            assert actual.started + item.length >= now
    assert not BREAKS & given_back.keys()
    after = project(shorter, actuals, now)[-1].end - FINISH
    assert after <= made.short * 60
    assert made.behind == sum(cut.minutes for cut in made.cuts) + made.short
    if made.short:
        untouched = propose(shorter, actuals, now, finish=FINISH, order=order)
        assert untouched is None or untouched.cuts == ()


def test_the_last_item_running_over_does_not_make_the_day_incomplete():
    done, cursor = [], TEN
    for name, minutes, _floor in ROWS[:-1]:
        done.append(Actual(name, cursor, cursor + minutes * 60))
        cursor += minutes * 60
    now = cursor + 16 * 60
    made = proposed([*done, Actual("W1-09", cursor)], now)
    assert made == Proposal(6, (), 6, last=True)
    assert made.complete


def test_nothing_is_cut_before_a_row_that_waits_for_its_own_time():
    """Reordered, a row with a fixed time makes the day late by waiting, not by lateness."""
    plan = [
        PlanItem("a", TEN, 1200, 600),
        PlanItem("b", TEN + 1200, 1200, 600),
        PlanItem("fixed", TEN + 6000, 600, 300, linked=False),
        PlanItem("c", TEN + 6600, 1800, 900),
    ]
    finish = TEN + 6600
    made = propose(plan, [Actual("a", TEN)], TEN, finish=finish, order=("a", "b", "fixed", "c"))
    assert made == Proposal(30, (Cut("fixed", 5), Cut("c", 15)), 10)
