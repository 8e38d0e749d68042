"""The shipped curriculum's files, a small complete sample, and one edit at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Files = dict[str, bytes]
Edit = Callable[[Files, str, str, str], Files]

SHIPPED = Path(__file__).parents[2] / "curricula" / "cara_curriculum_open"

MANIFEST = """\
format: 1
curriculum: sample
title: Sample
version: 1.0.0
licence: CC-BY-4.0
axes:
  relationship: [intimate-partner, familial]
  group: [male, female]
objectives:
  - {id: O01, slug: time-out, text: To set a time out, min_minutes: 20}
  - {id: O02, slug: anger-signs, text: To know the signs}
codes:
  - {key: c, name: Change talk, label: change, default: true, definition: Wants, example: Want}
days:
  - workshop: 1
    start: "10:00"
    end: "11:00"
    run:
      - {activity: signs, number: W1-01}
      - {break: 10, id: BR1, label: Tea}
      - {activity: plan, number: W1-02, at: "10:30"}
    recovery: [W1-02, W1-01]
"""
TERMS = """\
terms:
  partner: {any: the other person, intimate-partner: your partner, familial: your relative}
  partner.poss: {any: the other person's}
  group: {any: everyone, female: the women here, familial-female: the women of a family}
"""
SIGNPOSTS = """\
signposts:
  - {id: helpline, name: Helpline, contact: 0800 000 000, audience: everyone}
"""
SIGNS = """\
---
id: signs
title: Signs in the body
minutes: 20
shortest: 10
objectives: [anger-signs]
setting: plenary
intensity: low
status: draft
---

What the body says first.

## Name the signs (20 min)

### Say

Good morning, {group}. Think of {partner.poss} face.

### Ask

- What came first?

### Listen for

- A sign that comes early
"""
PLAN = """\
---
id: plan
title: A plan with {partner}
minutes: 30
shortest: 20
objectives: [time-out]
setting: pairs
intensity: medium
materials: [Card, one each]
handouts: [card]
after: [signs]
---

Each person leaves with a plan.

## Why it works (10 min)

### Say

{Partner} is told before, never after.

### Say [intimate-partner]

If children are at home, say who is with them.

### Say [familial]

If you share a roof, agree a room.

### Listen for

- A plan that is safe

## Write it (20 min)

### Do

1. Hand out one card each.
2. Pairs, ten minutes each way.

### Watch for

- A plan that controls {partner}

### Watch for [!female]

- Jokes
"""
CARD = """\
---
id: card
title: My card
audience: participant
---

I will say:

## When I leave [intimate-partner]

The children are with:

## Which room [familial]

The room is:
"""
OVERLAY = """\
---
overlays: plan
base: b2b18720deb5
---

## Write it (20 min)

### Do

1. Talk first, then hand out one card each.
"""


@pytest.fixture(scope="session")
def shipped() -> Files:
    """Every file of the open reference curriculum."""
    return {
        path.relative_to(SHIPPED).as_posix(): path.read_bytes()
        for path in sorted(SHIPPED.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def sample() -> Files:
    """A small curriculum without a finding: two axes, terms, tags, a fixed time, an overlay."""
    texts = {
        "curriculum.yaml": MANIFEST,
        "terms.yaml": TERMS,
        "signposts.yaml": SIGNPOSTS,
        "activities/signs.md": SIGNS,
        "activities/plan.md": PLAN,
        "handouts/card.md": CARD,
        "variants/familial-female/plan.md": OVERLAY,
    }
    return {name: text.encode() for name, text in texts.items()}


@pytest.fixture(scope="session")
def edited() -> Edit:
    """A copy of the files with the first ``old`` of one file replaced by ``new``."""

    def edit(files: Files, name: str, old: str, new: str) -> Files:
        text = files[name].decode()
        assert old in text, f"{name} has no {old!r}"
        return {**files, name: text.replace(old, new, 1).encode()}

    return edit
