"""A Jinja2 environment in which a template can do nothing but lay out the values it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateAssertionError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from cara_facilitate.notes.cleaning import cut, filled, padded

MOST_STEPS = 50_000
"""Values written, loop turns and macro calls one document may take."""
MOST_CHARACTERS = 1_000_000
"""Characters one document may write, and one joined text may hold."""
_LOOP_WORDS = frozenset({"index", "index0", "first", "last", "length", "revindex"})
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.NSRef,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Test,
    nodes.Assign,
    nodes.Macro,
    nodes.Call,
    nodes.Keyword,
    nodes.Concat,
    nodes.Add,
    nodes.Sub,
    nodes.Neg,
    nodes.List,
    nodes.Tuple,
)
_TESTS = ("defined", "undefined", "in", "equalto", "odd", "even")


class _Counted(NodeTransformer):
    """Sends every loop and every ``~`` through a filter that counts."""

    def __init__(self, environment: Layout) -> None:
        self._environment = environment

    def _filter(self, value: nodes.Node, name: str, lineno: int) -> nodes.Filter:
        made = nodes.Filter(value, name, [], [], None, None, lineno=lineno)
        made.set_environment(self._environment)
        return made

    def visit_For(self, node: nodes.For) -> nodes.Node:
        self.generic_visit(node)
        node.iter = self._filter(node.iter, "turns", node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        pieces = nodes.List(node.nodes, lineno=node.lineno)
        return self._filter(pieces, "join", node.lineno)


class Layout(ImmutableSandboxedEnvironment):
    """One document's environment: no globals, no loader, no calls but to its own macros.

    Every value written goes through ``escape`` by itself; no filter is needed and none undoes it.
    Made anew for each document, since it counts what the document takes.

    :param escape: typed words in, words for this kind of document out.
    """

    def __init__(self, escape: Callable[[str], str]) -> None:
        # Autoescape keeps what a macro wrote from being escaped twice, in every format.
        super().__init__(
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=0,
        )
        self._escape = escape
        self._steps = 0
        self._characters = 0
        self.finalize = self._finalizer()
        self.globals = {}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self.filters = {
            "capitalize": lambda text: _text(text)[:1].upper() + _text(text)[1:],
            "cut": lambda text, width: cut(_text(text), int(width)),
            "default": _default,
            "fill": _fill,
            "first": lambda values: _list(values)[0],
            "join": self._join,
            "last": lambda values: _list(values)[-1],
            "length": lambda value: len(value) if isinstance(value, str | list | dict) else _no(),
            "lower": lambda text: _text(text).lower(),
            "pad": lambda text, width: padded(_text(text), min(int(width), 200)),
            "turns": self._turns,
            "upper": lambda text: _text(text).upper(),
        }

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in [tree, *tree.find_all(nodes.Node)]:
            if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and node.recursive):
                what = type(node).__name__.lower()
                inside = (found.lineno for found in (node, *node.find_all(nodes.Node)))
                line = next((lineno for lineno in inside if lineno), 1)
                raise TemplateAssertionError(f"{what} is not allowed here", line, name, filename)
        _Counted(self).visit(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a dict, or the number of a loop's turn; nothing else has attributes."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(name=attribute)
        if isinstance(obj, LoopContext) and attribute in _LOOP_WORDS:
            return getattr(obj, attribute)
        return self.undefined(name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry of a dict or list."""
        if isinstance(obj, dict | list | str):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(name=str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute is."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        """Only a macro of the template itself is."""
        return isinstance(obj, Macro)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, counted."""
        self._step(1)
        return super().call(context, obj, *args, **kwargs)

    intercepted_binops = frozenset({"+", "-"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers; texts are joined with ``~``, which is counted."""
        if isinstance(left, int | float) and isinstance(right, int | float):
            return left + right if operator == "+" else left - right
        raise SecurityError("only numbers are added")

    def _finalizer(self) -> Callable[..., Any]:
        # Asking for the context keeps Jinja from working constants out ahead, unescaped.
        @pass_context
        def finalize(_context: Context, value: Any) -> Any:
            self._step(1)
            if isinstance(value, Markup):
                self._wrote(len(value))
                return value
            if not isinstance(value, str | int | float):
                # An undefined name says which name it is; anything else is not to be written.
                value = str(value) if isinstance(value, StrictUndefined) else _no()
            shown = self._escape(str(value))
            self._wrote(len(shown))
            return Markup(shown)

        return finalize

    def _turns(self, values: Any) -> list[Any]:
        listed = _list(values)
        self._step(len(listed))
        return listed

    def _join(self, values: Any, between: str = "") -> str:
        joined = _text(between).join(_text(value) for value in _list(values))
        self._wrote(len(joined))
        return joined

    def _step(self, count: int) -> None:
        self._steps += count
        if self._steps > MOST_STEPS:
            raise SecurityError("too many steps")

    def _wrote(self, count: int) -> None:
        self._characters += count
        if self._characters > MOST_CHARACTERS:
            raise SecurityError("too long")


def _no() -> NoReturn:
    raise SecurityError("not a plain value")


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else _no()


def _list(values: Any) -> list[Any]:
    if isinstance(values, list | tuple | dict):
        return list(values)
    return _no()


def _default(value: Any, instead: Any = "") -> Any:
    return instead if isinstance(value, StrictUndefined) or value == "" else value


def _fill(value: Any, width: int = 78, indent: int = 0, hanging: bool = False) -> str:
    return filled(_text(value), min(int(width), 200), min(int(indent), 60), hanging=bool(hanging))


def plain(value: Any, depth: int = 12) -> Any:
    """A deep copy made of exact str, int, float, bool, list and dict alone.

    A subclass (a Jinja ``Markup``, an enum) becomes the plain value; anything else is refused.

    :raises TypeError: naming the type only.
    """
    if depth == 0:
        raise TypeError("nested too deeply")
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, str):
        return str.__str__(value)
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, dict):
        return {_key(key): plain(entry, depth - 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry, depth - 1) for entry in value]
    raise TypeError(type(value).__name__)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(type(key).__name__)
    return str.__str__(key)
