"""The recovery key on paper: 160 random bits in groups of four, with a group that finds slips."""

from __future__ import annotations

from hashlib import blake2b

from cara_facilitate.errors import WrongPassphrase

RECOVERY_BYTES = 20
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O or U to misread
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_CHARACTERS = RECOVERY_BYTES * 8 // 5
_CHECK = 4


def to_text(secret: bytes) -> str:
    """Nine groups of four, as printed: eight of the key, the last one the check."""
    digits = _digits(int.from_bytes(secret, "big"), _CHARACTERS) + _check(secret)
    return "-".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def from_text(text: str) -> bytes:
    """The 20 bytes of a typed recovery key; case, spaces and hyphens do not matter.

    :raises WrongPassphrase: if it has a slip in it; nothing was tried then.
    """
    typed = "".join(c for c in text.upper() if not c.isspace() and c != "-").translate(_READ_AS)
    if len(typed) != _CHARACTERS + _CHECK or set(typed) - set(_ALPHABET):
        raise WrongPassphrase(
            "That is not a whole recovery key.",
            "It has nine groups of four letters and digits, as printed.",
        )
    value = 0
    for character in typed[:_CHARACTERS]:
        value = value << 5 | _ALPHABET.index(character)
    secret = value.to_bytes(RECOVERY_BYTES, "big")
    if typed[_CHARACTERS:] != _check(secret):
        raise WrongPassphrase(
            "The recovery key has a slip in it: its last group does not fit the others.",
            "Compare it group by group with the printed key.",
        )
    return secret


def _check(secret: bytes) -> str:
    digest = blake2b(secret, person=b"cara.recovery", digest_size=16).digest()
    return _digits(int.from_bytes(digest, "big"), _CHECK)


def _digits(value: int, count: int) -> str:
    return "".join(_ALPHABET[value >> 5 * place & 31] for place in reversed(range(count)))
