"""Length-prefixed JSON over a pipe: the only language between app and limited child."""

from __future__ import annotations

import json
import os
import struct
from typing import Any

_LENGTH = struct.Struct(">I")
_PIECE = 1 << 20


class BadFrame(Exception):
    """The other side closed the pipe, sent too much or sent something that is no message."""


def send(descriptor: int, message: Any) -> None:
    """Write one message.

    :raises OSError: if nobody reads.
    :raises ValueError: if it cannot be said in JSON.
    """
    body = json.dumps(message, ensure_ascii=True, allow_nan=False).encode("ascii")
    view = memoryview(_LENGTH.pack(len(body)) + body)
    while view:
        view = view[os.write(descriptor, view[:_PIECE]) :]


def receive(descriptor: int, limit: int) -> Any:
    """Read one message of at most ``limit`` bytes.

    :raises BadFrame: if there is none.
    """
    (length,) = _LENGTH.unpack(_exactly(descriptor, _LENGTH.size))
    if length > limit:
        raise BadFrame("too much")
    try:
        return json.loads(_exactly(descriptor, length))
    except (ValueError, RecursionError):
        raise BadFrame("no message") from None


def _exactly(descriptor: int, size: int) -> bytes:
    pieces, missing = [], size
    while missing:
        piece = os.read(descriptor, min(missing, _PIECE))
        if not piece:
            raise BadFrame("closed")
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
