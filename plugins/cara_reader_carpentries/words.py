"""Text written so that it reads the same in the restricted dialect, and names made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDTH = 96
LONGEST_WORD = 300
LONGEST_TITLE = 120

BOLD, ITALIC = "\x01", "\x02"
"""Stand for emphasis in text that is not escaped yet; cleaned text never holds them."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffc\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SPECIAL = re.compile(
    r"[\\`*{}|<]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|\](?=[(\[])", re.ASCII | re.DOTALL
)
_LINE_START = re.compile(r"[#>\[]|~~~|[-+=]+$")
_NUMBERED = re.compile(r"\d+[.)]$")
_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_SPACES = re.compile(r" {2,}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_BRACKETS = str.maketrans("{}[]", "()()")


def cleaned(text: str) -> str:
    """The text without hidden characters; tabs become spaces, line ends stay."""
    return _HIDDEN.sub("", text.replace("\t", "    "))


def hides(line: str) -> bool:
    """Whether :func:`cleaned` would take a character out."""
    return _HIDDEN.search(line) is not None


def escaped(text: str) -> str:
    """Plain words as Markdown that shows exactly them; :data:`BOLD` and :data:`ITALIC` mark."""
    whole = _LONG.sub(lambda match: f"{match.group()} ", text)
    written = _SPECIAL.sub(lambda match: _reference(match.group()), whole)
    return written.replace(BOLD, "**").replace(ITALIC, "*")


def code_line(text: str) -> str:
    """One line of code as Markdown words that keep their spacing."""
    line = text.replace(BOLD, "").replace(ITALIC, "").rstrip()
    return _spaced(escaped(line)) or "&#160;"


def wrapped(text: str, first: str = "", then: str = "") -> str:
    """Escaped words as lines of at most about 96 characters that open no list, quote or heading.

    :param first: what the first line begins with.
    :param then: what every further line begins with.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and len(line) + len(word) < WIDTH - len(then):
            line += f" {word}"
            continue
        if line:
            lines.append(line)
        line = _opening(word)
    lines.append(line)
    return "\n".join(f"{then if number else first}{each}" for number, each in enumerate(lines))


def title(text: str, otherwise: str) -> str:
    """Plain words for a heading or a name: one line, no brackets that would mean something."""
    flat = " ".join(cleaned(text).translate(_BRACKETS).split())
    if len(flat) > LONGEST_TITLE:
        flat = f"{flat[: LONGEST_TITLE - 3].rstrip()}..."
    return flat if any(map(str.isalnum, flat)) else otherwise


def quoted(text: str) -> str:
    """Text as a YAML value."""
    inner = cleaned(text).replace("\n", " ").replace("\\", "/").replace('"', "'")
    return f'"{inner.translate(_BRACKETS)}"'


def slug(text: str, otherwise: str, parts: int = 6) -> str:
    """An id of small letters, digits and hyphens, beginning with a letter."""
    plain = _NOT_SLUG.sub("-", text.lower()[:200]).strip("-")
    named = "-".join(plain.lstrip("0123456789-").split("-")[:parts])[:60].strip("-")
    return named or otherwise


def free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that nobody has; it is then taken."""
    number, chosen = 2, name
    while chosen in taken:
        chosen, number = f"{name}-{number}", number + 1
    taken.add(chosen)
    return chosen


def paragraphs(text: str) -> Iterator[str]:
    """Parts of a text that blank lines keep apart."""
    for part in re.split(r"\n[ \n]*\n", text):
        if part.strip():
            yield part


def _reference(character: str) -> str:
    named = {"<": "&lt;", "&": "&amp;"}
    return named.get(character, f"&#{ord(character)};")


def _opening(word: str) -> str:
    if _LINE_START.match(word):
        return f"&#{ord(word[0])};{word[1:]}"
    if _NUMBERED.match(word):
        return f"{word[:-1]}&#{ord(word[-1])};"
    return word


def _spaced(text: str) -> str:
    body = text.lstrip(" ")
    lead = "&#160;" * min(len(text) - len(body), 60)
    return lead + _SPACES.sub(lambda match: "&#160;" * min(len(match.group()) - 1, 60) + " ", body)
