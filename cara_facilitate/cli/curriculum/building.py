"""``cara curriculum build``: check a curriculum and make it a package to install."""

from __future__ import annotations

import argparse
import shlex
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import show_table

if TYPE_CHECKING:
    from cara_facilitate.services.author.building import BuiltPackage, Examined


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("folder", nargs="?", type=Path, help="the curriculum's folder")
    parser.add_argument("--path", type=Path, help="the same")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to put the package")
    parser.add_argument("--today", type=date.fromisoformat, help="for a check as of another day")


def run(options: argparse.Namespace) -> int:
    """Make the package, or say what stands against it and end with 1."""
    from cara_facilitate.services.author.building import build, examine
    from cara_facilitate.services.author.choosing import curriculum_folder

    folder = curriculum_folder(options.path or options.folder or Path())
    examined = examine(folder, options.today or date.today())
    if not examined.ready:
        _refuse(examined)
        return 1
    _show(examined, build(examined, options.out))
    return 0


def _refuse(examined: Examined) -> None:
    from cara_facilitate.content.findings import caret, errors
    from cara_facilitate.domain.display import visible

    wrong = errors(examined.findings)
    for finding in wrong:
        print(caret(finding) + "\n")
    for problem in examined.problems:
        print(visible(f"{problem.file}: {problem.message}"))
    if examined.too_small and examined.manifest is not None:
        print(visible(f"Since {examined.before}, the last version built:"))
        for change in examined.changes:
            print(visible(f"  {change.level.name.lower():<7}{change.message}"))
        print(
            visible(
                f"Version {examined.manifest.version} says less than that. Write at least"
                f" version: {examined.least} in curriculum.yaml."
            )
        )
    print("Nothing was built. Mend what is said above, then type this again.")


def _show(examined: Examined, package: BuiltPackage) -> None:
    from cara_facilitate.domain.display import visible
    from cara_facilitate.services.author.pages import starter_left

    advice = len(examined.findings)
    if advice:
        print(f"{advice} finding{'' if advice == 1 else 's'}, none an error: cara curriculum check")
    for name in examined.left_out:
        print(visible(f"not packed: {name}"))
    for name in starter_left(examined.files):
        print(visible(f"words of the template still stand in {name}"))
    count = package.content
    print(f"{count} of {count} content files in the wheel")
    if package.beside:
        print("The place named lies in the curriculum, where it would count as text; beside it:")
    print(visible(str(package.path)))
    print(f"SHA-256 {package.sha256}\n")
    show_table([("VARIANT", "CONTENT HASH"), *(examined.hashes or {}).items()])
    where = shlex.quote(str(package.path))
    print("\nNext, to install it without pip or with it:")
    print(visible(f"  cara curriculum add {where}"))
    print(visible(f"  pip install {where}"))
