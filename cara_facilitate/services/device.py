"""What a stolen or shared laptop would give away: disk, swap, file mode and screen lock."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DevicePoint:
    """One thing checked: ``state`` is good, bad or unknown."""

    name: str
    state: str
    advice: str


def device_points(
    folder: Path, *, proc: Path = Path("/proc"), sys_block: Path = Path("/sys/class/block")
) -> tuple[DevicePoint, ...]:
    """Every point, looked at now; what this system cannot tell is unknown, never good.

    :param proc: where the kernel's tables stand; :param sys_block: its block devices.
    """
    if sys.platform != "linux":
        unknown = "This system was not asked; check it in its settings."
        return (
            DevicePoint("disk encryption", "unknown", unknown),
            DevicePoint("swap encryption", "unknown", unknown),
            _folder_mode(folder),
            DevicePoint("screen lock", "unknown", unknown),
        )
    return (
        _disk(folder, proc, sys_block),
        _swap(proc, sys_block),
        _folder_mode(folder),
        DevicePoint(
            "screen lock",
            "unknown",
            "Check that the screen locks after five minutes and on closing.",
        ),
    )


def device_fault(points: tuple[DevicePoint, ...]) -> str:
    """What is bad about this laptop, as one plain sentence for the start; empty if nothing is."""
    bad = [point.name for point in points if point.state == "bad"]
    return f"This laptop is not safe to lose: {', '.join(bad)}. See: cara device" if bad else ""


def _disk(folder: Path, proc: Path, sys_block: Path) -> DevicePoint:
    device = _device_of(folder, proc)
    if not device.startswith("/dev/"):
        return DevicePoint("disk encryption", "unknown", "Ask whoever set this laptop up.")
    if _is_crypt(device, sys_block):
        return DevicePoint("disk encryption", "good", "")
    return DevicePoint(
        "disk encryption",
        "bad",
        "The store is encrypted, the disk around it is not. Ask for full-disk encryption.",
    )


def _swap(proc: Path, sys_block: Path) -> DevicePoint:
    try:
        lines = (proc / "swaps").read_text(encoding="utf-8").splitlines()[1:]
    except OSError:
        return DevicePoint("swap encryption", "unknown", "Ask whoever set this laptop up.")
    areas = [line.split()[0] for line in lines if line.split()]
    safe = all("zram" in area or _is_crypt(area, sys_block) for area in areas)
    if safe:
        return DevicePoint("swap encryption", "good", "")
    return DevicePoint(
        "swap encryption", "bad", "Memory may be written to disk unencrypted. Ask for swap off."
    )


def _folder_mode(folder: Path) -> DevicePoint:
    if os.name != "posix" or not folder.exists():
        return DevicePoint("store folder", "unknown", "Check that only you can open it.")
    private = folder.stat().st_mode & 0o077 == 0
    advice = "" if private else "Other users of this laptop can look into the store's folder."
    return DevicePoint("store folder", "good" if private else "bad", advice)


def _device_of(folder: Path, proc: Path) -> str:
    """The device whose mount point is the longest prefix of the folder."""
    best, device = "", ""
    try:
        lines = (proc / "mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    where = str(folder.resolve())
    for line in lines:
        source, point = line.split()[:2]
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, device = point, source
    return device


def _is_crypt(device: str, sys_block: Path) -> bool:
    """Whether a device mapper node is a crypt target, itself or below another mapping."""
    try:
        node = sys_block / Path(device).resolve().name
        uuid = node / "dm" / "uuid"
        if uuid.exists() and uuid.read_text(encoding="ascii").startswith("CRYPT-"):
            return True
        slaves = node / "slaves"
        below = [slave.name for slave in slaves.iterdir()] if slaves.exists() else []
        return bool(below) and all(_is_crypt(f"/dev/{name}", sys_block) for name in below)
    except (OSError, RecursionError):
        return False
