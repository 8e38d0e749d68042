"""Refusals, order and duplicates: what the host lists and what it lets through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cara_facilitate.api import EventNotice, PlacementFacts
from cara_facilitate.errors import PluginError
from cara_facilitate.host.discovery import Consent
from cara_facilitate.host.registry import Host

POLICY = """
    @hookimpl
    def cara_site_policies():
        return [SitePolicy("{id}", "{title}", lambda facts: [])]
"""
OURS = "cara-facilitate"
FACTS = PlacementFacts("WY26A", "x", "y", (date(2026, 11, 28),), (), ())


def _policy(record: str, title: str = "T") -> str:
    return POLICY.replace("{id}", record).replace("{title}", title)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("CARA_API = 2", "made for API 2, this is API 1"),
        ("del CARA_API", "does not state CARA_API, this is API 1"),
        ("CARA_API = 'one'", "states a CARA_API that is no version number, this is API 1"),
        ("CARA_API = True", "states a CARA_API that is no version number, this is API 1"),
        ("@hookimpl\ndef cara_unknown(): return []", "unknown hook cara_unknown"),
        (
            "@hookimpl(specname='elsewhere')\ndef cara_curricula(): return []",
            "unknown hook elsewhere",
        ),
        (
            "@hookimpl\ndef cara_curricula(config): return []",
            "cara_curricula takes config, which the hook does not give",
        ),
        (
            "@hookimpl(wrapper=True)\ndef cara_curricula():\n    yield",
            "cara_curricula is a wrapper, which is not allowed",
        ),
        (
            "@hookimpl(hookwrapper=True)\ndef cara_curricula():\n    yield",
            "cara_curricula is a wrapper, which is not allowed",
        ),
        (
            "@hookimpl\ndef cara_site_policies():\n"
            "    return [SitePolicy('x', 'X', print), SitePolicy('x', 'Y', print)]",
            "offers x twice in cara_site_policies",
        ),
    ],
)
@pytest.mark.parametrize("distribution", ["cara-theirs", OURS])
def test_a_plugin_that_does_not_keep_to_the_contract_is_refused_with_the_reason(
    distribution: str,
    source: str,
    reason: str,
    site: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    site.install("odd", source, distribution=distribution)
    (row,) = site.host().listing()
    assert (row.status, row.reason, row.asked_for) == ("refused", reason, True)


def test_an_unmarked_function_is_warned_of(site: Any) -> None:
    site.install("odd", "def cara_curricula(): return []")
    (row,) = site.host().listing()
    assert (row.status, row.reason) == ("on", "cara_curricula is not marked with @hookimpl")


def test_ours_run_here_and_theirs_elsewhere(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    source = """
        import os
        @hookimpl
        def cara_site_policies():
            return [SitePolicy("{id}", str(os.getpid()), lambda facts: [])]
    """
    site.install("mine", source.replace("{id}", "mine"), distribution=OURS)
    site.install("theirs", source.replace("{id}", "theirs"))
    import os

    where = {policy.id: policy.title for policy in site.host().site_policies()}
    assert where["mine"] == str(os.getpid()) != where["theirs"]


def test_a_duplicate_record_refuses_the_later_plugin_and_names_the_first(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    site.install("zz_ours", _policy("leeds", "ours"), distribution=OURS)
    site.install("aa_theirs", _policy("leeds", "theirs"))
    host = site.host()
    status = {row.name: (row.status, row.reason) for row in host.listing()}
    assert [policy.title for policy in host.site_policies()] == ["ours"]
    assert status["aa_theirs"] == (
        "refused",
        "leeds in cara_site_policies is already offered by zz_ours (cara-facilitate)",
    )


def test_records_are_sorted_by_id_whatever_the_order_of_installation(site: Any) -> None:
    for name, record in (("a", "z-site"), ("b", "m-site"), ("c", "a-site")):
        site.install(name, _policy(record))
    assert [p.id for p in site.host().site_policies()] == ["a-site", "m-site", "z-site"]


def test_a_named_policy_that_is_missing_or_failed_never_falls_back(site: Any) -> None:
    site.install("lax", _policy("lax"))
    site.install("strict", "    1 / 0\n" + _policy("strict"))
    host = site.host()
    for name in ("strict", "elsewhere"):
        with pytest.raises(PluginError) as raised:
            host.site_policy(name)
        assert raised.value.hint


def test_a_failing_check_of_ours_blocks_as_well(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    source = _policy("mine").replace("[])", "facts.nothing)")
    site.install("mine", source, distribution=OURS)
    host = site.host()
    with pytest.raises(PluginError, match="AttributeError in cara_site_policies"):
        host.site_policy("mine").check(FACTS)
    assert host.listing()[0].status == "failed"


def test_a_failing_reader_of_ours_stores_nothing_and_stays_for_the_next_file(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    source = """
        def read(data):
            return [{"n": str(1 // len(data))}]
        @hookimpl
        def cara_feedback_readers():
            return [FeedbackReader("r", "R", (".x",), read)]
    """
    site.install("mine", source, distribution=OURS)
    host = site.host()
    with pytest.raises(PluginError, match="ZeroDivisionError"):
        host.read_feedback("r", b"")
    assert host.read_feedback("r", b"x") == [{"n": "1"}]


def test_a_note_writer_gets_plain_facts_and_gives_plain_names(site: Any) -> None:
    source = """
        def context(facts):
            facts["added"] = 1
            return {"title": facts["cohort"], "rows": [1, (2, 3)], "more": {"a": None}}
        @hookimpl
        def cara_note_writers():
            return [NoteWriter("n", "N", {"md": "{{ title }}"}, context)]
    """
    site.install("note", source)
    facts = {"cohort": "WY26A"}
    (writer,) = site.host().note_writers()
    assert writer.context(facts) == {"title": "WY26A", "rows": [1, [2, 3]], "more": {"a": None}}
    assert facts == {"cohort": "WY26A"} and writer.templates == {"md": "{{ title }}"}


def test_a_curriculum_arrives_with_the_bytes_of_its_files(site: Any) -> None:
    source = """
        @hookimpl
        def cara_curricula():
            files = {"curriculum.yaml": b"\\xff\\x00", "a/b.md": b""}
            yield CurriculumSource("c", files, "cara-facilitate", "9.9")
    """
    site.install("c", source)
    (curriculum,) = site.host().curricula()
    assert curriculum.files == {"curriculum.yaml": b"\xff\x00", "a/b.md": b""}
    assert (curriculum.distribution, curriculum.version) == ("cara-c", "1.0")


def test_a_wrong_argument_is_the_callers_mistake_and_not_the_plugins(site: Any) -> None:
    site.install("good", _policy("good"))
    host = site.host()
    with pytest.raises(TypeError):
        host.site_policy("good").check({"cohort": "WY26A"})
    assert host.listing()[0].status == "on"


def test_loading_waits_until_something_is_asked(site: Any) -> None:
    module = site.install("late", "1 / 0")
    host = site.host(consent=Consent())
    assert module.exists() and host.listing()[0].status == "off"
    assert host.settle(0.1)


def test_an_empty_installation_offers_nothing_and_takes_notices() -> None:
    host = Host((), Consent())
    host.observe(EventNotice("x", 1, "y"))
    nothing: list[tuple[object, ...]] = [host.listing(), host.curricula(), host.scenarios()]
    assert [*nothing, host.curriculum_readers(), host.note_writers()] == [()] * 5
    with pytest.raises(PluginError):
        host.read_feedback("csv", b"")
    host.close()
