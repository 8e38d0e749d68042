"""Files built to break readers: each refused in a sentence, soon, in little memory, unquoted.

Every file is read in this process; through the real door, in a limited child of its own, go the
large ones and every fifth of the others, all of them with ``CARA_PROOF=1``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path, PurePath
from typing import Any

import cara_feedback_csv
import cara_feedback_jsonl
import cara_feedback_xlsx
import pytest

from cara_facilitate.api import FileRefused
from cara_facilitate.domain.feedback import match
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.feedback_file import SIZE_LIMIT
from tests.intake import extracts
from tests.intake.hostile_files import corpus

PROOF = os.environ.get("CARA_PROOF") == "1"
ROOT = Path(__file__).parents[2]
READ: dict[str, Callable[[bytes], Iterable[Mapping[str, str]]]] = {
    ".csv": cara_feedback_csv.read,
    ".jsonl": cara_feedback_jsonl.read,
    ".xlsx": cara_feedback_xlsx.read,
}
SOUND = {
    "sound.csv": extracts.as_csv(extracts.table()),
    "sound.jsonl": extracts.as_jsonl(extracts.table()),
    "sound.xlsx": extracts.as_xlsx(extracts.table()),
}
files = cache(corpus)


def _refusal(name: str, data: bytes) -> str:
    """The sentence with which a file is refused, or nothing."""
    if len(data) > SIZE_LIMIT:
        return "Too large."
    try:
        rows = list(READ[PurePath(name).suffix](data))
        match(rows, extracts.roster(), extracts.COHORT, extracts.W1, extracts.W2)
    except FileRefused as refused:
        return refused.message
    except IntakeError as refused:
        return refused.message
    return ""


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    kinds = Counter(PurePath(name).suffix for name in files())
    assert kinds[".csv"] >= 60 and kinds[".jsonl"] >= 40 and kinds[".xlsx"] >= 100


@pytest.mark.parametrize("name", SOUND)
def test_the_files_that_the_damage_is_done_to_are_sound(name: str) -> None:
    assert list(READ[PurePath(name).suffix](SOUND[name])) == extracts.rows()
    assert _refusal(name, SOUND[name]) == ""


@pytest.mark.parametrize("kind", READ)
def test_every_hostile_file_is_refused_by_a_sentence_that_quotes_nothing(kind: str) -> None:
    wrong = {}
    for name, data in files().items():
        if PurePath(name).suffix != kind:
            continue
        started = time.process_time()
        sentence = _refusal(name, data)
        seconds = time.process_time() - started
        if not sentence.endswith(".") or extracts.SECRET in sentence or seconds > 1:
            wrong[name] = (sentence, seconds)
    assert not wrong


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes and resource usage")
@pytest.mark.timeout(900 if PROOF else 300)
def test_through_the_real_door_each_costs_under_a_second_and_256_mebibytes(tmp_path: Path) -> None:
    chosen = {
        name: data
        for number, (name, data) in enumerate(files().items())
        if PROOF or number % 5 == 0 or len(data) > 50_000
    }
    for name, data in (SOUND | chosen).items():
        (tmp_path / name.replace("/", " ")).write_bytes(data)
    results = _through_the_door(tmp_path)
    sound = [one for one in results if one["file"] in SOUND]
    assert [one["outcome"] for one in sound] == ["accepted"] * 3
    hostile = [one for one in results if one not in sound]
    assert len(hostile) >= len(chosen) + 21
    worst = max(hostile, key=lambda one: float(one["cpu"]))
    peak = max(one["child_mib"] for one in results)
    slowest = max(hostile, key=lambda one: float(one["seconds"]))
    print(f"\n{len(hostile)} files; peak {peak} MiB")
    print(f"most processor time {worst['cpu']} s ({worst['file']})")
    print(f"longest by the clock {slowest['seconds']} s ({slowest['file']})")
    assert {one["outcome"] for one in hostile} == {"IntakeError"}
    assert all(one["message"].endswith(".") for one in hostile)
    assert not [one for one in hostile if extracts.SECRET in one["sentence"]]
    # Processor time, not the clock: what else this machine does at the moment is not the file's.
    assert worst["cpu"] < 1
    assert peak < 256


@pytest.mark.skipif(sys.platform != "linux", reason="memory of a process is read from /proc")
def test_the_whole_command_refuses_them_without_a_store_in_under_256_mebibytes(
    tmp_path: Path,
) -> None:
    paths = []
    for number, (name, data) in enumerate(files().items()):
        if number % 25 == 0 or len(data) > 500_000:
            paths.append(tmp_path / name.replace("/", " "))
            paths[-1].write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, paths)],
        env=os.environ | _bare(tmp_path),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    results, peak = json.loads(done.stdout), int(done.stderr)
    print(f"\n{len(paths)} files; peak {peak} MiB")
    assert len(results) == len(paths) > 10
    assert {one["file"] for one in results} == {"refused"}
    assert extracts.SECRET not in done.stdout
    assert peak < 256


def _bare(folder: Path) -> dict[str, str]:
    """No store, no settings, no passphrase: whoever needs one of them fails."""
    return {
        "CARA_HOME": str(folder / "none"),
        "CARA_CONFIG": str(folder / "settings.toml"),
        "CARA_PASSPHRASE_FD": "",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *(entry for entry in sys.path if entry)]),
    }


# A process's own resource usage counts what its parent held as it was started; /proc does not.
MEASURED = """
import re, resource, sys
from cara_facilitate.cli.main import main
code = main(["feedback", "check", *sys.argv[1:], "--cohort", "WY26A", "--json"])
own = int(re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1])
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(peak // 1024, file=sys.stderr)
sys.exit(0 if code == 2 else 1)
"""


def _through_the_door(folder: Path) -> list[dict[str, Any]]:
    path = [str(ROOT), *(entry for entry in sys.path if entry)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.intake.hostile_run", str(folder)],
        cwd=folder.parent,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
