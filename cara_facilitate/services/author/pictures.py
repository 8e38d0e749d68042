"""Whether a picture is what its name says, and still: nothing runs in it, nothing is fetched."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

PICTURES = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".svg": b""}
"""Endings of pictures, with the bytes such a file begins with."""
DRAWING = ".svg"
# Character references can spell any of the others, so that only the five of XML itself are taken.
_ACTIVE = re.compile(
    rb"<\s*(?:[\w.-]+:)?(?:script|foreignObject|iframe|object|embed|link|meta|base|handler)\b"
    rb"|<!ENTITY|<!DOCTYPE|&(?!(?:amp|lt|gt|quot|apos);)"
    rb"|j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:|[\s/\"']on\w+\s*=|@import"
    rb"|(?:href|src)\s*=(?!\s*[\"']?\s*#)|url\((?!\s*[\"']?\s*#)"
    rb"|<\?xml[^>]*encoding\s*=(?!\s*[\"'](?:utf-8|us-ascii)[\"'])",
    re.IGNORECASE,
)


def is_picture(name: str, data: bytes) -> bool:
    """Whether a file with a picture's ending is that kind of picture."""
    suffix = PurePosixPath(name).suffix
    if suffix != DRAWING:
        return data.startswith(PICTURES[suffix])
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def is_still(name: str, data: bytes) -> bool:
    """Whether a picture holds no program and nothing fetched from elsewhere."""
    return PurePosixPath(name).suffix != DRAWING or _ACTIVE.search(data) is None
