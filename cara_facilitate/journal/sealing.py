"""The key pairs of the sealed compartments: all may seal, only a tier's key opens again."""

from __future__ import annotations

import base64
import binascii
import threading
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from cara_facilitate.errors import StoreError
from cara_facilitate.journal.database import Database
from cara_facilitate.journal.held import TIERS, OpenKeys, TierKey

TIER_OF: Mapping[str, str] = {
    "register": "desk",
    "placement": "desk",
    "risk": "desk",
    "feedback": "feedback",
    "casework": "feedback",
}
PER_PARTICIPANT = frozenset({"risk", "feedback", "casework"})
"""Here each participant has a key pair as well, so that destroying it erases what was said."""

ROOM: Mapping[str, int] = {
    "register": 512,
    "placement": 512,
    "risk": 2048,
    "feedback": 4096,
    "casework": 4096,
}
"""Bytes to a multiple of which an entry is filled up, so that its length tells nothing of it."""

Opener = Callable[[str, str], bytes | None]
"""(kid, sealed text) -> plain bytes; None if the key was destroyed or is another tier's."""

_DAMAGED = ("A sealed entry is damaged.", "Restore the store from a backup.")


def seal(public: bytes, plain: bytes) -> bytes:
    """Encrypt to a public half; the result is ASCII, fit for a draft's payload."""
    return base64.b64encode(SealedBox(PublicKey(public)).encrypt(plain))


def fill(compartment: str, plain: bytes) -> bytes:
    """JSON filled up with spaces, which readers of JSON pass over, to a multiple of its room.

    Words and silence then take the same place in a row, a page and the file.
    :raises KeyError: if the compartment is not a sealed one.
    """
    return plain + b" " * (-len(plain) % ROOM[compartment])


def found(keys: OpenKeys, tx: Any, kid_salt: bytes) -> None:
    """Give a new store its tiers and its five compartment keys, inside its first transaction."""
    for tier in TIERS:
        public = keys.tier(tier).public
        tx.execute("INSERT INTO meta VALUES (?, ?)", (f"tier.{tier}", public.hex()))
    tx.execute("INSERT INTO meta VALUES ('kid_salt', ?)", (kid_salt.hex(),))
    for compartment, tier in TIER_OF.items():
        row = _new_pair(_kid(kid_salt, compartment, ""), tier, keys.tier(tier).public)
        tx.execute("INSERT INTO key VALUES (?, ?, ?)", row)


