"""What may leave of the coverage figures: nothing small, and nothing small worked out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.domain.coverage_shown import CAME, LEVELS, SMALL, may_leave

MOST = 12


def figures(
    came: tuple[int, ...], levels: tuple[int, ...] = (0, 0, 0, 0), *, unsafe_spoken: bool = False
) -> dict[str, int]:
    """Whole figures of a cohort in which every attempt fell between the workshops."""
    counts = {
        "rostered": sum(came),
        "attempted": sum(came[:4]),
        "spoken": sum(came[: 3 if unsafe_spoken else 2]),
    }
    return counts | dict(zip(CAME, came, strict=True)) | dict(zip(LEVELS, levels, strict=True))


def shared_out(total: int, among: int) -> Iterator[tuple[int, ...]]:
    """Every way to share so many out among so many."""
    for bars in combinations(range(total + among - 1), among - 1):
        edges = (-1, *bars, total + among - 1)
        yield tuple(up - down - 1 for down, up in pairwise(edges))


def test_of_every_cohort_there_can_be_nobody_works_out_what_is_left_out() -> None:
    """Who knows how it is decided, and that sums are sums, still finds no hidden count."""
    for total in range(MOST + 1):
        alike: dict[tuple[tuple[str, int], ...], list[dict[str, int]]] = defaultdict(list)
        for came in shared_out(total, len(CAME)):
            for spoken in (False, True):
                counts = figures(came, unsafe_spoken=spoken)
                alike[tuple(may_leave(counts).items())].append(counts)
        for shown, could_be in alike.items():
            for name in {*CAME, "attempted", "spoken"} - dict(shown).keys():
                values = {counts[name] for counts in could_be}
                assert total == 0 or len(values) > 1, (shown, name)
                assert not values <= {1, 2} or total < SMALL, (shown, name)


def test_of_every_share_of_levels_nobody_works_out_what_is_left_out() -> None:
    for never in (0, 3, 5):
        for total in range(MOST - never + 1):
            alike: dict[tuple[tuple[str, int], ...], list[dict[str, int]]] = defaultdict(list)
            for levels in shared_out(total, len(LEVELS)):
                came = (0, 0, 0, total, 0, never)
                counts = figures(came, levels)
                alike[tuple(may_leave(counts).items())].append(counts)
            for shown, could_be in alike.items():
                for name in set(LEVELS) - dict(shown).keys():
                    assert not {counts[name] for counts in could_be} <= {1, 2}, (shown, name)


counted = st.builds(
    figures,
    st.tuples(*[st.integers(0, 12)] * 6),
    st.tuples(*[st.integers(0, 12)] * 4),
    unsafe_spoken=st.booleans(),
)


@given(counted, st.integers(0, 12), st.integers(0, 12))
def test_no_count_and_no_difference_of_two_sums_is_small(
    whole: dict[str, int], attempted: int, spoken: int
) -> None:
    shown = may_leave(whole | {"attempted": attempted, "spoken": spoken})
    assert all(count >= SMALL for count in shown.values())
    sums = [shown[name] for name in ("rostered", "attempted", "spoken") if name in shown]
    assert all(up == down or up - down >= SMALL for up, down in combinations(sums, 2))


@given(counted)
def test_doing_it_twice_leaves_out_nothing_more_and_shows_nothing_more(
    whole: dict[str, int],
) -> None:
    once = may_leave(whole)
    assert may_leave(once) == once
    assert once.items() <= whole.items()


def test_large_counts_are_told_as_they_are() -> None:
    told = may_leave(figures((4, 0, 0, 0, 4, 4), (4, 0, 0, 0)))
    wanted = {"attempted": 4, "not_attempted": 4, "never_contacted": 4}
    assert told == {"rostered": 12, **wanted}


def test_levels_do_not_tell_how_many_told_something_and_sealed_it() -> None:
    """Eight have a record and five of them told something: four shared leave one who sealed it."""
    counts = figures((5, 0, 0, 0, 3, 4), (4, 4, 0, 0))
    assert "heard" not in may_leave(counts) or "L0" not in may_leave(counts)
    assert "L0" in may_leave(figures((4, 0, 0, 0, 4, 4), (4, 4, 0, 0)))


def test_two_heard_of_twelve_are_not_given_away_by_the_ten_who_were_not() -> None:
    assert may_leave(figures((2, 0, 0, 0, 0, 10), (0, 2, 0, 0))) == {"rostered": 12}


def test_ten_tried_of_twelve_are_left_out_because_two_were_not() -> None:
    assert "attempted" not in may_leave(figures((10, 0, 0, 0, 2, 0)))
