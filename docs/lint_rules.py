"""The rules of the curriculum's check as a table, from the rulebook that explains them."""

from __future__ import annotations

from cara_facilitate.content.rulebook import rules
from docs.tables import code
from docs.tables import table as written


def table() -> str:
    """The rules as a table."""
    rows = [(code(name), rule.severity, rule.says, rule.why) for name, rule in rules().items()]
    return written(("Rule", "Is", "Says", "Why it matters"), rows)