class Seals:
    """The key pairs of one store.

    A private half is wrapped to the public half of its tier, so a pair can be made without the
    passphrase; the tier's own private half follows from the vault key and is stored nowhere.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        meta = dict(database.rows("SELECT k, v FROM meta"))
        self._salt = bytes.fromhex(meta["kid_salt"])
        self._tiers = {tier: bytes.fromhex(meta[f"tier.{tier}"]) for tier in TIERS}
        self._public: dict[str, bytes] = {}
        gone = database.rows("SELECT kid FROM key WHERE wrapped IS NULL")
        self._destroyed = {kid for (kid,) in gone}

    def ensure(self, refs: Iterable[str]) -> None:
        """Make the pairs of these participants that are missing, in one write to the disk.

        Call it when a cohort is made: :meth:`recipient` then never waits for the disk.
        """
        wanted = {(c, ref) for ref in refs for c in sorted(PER_PARTICIPANT)}
        with self._lock, self._database.transaction() as tx:
            for compartment, ref in sorted(wanted):
                kid = _kid(self._salt, compartment, ref)
                if tx.execute("SELECT 1 FROM key WHERE kid=?", (kid,)).fetchone() is None:
                    tier = TIER_OF[compartment]
                    row = _new_pair(kid, tier, self._tiers[tier])
                    tx.execute("INSERT INTO key VALUES (?, ?, ?)", row)

    def recipient(self, compartment: str, ref: str = "") -> tuple[str, bytes]:
        """Whom to seal to: (kid, public half). This is the ``seal`` that ``codec.encode`` takes.

        :param ref: a participant's, or empty for what is about nobody or several.
        :raises StoreError: if the participant's key was destroyed.
        :raises ValueError: if the compartment is not a sealed one.
        """
        if compartment not in TIER_OF:
            raise ValueError(f"{compartment} is not a sealed compartment")
        if ref and self.destroyed(ref):
            raise _erased()
        person = ref if compartment in PER_PARTICIPANT else ""
        kid = _kid(self._salt, compartment, person)
        with self._lock:
            public = self._public.get(kid)
        if public is None:
            public = self._look_up(kid)
            if public is None:
                self.ensure([person])
                public = self._look_up(kid)
        if public is None:
            raise StoreError("A key of this store is missing.", _DAMAGED[1])
        with self._lock:
            self._public[kid] = public
        return kid, public

    def opener(self, key: TierKey) -> Opener:
        """A function that reads the sealed entries of ``key``'s tier.

        It keeps the private halves it has opened: let it go with the view it was made for.
        :raises StoreError: if ``key`` belongs to another store.
        """
        if key.public != self._tiers[key.tier]:
            raise StoreError("That key belongs to another store.", "Open this store's own keys.")
        boxes: dict[str, SealedBox[PrivateKey] | None] = {}

        def open_sealed(kid: str, text: str) -> bytes | None:
            if kid not in boxes:
                boxes[kid] = self._box(kid, key)
            box = boxes[kid]
            if box is None:
                return None
            try:
                return box.decrypt(base64.b64decode(text, validate=True))
            except (CryptoError, binascii.Error, ValueError):
                raise StoreError(*_DAMAGED) from None

        return open_sealed

    def kids(self, ref: str) -> frozenset[str]:
        """The names of one participant's own keys, by which their entries are known unopened."""
        return frozenset(_kid(self._salt, compartment, ref) for compartment in PER_PARTICIPANT)

    def destroyed(self, ref: str) -> bool:
        """Whether this participant was erased: nothing more is kept under the reference."""
        return not self.kids(ref).isdisjoint(self._destroyed)

    def destroy(self, ref: str) -> None:
        """Erase one participant: their private halves are gone from every page, and the log.

        What was sealed to them stays in the chain and can never be read again, here or from a
        later backup; an earlier backup keeps its own copy until it expires. Entries in register
        and placement have no key of their own: blank those by their ids.
        :raises ValueError: for an empty ``ref``, which would name whole compartments.
        :raises StoreError: if the old pages could not be cleared; opening the store tries again.
        """
        if not ref:
            raise ValueError("name the participant whose keys are to be destroyed")
        kids = sorted(self.kids(ref))
        self.ensure([ref])  # else a pair made afterwards would let the erased one be written of
        with self._lock:
            with self._database.transaction() as tx:
                for kid in kids:
                    tx.execute("UPDATE key SET wrapped=NULL WHERE kid=?", (kid,))
                self._database.mark_for_sweep(tx)
            for kid in kids:
                self._public.pop(kid, None)
            self._destroyed.update(kids)
        self._database.sweep()

    def _look_up(self, kid: str) -> bytes | None:
        rows = self._database.rows("SELECT public, wrapped IS NULL FROM key WHERE kid=?", (kid,))
        if not rows:
            return None
        public, destroyed = rows[0]
        if destroyed:
            raise _erased()
        return bytes(public)

    def _box(self, kid: str, key: TierKey) -> SealedBox[PrivateKey] | None:
        rows = self._database.rows("SELECT public, wrapped FROM key WHERE kid=?", (kid,))
        if not rows or rows[0][1] is None:
            return None
        public, wrapped = rows[0]
        if wrapped[:1] != _tag(key.tier):
            return None
        private = PrivateKey(key.unwrap(wrapped[1:]))
        if bytes(private.public_key) != public:
            raise StoreError("A key in this store was exchanged.", _DAMAGED[1])
        return SealedBox(private)


def _erased() -> StoreError:
    return StoreError(
        "This participant's record was erased.", "Nothing more can be kept under this reference."
    )


def _kid(salt: bytes, compartment: str, ref: str) -> str:
    # Salted, so that a kid carried outside this store says nothing about whose it is.
    name = f"{compartment}/{ref}".encode()
    return blake2b(name, key=salt, person=b"cara.kid", digest_size=16).hexdigest()


def _tag(tier: str) -> bytes:
    return tier[:1].encode()


def _new_pair(kid: str, tier: str, tier_public: bytes) -> tuple[str, bytes, bytes]:
    pair = PrivateKey.generate()
    wrapped = SealedBox(PublicKey(tier_public)).encrypt(bytes(pair))
    return kid, bytes(pair.public_key), _tag(tier) + wrapped
