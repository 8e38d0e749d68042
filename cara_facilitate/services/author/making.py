"""A new curriculum: two short days in four variants, complete, to be rewritten."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from cara_facilitate.content.fields import LONGEST_TEXT
from cara_facilitate.content.findings import HIDDEN, Finding, errors
from cara_facilitate.content.folder import read_folder
from cara_facilitate.content.load import check
from cara_facilitate.content.package import Package, parse
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.errors import ContentError, Refusal
from cara_facilitate.services.author.pages import page, starters
from cara_facilitate.services.author.writing import write_folder

REQUIRES = "cara-facilitate>=0.1,<2"
PREFIX = "cara-curriculum-"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+){0,9}")
_LONGEST_ID = 40
_TERM = re.compile(r"\{([^{}]*)\}")
_OUTSIDE = ("pyproject.toml", "README.md")


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: the curriculum's folder, new files, and files that were added to.

    ``findings`` are what a check says now and did not say before; ``note`` is one more thing to
    know, or empty, and ``row`` what it asks to be written.
    """

    folder: Path
    files: tuple[Path, ...]
    changed: tuple[Path, ...] = ()
    findings: tuple[Finding, ...] = ()
    note: str = ""
    row: str = ""


def new_curriculum(name: str, into: Path, title: str = "", licence: str = "") -> Made:
    """Make the folder ``cara-curriculum-NAME``, with all it needs to become a package.

    :param name: the curriculum's id.
    :param into: the folder to make it in.
    :raises CaraError: if something stands there already, or a value cannot be used.
    """
    plain = free_curriculum(name, into)
    distribution = f"{PREFIX}{plain}"
    package = distribution.replace("-", "_")
    values = {
        "id": plain,
        "title": title or spoken(plain),
        "licence": licence or "All rights reserved",
        "distribution": distribution,
        "package": package,
        "requires": REQUIRES,
    }
    inner = f"src/{package}"
    pages = {one: page(f"curriculum/{one}", values).encode() for one in starters()}
    found = new_findings({}, {one: text for one, text in pages.items() if one not in _OUTSIDE})
    files = {one if one in _OUTSIDE else f"{inner}/{one}": text for one, text in pages.items()}
    target = into / distribution
    write_folder(target, {**files, f"{inner}/__init__.py": b""})
    return Made(target / inner, tuple(target / one for one in sorted(files)), (), found)


def free_curriculum(name: str, into: Path) -> str:
    """The id of a new curriculum, with or without the beginning of its folder's name.

    :raises Refusal: if it can be no id, or something stands where its folder would be.
    """
    plain = plain_id(name.removeprefix(PREFIX), "a curriculum")
    target = into / f"{PREFIX}{plain}"
    if target.exists() or target.is_symlink():
        raise Refusal(f"There is something at {target} already.", "Choose another name or folder.")
    return plain


def plain_words(text: str, terms: Container[str] = ()) -> str:
    """The text, if it can stand as a title or a licence.

    :param terms: names that may stand in curly brackets.
    :raises Refusal: if it is too long, or holds signs that a title cannot.
    """
    if len(text) > LONGEST_TEXT:
        raise Refusal(f"That is too long: at most {LONGEST_TEXT} characters.")
    bare = _TERM.sub(lambda found: "" if found[1] in terms else found[0], text)
    if HIDDEN.search(text) or set("{}") & set(bare):
        raise Refusal("These are plain words on one line; curly brackets are for terms alone.")
    return text


def plain_id(name: str, what: str) -> str:
    """The name if it can be an id.

    :raises Refusal: if it cannot, with the nearest that can.
    """
    if _ID.fullmatch(name) and len(name) <= _LONGEST_ID:
        return name
    words = re.findall(r"[a-z0-9]+", name.lower())[:10]
    near = "-".join(words).lstrip("0123456789-")[:_LONGEST_ID].rstrip("-")
    hint = f"Did you mean {near}?" if near else "For example: my-days"
    raise Refusal(f"The id of {what} has small letters, digits and single hyphens.", hint)


def spoken(name: str) -> str:
    """An id as a title to begin with."""
    return name.replace("-", " ").capitalize()


def opened(folder: Path) -> tuple[Mapping[str, bytes], Package, Manifest]:
    """A folder's files, parsed, and its manifest.

    :raises ContentError: if the manifest cannot be read.
    """
    files = read_folder(folder)
    package = parse(files)
    if package.manifest is None:
        raise ContentError("This manifest cannot be read.", "See: cara curriculum check", MANIFEST)
    return files, package, package.manifest


def new_findings(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What a check says of ``after`` and not of ``before``.

    :raises ContentError: if one of them is an error: such files are not written.
    """
    known = {(one.rule, one.file, one.message) for one in (check(before) if before else ())}
    found = [one for one in check(after) if (one.rule, one.file, one.message) not in known]
    for wrong in errors(found):
        raise ContentError(f"This cannot be made: {wrong.message}.", where=wrong.where)
    return tuple(found)
