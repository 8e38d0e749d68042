"""The floor for the check: markdown-it-py alone parses the Markdown files of a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from markdown_it import MarkdownIt

if __name__ == "__main__":
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for path in sorted(Path(sys.argv[1]).rglob("*.md")):
        parser.parse(path.read_text(encoding="utf-8"))
