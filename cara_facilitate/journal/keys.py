"""The key file beside the store: two random keys, wrapped once by passphrase, once by paper key."""

from __future__ import annotations

import base64
import json
import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox

from cara_facilitate.errors import StoreError, WrongPassphrase
from cara_facilitate.journal import recovery
from cara_facilitate.journal.files import (
    STORE_FILE,
    private_folder,
    read_private,
    write_private,
)
from cara_facilitate.journal.held import KEY_BYTES, DeskKey, FeedbackKey, OpenKeys, TierKey
from cara_facilitate.journal.tries import TooSoon, Tries

__all__ = [
    "DeskKey",
    "FeedbackKey",
    "KdfCost",
    "OpenKeys",
    "TierKey",
    "TooSoon",
    "create_keys",
    "has_keys",
    "open_keys",
    "open_with_recovery",
    "set_passphrase",
]

KEYS_FILE = "keys.json"
UNUSED_FILE = "keys-unused.json"
_MOST_OPS = 16
_LEAST_KIB = 8 * 1024
_MOST_KIB = 2 * 1024 * 1024
_FORMAT = "cara.keys.1"
_LIMIT = 64 * 1024
_DAMAGED = "The key file keys.json is damaged."
_RESTORE = "Restore keys.json from a backup; the store itself is untouched."


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess costs: Argon2id passes and memory in KiB.

    :raises ValueError: outside 1-16 passes and 8 MiB - 2 GiB, so a file cannot hang the machine.
    """

    ops: int
    mem_kib: int

    STANDARD: ClassVar[KdfCost]
    """256 MiB, four passes: half a second or more."""
    PRACTICE: ClassVar[KdfCost]
    """Light, for practice stores, whose passphrase is on the screen anyway, and for tests."""

    def __post_init__(self) -> None:
        if not (1 <= self.ops <= _MOST_OPS and _LEAST_KIB <= self.mem_kib <= _MOST_KIB):
            raise ValueError("key derivation cost out of bounds")


KdfCost.STANDARD = KdfCost(4, 256 * 1024)
KdfCost.PRACTICE = KdfCost(1, 8 * 1024)


@dataclass(frozen=True, slots=True)
class _Slot:
    """One way in: the keys, boxed under what a secret and this salt derive at this cost."""

    cost: KdfCost
    salt: bytes
    box: bytes

    def open(self, secret: bytes) -> OpenKeys | None:
        """The keys, or None if the secret is not the one."""
        try:
            both = SecretBox(_stretch(secret, self.salt, self.cost)).decrypt(self.box)
        except CryptoError:
            return None
        return OpenKeys(both[:KEY_BYTES], both[KEY_BYTES:])


def wall_ms() -> int:
    """Unix time in milliseconds, by the machine's clock."""
    return time.time_ns() // 1_000_000


def has_keys(folder: Path) -> bool:
    """Whether a key file is there, so that one asks for a passphrase and does not make one."""
    return (folder / KEYS_FILE).exists()


def create_keys(
    folder: Path,
    passphrase: str,
    *,
    random: Callable[[int], bytes] = os.urandom,
    kdf: KdfCost = KdfCost.STANDARD,
) -> tuple[OpenKeys, str]:
    """Make the keys of a new store and its key file.

    :return: the keys, and the recovery key's text, which is kept nowhere: show it once.
    :raises StoreError: if there is a store already, the passphrase is empty, or nothing can be
        written. The keys of a store are never replaced: what they open would be lost.
    """
    private_folder(folder)
    if has_keys(folder) and (folder / STORE_FILE).exists():
        raise StoreError("This store has its keys already.", "Open it with its passphrase.")
    keys = OpenKeys(random(KEY_BYTES), random(KEY_BYTES))
    paper = random(recovery.RECOVERY_BYTES)
    slots = {
        "passphrase": _wrap(keys, _normal(passphrase), kdf, random),
        "recovery": _wrap(keys, paper, kdf, random),
    }
    if has_keys(folder):
        # A first run that was killed before it had a store; but never throw a key away.
        (folder / KEYS_FILE).replace(folder / UNUSED_FILE)
    _save(folder, slots)
    return keys, recovery.to_text(paper)


def open_keys(folder: Path, passphrase: str, *, now_ms: Callable[[], int] = wall_ms) -> OpenKeys:
    """The keys, by passphrase. Takes as long as the key derivation costs.

    :raises WrongPassphrase: if it is not the one; :class:`TooSoon` if it is not yet time to try.
    :raises StoreError: if there is no key file or it is damaged.
    """
    slot = _load(folder)["passphrase"]
    tries = Tries(folder, now_ms)
    tries.check()
    keys = slot.open(_normal(passphrase))
    if keys is None:
        tries.wrong()
        raise WrongPassphrase(
            "That passphrase does not open this store.",
            "Check capitals and keyboard layout, or use the printed recovery key.",
        )
    tries.right()
    return keys


