"""``cara curriculum new``: start a curriculum, an activity or an overlay."""

from __future__ import annotations

import argparse
import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.asking import ask, on_terminal
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.curriculum import SectionKind
    from cara_facilitate.services.author.making import Made

MOST_FILES = 30
WIDTH = 78


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    kinds = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    one = kinds.add_parser("curriculum", help="a small complete curriculum, to be rewritten")
    one.add_argument("name", nargs="?", default="", help="its id, such as my-days")
    one.add_argument("--title", default="", help="its name, as shown")
    one.add_argument("--licence", default="", help="such as CC-BY-4.0")
    one.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="where to make it")
    one = kinds.add_parser("activity", help="one more activity")
    one.add_argument("name", nargs="?", default="", help="its id, such as my-part")
    one.add_argument("--title", default="", help="its name, as shown")
    one.add_argument("--minutes", type=int, default=0, metavar="N", help="its planned length")
    one.add_argument(
        "--objective",
        action="append",
        default=[],
        metavar="SLUG",
        help="what it claims; repeatable",
    )
    one.add_argument("--workshop", type=int, metavar="N", help="the day it is optional in")
    one.add_argument("--path", type=Path, default=Path(), help="the curriculum's folder")
    one = kinds.add_parser("overlay", help="another text for an axis value or a variant")
    one.add_argument("activity", nargs="?", default="", help="the activity's id")
    one.add_argument("where", nargs="?", default="", help="an axis value or a variant")
    one.add_argument(
        "--step", action="append", default=[], metavar="TITLE", help="a step to change; repeatable"
    )
    one.add_argument(
        "--section", action="append", default=[], metavar="KIND", help="such as Say; repeatable"
    )
    one.add_argument("--path", type=Path, default=Path(), help="the curriculum's folder")


def run(options: argparse.Namespace) -> int:
    """Make it, print what was made and what to type next; 1 if the check has something to say."""
    made, command = {"curriculum": _curriculum, "activity": _activity, "overlay": _overlay}[
        options.what
    ](options)
    _show(made, command)
    return 1 if made.findings else 0


def _curriculum(options: argparse.Namespace) -> tuple[Made, Sequence[str]]:
    from cara_facilitate.services.author.making import PREFIX, new_curriculum, plain_id, spoken

    name = _needed(options.name, "What is its id, such as my-days?", "new curriculum my-days")
    name = plain_id(name.removeprefix(PREFIX), "a curriculum")
    asked = not options.name or not options.title
    title = options.title or ask("Its title, as shown?", spoken(name))
    licence = options.licence
    if not licence and asked:
        licence = ask("Its licence?", "All rights reserved")
    made = new_curriculum(name, options.into, title, licence)
    return made, ("check", _path(made.folder.parent.parent))


def _activity(options: argparse.Namespace) -> tuple[Made, Sequence[str]]:
    from cara_facilitate.services.author.choosing import curriculum_folder
    from cara_facilitate.services.author.making import opened, plain_id, spoken
    from cara_facilitate.services.author.making_activity import MINUTES, new_activity

    folder = curriculum_folder(options.path)
    _, _, manifest = opened(folder)
    name = plain_id(
        _needed(options.name, "What is its id, such as my-part?", "new activity my-part"),
        "an activity",
    )
    title = options.title or ask("Its title, as shown?", spoken(name))
    minutes = options.minutes or _number(ask("How many minutes?", str(MINUTES)))
    objectives = options.objective
    if not objectives and manifest.objectives:
        slugs = [one.slug for one in manifest.objectives]
        objectives = [ask("Which objective does it work on?", slugs[0], slugs)]
    made = new_activity(folder, name, title, minutes, objectives, options.workshop)
    return made, ("preview", name, *_there(folder))


def _overlay(options: argparse.Namespace) -> tuple[Made, Sequence[str]]:
    from cara_facilitate.domain.curriculum import SectionKind
    from cara_facilitate.services.author.choosing import curriculum_folder
    from cara_facilitate.services.author.making import opened
    from cara_facilitate.services.author.making_overlay import choices, new_overlay

    folder = curriculum_folder(options.path)
    _, package, _ = opened(folder)
    example = "new overlay my-part familial-female"
    activity = options.activity or _picked("Which activity?", sorted(package.activities), example)
    axes = package.axes
    values = list(dict.fromkeys([v for one in axes.values for v in one] + [*axes.variants()]))
    where = options.where or _picked("For which axis value or variant?", values, example)
    steps = options.step
    titles = [stage.title for stage in choices(package, activity, where)]
    if not steps and len(titles) > 1 and on_terminal():
        steps = [ask("Which step?", titles[0], titles)]
    kinds = [_kind(name, list(SectionKind)) for name in options.section]
    made = new_overlay(folder, activity, where, steps, kinds)
    variant = next((one for one in package.declared() if where in axes.layers(one)), where)
    return made, ("preview", activity, "-v", variant, *_there(folder))


def _needed(given: str, question: str, example: str) -> str:
    answer = given or ask(question, "")
    if not answer:
        raise Refusal("It needs a name.", f"For example: cara curriculum {example}")
    return answer


def _picked(question: str, choices: Sequence[str], example: str) -> str:
    answer = ask(question, "", choices)
    if not answer:
        raise Refusal("It needs an activity and a variant.", f"Try: cara curriculum {example}")
    return answer


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise Refusal("Minutes are a whole number.")
    return int(text)


def _kind(name: str, kinds: Sequence[SectionKind]) -> SectionKind:
    for kind in kinds:
        if kind.casefold() == name.casefold():
            return kind
    raise Refusal("That is not a kind of section.", f"There are {', '.join(kinds)}.")


def _there(folder: Path) -> tuple[str, ...]:
    """The option that names a folder, if it is not the one a command would choose by itself."""
    from cara_facilitate.errors import ContentError
    from cara_facilitate.services.author.choosing import curriculum_folder

    try:
        if curriculum_folder(Path()) == folder:
            return ()
    except ContentError:
        pass
    return ("--path", _path(folder))


def _path(folder: Path) -> str:
    """A folder as it is shortest to type from here."""
    try:
        return str(folder.absolute().relative_to(Path.cwd())) or "."
    except ValueError:
        return str(folder)


def _show(made: Made, command: Sequence[str]) -> None:
    from cara_facilitate.content.findings import caret
    from cara_facilitate.domain.display import visible

    print("Made:")
    for path in made.files[:MOST_FILES]:
        print(visible(f"  {_path(path)}"))
    if made.changed:
        print("Added to:")
    for path in made.changed:
        print(visible(f"  {_path(path)}"))
    if made.note:
        print(textwrap.fill(visible(made.note), WIDTH))
    for finding in made.findings:
        print("\n" + caret(finding))
    print("Next:")
    print(visible(f"  cara curriculum {shlex.join(command)}"))
