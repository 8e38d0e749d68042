"""A pinned curriculum comes back exactly, and without any parser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.content.compiled import dump, restore
from cara_facilitate.content.digest import activity_hash, curriculum_hash
from cara_facilitate.content.load import load
from cara_facilitate.domain.curriculum import Activity, Curriculum
from cara_facilitate.errors import ContentError

Files = dict[str, bytes]
VARIANT = "intimate-partner-male"


@settings(max_examples=60, deadline=None)
@given(st.from_type(Curriculum))
def test_any_curriculum_comes_back_as_it_went(curriculum: Curriculum) -> None:
    again = restore(dump(curriculum))
    assert again == curriculum
    assert dump(again) == dump(curriculum)


def test_the_shipped_curriculum_comes_back_with_its_hashes(shipped: Files) -> None:
    curriculum = restore(dump(load(shipped, VARIANT)))
    assert curriculum == load(shipped, VARIANT)
    assert curriculum_hash(curriculum) == curriculum.hash
    assert all(activity_hash(one) == one.hash for one in curriculum.activities)


@settings(max_examples=60, deadline=None)
@given(st.from_type(Activity), st.from_type(Activity))
def test_equal_hashes_mean_equal_delivery(one: Activity, other: Activity) -> None:
    def delivered(activity: Activity) -> tuple[object, ...]:
        steps = [
            (s.title, s.minutes, [(p.kind, p.body) for p in s.sections]) for s in activity.steps
        ]
        names = [n for n in Activity.__slots__ if n not in ("steps", "hash")]
        return (*(getattr(activity, name) for name in names), steps)

    assert (activity_hash(one) == activity_hash(other)) is (delivered(one) == delivered(other))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b"null",
        b'{"form":1,"curriculum":{}}',
        b'{"form":1,"curriculum":[]}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_a_stored_curriculum_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        restore(data)


def test_a_later_form_is_refused_by_name() -> None:
    with pytest.raises(ContentError, match="later version"):
        restore(b'{"form":2,"curriculum":{}}')


def test_reopening_imports_no_parser(shipped: Files, tmp_path: Path) -> None:
    pinned = tmp_path / "pinned.json"
    pinned.write_bytes(dump(load(shipped, VARIANT)))
    program = (
        "import sys, pathlib\n"
        "from cara_facilitate.content.compiled import restore\n"
        f"restore(pathlib.Path({str(pinned)!r}).read_bytes())\n"
        "print(sorted({'yaml', 'pydantic', 'markdown_it', 'markdown', 'nh3'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_loading_imports_no_paper_library(shipped: Files) -> None:
    program = (
        "import sys\n"
        "from cara_facilitate.content import load\n"
        "print(sorted({'markdown', 'nh3', 'pymdownx', 'textual'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"
