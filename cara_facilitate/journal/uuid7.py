"""Event ids: UUIDv7 (RFC 9562), which name an event and never order it."""

from __future__ import annotations

from collections.abc import Callable

_MAX_MS = (1 << 48) - 1


def uuid7(ms: int, random: Callable[[int], bytes]) -> bytes:
    """A UUIDv7 as 16 bytes.

    :param ms: Unix time in milliseconds, 0 to 2**48 - 1.
    :param random: gives that many random bytes.
    """
    value = (min(max(ms, 0), _MAX_MS) << 80) | int.from_bytes(random(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return value.to_bytes(16, "big")
