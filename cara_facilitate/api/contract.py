"""What a plugin module must keep to, checked without running any of its hooks."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pluggy

from cara_facilitate.api import hookspecs
from cara_facilitate.api.types import CARA_API

PROJECT = "cara_facilitate"
HOOKS: dict[str, frozenset[str]] = {
    name: frozenset(inspect.signature(spec).parameters)
    for name, spec in sorted(vars(hookspecs).items())
    if name.startswith("cara_")
}
"""Every hook's name with the names of its arguments."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")
_NOTE = re.compile(r"[ -~]{1,120}")


@dataclass(frozen=True, slots=True)
class Contract:
    """How a module stands to the door: ``refusal`` is empty when it may be loaded."""

    refusal: str = ""
    hooks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def new_manager() -> pluggy.PluginManager:
    """An empty plugin manager that knows every hook of this API version."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    return manager


def examine(module: ModuleType) -> Contract:
    """Whether a module keeps to the contract, and which hooks it implements.

    Looks only: no hook is called. Reasons name the hook or argument, nothing else.

    :param module: an imported plugin module.
    :raises Exception: whatever hostile attributes of the module raise; call it in a guard.
    """
    refusal = _version_refusal(vars(module).get("CARA_API"))
    if refusal:
        return Contract(refusal)
    manager, hooks, warnings = new_manager(), [], _note(vars(module).get("CARA_NOTE"))
    for name in sorted(vars(module)):
        function = getattr(module, name)
        options = manager.parse_hookimpl_opts(module, name)
        if options is None:
            if name.startswith("cara_") and inspect.isfunction(function):
                warnings.append(f"{_word(name)} is not marked with @hookimpl")
            continue
        hook = options.get("specname") or name
        refusal = _hook_refusal(hook, function, dict(options))
        if refusal:
            return Contract(refusal)
        hooks.append(hook)
    return Contract("", tuple(sorted(set(hooks))), tuple(warnings))


def _version_refusal(version: object) -> str:
    if version is None:
        return f"does not state CARA_API, this is API {CARA_API}"
    if type(version) is not int or not 0 <= version < 1000:
        return f"states a CARA_API that is no version number, this is API {CARA_API}"
    return "" if version == CARA_API else f"made for API {version}, this is API {CARA_API}"


def _note(said: object) -> list[str]:
    """What the module says of itself here, such as that a library it needs is not installed."""
    return [said] if type(said) is str and _NOTE.fullmatch(said) else []


def _hook_refusal(hook: str, function: Callable[..., Any], options: dict[str, Any]) -> str:
    if hook not in HOOKS:
        return f"unknown hook {_word(hook)}"
    if options.get("wrapper") or options.get("hookwrapper"):
        return f"{hook} is a wrapper, which is not allowed"
    for parameter in inspect.signature(function).parameters.values():
        optional = parameter.default is not parameter.empty
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) or optional:
            continue
        if parameter.name not in HOOKS[hook]:
            return f"{hook} takes {_word(parameter.name)}, which the hook does not give"
    return ""


def _word(text: object) -> str:
    return text if isinstance(text, str) and _IDENTIFIER.fullmatch(text) else "(unnamed)"
