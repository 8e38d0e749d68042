"""One set of files, four variants: tags, terms, overlays and running order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.content.axes import Axes, tags
from cara_facilitate.content.findings import errors
from cara_facilitate.content.load import check, load, variants
from cara_facilitate.domain.curriculum import SectionKind
from cara_facilitate.errors import ContentError

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]
PLAN, SIGNS, OVERLAY = (
    "activities/plan.md",
    "activities/signs.md",
    "variants/familial-female/plan.md",
)
AXES = Axes((("intimate-partner", "familial"), ("male", "female")))


def _bodies(files: Files, variant: str, kind: SectionKind, step: int = 0) -> list[str]:
    found = load(files, variant).activity("plan").steps[step].sections
    return [section.body for section in found if section.kind is kind]


def _rules(files: Files) -> list[str]:
    return [finding.rule for finding in check(files)]


def test_the_sample_has_no_findings(sample: Files) -> None:
    assert check(sample) == []


def test_axes_multiply_into_variants(sample: Files) -> None:
    assert variants(sample) == (
        "intimate-partner-male",
        "intimate-partner-female",
        "familial-male",
        "familial-female",
    )


def test_only_declared_variants_are_offered(sample: Files, edited: Edit) -> None:
    files = edited(
        sample, "curriculum.yaml", "objectives:", "variants: [familial-male]\nobjectives:"
    )
    assert variants(files) == ("familial-male",)
    with pytest.raises(ContentError, match='did you mean "familial-male"') as refused:
        load(files, "familial-female")
    assert "familial-male" in refused.value.hint
    wrong = edited(files, "curriculum.yaml", "[familial-male]", "[familial-mail]")
    assert _rules(wrong) == ["A01"]


@pytest.mark.parametrize(
    ("text", "variant", "belongs"),
    [
        ("", "familial-male", True),
        ("familial", "familial-male", True),
        ("familial", "intimate-partner-male", False),
        ("!male", "familial-male", False),
        ("!male", "familial-female", True),
        ("male, female", "familial-female", True),
        ("familial male", "familial-female", False),
        ("familial, male", "familial-male", True),
        ("familial-male", "familial-male", True),
        ("familial-male", "familial-female", False),
        ("!familial-male", "familial-male", False),
        ("familial-male, familial-female", "familial-female", True),
        ("familial, !familial-male", "familial-female", True),
    ],
)
def test_tags_choose_text(text: str, variant: str, belongs: bool) -> None:
    assert AXES.includes(tags(text, 1, 1), variant) is belongs


@given(st.sampled_from(AXES.variants()), st.sampled_from(sorted(AXES.names())))
def test_a_tag_and_its_negation_never_both_hold(variant: str, name: str) -> None:
    plain, negated = tags(name, 1, 1), tags(f"!{name}", 1, 1)
    assert AXES.includes(plain, variant) is not AXES.includes(negated, variant)


def test_tagged_sections_reach_only_their_variants(sample: Files) -> None:
    partner = _bodies(sample, "intimate-partner-male", SectionKind.SAY)
    relative = _bodies(sample, "familial-male", SectionKind.SAY)
    assert partner[1].startswith("If children") and len(partner) == 2
    assert relative[1].startswith("If you share") and len(relative) == 2
    assert len(_bodies(sample, "familial-male", SectionKind.WATCH_FOR, 1)) == 2
    assert len(_bodies(sample, "familial-female", SectionKind.WATCH_FOR, 1)) == 1


def test_handout_parts_follow_their_tags_and_lose_them(sample: Files) -> None:
    [card] = load(sample, "familial-male").handouts
    assert card.body == "I will say:\n\n## Which room\n\nThe room is:"


def test_a_term_takes_the_most_exact_wording_and_a_capital(sample: Files) -> None:
    said = {
        variant: load(sample, variant).activity("signs").steps[0].sections[0].body
        for variant in variants(sample)
    }
    assert "everyone" in said["familial-male"]
    assert "the women here" in said["intimate-partner-female"]
    assert "the women of a family" in said["familial-female"]
    assert load(sample, "familial-male").activity("plan").title == "A plan with your relative"
    assert _bodies(sample, "familial-male", SectionKind.SAY)[0].startswith("Your relative is told")


def test_the_second_axis_wins_over_the_first(sample: Files, edited: Edit) -> None:
    files = edited(
        sample, "terms.yaml", "intimate-partner: your", "female: a woman, familial: your"
    )
    files = edited(files, "terms.yaml", ", familial: your relative", "")
    assert load(files, "familial-female").activity("plan").title == "A plan with a woman"
    assert load(files, "familial-male").activity("plan").title == "A plan with your partner"


def test_an_overlay_changes_its_sections_in_its_variant_only(sample: Files) -> None:
    assert _bodies(sample, "familial-female", SectionKind.DO, 1) == [
        "1. Talk first, then hand out one card each."
    ]
    assert _bodies(sample, "familial-male", SectionKind.DO, 1)[0].startswith("1. Hand out")
    assert len(load(sample, "familial-female").activity("plan").steps[1].sections) == 2


def test_layers_lie_first_axis_then_second_then_exact_variant(sample: Files) -> None:
    def layered(*layers: str) -> str:
        texts = {
            f"variants/{layer}/plan.md": sample[OVERLAY].replace(b"Talk first", layer.encode())
            for layer in layers
        }
        files = {name: data for name, data in sample.items() if name != OVERLAY} | texts
        return _bodies(files, "familial-female", SectionKind.DO, 1)[0]

    assert layered("familial").startswith("1. familial,")
    assert layered("familial", "female").startswith("1. female,")
    assert layered("familial", "familial-female", "female").startswith("1. familial-female,")
    assert layered("male", "intimate-partner").startswith("1. Hand out")


def test_an_empty_overlay_section_empties_and_minutes_re_time(sample: Files, edited: Edit) -> None:
    body = "## Why it works (5 min)\n\n### Say\n\n## Write it (25 min)\n"
    files = {
        **sample,
        OVERLAY: b"---\noverlays: plan\nbase: x\n---\n\n" + body.encode(),
    }
    assert _bodies(files, "familial-female", SectionKind.SAY) == []
    plan = load(files, "familial-female").activity("plan")
    assert [step.minutes for step in plan.steps] == [5, 25]
    assert [step.minutes for step in load(files, "familial-male").activity("plan").steps] == [
        10,
        20,
    ]
    wrong = edited(files, OVERLAY, "(25 min)", "(20 min)")
    [told] = errors(check(wrong))
    assert told.message.endswith("add up to 25 (5 + 20) in familial-female")


def test_an_overlay_whose_target_is_gone_is_an_error(sample: Files, edited: Edit) -> None:
    assert "A03" in _rules(edited(sample, OVERLAY, "overlays: plan", "overlays: plam"))
    assert "A04" in _rules(edited(sample, OVERLAY, "## Write it", "## Wrote it"))
    assert "A04" in _rules(edited(sample, OVERLAY, "### Do", "### Ask"))
    moved = {name: data for name, data in sample.items() if name != OVERLAY}
    assert "A01" in _rules({**moved, "variants/familal/plan.md": sample[OVERLAY]})


def test_an_overlay_is_stale_only_when_what_it_replaces_changed(
    sample: Files, edited: Edit
) -> None:
    assert "A05" not in _rules(edited(sample, PLAN, "is told before", "hears before"))
    stale = edited(sample, PLAN, "Hand out one card", "Hand out two cards")
    [told] = [finding for finding in check(stale) if finding.rule == "A05"]
    assert told.severity == "warning"
    new = told.hint.rpartition(" ")[2]
    assert check(edited(stale, OVERLAY, "b2b18720deb5", new)) == []


def test_rows_may_be_for_some_variants_only(sample: Files, edited: Edit) -> None:
    row = "- {activity: plan, number: W1-02"
    files = edited(sample, "curriculum.yaml", row, row + ", only: [familial]")
    found = [(f.rule, f.message) for f in check(files) if f.rule == "C03"]
    assert found == [
        (
            "C03",
            'objective "time-out" is not covered in intimate-partner-male, intimate-partner-female',
        )
    ]
    assert [item.id for item in load(files, "familial-male").day(1).run] == [
        "W1-01",
        "BR1",
        "W1-02",
    ]


def test_a_step_with_nothing_for_a_variant_is_an_error(sample: Files, edited: Edit) -> None:
    files = edited(sample, PLAN, "### Do", "### Do [intimate-partner]")
    files = edited(files, PLAN, "### Watch for\n", "### Watch for [intimate-partner]\n")
    files = {name: data for name, data in files.items() if name != OVERLAY}
    told = [finding for finding in check(files) if finding.rule == "A02"]
    assert [(one.severity, one.message) for one in told] == [
        ("error", 'step "Write it" has nothing for familial-female'),
        ("warning", '"Do" in step "Write it" has nothing for familial-male'),
    ]
    load(files, "intimate-partner-female")


def test_fixed_starts_and_ends_are_kept(sample: Files, edited: Edit) -> None:
    def told(old: str, new: str) -> list[str]:
        found = check(edited(sample, "curriculum.yaml", old, new))
        return [f"{f.rule} {f.message}" for f in found]

    assert told("break: 10", "break: 15") == ["M06 runs 5 min over before the fixed 10:30 start"]
    assert told("break: 10", "break: 5") == ["M07 5 min spare before the fixed 10:30 start"]
    assert told('"11:00"', '"10:50"') == ["M08 day 1 ends at 11:00, 10 min after 10:50"]


def test_too_little_time_for_an_objective_is_a_warning(sample: Files, edited: Edit) -> None:
    [told] = check(edited(sample, "curriculum.yaml", "min_minutes: 20", "min_minutes: 45"))
    assert (told.rule, told.severity) == ("C05", "warning")
    assert "has 30 min, at least 45 wanted" in told.message


def test_one_misspelt_objective_in_the_manifest_is_told_once(sample: Files, edited: Edit) -> None:
    files = edited(sample, "curriculum.yaml", "slug: time-out", "slug: time-outs")
    files = edited(files, SIGNS, "[anger-signs]", "[anger-signs, time-out]")
    [told] = errors(check(files))
    assert told.rule == "C01" and told.hint == "also activities/signs.md:6"


def test_a_variant_without_errors_loads_though_another_has_some(
    sample: Files, edited: Edit
) -> None:
    files = edited(sample, PLAN, "### Listen for", "### Listen for [familial]")
    assert [f.message for f in errors(check(files))] == [
        'claims an objective but has no "Listen for" in '
        "intimate-partner-male, intimate-partner-female"
    ]
    load(files, "familial-male")
    with pytest.raises(ContentError, match="intimate-partner-male"):
        load(files, "intimate-partner-male")
