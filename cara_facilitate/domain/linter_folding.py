"""Text as the export linter reads it: hidden characters gone, look-alikes as what they seem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_DOUBLE_QUOTES = (
    "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u275d\u275e\u301d\u301e\u301f\uff02"
    "\u300c\u300d\u300e\u300f"
)
_SINGLE_QUOTES = (
    "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u2035\u275b\u275c\u02bc\u02b9\u00b4\u0060\uff07"
)
# Cyrillic and Greek letters that look like Latin ones, and the letters they look like.
_CYRILLIC = "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁһԛԝ"  # noqa: RUF001
_CYRILLIC_AS = "ABESIJKMHOPCTYXaesijopcyxdhqw"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορτυχκ"
_GREEK_AS = "ABEZHIKMNOPTYXaivoptuxk"
_LOOKS: dict[int, str | int | None] = {
    **dict.fromkeys(map(ord, _DOUBLE_QUOTES), '"'),
    **dict.fromkeys(map(ord, _SINGLE_QUOTES), "'"),
    **str.maketrans(_CYRILLIC, _CYRILLIC_AS),
    **str.maketrans(_GREEK, _GREEK_AS),
    ord("\u0131"): "i",
    ord("\u2219"): ".",
    ord("\u00b7"): ".",
    ord("\u3002"): ".",
}
_FILLERS = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f")


def folded(text: str) -> str:
    """The text for matching only: ASCII where it looks like it, and nothing invisible in it.

    Digits of any script become 0-9, quotation marks ``"`` and ``'``, dashes ``-``, spaces a
    plain space; accents, zero-width characters, controls and terminal sequences go.
    """
    text = _TERMINAL.sub("", text).translate(_LOOKS)
    plain = "".join(_read(char) for char in unicodedata.normalize("NFKD", text))
    return plain.translate(_LOOKS)


def _read(char: str) -> str:
    if char == "\n":
        return char
    kind = unicodedata.category(char)
    if char in "\t\r\x0b\x0c" or kind in {"Zs", "Zl", "Zp"}:
        return " "
    if kind in {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"} or char in _FILLERS:
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    return "-" if kind == "Pd" else char


def name_parts(names: Iterable[str]) -> frozenset[str]:
    """Every part of every name of two letters or more, as the linter compares them."""
    return frozenset(
        part.casefold()
        for name in names
        for part in re.findall(r"[^\W\d_]+", folded(name))
        if len(part) > 1
    )
