"""The type for a victim's words, which nothing shows unless it asks for them by name."""

from __future__ import annotations

from typing import Any, NoReturn, final

MASK = "[protected]"
_SLOT = "_Protected__words"


@final
class Protected:
    """Words that mask themselves wherever text leaks by accident.

    ``str``, ``repr``, format, pickle, copies and JSON show ``[protected]`` or refuse; it is not
    a ``str``, so joining or adding it to one fails without showing it. Equal only to another
    ``Protected`` with the same words. True if there are any words.
    :meth:`reveal` is the one way out, so a reader can find every place that uses it.
    """

    __slots__ = ("__words",)
    __words: str

    def __init__(self, words: str) -> None:
        object.__setattr__(self, _SLOT, words)

    def reveal(self) -> str:
        """The words, exactly as they were given."""
        return self.__words

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        # A width or precision would tell nothing, but an odd one would raise: it is ignored.
        return MASK

    def __bytes__(self) -> bytes:
        return MASK.encode()

    def __bool__(self) -> bool:
        return bool(self.__words)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Protected):
            return self.__words == other.__words
        return NotImplemented

    def __hash__(self) -> int:
        return hash((Protected, self.__words))

    def __getstate__(self) -> str:
        return MASK

    def __reduce_ex__(self, protocol: Any) -> tuple[type[Protected], tuple[str]]:
        # pickle, copy.copy and copy.deepcopy all come this way, and dataclasses.asdict with them.
        return (Protected, (MASK,))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("protected words cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("protected words cannot be removed")
