"""Every text that reaches a widget in tui/ goes through the gateway; checked in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TUI = Path(__file__).parents[2] / "cara_facilitate" / "tui"
GATEWAY = TUI / "text.py"

GATES = frozenset({"show", "show_lines", "paint", "clean"})
WIDGETS = frozenset(
    {
        "Static", "Label", "Button", "Checkbox", "RadioButton", "Collapsible", "TabPane", "Tab",
        "Link", "Digits", "Placeholder", "Option", "Selection", "Tooltip", "Input", "TextArea",
        "MaskedInput", "Rule", "Toast", "Content",
    }
)  # fmt: skip
TEXT_ARGUMENTS = frozenset(
    {"placeholder", "label", "title", "tooltip", "prompt", "content", "border_title", "text"}
)
METHODS = frozenset(
    {
        "update", "add_option", "add_options", "add_row", "add_rows", "add_column", "add_columns",
        "update_cell", "set_options", "append_text", "add_leaf",
    }
)  # fmt: skip
ATTRIBUTES = frozenset({"border_title", "border_subtitle", "tooltip", "placeholder", "label"})
FORBIDDEN_NAMES = frozenset(
    {"from_markup", "from_text", "from_rich_text", "Markdown", "MarkdownViewer", "RichLog", "Log",
     "Pretty", "render_str", "visualize"}
)  # fmt: skip
CONTENT_ONLY = frozenset({"pad_right", "pad_left", "truncate", "wrap", "stylize", "extend_right"})
"""Methods no string has: mypy proves their receiver is content, and content is made gated."""
VERBATIM = frozenset({"Input", "TextArea", "MaskedInput"})
"""Fields a person types into: their text is theirs, and the last gate guards their painting."""


@dataclass
class Package:
    """What the whole of tui/ says about its names: which hold content and which make it."""

    makers: set[str] = field(default_factory=set)
    holders: set[str] = field(default_factory=set)

    def learn(self, tree: ast.AST) -> None:
        """Note functions that return content and attributes annotated as content."""
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                if _is_content(node.returns):
                    self.makers.add(node.name)
            elif isinstance(node, ast.AnnAssign) and _is_content(node.annotation):
                target = node.target
                name = target.attr if isinstance(target, ast.Attribute) else _name(target)
                self.holders.add(name)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)


def _is_content(annotation: ast.expr | None) -> bool:
    if annotation is None:
        return False
    text = ast.unparse(annotation)
    return "Content" in text and "str" not in text.replace("Content", "")


class Lint(ast.NodeVisitor):
    """Collects the lines of one file where raw text goes into a widget."""

    def __init__(self, package: Package) -> None:
        self.faults: list[tuple[int, str]] = []
        self._package = package
        self._local: list[dict[str, list[ast.expr]]] = [{}]
        self._bases: list[set[str]] = [set()]

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._bases.append({_name(base) for base in node.bases})
        self.generic_visit(node)
        self._bases.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name == "render" and not _is_content(node.returns):
            self._fault(node, "render() must be annotated to return Content")
        known: dict[str, list[ast.expr]] = {}
        for argument in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs):
            known[argument.arg] = [
                ast.Constant("") if _is_content(argument.annotation) else ast.Name("?")
            ]
        for inner in ast.walk(node):
            _learn_assignment(inner, known)
        self._local.append(known)
        self.generic_visit(node)
        self._local.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in FORBIDDEN_NAMES:
            self._fault(node, f"{node.attr} parses markup or bypasses the gateway")
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if (node.module or "").split(".")[0] == "rich":
            self._fault(node, "rich draws strings as markup")
        for name in node.names:
            if name.name in FORBIDDEN_NAMES:
                self._fault(node, f"{name.name} parses its text")

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES:
                self._check(node.value, f"{target.attr} = ...")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node)
        is_widget = name in WIDGETS or self._is_super_init(node)
        if is_widget:
            first = [] if name in VERBATIM else node.args[:1]
            for argument in first:
                self._check(argument, f"{name}(...)")
            for keyword in node.keywords:
                if keyword.arg in TEXT_ARGUMENTS and (name, keyword.arg) != ("TextArea", "text"):
                    self._check(keyword.value, f"{name}({keyword.arg}=...)")
        elif name in METHODS and isinstance(node.func, ast.Attribute):
            for argument in node.args:
                if not isinstance(argument, ast.Dict):
                    self._check(argument, f".{name}(...)")
        elif name == "join" and isinstance(_receiver(node), ast.Call) and node.args:
            self._check_parts(node.args[0])
        self.generic_visit(node)

    def _is_super_init(self, node: ast.Call) -> bool:
        receiver = _receiver(node)
        return (
            _called(node) == "__init__"
            and isinstance(receiver, ast.Call)
            and _called(receiver) == "super"
            and bool(self._bases[-1] & (WIDGETS - VERBATIM))
        )

    def _check(self, value: ast.expr, sink: str) -> None:
        if not self._is_safe(value):
            self._fault(value, f"{sink} gets {ast.unparse(value)[:60]!r} raw")

    def _check_parts(self, value: ast.expr) -> None:
        if isinstance(value, ast.List | ast.Tuple):
            for part in value.elts:
                self._check(part.value if isinstance(part, ast.Starred) else part, "join")
        elif isinstance(value, ast.GeneratorExp | ast.ListComp):
            self._check(value.elt, "join")
        else:
            self._check(value, "join")

    def _fault(self, node: ast.AST, what: str) -> None:
        self.faults.append((getattr(node, "lineno", 0), what))

    def _is_safe(self, node: ast.expr | None, depth: int = 0) -> bool:
        if node is None or depth > 8:
            return False
        match node:
            case ast.Constant():
                return True
            case ast.Name(id=name):
                return self._is_safe_name(name, depth)
            case ast.Attribute(attr=name):
                return name in self._package.holders or name in self._package.makers
            case ast.Call():
                return self._is_safe_call(node, depth)
            case ast.IfExp(body=one, orelse=two):
                return self._is_safe(one, depth + 1) and self._is_safe(two, depth + 1)
            case ast.BoolOp(values=values):
                return all(self._is_safe(value, depth + 1) for value in values)
            case ast.BinOp(left=left, right=right, op=ast.Add()):
                return self._is_safe(left, depth + 1) and self._is_safe(right, depth + 1)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(self._is_safe(part, depth + 1) for part in parts)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part):
                return self._is_safe(part, depth + 1)
            case ast.Starred(value=part) | ast.Subscript(value=part):
                return self._is_safe(part, depth + 1)
        return False

    def _is_safe_name(self, name: str, depth: int) -> bool:
        for scope in reversed(self._local):
            if name in scope:
                return all(self._is_safe(value, depth + 1) for value in scope[name])
        # Module constants are written by us, in capitals, and are literals (checked by import).
        return name.isupper() or name in self._package.holders

    def _is_safe_call(self, node: ast.Call, depth: int) -> bool:
        name = _called(node)
        if name in GATES | CONTENT_ONLY | self._package.makers or name == "Content":
            return True
        if name in ("list", "tuple", "reversed") and node.args:
            return self._is_safe(node.args[0], depth + 1)
        if name == "map" and node.args:
            maker = node.args[0]
            return _name(maker) in GATES | self._package.makers
        receiver = _receiver(node)
        return receiver is not None and self._is_safe(receiver, depth + 1) and name != "format"


def _receiver(node: ast.Call) -> ast.expr | None:
    return node.func.value if isinstance(node.func, ast.Attribute) else None


def _learn_assignment(node: ast.AST, known: dict[str, list[ast.expr]]) -> None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            for name in names:
                if isinstance(name, ast.Name):
                    known.setdefault(name.id, []).append(node.value)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        safe = ast.Constant("") if _is_content(node.annotation) else None
        value = safe or node.value
        if value is not None:
            known.setdefault(node.target.id, []).append(value)
    elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
        known.setdefault(node.target.id, []).append(node.iter)


def lint(source: str, package: Package | None = None) -> list[tuple[int, str]]:
    """Line numbers and complaints for one source text."""
    tree = ast.parse(source)
    if package is None:
        package = Package()
        package.learn(tree)
    checker = Lint(package)
    checker.visit(tree)
    return checker.faults


def _sources() -> Iterator[Path]:
    return (path for path in sorted(TUI.rglob("*.py")) if path != GATEWAY)


def test_every_dynamic_string_in_tui_passes_the_gateway() -> None:
    package = Package()
    for path in _sources():
        package.learn(ast.parse(path.read_text(encoding="utf-8")))
    faults = [
        f"{path.relative_to(TUI)}:{line}: {what}"
        for path in _sources()
        for line, what in lint(path.read_text(encoding="utf-8"), package)
    ]
    assert faults == []


RAW = {
    "a variable": "def f(name):\n    Static(name)",
    "an f-string": "def f(name):\n    Label(f'seat {name}')",
    "an attribute": "def f(row):\n    Static(row.summary)",
    "a subscript": "def f(row):\n    widget.update(row['summary'])",
    "a call of something else": "Static(str(row))",
    "raw content": "def f(name):\n    Static(Content(name))",
    "a sum": "def f(name):\n    Static('seat ' + name)",
    "a percent format": "def f(name):\n    Static('%s' % name)",
    "a format call": "def f(name):\n    Static('{}'.format(name))",
    "one branch of two": "def f(name):\n    Static(show(name) if name else name)",
    "a name given twice": "def f(name):\n    x = show(name)\n    x = name\n    Static(x)",
    "a border title": "def f(name):\n    widget.border_title = name",
    "a tooltip": "def f(name):\n    Button('ok', tooltip=name)",
    "a placeholder": "def f(name):\n    Input(placeholder=f'{name}')",
    "a table row": "def f(name):\n    table.add_row('1', name)",
    "an option": "def f(name):\n    OptionList(Option(name))",
    "markup from a literal function": "Content.from_markup('[b]x[/b]')",
    "a markdown widget": "from textual.widgets import Markdown",
    "rich text": "from rich.text import Text",
    "a subclass's text": "class A(Static):\n  def __init__(self, t):\n    super().__init__(t)",
    "joined strings": "def f(names):\n    Content(', ').join(names)",
    "joined strings of a loop": "def f(names):\n    Content(', ').join(n.upper() for n in names)",
    "an unsaid render": "class A(Widget):\n    def render(self):\n        return self.words",
    "a rendered string": "class A(Widget):\n  def render(self) -> str:\n    return self.words",
}
GATED = {
    "a literal": "Static('Seat')",
    "the gateway": "def f(name):\n    Static(show(name))",
    "several pieces": "def f(name):\n    Static(paint('seat ', (name, 'bold')))",
    "a gated variable": "def f(name):\n    line = show(name)\n    widget.update(line)",
    "content as argument": "def f(line: Content):\n    Static(line)",
    "a function of ours": "def line(x) -> Content:\n    return show(x)\nStatic(line(1))",
    "joined content": "def f(names):\n    Static(Content(', ').join(show(n) for n in names))",
    "what a person types": "def f(words):\n    Input(words)",
    "an ordinary dictionary": "seen.update({1: 2})",
}


@pytest.mark.parametrize("source", RAW.values(), ids=RAW.keys())
def test_the_lint_sees(source: str) -> None:
    assert lint(source)


@pytest.mark.parametrize("source", GATED.values(), ids=GATED.keys())
def test_the_lint_lets_pass(source: str) -> None:
    assert lint(source) == []
