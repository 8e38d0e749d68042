"""Tables of what the code declares: hooks, records, events, plugins, levels and codes."""

from __future__ import annotations

import dataclasses
import inspect
import re
import tomllib
from pathlib import Path

from cara_facilitate.api import Finding, PlacementFacts, hookspecs, types
from cara_facilitate.api.contract import HOOKS
from cara_facilitate.domain.attendance import ARRIVALS, CODES, SERVICE
from cara_facilitate.domain.curriculum import PARTICIPANT_VISIBLE, SectionKind
from cara_facilitate.domain.engagement import RATINGS
from cara_facilitate.domain.events import REGISTRY
from cara_facilitate.domain.feedback_rows import _ALLOWED as CHOICES
from cara_facilitate.domain.feedback_rows import COLUMNS, FIELD_LEVELS, MAX_LENGTHS
from cara_facilitate.domain.flags import KINDS, SEVERITIES
from cara_facilitate.domain.linter import ADVICE, RELEASABLE
from cara_facilitate.host.discovery import Consent, Found
from cara_facilitate.host.registry import Host
from cara_facilitate.services.briefing import CUE_WORDS, LEVEL_WORDS
from docs.tables import code, table

LEAST_LEVEL = {column: level.value for column, level in FIELD_LEVELS.items()}
DESIGN_PAGE = re.compile(r"(?: of)? \(?`domain\.md` \([a-g]\)(?: \d+)?\)?")
"""The design's own pages are not part of the program's documents."""
ROOT = Path(__file__).parents[1]
RECORDS = (
    types.CurriculumSource,
    types.CurriculumReader,
    types.ImportedLesson,
    types.SitePolicy,
    types.FeedbackReader,
    types.NoteWriter,
    types.PracticeScenario,
    types.EventNotice,
    PlacementFacts,
    Finding,
)


def signature(hook: str) -> str:
    """A hook's exact signature, as a plugin writes it."""
    said = str(inspect.signature(getattr(hookspecs, hook))).replace("'", "")
    return f"def {hook}{said}"


def hooks() -> str:
    """Every hook with its signature and contract."""
    parts = []
    for hook in HOOKS:
        text = inspect.getdoc(getattr(hookspecs, hook)) or ""
        said = text.replace(":return:", "\nReturns:").replace(":param notice:", "\n`notice`:")
        parts.append(f"### {hook}\n\n```python\n{signature(hook)}\n```\n\n{_joined(said)}")
    return "\n\n".join(parts)


def records() -> str:
    """The records a plugin offers or is given, with their fields."""
    parts = []
    for record in RECORDS:
        fields = [f"    {field.name}: {field.type}" for field in dataclasses.fields(record)]
        said = _joined(inspect.getdoc(record) or "")
        lines = "\n".join([f"class {record.__name__}:", *fields])
        parts.append(f"```python\n{lines}\n```\n\n{said}")
    return "\n\n".join(parts)


def events() -> str:
    """Every event by stored name."""
    rows = [
        (code(name), str(version), event.COMPARTMENT, _first(event))
        for (name, version), event in sorted(REGISTRY.items())
    ]
    return table(("Stored name", "Version", "Compartment", "Says that"), rows)


def our_plugins() -> str:
    """What ``cara plugins`` lists of the plugins that come with the program."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    places = str(ROOT / "plugins")
    found = [
        Found(name, module, project["name"], project["version"], location=places, ours=True)
        for name, module in sorted(project["entry-points"]["cara_facilitate"].items())
    ]
    host = Host(found, Consent())
    try:
        rows = [
            (code(row.name), row.status, f"{row.distribution} {row.version}", ", ".join(row.hooks))
            for row in host.listing()
        ]
    finally:
        host.close()
    return table(("Name", "Status", "From", "Hooks"), rows)


def export_linter() -> str:
    """What holds a note, what to do, and whether a hit may be released."""
    rows = [
        (rule.value, advice, "with a reason" if rule in RELEASABLE else "never")
        for rule, advice in ADVICE.items()
    ]
    return table(("It found", "What to do", "May be released"), rows)


def ratings() -> str:
    """The seat rating's five words."""
    return table(("Rating", "Means"), ((str(n), words) for n, words in enumerate(RATINGS)))


def attendance() -> str:
    """Every attendance code."""
    kinds = {**dict.fromkeys(ARRIVALS, "arrival"), **dict.fromkeys(SERVICE, "whole cohort")}
    rows = ((code(c), words, kinds.get(c, "departure")) for c, words in CODES.items())
    return table(("Code", "Means", "Is"), rows)


def flags() -> str:
    """What a flag may be about, and how urgent."""
    rows = [*((words, "what it is about") for words in KINDS.values())]
    rows += [(words, "how urgent it is") for words in SEVERITIES.values()]
    return table(("The prompt offers", "To say"), rows)


def levels() -> str:
    """The sharing levels and safety cues in the words of the briefing."""
    rows = [(code(level.value), words) for level, words in LEVEL_WORDS.items()]
    rows += [(code(cue), words) for cue, words in CUE_WORDS.items()]
    return table(("In the extract", "The briefing says"), rows)


def extract_columns() -> str:
    """The columns of a victim-feedback extract, in the order of its row check."""
    rows = []
    for column in COLUMNS:
        words = " or ".join(code(word) for word in CHOICES.get(column, ()) if word)
        limit = f"at most {MAX_LENGTHS[column]} characters" if column in MAX_LENGTHS else ""
        rows.append((code(column), LEAST_LEVEL.get(column, ""), words or limit))
    return table(("Column", "Filled from level", "May say"), rows)


def sections() -> str:
    """The section headings an activity may use."""
    rows = (
        (code(f"### {kind.value}"), "the group" if kind in PARTICIPANT_VISIBLE else "facilitators")
        for kind in SectionKind
    )
    return table(("Heading", "Meant for"), rows)


def _first(thing: object) -> str:
    return DESIGN_PAGE.sub("", _joined(inspect.getdoc(thing) or "").split("\n")[0])


def _joined(text: str) -> str:
    """A docstring's paragraphs, each on one line, with double backticks as single ones."""
    paragraphs = [" ".join(part.split()) for part in text.replace("``", "`").split("\n\n")]
    return "\n\n".join(paragraphs).replace(":class:", "").replace(":func:", "")
