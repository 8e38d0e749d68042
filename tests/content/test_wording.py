"""Words that must not reach the group, from lists anybody can edit."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.content.findings import Finding
from cara_facilitate.content.load import check, load
from cara_facilitate.content.phrases import Finder, Words, is_phrase
from cara_facilitate.content.wording import check_wording
from cara_facilitate.errors import ContentError

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]
SIGNS, PLAN, CARD = "activities/signs.md", "activities/plan.md", "handouts/card.md"
OVERLAY = "variants/familial-female/plan.md"
ASKED = "What came first?"

DISCLOSING = [
    "Your partner told us that you broke the door.",
    "She told the support worker about the weekend.",
    "The victim has said to the service that it goes on.",
    "We know from {partner} what happened that night.",
    "{Partner} reported to our worker that it was worse.",
    "According to your ex-partner it was worse.",
    "Your mother phoned us on Monday.",
    "We have been told that it happened again.",
    "The victim-contact worker says it was not so.",
    "Your wife\u2019s sister rang the helpline, and your wife spoke to me.",
    "They have, since then, told our team.",
]
HARMLESS = [
    "Last time you told us of the first signs.",
    "Think of what your partner saw. Tell us when you are ready.",
    "What would your partner say about that evening?",
    "Tell {partner} what you told us here.",
    "Your relative may have told nobody. The police came.",
    "What did you say to them?",
    "We tell the police only what the law asks of us.",
]


def _told(files: Files, *rules: str) -> list[Finding]:
    return [finding for finding in check(files) if finding.rule in rules]


@pytest.mark.parametrize("text", DISCLOSING)
def test_what_a_victim_told_the_service_is_not_read_out(
    sample: Files, edited: Edit, text: str
) -> None:
    files = edited(sample, SIGNS, ASKED, text)
    [told] = _told(files, "S02")
    assert (told.severity, told.message, told.file, told.line) == (
        "error",
        "this would disclose what a victim told the service",
        SIGNS,
        22,
    )
    with pytest.raises(ContentError):
        load(files, "familial-male")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_people_here_say_themselves_may_be_spoken_of(
    sample: Files, edited: Edit, text: str
) -> None:
    assert _told(edited(sample, SIGNS, ASKED, text), "S02") == []


def test_a_disclosure_is_found_over_a_line_s_end_at_its_first_word(
    sample: Files, edited: Edit
) -> None:
    text = "So be it. Your partner\n  told us so."
    [told] = _told(edited(sample, SIGNS, ASKED, text), "S02")
    assert (told.line, told.column, told.hint) == (22, 13, 'found "Your partner told us"')


@pytest.mark.parametrize("kind", ["Say", "Ask", "Show", "Signpost"])
def test_every_kind_of_section_that_reaches_the_group_is_read(
    sample: Files, edited: Edit, kind: str
) -> None:
    files = edited(sample, SIGNS, "### Ask", f"### {kind}")
    assert _told(edited(files, SIGNS, ASKED, "What did she see?"), "T04")


@pytest.mark.parametrize("kind", ["Do", "Note", "Watch for", "If short of time"])
def test_facilitators_own_sections_are_not(sample: Files, edited: Edit, kind: str) -> None:
    files = edited(sample, SIGNS, "### Ask", f"### {kind}")
    files = edited(files, SIGNS, ASKED, "She told us, if anybody asks.")
    assert _told(files, "T04", "S02") == []


@pytest.mark.parametrize(
    ("tag", "text", "told"),
    [
        ("", "the men here", True),
        (" [male]", "the men here", False),
        (" [familial-male]", "the men here", False),
        (" [familial]", "the men here", True),
        (" [female]", "the men here", True),
        (" [!female]", "the men here", False),
        ("", "a man", True),
        (" [familial]", "a man", True),
        (" [female]", "a man", False),
        (" [female]", "What would she say?", True),
        (" [female]", "A sister comes home. What would she say?", False),
        ("", "A sister comes home. What would she say?", True),
        (" [female]", "Each answers for her own part.", False),
    ],
)
def test_a_gendered_word_may_stand_where_it_fits_everybody_who_hears_it(
    sample: Files, edited: Edit, tag: str, text: str, told: bool
) -> None:
    files = edited(sample, SIGNS, "### Ask", f"### Do\n\n- Wait.\n\n### Ask{tag}")
    assert bool(_told(edited(files, SIGNS, ASKED, text), "T04")) == told


def test_overlays_handouts_titles_and_terms_are_read_for_the_variants_they_are_for(
    sample: Files, edited: Edit
) -> None:
    overlay = edited(sample, OVERLAY, "### Do", "### Say")
    overlay = edited(overlay, PLAN, "### Do", "### Say")
    assert _told(edited(overlay, OVERLAY, "Talk first", "The men here talk first"), "T04")
    assert not _told(edited(overlay, OVERLAY, "Talk first", "The women here talk first"), "T04")
    assert _told(edited(sample, CARD, "I will say:", "I will tell her:"), "T04")
    assert _told(edited(sample, CARD, "title: My card", "title: For his wife"), "T04")
    assert _told(edited(sample, CARD, "The children are with:", "She told us:"), "S02")
    assert _told(edited(sample, CARD, "## Which room", "## His room"), "T04")
    [term] = _told(edited(sample, "terms.yaml", "any: everyone", "any: the men here"), "T04")
    assert (term.file, term.line) == ("terms.yaml", 4)


def test_several_words_in_one_line_are_one_finding(sample: Files, edited: Edit) -> None:
    [told] = _told(edited(sample, SIGNS, ASKED, "What did he tell his wife?"), "T04")
    assert told.message == '"he" is read out in all variants'


def test_a_file_may_allow_a_wording_rule_and_must_say_why(sample: Files, edited: Edit) -> None:
    files = edited(sample, SIGNS, ASKED, "What did she see?")
    allowed = edited(files, SIGNS, "status: draft", "allow: {T04: quoted from the law}")
    assert _told(allowed, "T04", "T07", "F04", "T01") == []
    block = edited(files, SIGNS, "status: draft", "allow:\n  T04: quoted from the law")
    assert _told(block, "T04", "T07", "F04") == []
    [why] = _told(edited(files, SIGNS, "status: draft", 'allow: {T04: ""}'), "F04")
    assert why.message == "T04: should be some words, found ''"
    other = edited(files, SIGNS, "status: draft", "allow: {S02: because}")
    assert {one.rule for one in _told(other, "T04", "T07")} == {"T04", "T07"}


@pytest.mark.parametrize("rule", ["M01", "S01", "X01", "t04", "T4"])
def test_only_wording_can_be_allowed(sample: Files, edited: Edit, rule: str) -> None:
    files = edited(sample, SIGNS, "status: draft", f"allow: {{{rule}: because}}")
    [told] = _told(files, "F04")
    assert told.message.startswith("allow: should name T04, T06, S02, found ")


def test_an_allowance_that_is_not_needed_is_told(sample: Files, edited: Edit) -> None:
    [told] = check(edited(sample, CARD, "audience: participant", OK_AND_ALLOWED))
    assert (told.rule, told.severity, told.line) == ("T07", "warning", 5)


OK_AND_ALLOWED = "audience: participant\nallow: {T04: of old}"
OWN = """\
lists:
  drinks: [beer*, wine]
