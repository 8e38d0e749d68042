"""Single faults of every kind, planted at random in the shipped curriculum, are told well."""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

import pytest

from bench.faults import KINDS
from bench.planting import Planted, plant
from cara_facilitate.content.findings import Finding
from cara_facilitate.content.load import check

Files = dict[str, bytes]
TODAY = date(2026, 11, 28)
SEED = 20261128
SAMPLE, PROOF = 2 * len(KINDS), 5_000
"""How many faults are planted in `make test`, and with ``CARA_PROOF=1``."""
LEAST_FITTING, LEAST_NEAR, MOST_FINDINGS = 0.98, 0.90, 1.2
LEAST_KINDS = 120


@dataclass
class Score:
    """How faults were told: how many fittingly, how many near, with how many findings."""

    planted: int = 0
    fitting: int = 0
    near: int = 0
    findings: int = 0
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, fault: Planted, new: list[Finding]) -> None:
        """Count one fault and the findings that were not there without it."""
        fitting = [finding for finding in new if finding.rule in fault.rules]
        near = any(
            file == fault.file and abs(line - fault.line) <= 1
            for finding in fitting
            for file, line in ((finding.file, finding.line), *finding.related)
        )
        self.planted += 1
        self.fitting += bool(fitting)
        self.near += near
        self.findings += len(new)
        if not near:
            told = [f"{one.rule} {one.file}:{one.line}" for one in new]
            self.missed[fault.kind].append(f"{fault.file}:{fault.line} -> {told}")

    def __str__(self) -> str:
        n = max(1, self.planted)
        return (
            f"{self.planted} faults: {self.fitting / n:.1%} told by a fitting rule, "
            f"{self.near / n:.1%} within a line of it, {self.findings / n:.2f} findings each"
        )


def _measured(files: Files, count: int) -> tuple[Score, Counter[str]]:
    usual = {(one.rule, one.file, one.message) for one in check(files, TODAY)}
    rng = random.Random(SEED)
    score, kinds = Score(), Counter[str]()
    order = sorted(KINDS)
    for number in range(count):
        fault = plant(order[number % len(order)], files, rng)
        if fault is None:
            continue
        kinds[fault.kind] += 1
        found = check(fault.files, TODAY)
        score.add(fault, [f for f in found if (f.rule, f.file, f.message) not in usual])
    return score, kinds


@pytest.mark.timeout(1800)
def test_single_faults_are_told_fittingly_near_and_once(
    shipped: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    count = PROOF if os.environ.get("CARA_PROOF") else SAMPLE
    score, kinds = _measured(shipped, count)
    with capsys.disabled():
        print(f"\n{score} ({len(kinds)} kinds)")
    assert len(kinds) >= LEAST_KINDS
    assert score.fitting >= LEAST_FITTING * score.planted, dict(score.missed)
    assert score.near >= LEAST_NEAR * score.planted, dict(score.missed)
    assert score.findings <= MOST_FINDINGS * score.planted


def test_a_fault_that_is_planted_changes_the_files(shipped: Files) -> None:
    rng = random.Random(SEED)
    for kind in sorted(KINDS):
        fault = plant(kind, shipped, rng)
        assert fault is None or dict(fault.files) != shipped, kind


@pytest.mark.parametrize("change", ["crlf", "bom", "both"])
def test_how_an_editor_saves_a_file_is_no_fault(shipped: Files, change: str) -> None:
    usual = check(shipped, TODAY)
    saved = {name: _saved(data, change) for name, data in shipped.items()}
    assert check(saved, TODAY) == usual


def _saved(data: bytes, change: str) -> bytes:
    data = data.replace(b"\n", b"\r\n") if change != "bom" else data
    return b"\xef\xbb\xbf" + data if change != "crlf" else data
