"""Expected times against the contract's rules written down a second time, in another way.

The second way is that of rundown software: it does not play the day forward, but moves each
planned start by the lateness of what is running, less the gaps in between.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from random import Random

import pytest

from cara_facilitate.domain.schedule import Actual, PlanItem, project

NINE = 9 * 3600
SCHEDULES = 100_000 if os.environ.get("CARA_PROOF") else 2_000


@dataclass(frozen=True)
class Loaded:
    """What is running: its place, and how late it will end."""

    place: int
    lateness: int


def rundown_start(plan: list[PlanItem], loaded: Loaded, place: int) -> int:
    """Where an item behind the running one is expected to start.

    ``linked`` holds while every item from the running one on is linked and follows without a
    gap; the running lateness then moves the start whole, early or late.
    """
    between = range(loaded.place + 1, place + 1)
    gaps = [plan[i].start - (plan[i - 1].start + plan[i - 1].seconds) for i in between]
    planned = plan[place].start
    if all(plan[i].linked for i in between) and not any(gaps):
        return planned + loaded.lateness
    lateness = loaded.lateness
    # Up to the first break in the chain the lateness is carried whole; from there on no item
    # starts before its plan, and what gaps there are take lateness away.
    first = next(i for i, gap in zip(between, gaps, strict=True) if gap or not plan[i].linked)
    total = sum(gaps[first - loaded.place - 1 :])
    return planned if total >= lateness else planned + lateness - total


def random_day(random: Random) -> tuple[list[PlanItem], list[Actual], int, Loaded]:
    items, cursor = [], NINE
    for number in range(random.randint(2, 14)):
        gap = random.choice((0, 0, 0, 0, random.randint(1, 40) * 60))
        linked = not gap and random.random() < 0.85
        minutes = random.randint(1, 60)
        cursor += gap
        items.append(
            PlanItem(
                f"i{number}", cursor, minutes * 60, minutes * 40, random.random() < 0.2, linked
            )
        )
        cursor += minutes * 60
    running = random.randrange(len(items))
    actuals, cursor = [], NINE + random.randint(-1200, 5400)
    for item in items[:running]:
        length = random.randint(0, 2 * item.seconds)
        actuals.append(Actual(item.id, cursor, cursor + length))
        cursor += length
    now = cursor + random.randint(0, 2 * items[running].seconds)
    actuals.append(Actual(items[running].id, cursor))
    end = max(cursor + items[running].seconds, now)
    lateness = end - (items[running].start + items[running].seconds)
    random.shuffle(actuals)
    return items, actuals, now, Loaded(running, lateness)


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_random_days_agree_with_a_rundown(seed):
    random = Random(20261128 + seed)
    compared = 0
    for _ in range(SCHEDULES // 4):
        plan, actuals, now, loaded = random_day(random)
        rows = project(plan, actuals, now)
        for place in range(loaded.place + 1, len(plan)):
            expected = rundown_start(plan, loaded, place)
            assert rows[place].start == expected
            assert rows[place].end == expected + plan[place].seconds
            assert rows[place].offset == expected - plan[place].start
            compared += 1
    assert compared > SCHEDULES // 4


def test_a_shortened_item_moves_up_what_is_linked_behind_it():
    plan = [
        PlanItem("a", NINE, 600, 300),
        PlanItem("b", NINE + 600, 1800, 900, given=600),
        PlanItem("c", NINE + 2400, 600, 300),
    ]
    rows = project(plan, [Actual("a", NINE + 600)], NINE + 700)
    assert [row.start - NINE for row in rows] == [600, 1200, 2400]
    assert rows[2].offset == 0


def test_after_turning_back_what_is_to_come_follows_what_is_running():
    plan = [PlanItem(f"i{n}", NINE + n * 600, 600, 300) for n in range(5)]
    actuals = [
        Actual("i0", NINE, NINE + 600),
        Actual("i3", NINE + 600, NINE + 1500),
        Actual("i1", NINE + 1500),
    ]
    rows = project(plan, actuals, NINE + 1600)
    assert rows[1].end == NINE + 2100
    assert rows[4].start == NINE + 2100


def test_what_was_passed_over_has_nothing_to_give_back():
    plan = [PlanItem(f"i{n}", NINE + n * 600, 600, 0) for n in range(3)]
    rows = project(plan, [Actual("i2", NINE + 1200 + 900)], NINE + 1200 + 900)
    assert [row.phase.value for row in rows][2] == "behind"
