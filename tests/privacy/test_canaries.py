"""Canaries planted in every field, the day driven through: not one of 42 surfaces shows any.

Every surface also gets a canary planted on purpose, which its own gathering and the same scanner
must then see: a surface whose control is not seen counts as unchecked.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator

import pytest

from tests.privacy.canary import day
from tests.privacy.canary.evidence import Evidence
from tests.privacy.canary.marks import Mark, Marks
from tests.privacy.canary.planting import plant
from tests.privacy.canary.scan import Scanner
from tests.privacy.canary.surfaces import SURFACES, Surface, planted

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and a pty as Linux has them"),
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("canaries"),
]

EVERY = pytest.mark.parametrize("surface", SURFACES, ids=lambda s: f"{s.id} {s.name}")


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    """A day driven through, and all that it left."""
    root = tmp_path_factory.mktemp("canary")
    found = Evidence(root, Marks(int.from_bytes(os.urandom(6), "big")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CARA_CONFIG", str(root / "home" / ".config" / "settings.toml"))
        patch.setenv("CARA_HOME", str(found.store))
        patch.syspath_prepend(str(root / "site"))
        day.play(found, plant(found))
    yield found


@pytest.fixture(scope="module")
def scanner(evidence: Evidence) -> Scanner:
    """Made once everything was planted: some marks are typed on the way."""
    evidence.marks.new("V", "control")
    return Scanner(evidence.marks)


def _seen(surface: Surface, evidence: Evidence, scanner: Scanner) -> dict[str, set[Mark]]:
    found = {where: scanner.find(data) for where, data in surface.gather(evidence)}
    return {where: set(marks) for where, marks in found.items() if marks}


def test_the_table_names_forty_two_surfaces_once_each() -> None:
    assert [surface.id for surface in SURFACES] == [f"L{n}" for n in range(1, 43)]


@EVERY
def test_nothing_forbidden_stands_there(
    surface: Surface, evidence: Evidence, scanner: Scanner
) -> None:
    if surface.traced and not shutil.which("strace"):
        pytest.skip("system calls are not traced here, so nothing could be seen")
    for where, marks in _seen(surface, evidence, scanner).items():
        wrong = {f"{m.kind} {m.field}" for m in marks if not m.field.startswith(surface.allowed)}
        assert not wrong, f"{surface.name}: {where} shows {sorted(wrong)}"


@EVERY
def test_the_control_is_seen_there(surface: Surface, evidence: Evidence, scanner: Scanner) -> None:
    [control] = [mark for mark in evidence.marks if mark.field == "control"]
    assert all(control not in marks for marks in _seen(surface, evidence, scanner).values())
    with planted(surface, evidence, control.text):
        assert any(control in marks for marks in _seen(surface, evidence, scanner).values())


def test_the_day_really_showed_the_words_where_they_may_be_read(
    evidence: Evidence, scanner: Scanner
) -> None:
    """Without this, a day that went wrong would look as clean as one that went well."""
    readings = [data for label, data in evidence.kept.items() if label.startswith("briefing as")]
    assert len(readings) == 4
    assert all("summary" in {m.field for m in scanner.find(read)} for read in readings)
    assert {mark.field for mark in scanner.find(bytes(evidence.raw))} >= {"summary", "typed flag"}
    notes = b"".join(data for _, data in evidence.files("*.txt", under=evidence.out))
    assert {mark.kind for mark in scanner.find(notes)} == {"N", "F"}
    assert {m.field for m in scanner.find(evidence.kept["form as typed"])} >= {
        "typed where to reach them"
    }
    assert evidence.printed["damaged (exit)"] != b"0"


def test_every_kind_of_evidence_is_there(evidence: Evidence) -> None:
    """A surface at which nothing was gathered would be clean for nothing."""
    assert b"attendance.confirmed" in evidence.memory["notices"]
    assert len(evidence.memory["note facts"]) > 1000
    assert b"zq-N" in evidence.memory["child: texts it holds"]
    assert any(name.endswith("cmdline") and b"--parent-fd" in found
               for name, found in evidence.processes.items())  # fmt: skip
    assert any("store.db-wal" in name and data for name, data in evidence.kept.items())
    assert list(evidence.files("reports/*.txt", under=evidence.store))
    assert len(list(evidence.files("store.db", under=evidence.backups))) == 2
    assert list(evidence.files("*.pdf", under=evidence.out))
    assert list(evidence.files("*.handover", under=evidence.out))
    assert all(data for name, data in evidence.kept.items() if name.startswith("screen after"))


def test_the_processes_that_hold_keys_may_not_dump_core_and_were_not_swapped(
    evidence: Evidence,
) -> None:
    apps = {
        name.rpartition(" ")[0]
        for name, found in evidence.processes.items()
        if name.endswith("cmdline") and b"--parent-fd" in found
    }
    assert len(apps) == 3
    for app in apps:
        limits = evidence.processes[f"{app} limits"].decode()
        [core] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
        assert core.split()[4:6] == ["0", "0"]
        status = evidence.processes[f"{app} status"].decode()
        assert "VmSwap:\t       0 kB" in status


def test_no_socket_was_opened_and_no_editor_started(evidence: Evidence) -> None:
    assert evidence.sockets == []
    assert not any("editor" in line for line in evidence.executed)
    if shutil.which("strace"):
        assert evidence.written
        assert evidence.executed


def test_documents_fetch_nothing(evidence: Evidence) -> None:
    for name, data in evidence.files("*.html", under=evidence.out):
        for forbidden in (b"http:", b"https:", b"src=", b"@import", b"<link", b"<script"):
            assert forbidden not in data.lower(), (name, forbidden)
