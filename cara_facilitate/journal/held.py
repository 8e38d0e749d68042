"""Keys held in memory: they show no bytes, cannot be pickled, and open only what is theirs."""

from __future__ import annotations

from hashlib import blake2b
from typing import NoReturn

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.signing import SigningKey

from cara_facilitate.errors import StoreError

KEY_BYTES = 32
TIERS = ("desk", "feedback")
"""Desk opens register, placement and risk and may stay after unlock; feedback is asked anew."""


def derive(key: bytes, purpose: bytes) -> bytes:
    """A 32-byte key for one purpose, from which neither ``key`` nor its siblings follow.

    :param purpose: at most 16 bytes.
    """
    return blake2b(key=key, person=purpose, digest_size=KEY_BYTES).digest()


class _Held:
    """Masks itself, so that neither a log, a crash report nor a pickle carries a key."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied")

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        self.__reduce__()


class TierKey(_Held):
    """The private half of a tier: opens what was wrapped to the tier's public half."""

    __slots__ = ("_private", "tier")

    def __init__(self, tier: str, seed: bytes) -> None:
        self.tier = tier
        self._private = PrivateKey(seed)

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes, which the store keeps so that it can wrap without us."""
        return bytes(self._private.public_key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """What lies in ``wrapped``.

        :raises StoreError: if it was altered or wrapped to another tier.
        """
        try:
            return SealedBox(self._private).decrypt(wrapped)
        except CryptoError:
            raise StoreError(
                "A key in this store is damaged or is not this store's own.",
                "Restore the store from a backup.",
            ) from None


class DeskKey(TierKey):
    """Opens register, placement and risk."""

    __slots__ = ()


class FeedbackKey(TierKey):
    """Opens feedback and casework; ask for the passphrase, use it for one view, let it go."""

    __slots__ = ()


class PersonKey(_Held):
    """A store owner's own signing and receiving keys, for hand-overs between people."""

    __slots__ = ("_receive", "_sign")

    def __init__(self, seed: bytes) -> None:
        self._sign = SigningKey(derive(seed, b"cara.sign"))
        self._receive = PrivateKey(derive(seed, b"cara.receive"))

    @property
    def verify(self) -> bytes:
        """The public half that checks signatures, 32 bytes."""
        return bytes(self._sign.verify_key)

    @property
    def seal(self) -> bytes:
        """The public half that others seal to, 32 bytes."""
        return bytes(self._receive.public_key)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes (Ed25519)."""
        return bytes(self._sign.sign(message).signature)

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed to this person; None if it was not, or was altered."""
        try:
            return SealedBox(self._receive).decrypt(sealed)
        except (CryptoError, ValueError, TypeError):
            return None


class OpenKeys(_Held):
    """The two keys of a store. Drop it once the store is open: the store does not need it again."""

    __slots__ = ("_data", "_vault")

    def __init__(self, data_key: bytes, vault_key: bytes) -> None:
        if len(data_key) != KEY_BYTES or len(vault_key) != KEY_BYTES:
            raise StoreError("A key has the wrong length.", "Restore keys.json from a backup.")
        self._data = data_key
        self._vault = vault_key

    @property
    def data_key(self) -> bytes:
        """SQLCipher's raw key, 32 bytes."""
        return self._data

    def both(self) -> bytes:
        """Data key and vault key as one string of 64 bytes, for wrapping in a slot."""
        return self._data + self._vault

    def tier(self, name: str) -> TierKey:
        """The key of tier ``desk`` (:class:`DeskKey`) or ``feedback`` (:class:`FeedbackKey`).

        :raises ValueError: for any other name.
        """
        if name not in TIERS:
            raise ValueError(f"there is no tier {name}")
        kind = DeskKey if name == "desk" else FeedbackKey
        return kind(name, derive(self._vault, b"cara." + name.encode()))

    def person(self) -> PersonKey:
        """The owner's own keys for hand-overs; they follow from the vault key."""
        return PersonKey(derive(self._vault, b"cara.person"))
