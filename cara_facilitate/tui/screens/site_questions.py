"""What a site's policy asks beyond the form's own fields, as fields of a form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cara_facilitate.tui.widgets.forms import Choice, Field, Line

if TYPE_CHECKING:
    from cara_facilitate.api import SitePolicy

YES_NO = "(yes, no)"
ANSWERS = (("", "not answered"), ("yes", "yes"), ("no", "no"))


def question_fields(policies: Iterable[SitePolicy], site: str, which: str) -> dict[str, Field]:
    """A field for each thing a site's policy asks for beyond the form's own, by its name.

    :param which: ``asks_cohort`` or ``asks_person``.
    """
    questions = next((asks(p.settings, which) for p in policies if p.id == site), {})
    return {name: _question_field(question) for name, question in questions.items()}


def _question_field(question: str) -> Field:
    if question.endswith(YES_NO):
        return Field(question.removesuffix(YES_NO).strip(), Choice(ANSWERS))
    return Field(question, Line(most=40))


def asks(settings: Mapping[str, Any], which: str) -> dict[str, str]:
    """The questions a policy's settings ask, by the name of what they ask for.

    :param which: ``asks_cohort`` or ``asks_person``.
    """
    found = settings.get(which, {})
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