def open_with_recovery(
    folder: Path, recovery_key: str, *, now_ms: Callable[[], int] = wall_ms
) -> OpenKeys:
    """The keys, by the printed recovery key; no wait, for 160 random bits are not guessed.

    :raises WrongPassphrase: if it has a slip in it or belongs to another store.
    :raises StoreError: if there is no key file or it is damaged.
    """
    slot = _load(folder)["recovery"]
    keys = slot.open(recovery.from_text(recovery_key))
    if keys is None:
        raise WrongPassphrase(
            "That recovery key is whole but belongs to another store.",
            "Look for the key printed when this store was made.",
        )
    Tries(folder, now_ms).right()
    return keys


def set_passphrase(
    folder: Path,
    keys: OpenKeys,
    passphrase: str,
    *,
    random: Callable[[int], bytes] = os.urandom,
    kdf: KdfCost | None = None,
) -> None:
    """Replace the passphrase; the recovery key and the store stay as they are.

    :param kdf: None keeps the cost of the passphrase before.
    :raises StoreError: if the key file cannot be read or written; the old passphrase then stands.
    """
    slots = _load(folder)
    cost = kdf or slots["passphrase"].cost
    _save(folder, {**slots, "passphrase": _wrap(keys, _normal(passphrase), cost, random)})


def _normal(passphrase: str) -> bytes:
    # Two keyboards may compose the same accented letter differently.
    try:
        normal = unicodedata.normalize("NFKC", passphrase).encode()
    except UnicodeEncodeError:
        raise WrongPassphrase("The passphrase holds a character that cannot be typed.") from None
    if not normal:
        raise WrongPassphrase("The passphrase is empty.", "Type the passphrase of this store.")
    return normal


def _stretch(secret: bytes, salt: bytes, cost: KdfCost) -> bytes:
    return argon2id.kdf(
        SecretBox.KEY_SIZE, secret, salt, opslimit=cost.ops, memlimit=cost.mem_kib * 1024
    )


def _wrap(keys: OpenKeys, secret: bytes, cost: KdfCost, random: Callable[[int], bytes]) -> _Slot:
    salt = random(argon2id.SALTBYTES)
    box = SecretBox(_stretch(secret, salt, cost))
    return _Slot(cost, salt, bytes(box.encrypt(keys.both(), random(SecretBox.NONCE_SIZE))))


def _save(folder: Path, slots: dict[str, _Slot]) -> None:
    text = {name: _as_json(slot) for name, slot in slots.items()}
    whole = json.dumps({"format": _FORMAT, "slots": text}, indent=1)
    write_private(folder / KEYS_FILE, whole.encode() + b"\n")


def _as_json(slot: _Slot) -> dict[str, Any]:
    return {
        "kdf": "argon2id",
        "ops": slot.cost.ops,
        "mem_kib": slot.cost.mem_kib,
        "salt": base64.b64encode(slot.salt).decode(),
        "box": base64.b64encode(slot.box).decode(),
    }


def _load(folder: Path) -> dict[str, _Slot]:
    try:
        whole = json.loads(read_private(folder / KEYS_FILE, _LIMIT))
    except FileNotFoundError:
        raise StoreError(
            "There is no key file here.", "Name the folder of a store, or make a new one."
        ) from None
    except (ValueError, RecursionError):
        raise StoreError(_DAMAGED, _RESTORE) from None
    try:
        if whole["format"] != _FORMAT:
            raise StoreError(
                "The key file was made by another version of this program.",
                "Update the program.",
            )
        return {name: _from_json(whole["slots"][name]) for name in ("passphrase", "recovery")}
    except (KeyError, TypeError, ValueError):
        raise StoreError(_DAMAGED, _RESTORE) from None


def _from_json(slot: dict[str, Any]) -> _Slot:
    if slot["kdf"] != "argon2id" or type(slot["ops"]) is not int:
        raise ValueError("unknown key derivation")
    salt = base64.b64decode(slot["salt"], validate=True)
    box = base64.b64decode(slot["box"], validate=True)
    if len(salt) != argon2id.SALTBYTES or type(slot["mem_kib"]) is not int:
        raise ValueError("wrong length")
    return _Slot(KdfCost(slot["ops"], slot["mem_kib"]), salt, box)