rules:
  - rule: T06
    message: 'say "drink", not "{words}"'
    words: [a pint of <drinks>, booz*]
    unless: [the word booz*]
  - {rule: T04, message: '"{words}" is read out in {where}', words: [chap*], fine_for: [male]}
  - {rule: S02, severity: error, message: this would disclose it, words: [the file says]}
"""


def test_a_curriculum_adds_lists_of_its_own(sample: Files, edited: Edit) -> None:
    files = {**sample, "wording.yaml": OWN.encode()}
    assert check(files) == []
    said = edited(files, SIGNS, ASKED, "A pint of beers? Boozing? The word booze?")
    [told] = check(said)
    assert (told.rule, told.severity, told.message) == (
        "T06",
        "warning",
        'say "drink", not "A pint of beers"',
    )
    assert _told(edited(files, SIGNS, ASKED, "The file says so."), "S02")
    assert _told(edited(files, SIGNS, ASKED, "Good, chaps."), "T04")
    assert _told(edited(files, SIGNS, ASKED, "What did she see?"), "T04")


@pytest.mark.parametrize(
    "words",
    [
        *("(a+)+$", "[a-z]", "a.b", "a|b", "^a", "a ... ", "...", "a ... ... b", "<nobody>"),
        *("a* *b", "<them", "\\w", "a" + " b" * 12, "a ... b ... c ... d ... e"),
    ],
)
def test_a_list_holds_plain_words_and_no_patterns(sample: Files, words: str) -> None:
    quoted = words.replace("\\", "\\\\")
    text = f'rules:\n  - {{rule: T06, message: no, words: ["{quoted}"]}}\n'
    [told] = check({**sample, "wording.yaml": text.encode()})
    assert (told.rule, told.file, told.line) == ("F04", "wording.yaml", 2)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("rules:\n  - {rule: M01, message: no, words: [a]}\n", "F04"),
        ("rules:\n  - {rule: T06, message: no, words: []}\n", "F04"),
        ("rules:\n  - {rule: T06, words: [a]}\n", "F04"),
        ("rules:\n  - {rule: T06, message: no, words: [a], fine_for: [men]}\n", "A01"),
        ("rules:\n  - {rule: T06, message: no, word: [a], words: [b]}\n", "F05"),
        ("lists: {a: [b ... c]}\n", "F04"),
        ("just words\n", "F04"),
    ],
)
def test_a_list_that_is_wrong_is_told_and_ours_still_hold(
    sample: Files, edited: Edit, text: str, rule: str
) -> None:
    files = {**sample, "wording.yaml": text.encode()}
    assert [finding.rule for finding in check(files)] == [rule]
    assert _told(edited(files, SIGNS, ASKED, "What did she see?"), "T04")


def test_text_taken_over_from_elsewhere_is_not_stopped_by_its_words(
    sample: Files, edited: Edit
) -> None:
    files = edited(sample, "curriculum.yaml", "licence:", "imported: true\nlicence:")
    files = edited(files, SIGNS, ASKED, "What did she see? She told us.")
    assert {(one.rule, one.severity) for one in _told(files, "T04", "S02")} == {
        ("T04", "note"),
        ("S02", "warning"),
    }


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c", "ab", "abc", ".", "\n\n", ",", "'", "{a}"])),
    st.sampled_from(["a b", "ab*", "a ... c", "<x> b", "b <x>", "<x> ... <x>", "{*}", "{a*} b"]),
)
def test_a_phrase_is_found_just_where_its_words_stand(pieces: list[str], phrase: str) -> None:
    finder = Finder()
    lists = {"x": ["a b", "c"]}
    assert is_phrase(phrase, lists)
    finder.add([phrase], lists)
    words = Words(" ".join(pieces))
    found = finder.find(words).get(0, [])
    starts = {at for at in range(len(words.all)) if _says(phrase.split(), words.all[at:], lists)}
    assert {first for first, _ in found} == starts
    for first, last in found:
        start, end = words.span(first, last)
        assert 0 <= start < end <= len(words.text)


def _says(phrase: list[str], words: list[str], lists: dict[str, list[str]]) -> bool:
    """The same in the slowest way: whether the words begin with the phrase."""
    if not phrase:
        return True
    first, rest = phrase[0], phrase[1:]
    if first == "...":
        ends = [at for at, word in enumerate(words) if word[0] in ".\n"]
        most = min([4, *ends])
        return any(_says(rest, words[n:], lists) for n in range(min(most, len(words)) + 1))
    if first.startswith("<"):
        return any(_says([*way.split(), *rest], words, lists) for way in lists[first[1:-1]])
    if not words:
        return False
    start, star, _ = first.partition("*")
    fits = words[0].startswith(start) if star else words[0] == first
    return fits and _says(rest, words[1:], lists)


@pytest.mark.parametrize("text", ["your " * 800, "they told " * 400, "-" * 3_900, "'" * 3_900])
def test_no_text_makes_the_search_slow(sample: Files, edited: Edit, text: str) -> None:
    files = edited(sample, SIGNS, ASKED, "\n  ".join([text] * 60))
    began = time.perf_counter()
    check(files)
    assert time.perf_counter() - began < 5


def test_the_lists_that_come_with_the_toolkit_are_sound(sample: Files) -> None:
    from cara_facilitate.content.package import parse
    from cara_facilitate.content.wording import OURS

    files = {**sample, "wording.yaml": OURS.read_bytes()}
    package = parse(files)
    assert package.manifest is not None
    assert list(check_wording(package, package.manifest)) == []
