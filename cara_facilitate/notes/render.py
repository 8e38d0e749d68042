"""A note's facts laid out by a writer's template as HTML, Markdown or plain text."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Template, TemplateSyntaxError

from cara_facilitate.api.types import NoteWriter
from cara_facilitate.errors import CaraError, PluginError
from cara_facilitate.notes.cleaning import for_html, for_markdown, for_text
from cara_facilitate.notes.sandbox import Layout, plain

FORMATS: Mapping[str, Callable[[str], str]] = {
    "html": for_html,
    "md": for_markdown,
    "txt": for_text,
}
"""The formats a note comes in, each with what makes typed words literal in it."""

POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
)
"""Put into every HTML document, whoever wrote its template: no script, nothing from elsewhere."""
_HEAD = re.compile(r"\s*<!doctype html>\s*<html[^>]*>\s*<head>", re.I)
_DOCTYPE = re.compile(r"\s*<!doctype html>", re.I)
_MOST_TEMPLATE = 200_000


def render(writer: NoteWriter, facts: Mapping[str, Any], fmt: str) -> str:
    """The note as a document.

    The writer's ``context`` sees a copy of the facts; the template sees plain values only and
    every value it writes is escaped for the format without asking.

    :param fmt: ``html``, ``md`` or ``txt``.
    :raises CaraError: if there is no such format.
    :raises PluginError: if the writer's context or template fails; names writer and template
        line, never a value.
    """
    escape = FORMATS.get(fmt)
    if escape is None:
        raise CaraError("This note format is not known.", f"Choose one of: {', '.join(FORMATS)}.")
    source = writer.templates.get(fmt, "")
    if not source or len(source) > _MOST_TEMPLATE:
        raise PluginError(f"The note writer {writer.id} has no usable {fmt} template.")
    context = _context(writer, facts)
    text = _laid_out(writer.id, fmt, source, escape, context)
    if fmt == "html":
        return guarded_html(text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n") + "\n"


def _context(writer: NoteWriter, facts: Mapping[str, Any]) -> dict[str, Any]:
    try:
        made: dict[str, Any] = plain(dict(writer.context(plain(dict(facts)))))
    except (Exception, SystemExit) as fault:
        raise PluginError(
            f"The note writer {writer.id} failed while preparing the note "
            f"({type(fault).__name__}).",
            "Nothing was written; choose another writer or tell its author.",
        ) from None
    return made


def _laid_out(
    writer: str, fmt: str, source: str, escape: Callable[[str], str], context: dict[str, Any]
) -> str:
    name = f"{writer}.{fmt}"
    try:
        layout = Layout(escape)
        code = layout.compile(source, name, name)
        return Template.from_code(layout, code, {}).render(context)
    except (Exception, SystemExit) as fault:
        raise PluginError(
            f"The note writer {writer} failed in its {fmt} template ({type(fault).__name__}).",
            "Nothing was written; choose another writer or tell its author.",
            where=f"{name}:{_line(fault, name)}",
        ) from None


def _line(fault: BaseException, name: str) -> int:
    """The template's line at which it failed, 1 if Jinja does not say."""
    if isinstance(fault, TemplateSyntaxError):
        return fault.lineno
    frames = traceback.extract_tb(fault.__traceback__)
    return next((f.lineno for f in reversed(frames) if f.filename == name and f.lineno), 1)


def guarded_html(text: str) -> str:
    """An HTML document with :data:`POLICY` before anything else in it, wherever it came from."""
    head = _HEAD.match(text)
    if head is not None:
        return f"{head.group()}\n{POLICY}{text[head.end() :]}"
    # Right after the doctype an HTML reader opens the head by itself, so the policy counts.
    doctype = _DOCTYPE.match(text)
    rest = text[doctype.end() :] if doctype else text
    return f"<!doctype html>\n{POLICY}\n{rest.lstrip()}"
