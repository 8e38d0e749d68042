"""A participant's sheet laid out to print: a page of its own with nothing from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from cara_facilitate.domain.display import visible
from cara_facilitate.notes.render import POLICY

if TYPE_CHECKING:
    from jinja2 import Template

_LAYOUT = Path(__file__).with_name("handout.html.j2")
_DOTS = re.compile(r"\.{5,}")
_WIDTHS = ((14, "short"), (28, "middle"), (44, "long"))
# A paragraph or list item of plain words that ends in a blank to fill in.
_WORDS = r"[^<>]*(?:<(?:strong|em)>[^<>]*</(?:strong|em)>[^<>]*)*?"
_ENDS_BLANK = re.compile(rf"<(p|li)>({_WORDS}(?<!\.))(\.{{5,}})\s*</\1>")
_LINE = 84
_FULL, _OVERFULL = 44, 54
"""Lines from which a sheet is set closer, so as to stay on one page where it can."""


def page(curriculum: str, title: str, label: str, body: str, *, cards: bool = False) -> str:
    """A whole HTML document: no script, nothing remote, its own plain style for A4.

    :param curriculum: the curriculum's title; it and ``title`` and ``label`` are escaped here.
    :param label: what must be said of this text wherever it is shown, or empty.
    :param body: the sheet as clean HTML, as :func:`content.markdown.html` makes it.
    :param cards: whether each outer list item is a card with lines to cut along.
    """
    return _layout().render(
        policy=Markup(POLICY),
        curriculum=visible(curriculum),
        title=visible(title),
        label=visible(label),
        density="" if cards else _density(body),
        layout="cards" if cards else "sheet",
        body=Markup(_with_blanks(body)),
    )


def _density(body: str) -> str:
    """How close to set a sheet, by a rough count of its lines at the usual size."""
    lines = 2.2 * len(re.findall("<h[23]>", body)) + 1.5 * len(re.findall("<tr>", body))
    lines += 0.45 * len(_ENDS_BLANK.findall(body)) + 0.3 * len(re.findall("<(?:p|li)>", body))
    for words in re.split("<[^>]*>", _DOTS.sub("", body)):
        lines += -(-len(words.strip()) // _LINE)
    return "dense" if lines > _OVERFULL else "tight" if lines > _FULL else ""


def _with_blanks(body: str) -> str:
    """Rows of dots as lines to write on; the dots stay in the text, for those who copy it."""
    return _DOTS.sub(_blank, _ENDS_BLANK.sub(_filled, body))


def _filled(found: re.Match[str]) -> str:
    tag, words, dots = found.groups()
    line = f'<span>{words.rstrip()}</span> <span class="blank">{"&#46;" * len(dots)}</span>'
    inner = "div" if tag == "li" else "p"
    line = f'<{inner} class="fill">{line}</{inner}>'
    return f"<li>{line}</li>" if tag == "li" else line


def _blank(found: re.Match[str]) -> str:
    dots = found.group()
    width = next((name for most, name in _WIDTHS if len(dots) <= most), "whole")
    return f'<span class="blank {width}">{dots}</span>'


@cache
def _layout() -> Template:
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return made.from_string(_LAYOUT.read_text(encoding="utf-8"))
