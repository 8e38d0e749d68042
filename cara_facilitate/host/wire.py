"""Records as plain JSON data and back, checked field by field against their declared types."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any


class Misfit(TypeError):
    """A value is not of its declared type; says which type, never the value."""


def pack(value: object) -> Any:
    """A value as what JSON holds; bytes and dates are tagged, records are objects by field name.

    Functions of a record are left out. Only exact plain types pass, so nothing that hides
    behind a subclass (such as protected words) is ever written.

    :raises Misfit: for anything that is not plain data.
    """
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) is bytes:
        return {"bytes": base64.b64encode(value).decode("ascii")}
    if type(value) is date:
        return {"date": value.isoformat()}
    if isinstance(value, Enum):
        return pack(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: pack(getattr(value, name)) for name in _data_fields(type(value))}
    if isinstance(value, Mapping):
        return {_key(key): pack(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, frozenset, set)):
        return [pack(item) for item in value]
    raise Misfit(f"{type(value).__name__} is not plain data")


def unpack(hint: Any, plain: Any) -> Any:
    """The value a type declares, built from plain data; a record's functions stay absent.

    :param hint: a record class, ``str``, ``bytes``, ``date``, ``tuple[X, ...]`` and the like.
    :raises Misfit: where the data is not of that type.
    """
    if hint is Any:
        return _anything(plain)
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias):
        return _scalar(hint, plain)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _either(arguments, plain)
    if origin is Mapping or origin is dict:
        _require(isinstance(plain, dict), "a mapping")
        return {_key(key): unpack(arguments[1], item) for key, item in plain.items()}
    if origin in (tuple, list, Sequence, Iterable, frozenset):
        _require(isinstance(plain, list), "a list")
        return tuple(unpack(arguments[0], item) for item in plain)
    raise Misfit(f"no such type on the wire: {hint}")


def _scalar(hint: type, plain: Any) -> Any:
    if dataclasses.is_dataclass(hint):
        return _record(hint, plain)
    if hint in (str, bool, int, type(None)):
        _require(type(plain) is hint, hint.__name__)
        return plain
    if hint is float:
        _require(type(plain) in (int, float), "a number")
        return float(plain)
    try:
        if hint is bytes:
            return base64.b64decode(_tagged(plain, "bytes"), validate=True)
        if hint is date:
            return date.fromisoformat(_tagged(plain, "date"))
        _require(type(plain) is str, hint.__name__)
        return hint(plain)
    except (ValueError, TypeError, binascii.Error):
        raise Misfit(f"{hint.__name__} is expected here") from None


def _tagged(plain: Any, tag: str) -> str:
    _require(isinstance(plain, dict) and set(plain) == {tag}, tag)
    _require(type(plain[tag]) is str, tag)
    return str(plain[tag])


def _record(hint: type, plain: Any) -> Any:
    names = _data_fields(hint)
    _require(isinstance(plain, dict) and set(plain) == set(names), hint.__name__)
    values = {name: unpack(declared, plain[name]) for name, declared in names.items()}
    absent = {name: _absent for name in _hints(hint) if name not in names}
    return hint(**values, **absent)


def _either(arguments: tuple[Any, ...], plain: Any) -> Any:
    for argument in arguments:
        try:
            return unpack(argument, plain)
        except Misfit:
            continue
    raise Misfit("none of the allowed types")


def _anything(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {_key(key): _anything(item) for key, item in plain.items()}
    if isinstance(plain, list):
        return [_anything(item) for item in plain]
    _require(plain is None or type(plain) in (bool, int, float, str), "plain data")
    return plain


@lru_cache
def _hints(record: type) -> dict[str, Any]:
    declared = typing.get_type_hints(record)
    return {field.name: declared[field.name] for field in dataclasses.fields(record)}


@lru_cache
def _data_fields(record: type) -> dict[str, Any]:
    hints = _hints(record)
    return {n: hint for n, hint in hints.items() if typing.get_origin(hint) is not Callable}


def _key(key: object) -> str:
    _require(type(key) is str, "a text key")
    return typing.cast(str, key)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Misfit(f"{what} is expected here")


def _absent(*_: object) -> typing.NoReturn:
    raise RuntimeError("this record's function lives in the limited child")
