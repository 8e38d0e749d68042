"""``cara curriculum new``: start a curriculum, an activity or an overlay."""

from __future__ import annotations

import argparse
import shlex
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.asking import on_terminal, settled
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
    one.set_defaults(parser_asked=one)
    one.add_argument("name", nargs="?", default="", help="its id, such as my-days")
    one.add_argument("--title", default="", help="its name, as shown")
    one.add_argument("--licence", default="", help="such as CC-BY-4.0")
    one.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="where to make it")
    one = kinds.add_parser("activity", help="one more activity")
    one.set_defaults(parser_asked=one)
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
    one.set_defaults(parser_asked=one)
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
    from cara_facilitate.services.author.making import (
        free_curriculum,
        new_curriculum,
        plain_words,
        spoken,
    )

    def read(answer: str) -> str:
        return free_curriculum(_some(answer, "new curriculum my-days"), options.into)

    name = _given_or(options.name, "What is its id, such as my-days?", read)
    asked = not options.name or not options.title
    title = options.title or settled("Its title, as shown?", spoken(name), plain_words)
    licence = options.licence
    if not licence and asked:
        licence = settled("Its licence?", "All rights reserved", plain_words)
    made = new_curriculum(name, options.into, title, licence)
    return made, ("check", _path(made.folder.parent.parent))


def _activity(options: argparse.Namespace) -> tuple[Made, Sequence[str]]:
    from cara_facilitate.services.author.choosing import curriculum_folder
    from cara_facilitate.services.author.making import opened, plain_words, spoken
    from cara_facilitate.services.author.making_activity import (
        MINUTES,
        claims,
        free_id,
        new_activity,
        whole_minutes,
    )

    folder = curriculum_folder(options.path)
    files, package, manifest = opened(folder)

    def read(answer: str) -> str:
        return free_id(_some(answer, "new activity my-part"), files, package, manifest)

    def read_title(answer: str) -> str:
        return plain_words(answer, package.table)

    def read_objective(answer: str) -> list[str]:
        return [one.slug for one in claims(manifest, [answer])]

    name = _given_or(options.name, "What is its id, such as my-part?", read)
    title = options.title or settled("Its title, as shown?", spoken(name), read_title)
    minutes = options.minutes or settled("How many minutes?", str(MINUTES), whole_minutes)
    objectives = options.objective
    if not objectives and manifest.objectives:
        slugs = [one.slug for one in manifest.objectives]
        question = "Which objective does it work on?"
        objectives = settled(question, slugs[0], read_objective, slugs)
    made = new_activity(folder, name, title, minutes, objectives, options.workshop)
    return made, ("preview", name, *_there(folder))


def _overlay(options: argparse.Namespace) -> tuple[Made, Sequence[str]]:
    from cara_facilitate.domain.curriculum import SectionKind
    from cara_facilitate.services.author.choosing import curriculum_folder
    from cara_facilitate.services.author.making import opened
    from cara_facilitate.services.author.making_overlay import (
        choices,
        chosen_steps,
        free_file,
        known_activity,
        new_overlay,
    )

    folder = curriculum_folder(options.path)
    _, package, _ = opened(folder)
    axes, names = package.axes, sorted(package.activities)
    values = list(dict.fromkeys([v for one in axes.values for v in one] + [*axes.variants()]))
    if not names:
        raise Refusal("There is no activity yet.", "First: cara curriculum new activity my-part")
    example = f"new overlay {names[0]} {axes.variants()[-1]}"

    def read_activity(answer: str) -> str:
        return known_activity(package, _both(answer, example))

    def read_where(answer: str) -> str:
        choices(package, activity, _both(answer, example))
        free_file(package, folder, activity, answer)
        return answer

    def read_steps(answer: str) -> list[str]:
        chosen_steps(stages, [answer], kinds)
        return [answer]

    activity = options.activity or settled("Which activity?", "", read_activity, names)
    question = "For which axis value or variant?"
    where = options.where or settled(question, "", read_where, values)
    kinds = [_kind(name, list(SectionKind)) for name in options.section]
    stages = choices(package, activity, where)
    titles = [stage.title for stage in stages]
    steps = options.step
    if not steps and len(titles) > 1 and on_terminal():
        steps = settled("Which step?", titles[0], read_steps, titles)
    made = new_overlay(folder, activity, where, steps, kinds)
    variant = next((one for one in package.declared() if where in axes.layers(one)), where)
    return made, ("preview", activity, "-v", variant, *_there(folder))


def _given_or(given: str, question: str, read: Callable[[str], str]) -> str:
    return read(given) if given else settled(question, "", read)


def _some(answer: str, example: str) -> str:
    if not answer:
        raise Refusal("It needs a name.", f"For example: cara curriculum {example}")
    return answer


def _both(answer: str, example: str) -> str:
    if not answer:
        raise Refusal("It needs an activity and a variant.", f"Try: cara curriculum {example}")
    return answer


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
        print(textwrap.fill(visible(made.note), WIDTH, break_on_hyphens=False))
    if made.row:
        print(visible(f"  - {made.row}"))
    for finding in made.findings:
        print("\n" + caret(finding))
    print("Next:")
    print(visible(f"  cara curriculum {shlex.join(command)}"))
