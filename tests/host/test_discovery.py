"""Discovery reads metadata; nothing that was not enabled is imported or started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cara_facilitate.host.discovery import Consent, discover, judge, visible

TRACE = """
    import pathlib, sys
    sys.stderr.write("imported")
    import nowhere_at_all
"""
LOOK = """
import json, sys
from cara_facilitate.host.discovery import Consent
from cara_facilitate.host.registry import open_host
host = open_host(Consent())
rows = [[r.name, r.status, r.reason] for r in host.listing()]
print(json.dumps([rows, sorted(m for m in sys.modules if m.startswith("plug_"))]))
"""


def test_nothing_that_is_not_enabled_is_imported(site: Any) -> None:
    site.install("quiet", TRACE)
    path = os.pathsep.join([str(site.folder), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    rows, imported = json.loads(done.stdout)
    assert ["quiet", "off", "not enabled in settings"] in rows
    assert imported == [] and done.stderr == ""


def test_found_plugins_are_sorted_by_name_then_distribution(site: Any) -> None:
    site.install("b", "", distribution="cara-y")
    site.install("a", "", distribution="cara-z")
    site.install("a", "", distribution="cara-x")
    found = [(one.name, one.distribution, one.version) for one in site.found()]
    assert found == [("a", "cara-x", "1.0"), ("a", "cara-z", "1.0"), ("b", "cara-y", "1.0")]


def test_a_changed_distribution_is_off_again(site: Any) -> None:
    module = site.install("good", "")
    (before,) = site.found()
    consent = Consent({"good": before.record})
    assert judge([before], consent)[0].status == "on"

    module.write_text("changed = True\n")
    site.write_record(site.folder / "cara_good-1.0.dist-info", module)

    (verdict,) = judge(site.found(), consent)
    assert (verdict.status, verdict.reason) == ("off", "changed since it was enabled")


def test_code_that_differs_from_its_record_is_refused(site: Any) -> None:
    module = site.install("good", "")
    (before,) = site.found()
    module.write_text("changed = True\n")
    (verdict,) = judge(site.found(), Consent({"good": before.record}))
    assert (verdict.status, verdict.reason) == (
        "refused",
        "its files are not those of its RECORD",
    )


@pytest.mark.parametrize(("line", "status"), [("extra.py,,", "refused"), ("c.pyc,,", "on")])
def test_source_that_the_record_gives_no_hash_for_is_refused(
    site: Any, line: str, status: str
) -> None:
    site.install("good", "")
    record = site.folder / "cara_good-1.0.dist-info" / "RECORD"
    record.write_text(f"{record.read_text()}{line}\n")
    (site.folder / "extra.py").write_text("")
    (found,) = site.found()
    (verdict,) = judge([found], Consent({"good": found.record}))
    assert verdict.status == status


def test_a_distribution_without_record_cannot_be_on(site: Any) -> None:
    site.install("good", "", record=False)
    (verdict,) = judge(site.found(), Consent({"good": ""}))
    assert (verdict.status, verdict.reason) == ("off", "its installation has no RECORD to pin")


def test_an_editable_installation_says_that_changes_are_not_noticed(site: Any) -> None:
    site.install("good", "")
    info = site.folder / "cara_good-1.0.dist-info"
    (info / "direct_url.json").write_text('{"dir_info": {"editable": true}, "url": "file:///x"}')
    (found,) = site.found()
    (verdict,) = judge([found], Consent({"good": found.record}))
    assert verdict.status == "on" and "not noticed" in verdict.reason


def test_bare_start_leaves_only_ours_on(site: Any) -> None:
    site.install("good", "")
    site.install("mine", "", distribution="cara-facilitate")
    found = site.found()
    verdicts = judge(found, Consent({one.name: one.record for one in found}, bare=True))
    assert [(v.found.name, v.status) for v in verdicts] == [("mine", "on"), ("good", "off")]


def test_ours_are_on_unless_turned_off(site: Any) -> None:
    site.install("mine", "", distribution="CARA_facilitate")
    (found,) = site.found()
    assert found.ours
    assert judge([found], Consent())[0].status == "on"
    assert judge([found], Consent(off=frozenset({"mine"})))[0].status == "off"


def test_a_name_belongs_to_ours_first_then_to_the_one_that_was_enabled(site: Any) -> None:
    site.install("same", "", distribution="cara-aaa")
    site.install("same", "", distribution="cara-zzz")
    enabled = next(one for one in site.found() if one.distribution == "cara-zzz")
    consent = Consent({"same": enabled.record})
    verdicts = {v.found.distribution: v for v in judge(site.found(), consent)}
    assert verdicts["cara-zzz"].status == "on"
    assert verdicts["cara-aaa"].reason == "the name is already used by cara-zzz"

    site.install("same", "", distribution="cara-facilitate")
    verdicts = {v.found.distribution: v for v in judge(site.found(), consent)}
    assert verdicts["cara-facilitate"].status == "on"
    assert verdicts["cara-zzz"].reason == "the name is already used by cara-facilitate"


@pytest.mark.parametrize("value", ["plug:attribute", "a b", "x[extra]", ""])
def test_an_entry_point_that_names_no_module_is_refused(value: str, site: Any) -> None:
    site.install("odd", "", value=value or ":")
    for found in site.found():
        (verdict,) = judge([found], Consent({"odd": found.record}))
        assert verdict.status == "refused"


def test_control_and_direction_characters_in_names_are_made_visible() -> None:
    assert visible("a\x1b[2Jb\u202ec\u2028d\n") == "a?[2Jb?c?d?"
    assert visible("Überlingen 3.0") == "Überlingen 3.0"


def test_broken_metadata_hides_no_other_plugin(
    site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(site.folder))
    site.install("good", "")
    broken = site.folder / "cara_broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: cara-broken\nVersion: 1\n")
    (broken / "entry_points.txt").write_text("[cara_facilitate]\nno equals sign\n")
    assert "good" in [one.name for one in discover()]


def test_an_unreadable_record_is_refused_and_stops_nothing(site: Any) -> None:
    site.install("good", "")
    site.install("odd", "")
    (site.folder / "cara_odd-1.0.dist-info" / "RECORD").write_bytes(b"\xff\xfe\x00")
    verdicts = judge(site.found(), Consent({"odd": "0" * 64}))
    assert {v.found.name: v.status for v in verdicts} == {"good": "off", "odd": "refused"}


def test_a_broken_distribution_does_not_stop_discovery(site: Any, tmp_path: Path) -> None:
    site.install("good", "")
    info = site.folder / "cara_good-1.0.dist-info"
    (info / "direct_url.json").write_text("[not json")
    assert [one.name for one in site.found()] == ["good"]
