"""``cara curriculum add``: shows what a package is, asks, and puts it into your own folder."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.curriculum.asking import agrees, on_terminal
from cara_facilitate.domain.display import visible
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.author.adding import Offer

QUESTIONS = {
    "new": "Install it",
    "update": "Put it in place of {before}",
    "same": "It is installed already. Install it again",
    "other": "This is another package of version {before}, which you have. Replace that one",
    "older": "This is OLDER than {before}, which you have. Replace that one all the same",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("file", type=Path, help="a package that cara curriculum build made (.whl)")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Add one package; 1 if the answer was no.

    :raises CaraError: if it is no data-only package, has errors, or nobody could be asked.
    """
    from cara_facilitate.services.author.adding import add, look_at
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.curricula import Library
    from cara_facilitate.settings.paths import curricula_folder

    place = curricula_folder()
    host = open_plugins()
    try:
        offer = look_at(options.file, Library(host), place)
    finally:
        host.close()
    _show(offer)
    if not offer.broken and not _agreed(offer, yes=options.yes):
        print("Nothing was installed.")
        return 1
    add(offer, place)
    print(visible(f"Installed in {place}"))
    print("New cohort offers it when cara is next started.")
    print("Next:\n  cara curriculum list\n  cara")
    return 0


def _show(offer: Offer) -> None:
    from cara_facilitate.content.findings import caret

    package = offer.packaged
    size = sum(map(len, package.files.values())) / 1000
    rows = [
        ("Package", f"{package.distribution} {package.version}"),
        ("Title", offer.title or "(cannot be read)"),
        ("Curriculum", f"{offer.curriculum} {offer.version}".strip()),
        ("Licence", offer.licence or "(cannot be read)"),
        ("Variants", ", ".join(offer.variants) or "(cannot be read)"),
        ("Files", f"{_files(package.files)}, {size:.0f} kB, no code"),
        ("SHA-256", package.sha256),
        ("Check", _counted(offer)),
        *(("Note", remark) for remark in offer.remarks),
    ]
    for name, value in rows:
        print(visible(f"{name:<11} {value}"))
    print()
    for finding in offer.findings if offer.broken else ():
        if finding.severity == "error":
            print(caret(finding) + "\n")


def _files(files: Collection[str]) -> str:
    """How many there are, counted as ``build`` counts them: the lock is named beside them."""
    from cara_facilitate.services.author.lock import LOCK

    return f"{len(files) - 1} and {LOCK}" if LOCK in files else str(len(files))


def _counted(offer: Offer) -> str:
    counts = Counter(finding.severity for finding in offer.findings)
    said = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in sorted(counts.items())]
    return ", ".join(said) or "no findings"


def _agreed(offer: Offer, *, yes: bool) -> bool:
    question = QUESTIONS[offer.step].format(before=offer.before)
    if yes:
        if offer.step in ("other", "older"):
            print(visible(f"{question}: yes, as told by --yes."))
        return True
    if not on_terminal():
        raise Refusal(
            "Nothing was installed: somebody has to say yes.",
            "Run it in a terminal, or add --yes.",
        )
    return agrees(f"{question}?")
