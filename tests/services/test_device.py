"""What the laptop would give away, read from the kernel's own tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.services.bootstrap import make_store
from cara_facilitate.services.device import DevicePoint, device_fault, device_points


def tables(place: Path, mounts: str, swaps: str) -> tuple[Path, Path]:
    proc, block = place / "proc", place / "block"
    proc.mkdir()
    block.mkdir()
    (proc / "mounts").write_text(mounts, encoding="utf-8")
    (proc / "swaps").write_text("Filename Type Size\n" + swaps, encoding="utf-8")
    return proc, block


def mapped(block: Path, name: str, uuid: str, *below: str) -> None:
    (block / name / "dm").mkdir(parents=True)
    (block / name / "dm" / "uuid").write_text(uuid, encoding="ascii")
    for slave in below:
        (block / name / "slaves" / slave).mkdir(parents=True)


def states(folder: Path, proc: Path, block: Path) -> dict[str, str]:
    return {p.name: p.state for p in device_points(folder, proc=proc, sys_block=block)}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    return folder


def test_a_plain_disk_is_bad_and_no_swap_is_good(tmp_path: Path, store: Path):
    proc, block = tables(tmp_path, "/dev/sda1 / ext4 rw 0 0\n", "")
    (block / "sda1").mkdir()
    found = states(store, proc, block)
    assert found["disk encryption"] == "bad"
    assert found["swap encryption"] == "good"
    assert found["store folder"] == "good"


def test_a_crypt_mapping_is_good_also_below_a_volume_group(tmp_path: Path, store: Path):
    proc, block = tables(tmp_path, "/dev/dm-1 / ext4 rw 0 0\n", "/dev/dm-2 partition 1\n")
    mapped(block, "dm-0", "CRYPT-LUKS2-x")
    mapped(block, "dm-1", "LVM-y", "dm-0")
    mapped(block, "dm-2", "LVM-z", "dm-0")
    found = states(store, proc, block)
    assert found["disk encryption"] == "good"
    assert found["swap encryption"] == "good"


def test_plain_swap_is_bad(tmp_path: Path, store: Path):
    proc, block = tables(tmp_path, "/dev/sda1 / ext4 rw 0 0\n", "/dev/sda2 partition 1\n")
    assert states(store, proc, block)["swap encryption"] == "bad"


def test_the_store_is_looked_for_on_its_own_mount(tmp_path: Path, store: Path):
    mounts = f"/dev/sda1 / ext4 rw 0 0\n/dev/dm-0 {tmp_path.resolve()} ext4 rw 0 0\n"
    proc, block = tables(tmp_path, mounts, "")
    mapped(block, "dm-0", "CRYPT-LUKS2-x")
    assert states(store, proc, block)["disk encryption"] == "good"


def test_a_folder_others_may_open_is_bad_and_what_cannot_be_known_is_unknown(
    tmp_path: Path, store: Path
):
    store.chmod(0o755)
    proc, block = tables(tmp_path, "overlay / overlay rw 0 0\n", "")
    found = states(store, proc, block)
    assert found["store folder"] == "bad"
    assert found["disk encryption"] == "unknown"
    assert found["screen lock"] == "unknown"


def test_what_is_bad_is_one_sentence_at_the_start_of_a_real_store(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
):
    points = (
        DevicePoint("disk encryption", "bad", "Ask."),
        DevicePoint("swap encryption", "good", ""),
        DevicePoint("screen lock", "unknown", "Check."),
    )
    said = "This laptop is not safe to lose: disk encryption. See: cara device"
    assert device_fault(points) == said
    assert device_fault(points[1:]) == ""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setattr("cara_facilitate.services.desk.device_points", lambda folder: points)
    desk, _ = make_store(store, "four quite unrelated words", "F-LEAD1")
    assert said in desk.warnings
    desk.close()
