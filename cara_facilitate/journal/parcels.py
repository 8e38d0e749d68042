"""A hand-over as bytes: signed by its sender, then sealed to the one person who may open it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import NoReturn

from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox
from nacl.signing import VerifyKey

from cara_facilitate.errors import IntakeError
from cara_facilitate.journal.held import KEY_BYTES, PersonKey

MAGIC = b"CARA-HANDOVER 1\n"
BLOCK = 64 * 1024
"""A whole file has a multiple of this many bytes, so that its size tells nothing."""
LARGEST = 8 * 1024 * 1024
"""The most bytes a whole file may have; a caller reads no more than this."""

_FAMILY = b"CARA-HANDOVER "
_PURPOSE = b"cara.handover.1\n"
_SIGNATURE = 64
_LENGTH = 8
_HEAD = KEY_BYTES + _SIGNATURE + _LENGTH
_SEAL = 48
_AROUND = len(MAGIC) + _SEAL + _HEAD


@dataclass(frozen=True, slots=True)
class Parcel:
    """What was in a hand-over, its signature checked.

    :ivar verify: the key of 32 bytes that signed it; whose it is, the caller must know.
    """

    body: bytes = dataclasses.field(repr=False)
    verify: bytes


def wrap(own: PersonKey, to: bytes, body: bytes) -> bytes:
    """The file for one person: what they are given, signed by us and sealed to their key.

    :param to: the other person's receiving key, 32 bytes.
    :raises IntakeError: if the body is too large for one file or the key can seal nothing.
    """
    whole = -(-(_AROUND + len(body)) // BLOCK) * BLOCK
    if whole > LARGEST:
        raise IntakeError(
            f"This is too large for one hand-over: at most {LARGEST >> 20} MB.",
            "Hand over less at a time.",
        )
    signature = own.sign(_signed(to, body))
    head = own.verify + signature + len(body).to_bytes(_LENGTH, "big")
    inner = (head + body).ljust(whole - len(MAGIC) - _SEAL, b"\0")
    try:
        return MAGIC + SealedBox(PublicKey(to)).encrypt(inner)
    except (CryptoError, ValueError, TypeError, RuntimeError):
        raise _useless_key() from None


def check_receiving_key(key: bytes) -> None:
    """Refuse a receiving key that nothing can be sealed to, before it is kept.

    :raises IntakeError: if it has the wrong length or is no sound key.
    """
    try:
        SealedBox(PublicKey(key)).encrypt(b"")
    except (CryptoError, ValueError, TypeError, RuntimeError):
        raise _useless_key() from None


def unwrap(own: PersonKey, data: bytes) -> Parcel:
    """What lies in a hand-over for us, once its signature is found to be its sender's.

    The sender's key is the one given inside: the caller must still check that it is the key of
    a person trusted here.

    :raises IntakeError: if this is no hand-over, not whole, not for us, or was changed.
    """
    if not data.startswith(MAGIC):
        _refuse_stranger(data)
    if len(data) % BLOCK or not BLOCK <= len(data) <= LARGEST:
        raise _not_whole()
    inner = own.open(data[len(MAGIC) :])
    if inner is None:
        raise IntakeError(
            "This hand-over is not for this store, or was changed on the way.",
            "Ask the sender to write it again, to you. If you made a new store since, send them "
            "your new card first.",
        )
    return _checked(own.seal, inner)


def _checked(to: bytes, inner: bytes) -> Parcel:
    verify, signature = inner[:KEY_BYTES], inner[KEY_BYTES : KEY_BYTES + _SIGNATURE]
    length = int.from_bytes(inner[KEY_BYTES + _SIGNATURE : _HEAD], "big")
    body, padding = inner[_HEAD : _HEAD + length], inner[_HEAD + length :]
    least = -(-(_AROUND + length) // BLOCK) * BLOCK - len(MAGIC) - _SEAL
    if len(body) != length or any(padding) or len(inner) != least:
        raise _forged()
    try:
        VerifyKey(verify).verify(_signed(to, body), signature)
    except (CryptoError, ValueError, TypeError):
        raise _forged() from None
    return Parcel(body, verify)


def _signed(to: bytes, body: bytes) -> bytes:
    """Bound to its recipient, so that nobody can pass it on as if it had been meant for them."""
    return _PURPOSE + to + len(body).to_bytes(_LENGTH, "big") + body


def _refuse_stranger(data: bytes) -> NoReturn:
    first = data[:32].partition(b"\n")[0].rstrip(b"\r")
    if first == MAGIC.rstrip():
        raise _not_whole()
    if first.startswith(_FAMILY) and first[len(_FAMILY) :].isdigit():
        raise IntakeError(
            "This hand-over was written by another version of cara.",
            "Bring both stores to the same version of cara.",
        )
    raise IntakeError("This is not a hand-over.", "It is a file that `cara handover` wrote.")


def _not_whole() -> IntakeError:
    return IntakeError(
        "This hand-over is not whole: its length is wrong.",
        "Copy the file again, or ask the sender to send it again.",
    )


def _forged() -> IntakeError:
    return IntakeError(
        "The signature of this hand-over does not fit what is in it: nothing of it was taken in.",
        "Ring the person it should come from, and tell your manager.",
    )


def _useless_key() -> IntakeError:
    return IntakeError(
        "Nothing can be sealed to this person's key.", "Ask them for their card again."
    )
