"""The bytes of a curriculum's files as bounded, harmless lines of text, and what each file is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from cara_facilitate.content.findings import (
    EXCERPT_LENGTH,
    HIDDEN,
    Finding,
    Severity,
    did_you_mean,
    shown,
    visible,
)

FILE_LIMIT = 1_000_000
PACKAGE_LIMIT = 8_000_000
FILES_LIMIT = 1_000
LINE_LIMIT = 4_000
HIDDEN_REPORTED = 5
MANIFEST = "curriculum.yaml"
TERMS = "terms.yaml"
SIGNPOSTS = "signposts.yaml"
WORDING = "wording.yaml"
SITE = "site"
"""The folder of what one site changes: laid over all else."""
SITE_SIGNPOSTS = f"{SITE}/{SIGNPOSTS}"

_TABLES = (MANIFEST, TERMS, SIGNPOSTS, SITE_SIGNPOSTS, WORDING)
_AUTHORED = re.compile(r"(?:activities|handouts|(?:site/)?variants/[^/]+)/[^/]+\.md")
_UNREAD = re.compile(
    r"__init__\.py|py\.typed|curriculum\.lock|(?:SOURCES|CHANGELOG|README)\.md"
    r"|LICEN[CS]E(?:\.\w+)?|media/.*|(?:.*/)?(?:__pycache__/.*|\.[^/]*)"
)
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


@dataclass(frozen=True, slots=True)
class Source:
    """One authored file as text; line 1 is ``lines[0]``."""

    name: str
    lines: tuple[str, ...]

    @property
    def stem(self) -> str:
        """The file's name without folder and ending: an activity's or handout's id."""
        return PurePosixPath(self.name).stem

    def at(
        self,
        rule: str,
        line: int,
        column: int,
        message: str,
        *,
        severity: Severity = "error",
        hint: str = "",
        related: tuple[tuple[str, int], ...] = (),
    ) -> Finding:
        """A finding about a place in this file, with the line it stands on."""
        text = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        if len(text) > EXCERPT_LENGTH:
            text = text[:EXCERPT_LENGTH] if column < EXCERPT_LENGTH else ""
        return Finding(rule, severity, self.name, line, column, message, text, hint, related)


def sources(files: Mapping[str, bytes]) -> tuple[dict[str, Source], list[Finding]]:
    """The authored files as text, by name, and what is wrong with them as files.

    A file that cannot be read as text is left out, with an error saying so.
    """
    found: dict[str, Source] = {}
    findings: list[Finding] = []
    total = 0
    for count, name in enumerate(sorted(files), start=1):
        total += len(files[name])
        if count > FILES_LIMIT or total > PACKAGE_LIMIT:
            findings.append(_whole(name, "F07", "the curriculum is too large from this file on"))
            break
        if name in _TABLES or _AUTHORED.fullmatch(name):
            source, wrong = _read(name, files[name])
            findings += wrong
            if source is not None:
                found[name] = source
        elif not _UNREAD.fullmatch(name):
            findings.append(_unknown(name))
    return found, findings


def _read(name: str, data: bytes) -> tuple[Source | None, list[Finding]]:
    if len(data) > FILE_LIMIT:
        size = f"{len(data) / 1_000_000:.1f} MB"
        return None, [_whole(name, "F07", f"this file has {size}; one file may have 1 MB")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        column = problem.start - (data.rfind(b"\n", 0, problem.start) + 1) + 1
        hint = "save it as UTF-8 text"
        message = "this file is not UTF-8 text"
        return None, [Finding("F08", "error", _one_line(name), line, column, message, "", hint)]
    return _lined(_one_line(name), text.replace("\r\n", "\n"))


def _lined(name: str, text: str) -> tuple[Source | None, list[Finding]]:
    lines = _ODD_SPACE.sub(" ", text).split("\n")
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE_LIMIT:
            message = f"this line has {len(line)} characters; {LINE_LIMIT} is the most"
            return None, [Finding("F07", "error", name, number, LINE_LIMIT, message)]
    if not HIDDEN.search(text):
        return Source(name, tuple(lines)), []
    source = Source(name, tuple(visible(line) for line in lines))
    findings = [
        source.at("X01", number, match.start() + 1, _hidden(match.group()))
        for number, line in enumerate(lines, start=1)
        for match in HIDDEN.finditer(line)
    ]
    return source, findings[:HIDDEN_REPORTED]


def _hidden(character: str) -> str:
    if character == "\t":
        return "a tab character; use spaces"
    name = unicodedata.name(character, "")
    return f"hidden control character U+{ord(character):04X}" + (
        f" ({name.lower()})" if name else ""
    )


def _one_line(name: str) -> str:
    # A line end in a file's name would let it write findings of its own.
    return visible(name).replace("\n", "\u240a")


def _whole(name: str, rule: str, message: str) -> Finding:
    return Finding(rule, "error", _one_line(name), 1, 1, message)


def _unknown(name: str) -> Finding:
    folder = name.partition("/")[0]
    near = did_you_mean(folder, (*_TABLES, "activities", "handouts", "variants", "media"))
    message = f'"{shown(name)}" is not part of a curriculum and is not read'
    if folder in ("activities", "handouts", "variants"):
        near = "; files there end in .md and stand in no further folder"
    found = Finding("F09", "warning", _one_line(name), 1, 1, message + near)
    # Moved to a place where it is not read, it is the cause of what then is missing.
    return replace(found, cause=f"{folder} {PurePosixPath(name).stem}")
