"""The day's pack laid out on A4: HTML always, PDF where Typst is installed."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cara_facilitate.domain.display import visible
from cara_facilitate.domain.pack import NO_PDF, Paper
from cara_facilitate.errors import CaraError
from cara_facilitate.notes.render import POLICY

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent
_TYPST = _FOLDER / "pack.typ"
_ACCESSIBLE = "ua-1"

NO_LETTER = "A sheet could not be made into a PDF; most likely no font here has one of its letters."


def html(paper: Paper) -> str:
    """One sheet as a whole HTML document: no script, nothing remote, every word escaped."""
    layout = _layouts().get_template(f"{paper.sheet}.html.j2")
    return layout.render(policy=Markup(POLICY), paper=_facts(paper))


def has_pdf() -> bool:
    """Whether PDF can be made here; nothing is imported for the answer."""
    return find_spec("typst") is not None


def pdf(paper: Paper) -> bytes:
    """One sheet as a tagged PDF (PDF/UA-1), the same bytes whenever it is made.

    The facts go in as data, never as source, so that ``#panic`` or ``$`` is read as typed; the
    layout can read this folder alone and imports no package.

    :raises CaraError: if the extra is not installed, or no font here has one of the letters.
    """
    return _compiled(paper, format="pdf", pdf_standards=[_ACCESSIBLE])


def _compiled(paper: Paper, **options: Any) -> bytes:
    try:
        import typst
    except ImportError:
        raise CaraError(NO_PDF, "HTML can be printed without it.") from None
    data = json.dumps(_facts(paper), ensure_ascii=True)
    try:
        made: Any = typst.compile(_TYPST, root=_FOLDER, sys_inputs={"paper": data}, **options)
    except typst.TypstError:
        # What went wrong may quote a name, so it is not passed on.
        raise CaraError(NO_LETTER, "Print the HTML instead.") from None
    return bytes(made)


def _facts(paper: Paper) -> dict[str, Any]:
    made: dict[str, Any] = _clean(asdict(paper))
    return made


def _clean(value: Any) -> Any:
    """Every text in it as a display copy, in which nothing hides."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(one) for one in value]
    return value


@cache
def _layouts() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
