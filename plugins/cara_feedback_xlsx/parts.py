"""Which of a workbook's parts is the first sheet, and that the others hold nothing of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cara_facilitate.api import FileRefused
from cara_feedback_xlsx.markup import DAMAGED, walk

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_ORDINARY = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels"
    r"|docProps/(app|core|custom)\.xml|docProps/thumbnail\.(wmf|emf|jpeg|png)"
    r"|docMetadata/LabelInfo\.xml"
    r"|customXml/(_rels/)?[A-Za-z]+[0-9]*\.xml(\.rels)?"
    r"|xl/(workbook|styles|sharedStrings|metadata)\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/theme/theme[0-9]{1,2}\.xml|xl/tables/table[0-9]{1,2}\.xml|xl/persons/person[0-9]*\.xml"
    r"|xl/worksheets/[A-Za-z]+[0-9]{0,3}\.xml|xl/worksheets/_rels/[A-Za-z]+[0-9]{0,3}\.xml\.rels"
    r"|xl/printerSettings/printerSettings[0-9]{1,3}\.bin"
)
_DRAWING = re.compile(r"xl/drawings/drawing[0-9]{1,2}\.xml")
"""Some programs give every sheet a drawing with nothing in it; that one is let through."""
_MACROS = "The workbook holds macros. Save it as an ordinary .xlsx."
_EXTRAORDINARY = (
    (re.compile(r"xl/(vba|(intl)?macrosheets/|dialogsheets/)|customUI/", re.I), _MACROS),
    (
        re.compile(r"xl/(workbook|worksheets/.*|styles|sharedStrings)\.bin", re.I),
        "The file is a binary workbook (.xlsb). Save it as .xlsx.",
    ),
    (
        re.compile(r"xl/(externalLinks/|connections|queryTables/|webextensions/)", re.I),
        "The workbook draws on other files.",
    ),
    (re.compile(r"xl/calcChain\.xml"), "The workbook holds formulas. Paste values only."),
    (
        re.compile(r"mimetype|content\.xml|word/|ppt/"),
        "The file is another kind of document, not an Excel workbook (.xlsx).",
    ),
    (
        re.compile(""),
        "The workbook holds more than plain cells: a comment, a picture, a chart or an object.",
    ),
)
_FILLED = re.compile(rb"<(?:[A-Za-z0-9]+:)?(?:v|is|f)[\s/>]")
_HIDDEN = "The workbook has a hidden sheet. Show it or delete it."
_MOST_SHEETS = 20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Parts:
    """The two parts that hold an extract, as they stand in the file."""

    sheet: bytes
    strings: bytes | None


@dataclass(slots=True)
class _Listed:
    """Every element of a small part with its attributes, flat."""

    found: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def opened(self, space: str, name: str, attributes: Mapping[str, str]) -> None:
        del space
        self.found.append((name, attributes))

    def closed(self) -> None: ...

    def text(self, words: str) -> None: ...

    def named(self, name: str) -> list[Mapping[str, str]]:
        return [attributes for found, attributes in self.found if found == name]


def first_sheet(members: Mapping[str, bytes]) -> Parts:
    """The first sheet and the texts its cells point at.

    :raises FileRefused: if the workbook is not an ordinary one with all its words there.
    """
    _refuse_extraordinary(members)
    _refuse_other_types(members)
    for name in members:
        if name.endswith(".rels"):
            _relations(members, name)
    _refuse_other_book(members)
    relations = _relations(members, "xl/_rels/workbook.xml.rels")
    sheets = [_target(relations, number, "/worksheet") for number in _sheet_ids(members)]
    if len({*sheets}) < len(sheets):
        raise FileRefused(DAMAGED)
    for other in sheets[1:]:
        if _FILLED.search(_part(members, other)):
            raise FileRefused("Words stand on more than the first sheet. Keep one sheet only.")
    texts = [number for number, (kind, _) in relations.items() if kind.endswith("/sharedStrings")]
    if len(texts) > 1:
        raise FileRefused(DAMAGED)
    strings = _part(members, _target(relations, texts[0], "/sharedStrings")) if texts else None
    return Parts(_part(members, sheets[0]), strings)


def _part(members: Mapping[str, bytes], name: str) -> bytes:
    if name not in members:
        raise FileRefused(DAMAGED)
    return members[name]


def _listed(members: Mapping[str, bytes], name: str) -> _Listed:
    listed = _Listed()
    walk(_part(members, name), listed)
    return listed


def _refuse_extraordinary(members: Mapping[str, bytes]) -> None:
    for name, body in members.items():
        if _DRAWING.fullmatch(name) and len(_listed(members, name).found) == 1:
            continue
        if not _ORDINARY.fullmatch(name):
            raise FileRefused(next(words for form, words in _EXTRAORDINARY if form.match(name)))
        # A part that nobody reads must not be the place for something else either.
        if name.endswith((".xml", ".rels")) and not body.removeprefix(_BOM).startswith(b"<"):
            raise FileRefused(DAMAGED)


def _refuse_other_types(members: Mapping[str, bytes]) -> None:
    types = _listed(members, "[Content_Types].xml")
    said = [*types.named("Override"), *types.named("Default")]
    if any("macroenabled" in one.get("ContentType", "").lower() for one in said):
        raise FileRefused(_MACROS)
    books = [one.get("ContentType") for one in said if one.get("PartName") == "/xl/workbook.xml"]
    if books != [_SHEET_TYPE]:
        raise FileRefused("The file is not an ordinary Excel workbook (.xlsx).")


def _refuse_other_book(members: Mapping[str, bytes]) -> None:
    relations = _relations(members, "_rels/.rels")
    books = [target for kind, target in relations.values() if kind.endswith("/officeDocument")]
    if [target.removeprefix("/") for target in books] != ["xl/workbook.xml"]:
        raise FileRefused(DAMAGED)


def _relations(members: Mapping[str, bytes], name: str) -> dict[str, tuple[str, str]]:
    """Relationship id to kind and target."""
    found: dict[str, tuple[str, str]] = {}
    for one in _listed(members, name).named("Relationship"):
        if one.get("TargetMode", "Internal") != "Internal":
            raise FileRefused(
                "The workbook holds a link to the web, an e-mail or another file. Take it out."
            )
        if one.get("Id", "") in found:
            raise FileRefused(DAMAGED)
        found[one.get("Id", "")] = one.get("Type", ""), one.get("Target", "")
    return found


def _target(relations: Mapping[str, tuple[str, str]], number: str, ending: str) -> str:
    kind, target = relations.get(number, ("", ""))
    if not kind.endswith(ending):
        raise FileRefused(DAMAGED)
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _sheet_ids(members: Mapping[str, bytes]) -> list[str]:
    """The relationship of each sheet in the order of their tabs."""
    book = _listed(members, "xl/workbook.xml")
    if book.named("externalReference"):
        raise FileRefused("The workbook draws on other files.")
    sheets = book.named("sheet")
    if not 1 <= len(sheets) <= _MOST_SHEETS:
        raise FileRefused(DAMAGED)
    if any(sheet.get("state", "visible") != "visible" for sheet in sheets):
        raise FileRefused(_HIDDEN)
    ids = [
        [value for name, value in sheet.items() if name.endswith("elationships id")]
        for sheet in sheets
    ]
    if any(len(each) != 1 for each in ids):
        raise FileRefused(DAMAGED)
    return [each[0] for each in ids]
