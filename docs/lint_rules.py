"""The rules of the curriculum's check, read out of the code that reports them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from docs.tables import code
from docs.tables import table as written

CONTENT = Path(__file__).parents[1] / "cara_facilitate" / "content"
RULE = re.compile(r"[A-Z]\d\d")
SEVERITIES = ("warning", "note")
FEWEST_LETTERS = 9
"""Shorter texts beside a rule are field names and the like, not messages."""
BY_HELPER = {"_note": ("M07", "note")}
"""Functions that report one rule, of which the rule's name is not at the place of the message."""
WORDED_BY = {("axes.py", "unknown"): "A01", ("source.py", "_hidden"): "X01"}
"""Functions that return the message of a rule which somebody else reports."""


@dataclass(slots=True)
class Rule:
    """One rule: its messages, in the order of the code, and how severe it is."""

    messages: list[str] = field(default_factory=list)
    severities: set[str] = field(default_factory=set)


def rules() -> dict[str, Rule]:
    """Every rule that the content room can report, by id."""
    found: dict[str, Rule] = defaultdict(Rule)
    for path in sorted(CONTENT.glob("*.py")):
        for scope in _scopes(ast.parse(path.read_text(encoding="utf-8"))):
            worded = WORDED_BY.get((path.name, getattr(scope, "name", "")))
            reports = _reports(scope) if worded is None else _returned(scope, worded)
            for name, severity, message in reports:
                rule = found[name]
                rule.severities.add(severity)
                if message not in rule.messages:
                    rule.messages.append(message)
    return dict(sorted(found.items()))


def table() -> str:
    """The rules as a table."""
    rows = [
        (code(name), " or ".join(sorted(rule.severities)), "; ".join(rule.messages))
        for name, rule in rules().items()
    ]
    return written(("Rule", "Is", "Says"), rows)


def _scopes(module: ast.Module) -> Iterator[ast.AST]:
    inside: set[ast.AST] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            inside.update(ast.walk(node))
            yield node
    rest = [node for node in module.body if node not in inside]
    yield ast.Module(rest, [])


def _reports(scope: ast.AST) -> Iterator[tuple[str, str, str]]:
    if isinstance(scope, ast.Module):
        scope = ast.Module([n for n in scope.body if isinstance(n, ast.Assign | ast.AnnAssign)], [])
    for node in ast.walk(scope):
        parts = _parts(node)
        named = [p.value for p in parts if isinstance(p, ast.Constant) and _is_rule(p.value)]
        helper = BY_HELPER.get(_called(node))
        if helper is not None:
            named = [helper[0]]
        if len(named) != 1:
            continue
        severity = helper[1] if helper else _severity(node, parts)
        for message in _messages(scope, node, parts):
            yield str(named[0]), severity, message


def _returned(scope: ast.AST, rule: str) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(scope):
        text = _written(node.value) if isinstance(node, ast.Return) and node.value else ""
        if " " in text:
            yield rule, "error", text


def _called(node: ast.AST) -> str:
    own = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return node.func.id if own and isinstance(node, ast.Call) else ""  # type: ignore[attr-defined]


def _is_rule(value: object) -> bool:
    return isinstance(value, str) and RULE.fullmatch(value) is not None


def _parts(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return list(node.args)
    if isinstance(node, ast.Tuple):
        return list(node.elts)
    return []


def _severity(node: ast.AST, parts: list[ast.expr]) -> str:
    keywords = node.keywords if isinstance(node, ast.Call) else []
    said = [*parts, *(k.value for k in keywords if k.arg == "severity")]
    found = [p.value for p in said if isinstance(p, ast.Constant) and p.value in SEVERITIES]
    return str(found[0]) if found else "error"


def _messages(scope: ast.AST, node: ast.AST, parts: list[ast.expr]) -> list[str]:
    texts = [text for part in parts if len(text := _written(part)) >= FEWEST_LETTERS]
    texts = [text for text in texts if " " in text]
    if texts:
        return texts[:1]
    names = {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
    if "message" not in names:
        return []
    before = [
        (one.lineno, _written(one.value))
        for one in ast.walk(scope)
        if isinstance(one, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        and one.lineno <= getattr(node, "end_lineno", 0)
        and one.value is not None
        and "message" in {t.id for t in _targets(one) if isinstance(t, ast.Name)}
    ]
    return [text for _, text in sorted(before)[-1:] if text]


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AnnAssign | ast.NamedExpr) else []


def _written(part: ast.expr) -> str:
    """A message with what is filled in at run time shown as dots."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return re.sub(r"\{[^{}]*\}", "...", part.value)
    if isinstance(part, ast.JoinedStr):
        pieces = [_written(p) if isinstance(p, ast.Constant) else "..." for p in part.values]
        return re.sub(r"(\.\.\.)+", "...", "".join(pieces))
    if isinstance(part, ast.BinOp):
        return _written(part.left) + _written(part.right)
    return ""
