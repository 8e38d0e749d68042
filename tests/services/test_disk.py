"""A disk that is full or read-only is said at start, and a reserve saves what is queued."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cara_facilitate.services.disk import (
    RESERVE,
    RESERVE_BYTES,
    fault_at_start,
    give_back_reserve,
    keep_reserve,
)

TINY_DISK = """
import datetime, os, sys
from pathlib import Path
from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver, prepare
from cara_facilitate.services.rehearse import make_practice

home = Path(sys.argv[1]) / "store"
home.mkdir(mode=0o700)
made = make_practice(home, datetime.date(2026, 11, 28))
desk, cohort = made.desk, made.plan.cohort
prepare.prepare(desk, cohort, 1, prepare.CHECKS)
deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
deliver.do(desk, cohort, 1, cmd.AllPresent(desk.clock.now()))
assert desk.flush(10)
ballast = os.open(Path(sys.argv[1]) / "ballast", os.O_CREAT | os.O_WRONLY)
size = 65536
while size:
    try:
        os.write(ballast, bytes(size))
    except OSError:
        size //= 2
for _ in range(300):
    deliver.do(desk, cohort, 1, cmd.Observe((1, 2, 3, 4), "o", desk.clock.now()))
print("saved" if desk.flush(30) else "not saved", (home / "reserve").exists())
desk.close()
"""


def test_a_good_folder_has_no_fault(tmp_path: Path):
    free = shutil.disk_usage(tmp_path).free
    assert (fault_at_start(tmp_path) == "") == (free >= 64 * 1024**2)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_says_paper(tmp_path: Path):
    assert "paper" in fault_at_start(tmp_path / "gone")


def test_the_reserve_is_private_whole_and_given_back_once(tmp_path: Path):
    keep_reserve(tmp_path)
    keep_reserve(tmp_path)
    kept = tmp_path / RESERVE
    assert kept.stat().st_size == RESERVE_BYTES
    assert kept.stat().st_mode & 0o777 == 0o600
    assert give_back_reserve(tmp_path)
    assert not give_back_reserve(tmp_path)


def _own_mounts() -> bool:
    """Whether this machine lets a test mount a disk of its own."""
    if shutil.which("unshare") is None or shutil.which("mount") is None:
        return False
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


@pytest.mark.skipif(not _own_mounts(), reason="this machine lets no test mount a small disk")
def test_on_a_disk_that_fills_up_the_reserve_saves_everything_queued(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    script = tmp_path / "tiny.py"
    script.write_text(TINY_DISK, encoding="utf-8")
    mount = f"mount -t tmpfs -o size=24m tmpfs '{disk}'"
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{mount} && exec '{sys.executable}' '{script}' '{disk}'"],
        capture_output=True, text=True, timeout=100, check=False,
        env=os.environ | {"CARA_CONFIG": str(tmp_path / "none.toml")},
    )  # fmt: skip
    assert ran.stdout.strip() == "saved False", ran.stderr[-2000:]


@pytest.mark.skipif(not _own_mounts(), reason="this machine lets no test mount a small disk")
def test_a_read_only_disk_is_said_at_start(tmp_path: Path):
    disk = tmp_path / "disk"
    disk.mkdir()
    look = (
        "import sys; from pathlib import Path; from cara_facilitate.services.disk import"
        " fault_at_start; print(fault_at_start(Path(sys.argv[1])))"
    )
    mount = f"mount -t tmpfs tmpfs '{disk}' && mount -o remount,ro '{disk}'"
    run = f"exec '{sys.executable}' -c \"{look}\" '{disk}'"
    ran = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{mount} && {run}"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "full or read-only. Use paper today." in ran.stdout, ran.stderr
