"""Every page of a SQLCipher file and its log, decrypted by hand: no engine hides its free parts."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE, RESERVED, SALT, VECTOR = 4096, 80, 16, 16
LOG_HEAD, FRAME_HEAD = 32, 24


def library() -> Any:
    """OpenSSL's libcrypto, for AES; None where there is none to be found."""
    name = ctypes.util.find_library("crypto")
    if name is None:
        return None
    found = ctypes.CDLL(name)
    found.EVP_CIPHER_CTX_new.restype = ctypes.c_void_p
    found.EVP_aes_256_cbc.restype = ctypes.c_void_p
    return found


def pages_of_file(path: Path, key: bytes) -> Iterator[bytes]:
    """The pages of the main file, in order."""
    raw = path.read_bytes()
    for start in range(0, len(raw), PAGE):
        yield _decrypted(raw[start : start + PAGE], key, SALT if start == 0 else 0)


def pages_of_log(path: Path, key: bytes) -> Iterator[bytes]:
    """The pages in the write-ahead log, old frames and all."""
    raw = path.read_bytes() if path.exists() else b""
    for start in range(LOG_HEAD, len(raw) - PAGE - FRAME_HEAD + 1, PAGE + FRAME_HEAD):
        first = int.from_bytes(raw[start : start + 4], "big") == 1
        page = raw[start + FRAME_HEAD : start + FRAME_HEAD + PAGE]
        yield _decrypted(page, key, SALT if first else 0)


def _decrypted(page: bytes, key: bytes, skip: int) -> bytes:
    crypto = library()
    vector = page[PAGE - RESERVED : PAGE - RESERVED + VECTOR]
    body = page[skip : PAGE - RESERVED]
    out, count = ctypes.create_string_buffer(len(body) + 32), ctypes.c_int(0)
    context = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    cipher = ctypes.c_void_p(crypto.EVP_aes_256_cbc())
    crypto.EVP_DecryptInit_ex(context, cipher, None, key, vector)
    crypto.EVP_CIPHER_CTX_set_padding(context, 0)
    crypto.EVP_DecryptUpdate(context, out, ctypes.byref(count), body, len(body))
    crypto.EVP_CIPHER_CTX_free(context)
    return out.raw[: count.value]
