"""The commands as their own parsers have them, written the same by every version of Python."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any, NoReturn
from unittest.mock import patch

from cara_facilitate.cli.main import COMMANDS, usage
from docs.tables import code, table


class _Seen(Exception):
    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__("parser")
        self.parser = parser


def overview() -> str:
    """What ``cara --help`` prints."""
    return f"```text\n{usage().rstrip()}\n```"


def every_command() -> str:
    """Every command with what it takes."""
    parts = []
    for name, (module, what) in sorted(COMMANDS.items()):
        parser = _parser(module)
        parts.append(f"## cara {name}\n\n{what.capitalize()}.\n\n{_verbs(parser)}")
    return "\n\n".join(parts)


def _parser(module: str) -> argparse.ArgumentParser:
    def stop(self: argparse.ArgumentParser, *_: Any, **__: Any) -> NoReturn:
        raise _Seen(self)

    parses = {"parse_args": stop, "parse_known_args": stop}
    with patch.multiple(argparse.ArgumentParser, **parses):
        try:
            import_module(module).run([])
        except _Seen as seen:
            return seen.parser
    raise ValueError(f"{module} parses no arguments")


def _verbs(parser: argparse.ArgumentParser) -> str:
    verbs = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    parts = [] if verbs and verbs[0].required else [_one(parser, "")]
    for action in verbs:
        helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for verb, sub in action.choices.items():
            if any(isinstance(one, argparse._SubParsersAction) for one in sub._actions):
                parts.append(_verbs(sub))
            else:
                parts.append(_one(sub, helps.get(verb, "")))
    return "\n\n".join(parts)


def _one(parser: argparse.ArgumentParser, what: str) -> str:
    taken = [
        action
        for action in parser._actions
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    ]
    line = " ".join([parser.prog, *_in_groups(parser, taken)])
    rows = [(code(_written(action).strip("[]")), action.help or "") for action in taken]
    said = f"{what.capitalize()}." if what else ""
    explained = [row for row in rows if row[1]]
    body = table(("Takes", "Which is"), explained) if explained else ""
    return "\n\n".join(filter(None, (f"```text\n{line}\n```", said, body)))


def _in_groups(parser: argparse.ArgumentParser, taken: list[argparse.Action]) -> list[str]:
    """What it takes in order, with what excludes one another in one pair of brackets."""
    parts: list[str] = []
    done: list[argparse.Action] = []
    for action in taken:
        groups = parser._mutually_exclusive_groups
        group = next((one for one in groups if action in one._group_actions), None)
        if group is None:
            parts.append(_written(action))
        elif action not in done:
            done += group._group_actions
            either = " | ".join(_written(one).strip("[]") for one in group._group_actions)
            parts.append(f"({either})" if group.required else f"[{either}]")
    return parts


def _written(action: argparse.Action) -> str:
    choices = "|".join(map(str, action.choices)) if action.choices else ""
    value = str(action.metavar or choices or action.dest.upper().replace("_", "-"))
    if not action.option_strings:
        several = f"{value} [{value} ...]" if action.nargs == "+" else value
        if action.nargs == "*":
            return f"[{value} ...]"
        return f"[{several}]" if action.nargs == "?" else several
    name = action.option_strings[-1]
    option = name if action.nargs == 0 else f"{name} {value}"
    return option if action.required else f"[{option}]"
