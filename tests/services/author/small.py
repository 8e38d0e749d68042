"""A small curriculum of four variants, for looking at; its parts may be swapped one by one."""

from __future__ import annotations

from cara_facilitate.content.load import draft, load
from cara_facilitate.domain.curriculum import Curriculum
from tests.content import conftest as sample

Files = dict[str, bytes]
MALE, FEMALE = "intimate-partner-male", "intimate-partner-female"
FAMILIAL = "familial-female"
VARIANTS = (MALE, FEMALE, "familial-male", FAMILIAL)


def files(**texts: str) -> Files:
    """The sample's files; ``sheet=...`` adds or replaces ``handouts/sheet.md``."""
    held = {
        "curriculum.yaml": sample.MANIFEST,
        "terms.yaml": sample.TERMS,
        "signposts.yaml": sample.SIGNPOSTS,
        "activities/signs.md": sample.SIGNS,
        "activities/plan.md": sample.PLAN,
        "handouts/card.md": sample.CARD,
        "variants/familial-female/plan.md": sample.OVERLAY,
    }
    held |= {f"handouts/{name}.md": text for name, text in texts.items()}
    return {name: text.encode() for name, text in held.items()}


def changed(held: Files, name: str, old: str, new: str) -> Files:
    """The files with the first ``old`` of one of them replaced."""
    text = held[name].decode()
    assert old in text
    return {**held, name: text.replace(old, new, 1).encode()}


def every(held: Files) -> list[Curriculum]:
    """All four variants, whatever errors they have."""
    return [draft(held, variant)[0] for variant in VARIANTS]


def one(held: Files, variant: str = MALE) -> Curriculum:
    """One variant that has no error."""
    return load(held, variant)


def sheet(body: str, name: str = "sheet", **header: str) -> str:
    """A hand-out's text."""
    extra = "".join(f"{field}: {value}\n" for field, value in header.items())
    return f"---\nid: {name}\ntitle: A sheet\naudience: participant\n{extra}---\n\n{body}\n"
