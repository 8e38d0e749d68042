"""``cara curriculum check``: what is wrong with authored files, and where."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import show_json
from cara_facilitate.errors import ContentError

if TYPE_CHECKING:
    from datetime import date

    from cara_facilitate.content.findings import Finding

FORMS = ("text", "terse", "github", "json")

Checked = tuple[Mapping[str, bytes], Mapping[str, str]]
"""A curriculum's files, and which of them are not as they were installed."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("path", nargs="?", type=Path, help="a curriculum's folder")
    parser.add_argument("--format", choices=FORMS, default="text", help="how to print findings")
    parser.add_argument("--explain", metavar="RULE", help="what a rule is for, or: all")


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 if one is an error. Or explain a rule."""
    if options.explain is not None:
        from cara_facilitate.content.rulebook import explained

        print(explained(options.explain))
        return 0
    from datetime import date

    found = _found(options.path, date.today())
    _show(found, options.format, options.path)
    return 1 if any(finding.severity == "error" for finding in found) else 0


def _found(path: Path | None, today: date) -> list[Finding]:
    from cara_facilitate.content.installed import check_installed
    from cara_facilitate.content.load import check

    found: list[Finding] = []
    for files, changed in _sources(path):
        found += [*check(files, today), *check_installed(changed)]
    return found


def _show(found: Sequence[Finding], form: str, path: Path | None) -> None:
    if form == "json":
        from cara_facilitate.content.forms import record

        show_json([record(finding) for finding in found])
    elif form == "github":
        from cara_facilitate.content.forms import github

        for finding in found:
            print(github(finding, path.as_posix() if path is not None else ""))
    elif form == "terse":
        from cara_facilitate.content.forms import terse

        for finding in found:
            print(terse(finding))
    else:
        from cara_facilitate.content.findings import caret

        for finding in found:
            print(caret(finding) + "\n")
        print("" if found else "No findings.", end="" if found else "\n")


def _sources(path: Path | None) -> list[Checked]:
    from cara_facilitate.content.source import MANIFEST

    here = (path or Path.cwd()).expanduser().absolute()
    if not here.exists():
        raise ContentError("There is no such folder.", "Name the folder of a curriculum.")
    around = [above for above in (here, *here.parents) if (above / MANIFEST).is_file()]
    if around:
        return [_with_site(around[0])]
    # Everything else costs the loading of plugins.
    from cara_facilitate.cli.curriculum.choosing import say_site
    from cara_facilitate.services.author.choosing import curriculum_folder, from_folder

    if path is None:
        try:
            path = curriculum_folder(here)
        except ContentError:
            return _installed()
    chosen = from_folder(path)
    say_site(chosen.site)
    return [(chosen.source.files, chosen.source.changed)]


def _with_site(folder: Path) -> Checked:
    from cara_facilitate.content.folder import read_folder
    from cara_facilitate.settings.paths import site_folder

    files = read_folder(folder)
    if site_folder().is_dir():
        from cara_facilitate.cli.curriculum.choosing import say_site
        from cara_facilitate.services.author.site_lines import with_lines

        files, site = with_lines(files)
        say_site(site)
    return files, {}


def _installed() -> list[Checked]:
    from cara_facilitate.domain.display import visible
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library

    host = open_plugins()
    try:
        sources = list(Library(host).sources().values())
    finally:
        host.close()
    if not sources:
        raise ContentError("No curriculum is installed.", "Name a folder to check.")
    names = ", ".join(source.id for source in sources)
    print(visible(f"No curriculum here: checked what is installed ({names})."), file=sys.stderr)
    return [(source.files, source.changed) for source in sources]
