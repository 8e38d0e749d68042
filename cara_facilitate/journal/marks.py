"""The high-water mark: how far each chain had come, kept outside the store to expose old copies."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from cara_facilitate.errors import StoreError
from cara_facilitate.journal.files import read_private, write_private
from cara_facilitate.journal.held import derive

MARKS_FILE = "heads.json"
_FORMAT = "cara.heads.1"
_LIMIT = 16 * 1024 * 1024
_PADDED_TO = 4096

Heads = Mapping[tuple[str, str], tuple[int, bytes]]
"""By (stream, device in hex): the last seq and its hash."""


class Marks:
    """The mark of one store, boxed under a key of its own.

    In the clear it would say which cohorts have feedback, and how much; so it is padded as well.
    """

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._path = folder / MARKS_FILE
        self._lock = threading.Lock()
        self._box = SecretBox(derive(data_key, b"cara.heads"))

    def write(self, heads: Heads, *, durable: bool) -> None:
        """Keep ``heads``.

        :raises StoreError: if the file cannot be written; the mark before then stands.
        """
        rows = [[stream, device, seq, h.hex()] for (stream, device), (seq, h) in heads.items()]
        plain = json.dumps(rows).encode()
        padded = plain.ljust(-(-len(plain) // _PADDED_TO) * _PADDED_TO)
        box = bytes(self._box.encrypt(padded))
        whole = {"format": _FORMAT, "box": base64.b64encode(box).decode()}
        with self._lock:
            write_private(self._path, json.dumps(whole).encode(), durable=durable)

    def read(self) -> Heads | None:
        """What was kept, or None if there is no file.

        :raises StoreError: if it is damaged or another store's.
        """
        try:
            whole = json.loads(read_private(self._path, _LIMIT))
            plain = self._box.decrypt(base64.b64decode(whole["box"], validate=True))
            rows = json.loads(plain)
        except FileNotFoundError:
            return None
        except (CryptoError, ValueError, KeyError, TypeError, RecursionError):
            raise StoreError(f"{MARKS_FILE} is damaged or another store's.") from None
        return {(stream, device): (seq, bytes.fromhex(h)) for stream, device, seq, h in rows}
