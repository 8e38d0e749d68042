"""A lesson's blocks as text in the restricted dialect, apart from what only the group may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cara_reader_carpentries.markdown import Node
from cara_reader_carpentries.report import Report
from cara_reader_carpentries.words import wrapped

INDENT = 4
DEEPEST = 3
MOST_NUMBERED = 99
LONGEST_ROW = 3_000
_NO_WORDS = "\u2026"


@dataclass(frozen=True, slots=True)
class Passage:
    """Some paragraphs; ``shown`` ones are tables, code and pictures that stand under "Show"."""

    text: str
    line: int
    shown: bool = False


class Writer:
    """Writes the blocks of one file.

    :param tables: whether tables may stand here at all.
    """

    def __init__(self, file: str, report: Report, *, tables: bool) -> None:
        self.file, self.report, self.tables = file, report, tables

    def passages(self, nodes: Iterable[Node]) -> Iterator[Passage]:
        """Every block as a passage of its own; headings as words in bold."""
        for node in nodes:
            text = "\n\n".join(self._block(node))
            if text:
                shown = self.tables and node.kind in ("code", "table", "picture")
                yield Passage(text, node.line, shown)

    def _block(self, node: Node) -> Iterator[str]:
        if node.kind in ("words", "picture"):
            yield wrapped(node.text)
        elif node.kind == "heading":
            yield wrapped(emphasised(node.text))
        elif node.kind == "list":
            yield from self._list(node, 0)
        elif node.kind == "quote":
            yield "\n>\n".join(wrapped(each, "> ", "> ") for each in self._flat(node.nodes))
        elif node.kind == "code":
            yield from self._code(node)
        elif node.kind == "table":
            yield from self._table(node)

    def _code(self, node: Node) -> Iterator[str]:
        told = f"{node.name}, {len(node.rows)} line{'s' if len(node.rows) != 1 else ''}"
        if self.tables and _narrow(node.rows):
            self.report.add(self.file, node.line, "code block became a table", told)
            yield _rows([(node.name,), *node.rows])
        else:
            self.report.add(self.file, node.line, "code block became a quote", told)
            yield "\n>\n".join(wrapped(row[0], "> ", "> ") for row in node.rows)

    def _table(self, node: Node) -> Iterator[str]:
        if self.tables and node.rows and _narrow(node.rows):
            yield _rows(node.rows)
            return
        self.report.add(self.file, node.line, "table became a list")
        lines = [wrapped(row, "- ", " " * INDENT) for row in _told(node.rows)]
        yield "\n".join(lines)

    def _list(self, node: Node, depth: int) -> Iterator[str]:
        items = [list(self._item(item, depth)) for item in node.nodes]
        numbered = node.level > 0
        if numbered and node.level + len(items) - 1 > MOST_NUMBERED:
            self.report.add(self.file, node.line, "long numbered list became bullets")
            numbered = False
        blocks = []
        for number, (first, *more) in enumerate(items, start=node.level):
            marker = f"{number}. " if numbered else "- "
            lead = " " * (INDENT * depth)
            blocks.append("\n\n".join([wrapped(first, lead + marker, lead + " " * INDENT), *more]))
        tight = all(len(item) == 1 for item in items)
        yield ("\n" if tight else "\n\n").join(blocks)

    def _item(self, item: Node, depth: int) -> Iterator[str]:
        """The first paragraph's words, then further blocks already written and indented."""
        inside = " " * (INDENT * (depth + 1))
        nodes = list(item.nodes)
        if not nodes:
            self.report.add(self.file, item.line, "empty list item became dots")
            yield "....."
            return
        opened = False
        for node in nodes:
            deeper = node.kind == "list" and depth + 1 < DEEPEST
            if deeper:
                if not opened:
                    yield _NO_WORDS
                yield from self._list(node, depth + 1)
                opened = True
                continue
            for text in self._flat([node]):
                yield wrapped(text, inside, inside) if opened else text
                opened = True
        if not opened:
            yield _NO_WORDS

    def _flat(self, nodes: Iterable[Node]) -> Iterator[str]:
        """Blocks as bare paragraphs, not wrapped, for where nothing else may stand."""
        for node in nodes:
            if node.kind in ("words", "picture"):
                yield node.text
            elif node.kind == "heading":
                yield emphasised(node.text)
            elif node.kind == "list":
                self.report.add(self.file, node.line, "list became plain paragraphs")
                for item in node.nodes:
                    first, *more = [*self._flat(item.nodes)] or [_NO_WORDS]
                    yield f"\u2013 {first}"
                    yield from more
            elif node.kind == "code":
                self.report.add(self.file, node.line, "code block became plain lines", node.name)
                yield from (row[0] for row in node.rows)
            elif node.kind == "table":
                self.report.add(self.file, node.line, "table became plain lines")
                yield from _told(node.rows)
            else:
                yield from self._flat(node.nodes)


def emphasised(text: str) -> str:
    """Escaped words in bold, unless they hold marks of their own."""
    return text if "*" in text else f"**{text}**"


def _narrow(rows: Iterable[tuple[str, ...]]) -> bool:
    return all(sum(map(len, row)) < LONGEST_ROW for row in rows)


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    first, *more = [f"| {' | '.join(row)} |" for row in rows]
    columns = first.count("|") - 1
    return "\n".join([first, "|" + "---|" * columns, *more])


def _told(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Each row as one line of words, cells apart."""
    for row in rows:
        cells = [cell for cell in row if cell]
        if cells:
            yield "; ".join(cells)
