"""What changed is told in passages that say where, what it was and what it is, and no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.services.author.passages import Passage, passages, whole

SAY = ("One", "Say")
BODY = "First thing. Second thing\nover two lines. Third thing. Fourth thing."


def told(before: str, now: str, tag: str = "") -> tuple[Passage, ...]:
    """The passages between two states of one section."""
    return passages([(*SAY, before)], [(*SAY, now)], [tag])


def test_only_the_sentence_that_changed_is_told_with_one_on_each_side() -> None:
    (one,) = told(BODY, BODY.replace("Third", "Other"), "[familial]")
    assert one == Passage(
        'Step "One", Say [familial]',
        ("... Second thing over two lines. Third thing. Fourth thing.",),
        ("... Second thing over two lines. Other thing. Fourth thing.",),
    )


def test_other_line_breaks_are_no_other_words() -> None:
    (one,) = told(BODY, BODY.replace("\n", " "))
    assert (one.was, one.now) == ((), ())


def test_list_items_stay_lines_of_their_own() -> None:
    items = "- a\n- b\n- c\n- d"
    (one,) = told(items, items.replace("- b", "- x"))
    assert one.was == ("- a", "- b", "- c") and one.now == ("- a", "- x", "- c")


def test_sections_added_taken_away_and_minutes_are_each_told() -> None:
    before = [("One", "", "10"), (*SAY, "Gone."), ("One", "Ask", "Same.")]
    now = [("One", "", "12"), ("One", "Ask", "Same."), ("One", "Ask", "More.")]
    found = {one.place: one for one in passages(before, now, ["", "", "[male]"])}
    assert found['Step "One", minutes'].was == ("10 min",)
    assert found['Step "One", minutes'].now == ("12 min",)
    assert found['Step "One", Ask [male]'] == Passage('Step "One", Ask [male]', (), ("More.",))
    assert found['Step "One", Say'] == Passage('Step "One", Say', ("Gone.",), ())


def test_a_text_that_stood_twice_and_now_once_is_a_change() -> None:
    twice = [(*SAY, "A thing."), (*SAY, "A thing.")]
    assert passages(twice, [(*SAY, "A thing."), (*SAY, "B thing.")], ["", ""])


def test_without_a_text_before_all_of_the_present_one_is_told() -> None:
    (one,) = whole([(*SAY, BODY)], ["[male]"])
    assert one.now == (" ".join(BODY.split()),) and one.was == ()


TEXTS = st.lists(
    st.sampled_from(["- a", "b c.", "D e! f", "", "| x | y |", "1. z", "  deeper"]), max_size=8
).map("\n".join)


@given(TEXTS, TEXTS)
def test_two_texts_that_differ_always_have_something_to_tell(before: str, now: str) -> None:
    found = told(before, now)
    assert bool(found) is (before != now)
    for one in found:
        held = " ".join(before.split()), " ".join(now.split())
        for paragraphs, text in zip((one.was, one.now), held, strict=True):
            for paragraph in paragraphs:
                assert " ".join(paragraph.removeprefix("... ").removesuffix(" ...").split()) in text
