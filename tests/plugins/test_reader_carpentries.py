"""The Workbench reader: every lesson becomes text that the check has nothing against."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Mapping

import cara_reader_carpentries as plugin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cara_facilitate.api import FileRefused, ImportedLesson
from cara_facilitate.api.testing import offers, problems
from cara_facilitate.content.findings import Finding
from cara_facilitate.content.load import check, load
from cara_facilitate.domain.curriculum import Activity, Curriculum, SectionKind

Files = dict[str, bytes]

CONFIG = """\
carpentry: 'swc'   # which one
title: 'Boats with Knots'
license: 'CC-BY 4.0'
source: 'https://github.com/example/boat-knots/'

episodes:
- 02-ropes.md
- 03-tea.md
- 01-knots.Rmd
learners:
profiles:
"""
ROPES = """\
---
title: "Ropes: a {first} look"   # quoted
teaching: 20
exercises: '10'
---

::::::::::::::::::::::::::::: questions

- What is a rope?

:::::::::::::::::::::::::::::

:::::::: objectives

- Tell a rope from a `line`.
- Know *three* uses.

::::::::

A rope is *laid*, see [the book](https://example.org/rope_book) and `rope --help`.

```bash
$ ls *.txt
    two  spaces
```

## Kinds

Hemp <kbd>H</kbd>, **nylon** and C:\\temp\\x.

| Kind | Use |
| ---- | --- |
| `a`  | b_c |

![A coil of rope](fig/coil.png){alt='A coil
of rope' width="50%"}

::::::::::::: challenge

## Sort them

1. Take ten.
   - the `old` ones
   - the new ones
2. Lay them out.

```
ten
```

::::: hint
Look at the ends.
:::::

::::: solution

## Solution

By colour.

> a quote

:::::
:::::::::::::

::: instructor
Bring spare rope.
:::

::::: discussion
### Why ropes?
What else could you use?
:::::

:::: callout

## Beware

Wet rope slips.

::::

::: keypoints
- Ropes are laid.
:::

[the book]: https://example.org
"""
TEA = """\
---
title: Tea
teaching: 0
exercises: 0
break: 15
---

Drink.
"""
KNOTS = """\
---
title: Knots
teaching: 12
exercises: 0
questions:
- "Why a knot?"
objectives:
- "Tie one"
keypoints:
- "Tie it twice"
---

```{r, include=FALSE}
source("../bin/chunk-options.R")
```

<!-- a note
::: challenge
to nobody -->

## The reef knot

Left over right.

> ## Tie it
>
> With a friend.
>
> > ## Solution
> >
> > Pull.
> {: .solution}
{: .challenge}

{% include links.md %}
"""
LESSON: Files = {
    "config.yaml": CONFIG.encode(),
    "episodes/02-ropes.md": ROPES.encode(),
    "episodes/03-tea.md": TEA.encode(),
    "episodes/01-knots.Rmd": KNOTS.encode(),
    "episodes/draft.md": b"---\ntitle: Draft\n---\n",
    "learners/setup.md": b"---\ntitle: Setup\n---\n\n# Be\n\n::: instructor\nno\n:::\n\nCome.\n",
    "instructors/notes.md": b"# Notes\n",
    "index.md": b"# Index\n",
}


def read(files: Mapping[str, bytes]) -> ImportedLesson:
    """The one lesson of these files."""
    [lesson] = plugin.read(files)
    return lesson


def wrong(lesson: ImportedLesson) -> list[Finding]:
    """What the check has against a lesson: errors, and text that reads otherwise on paper."""
    found = check(lesson.source.files)
    return [one for one in found if one.severity == "error" or one.rule in ("D14", "D01", "F09")]


def loaded(files: Mapping[str, bytes]) -> Curriculum:
    """The lesson as the app would run it."""
    return load(read(files).source.files, "all")


def episode(text: str, head: str = "title: T\nteaching: 30\nexercises: 30") -> Files:
    """A lesson of one episode."""
    return {"config.yaml": b"title: L\n", "episodes/e.md": f"---\n{head}\n---\n\n{text}".encode()}


def activity(text: str, head: str = "title: T\nteaching: 30\nexercises: 30") -> Activity:
    """The only activity of a lesson of one episode."""
    [found] = loaded(episode(text, head)).activities
    return found


def said(found: Activity, kind: SectionKind) -> str:
    """Every body of one kind of section."""
    sections = (section for step in found.steps for section in step.sections)
    return "\n".join(section.body for section in sections if section.kind is kind)


def test_the_plugin_keeps_to_the_contract_and_offers_one_reader() -> None:
    assert problems(plugin) == []
    [reader] = offers(plugin, "cara_curriculum_readers")
    assert reader.id == "carpentries"


def test_a_lesson_has_nothing_that_the_check_would_find() -> None:
    assert wrong(read(LESSON)) == []


def test_the_running_order_is_the_lessons_own_with_its_minutes() -> None:
    [day] = loaded(LESSON).days
    rows = [(item.activity, item.title, item.minutes) for item in day.run]
    assert rows == [
        ("ropes", "Ropes: a (first) look", 30),
        ("", "Tea", 15),
        ("knots", "Knots", 12),
    ]
    assert (day.start, day.end) == ("09:00", "09:57")


def test_it_is_imported_and_never_reference_and_says_where_it_is_from() -> None:
    curriculum = loaded(LESSON)
    assert curriculum.imported and not curriculum.reference and curriculum.label
    assert (curriculum.id, curriculum.licence) == ("boat-knots", "CC-BY 4.0")
    sources = read(LESSON).source.files["SOURCES.md"].decode()
    assert "https://github.com/example/boat-knots" in sources


def test_every_kind_of_div_has_its_section() -> None:
    ropes = loaded(LESSON).activity("ropes")
    assert "What is a rope?" in said(ropes, SectionKind.ASK)
    assert "What else could you use?" in said(ropes, SectionKind.ASK)
    assert "Tell a rope from" in said(ropes, SectionKind.SHOW)
    assert "Ropes are laid." in said(ropes, SectionKind.SHOW)
    assert "Take ten." in said(ropes, SectionKind.DO)
    assert "By colour." in said(ropes, SectionKind.LISTEN_FOR)
    assert "Bring spare rope." in said(ropes, SectionKind.NOTE)
    assert "Look at the ends." in said(ropes, SectionKind.NOTE)
    assert "Wet rope slips." in said(ropes, SectionKind.SAY)


def test_teaching_goes_to_talk_and_exercises_to_the_exercises() -> None:
    ropes = loaded(LESSON).activity("ropes")
    minutes = {step.title: step.minutes for step in ropes.steps}
    assert minutes["Sort them"] + minutes["Why ropes?"] == 10
    assert sum(minutes.values()) == 30 and all(minutes.values())


def test_code_tables_and_pictures_stand_where_the_group_looks() -> None:
    shown = said(loaded(LESSON).activity("ropes"), SectionKind.SHOW)
    assert "| $ ls &#42;.txt |" in shown
    assert "| &#160;&#160;&#160;&#160;two&#160; spaces |" in shown
    assert "Picture: A coil of rope" in shown and "width" not in shown
    assert "b_c" in shown


def test_a_solution_holds_its_code_where_only_facilitators_look() -> None:
    found = activity("::: challenge\nTry.\n:::: solution\n```\nx < 1\n```\n::::\n:::\n")
    assert said(found, SectionKind.LISTEN_FOR) == "> x &lt; 1"


def test_objectives_are_each_episodes_own() -> None:
    curriculum = loaded(LESSON)
    texts = {one.id: one.text for one in curriculum.objectives}
    assert [texts[name] for name in curriculum.activity("ropes").objectives] == [
        "Tell a rope from a \u2018line\u2019.",
        "Know three uses.",
    ]
    assert [texts[name] for name in curriculum.activity("knots").objectives] == ["Tie one"]


def test_an_older_episode_lists_its_points_in_the_header_and_its_divs_as_quotes() -> None:
    knots = loaded(LESSON).activity("knots")
    assert "Why a knot?" in said(knots, SectionKind.ASK)
    assert "Tie it twice" in said(knots, SectionKind.SHOW)
    assert said(knots, SectionKind.DO) == "With a friend."
    assert "Pull." in said(knots, SectionKind.LISTEN_FOR)


def test_a_learners_page_is_a_handout_without_what_is_for_instructors() -> None:
    [sheet] = loaded(LESSON).handouts
    assert (sheet.id, sheet.title, sheet.body) == ("setup", "Setup", "## Be\n\nCome.")


@pytest.mark.parametrize(
    "note",
    [
        "episodes/02-ropes.md:20: link flattened to its words: https://example.org/rope_book",
        "episodes/02-ropes.md:33: code marks became quotation marks",
        "episodes/02-ropes.md:22: code block became a table: bash, 2 lines",
        "episodes/02-ropes.md:29: HTML tag taken away, its words kept: <kbd>",
        "episodes/02-ropes.md:35: picture left out: fig/coil.png",
        "episodes/03-tea.md:7: words about a break left out",
        "episodes/01-knots.Rmd:13: code that learners do not see left out: {r, include=FALSE}",
        "episodes/01-knots.Rmd:17: comment left out",
        "episodes/01-knots.Rmd:33: old-style quote read as a div: challenge",
        "episodes/01-knots.Rmd:35: template command left out: {% include links.md %}",
        "episodes/draft.md:1: episode not listed in config.yaml, left out",
        "instructors/notes.md:1: page has no place in a curriculum, left out",
        "index.md:1: page has no place in a curriculum, left out",
        "learners/setup.md:7: words for instructors left out of a sheet",
    ],
)
def test_what_is_lost_is_named_with_its_place(note: str) -> None:
    assert note in read(LESSON).dropped


def test_what_is_reported_about_a_line_stands_on_that_line() -> None:
    lines = {name: data.decode().split("\n") for name, data in LESSON.items()}
    for note in read(LESSON).dropped:
        match = re.match(r"([^:]+):(\d+): (?:code marks|link|picture)", note)
        if match is not None:
            line = lines[match[1]][int(match[2]) - 1]
            assert "`" in line or "[" in line, note


@pytest.mark.parametrize(
    ("head", "minutes"),
    [
        ("teaching: 15\nexercises: 5", 20),
        ("teaching: '15'\nexercises: \"5\"", 20),
        ("teaching: 15 # about\nexercises: 5   # or so", 20),
        ("teaching: 15", 20),
        ("exercises: 0", 5),
        ("title: T", 10),
        ("teaching: 10 min\nexercises: 5 minutes", 15),
        ("teaching: ten\nexercises: 12.5", 10),
        ("teaching: [3]\nexercises: {a: 4}", 10),
        ("teaching: 010\nexercises: 5.0", 15),
        ("teaching: -5\nexercises: 1", 6),
        ("teaching: 15\nexercises: 5\ntitle: a: b: c", 20),
        ("teaching: 99999\nexercises: 5", 600),
    ],
)
def test_minutes_are_teaching_and_exercises_and_five_where_the_workbench_says_five(
    head: str, minutes: int
) -> None:
    lesson = read(episode("Words.", head))
    [item] = load(lesson.source.files, "all").days[0].run
    assert item.minutes == minutes and wrong(lesson) == []


def test_an_episode_with_a_break_of_its_own_has_both_rows() -> None:
    [day] = loaded(episode("Words.", "title: T\nteaching: 10\nexercises: 5\nbreak: 20")).days
    assert [(item.title, item.minutes) for item in day.run] == [("T", 15), ("Break", 20)]


def test_an_episode_without_minutes_is_outside_of_the_running_order() -> None:
    files = {
        **LESSON,
        "episodes/03-tea.md": b"---\ntitle: Tea\nteaching: 0\nexercises: 0\n---\nx\n",
    }
    lesson = read(files)
    [day] = load(lesson.source.files, "all").days
    assert day.optional == ("tea",) and wrong(lesson) == []
    assert [item.minutes for item in day.run] == [30, 12]


def test_a_lesson_without_any_minutes_still_has_a_run_sheet() -> None:
    lesson = read(episode("Words.", "title: T\nteaching: 0\nexercises: 0"))
    assert wrong(lesson) == [] and load(lesson.source.files, "all").days[0].run


@given(
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120), st.integers(0, 60)), max_size=30)
)
@settings(deadline=None, max_examples=25)
def test_days_hold_every_episode_in_order_with_its_own_minutes(
    times: list[tuple[int, int, int]],
) -> None:
    files: Files = {"config.yaml": b"title: L\n"}
    times = [(5, 5, 0), *times]
    for number, (teaching, exercises, rest) in enumerate(times, start=1):
        head = f"title: E\nteaching: {teaching}\nexercises: {exercises}"
        head += f"\nbreak: {rest}" if rest else ""
        files[f"episodes/{number:03}-e{number}.md"] = f"---\n{head}\n---\n\nWords.\n".encode()
    lesson = read(files)
    assert wrong(lesson) == []
    days = load(lesson.source.files, "all").days
    rows = [(item.activity, item.minutes) for day in days for item in day.run]
    wanted = []
    for number, (teaching, exercises, rest) in enumerate(times, start=1):
        wanted += [(f"e{number}", teaching + exercises)] if teaching + exercises else []
        wanted += [("", rest)] if rest else []
    assert rows == wanted
    lengths = [sum(item.minutes for item in day.run) for day in days]
    longest = max(480, *(sum(each) for each in times))
    assert max(lengths) <= longest or len(lengths) == 9, "only nine days make a day longer"


@given(
    st.integers(1, 90),
    st.integers(0, 90),
    st.lists(st.sampled_from(["## H\n\nTalk.\n", "::: challenge\n## C\nDo.\n:::\n"]), max_size=30),
)
@settings(deadline=None, max_examples=40)
def test_steps_add_up_and_none_is_without_minutes(
    teaching: int, exercises: int, parts: list[str]
) -> None:
    head = f"title: T\nteaching: {teaching}\nexercises: {exercises}"
    found = activity("Start.\n\n" + "\n".join(parts), head)
    assert sum(step.minutes for step in found.steps) == teaching + exercises == found.minutes
    assert all(step.minutes > 0 for step in found.steps)
    assert len({step.title for step in found.steps}) == len(found.steps)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("::: challenge\nDo.\n", "div never closed, read up to the end: challenge"),
        (":::\nText.\n", "closing fence without an open div, left out"),
        ("::: odd-thing\nKept.\n:::\n", "unknown div, its text kept: odd-thing"),
        ("::: questions\n- q\n\n## H\n\nText.\n", "div never closed, read up to the next"),
        ("::: challenge\na\n\n::: challenge\nb\n:::\n", "div never closed, read up to the next"),
        ("```\nnever\n\nclosed\n", "code block never closed"),
        ("a\u202eb\n", "hidden character left out"),
        ("<div>\nwords\n</div>\n", "HTML tag taken away, its words kept: <div>"),
        ("<script>\nbad()\n</script>\n", "HTML left out with what is in it: <script"),
        ("| a |\n|---|\n| b |\n", ""),
        ("Two  \nlines\n", "line break inside a paragraph became a space"),
    ],
)
def test_what_is_badly_written_is_read_as_well_as_possible(text: str, told: str) -> None:
    lesson = read(episode(text))
    assert any(told in note for note in lesson.dropped) or not told
    assert wrong(lesson) == []


def test_a_div_left_open_swallows_no_later_div() -> None:
    found = activity("::: objectives\n- Aim\n\n::: challenge\nDo it.\n:::\n\nTalk.\n")
    assert said(found, SectionKind.DO) == "Do it." and "Talk." in said(found, SectionKind.SAY)


def test_colons_may_be_of_any_number() -> None:
    fence = ":" * 95
    found = activity(f"{fence} challenge {fence}\n\nDo it.\n\n{fence}\n\nTalk.\n")
    assert said(found, SectionKind.DO) == "Do it."


def test_the_text_of_code_is_not_read_as_markup() -> None:
    found = activity(
        "```md\n::: challenge\n## Not a step\n<!-- no comment -->\n{{x}} [a](b)\n```\n"
    )
    assert [step.title for step in found.steps] == ["Introduction"]
    shown = said(found, SectionKind.SHOW)
    assert "::: challenge" in shown and "## Not a step" in shown and "no comment" in shown


@pytest.mark.parametrize(
    "files",
    [{}, {"config.yaml": b""}, {"episodes/a.md": b""}, {"README.md": b"# A"}],
)
def test_another_folder_is_refused(files: Files) -> None:
    with pytest.raises(FileRefused):
        read(files)


def test_more_than_ninety_nine_objectives_are_cut_and_told() -> None:
    points = "\n".join(f"- Aim {number}" for number in range(120))
    lesson = read(episode(f"::: objectives\n{points}\n:::\n\nText.\n"))
    assert len(load(lesson.source.files, "all").objectives) == 99
    assert sum("more than 99 objectives" in note for note in lesson.dropped) == 21


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 15_000,
        "> " * 20_000 + "x",
        "- " * 20_000 + "x",
        "*a_" * 10_000,
        "::: challenge\n" * 3_000,
        "<!--" * 50_000,
        "```\n" * 9_999,
        "{: .challenge}\n" * 5_000,
        "> x\n{: .challenge}\n" * 2_000,
        "| a " * 9_000 + "|\n" + "|---" * 9_000 + "|\n",
        "x" * 200_000,
        "## h\n" * 5_000,
        "## h\n\ntext\n\n" * 3_000,
    ],
    ids=range(13),
)
def test_no_bomb_takes_long_or_gets_past_the_check(bomb: str) -> None:
    begun = time.process_time()
    lesson = read(episode(bomb))
    assert time.process_time() - begun < 5
    assert [one.rule for one in check(lesson.source.files) if one.severity == "error"] == []


@pytest.mark.parametrize(
    "header", ["[" * 90_000, "a: &a [*a, *a]\n", "- x", "{a: {b: {c: 1}}}", "\t:"]
)
def test_no_header_is_too_odd(header: str) -> None:
    lesson = read(episode("Words.", f"{header}\nteaching: 5"))
    assert wrong(lesson) == []


_BITS = (
    *(":::", "::: challenge", "::::: solution", ":::\n", "```", "```{r, echo=FALSE}", "`", "<!--"),
    *("-->", "<div>", "<script>", "</script>", "{: .challenge}", "> ", "> > ", "- ", "    - "),
    *("\t", "1. ", "101. ", "* ", "+ ", "|", "| a | b |\n|---|---|\n| c | d |", "\\", "\x00"),
    *("\x1b[31m", "\u202e", "\ufeff", "{", "}", "{x}", "[a](b)", "[a][b]", "[b]: http://x"),
    *("![p](q){alt='x'}", "***a***", "**b", "_c_", "__d", "# H", "## T {#x}", "### S", "---"),
    *("===", "~~~", "&lt;", "&#x200b;", "&#1;", "&", "teaching: x", "break: 10", "exercises: 9e9"),
    *("a" * 5000, "[", "](", " \n", "  \n", "\r", "\xa0", "1)", "<br/>", "<https://x.y>"),
    *("<img src=x alt='y'>", "*a*b", "**a**b", "\u0663. x", "- - - a", "> - a\n> - b", "a\n---"),
    *("- ```\n  x\n  ```", "1. a\n   - b\n     1. c\n        - d\n          - e", "{% x %}"),
)


def _mutated(seed: int) -> Files:
    """The lesson with a few random bits put in, taken out or doubled; names may be touched too."""
    dice = random.Random(seed)
    files = dict(LESSON)
    for _ in range(dice.choice([1, 3, 10, 30])):
        name = dice.choice(sorted(files))
        data = files[name]
        at = dice.randrange(len(data) + 1)
        if dice.random() < 0.5:
            at = data.rfind(b"\n", 0, at) + 1
        bit = dice.choice(_BITS).encode() + (b"\n" if dice.random() < 0.3 else b"")
        odd = bytes(dice.randrange(256) for _ in range(5))
        back = data[max(0, at - 200) : at]
        changed = (data[:at] + bit + data[at:], data[:at] + odd + data[at:])
        cut = data[:at] + data[at + dice.randrange(100) :]
        files[name] = dice.choice([changed[0], *changed, cut, data[:at] + back + data[at:]])
    return files


@pytest.mark.parametrize("start", range(0, 150, 25))
def test_a_spoilt_lesson_is_refused_or_passes_the_check(start: int) -> None:
    for seed in range(start, start + 25):
        try:
            lesson = read(_mutated(seed))
        except FileRefused:
            continue
        found = [one for one in wrong(lesson) if one.severity == "error"]
        assert found == [], seed
        assert all(re.match(r"[^:\n]+:\d+: [^\n]+", note) for note in lesson.dropped), seed


@given(st.dictionaries(st.sampled_from(sorted(LESSON)), st.binary(max_size=300)))
@settings(deadline=None, max_examples=60)
def test_no_bytes_crash_it(changed: Files) -> None:
    try:
        lesson = read({**LESSON, **changed})
    except FileRefused:
        return
    assert [one for one in wrong(lesson) if one.severity == "error"] == []


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_words_come_through_readable(text: str) -> None:
    lesson = read(episode(text))
    assert wrong(lesson) == []
