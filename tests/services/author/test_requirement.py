"""Versions are ordered, and ranges read, as the packaging world's own library does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.services.author.requirement import Version, meets

numbers = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda n: ".".join(map(str, n)))
versions = st.builds(
    "".join, st.tuples(numbers, st.sampled_from(["", "", "a1", "b2", "rc1", ".dev3", ".post1"]))
)


@given(versions, versions)
def test_of_two_versions_one_is_older_or_they_are_the_same(one: str, other: str) -> None:
    first, second = Version.of(one), Version.of(other)
    assert (first < second) + (first == second) + (first > second) == 1
    assert meets(one, f"=={other}") == (first == second)
    assert meets(one, f">={other}") == (first >= second)


@given(st.lists(versions, min_size=2, max_size=2, unique=True))
def test_the_order_is_that_of_the_packaging_library(pair: list[str]) -> None:
    packaging = pytest.importorskip("packaging.version", reason="comes with the build tools")
    ours = Version.of(pair[0]) < Version.of(pair[1])
    assert ours == (packaging.Version(pair[0]) < packaging.Version(pair[1]))


@pytest.mark.parametrize(
    ("version", "wanted", "fits"),
    [
        ("0.1.0", "", True),
        ("0.1.0", ">=0.1,<1", True),
        ("0.1.0", ">=1,<2", False),
        ("1.4.2", "~=1.4", True),
        ("2.0", "~=1.4", False),
        ("1.4.2", "==1.4.*", True),
        ("1.5", "!=1.4.*", True),
        ("2.0rc1", "<2", False),
        ("10.0", ">=9", True),
    ],
)
def test_a_range_takes_what_it_says(version: str, wanted: str, fits: bool) -> None:
    assert meets(version, wanted) is fits


@pytest.mark.parametrize("wanted", ["1.0", "=>1", ">=x", "~=1", ">=1.*", ">=1;x", "<1,>", "@ file"])
def test_what_is_not_understood_is_never_passed_over(wanted: str) -> None:
    with pytest.raises(ValueError, match=r"not a (version|requirement)"):
        meets("9.9", wanted)
