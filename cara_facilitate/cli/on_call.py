"""``cara on-call``: the numbers on a site's on-call card, and putting the right ones there."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from cara_facilitate.domain.oncall import ROLES, UNKNOWN
from cara_facilitate.errors import Refusal
from cara_facilitate.services import oncall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cara_facilitate.domain.oncall import OnCallCard


def run(argv: Sequence[str]) -> int:
    """Show a site's card, or record numbers for it first.

    :return: 0 every role has a number, 1 a number is missing.
    :raises CaraError: if it is refused (exit code 2).
    """
    parser = argparse.ArgumentParser(
        prog="cara on-call",
        description=(__doc__ or "").replace("``", ""),
        epilog="Roles: " + "; ".join(f"{slug}: {role}" for slug, role in ROLES.items()) + ". "
        "999 stands first on every card and cannot be changed.",
    )
    parser.add_argument("site", help="the site's id, such as west-yorkshire")
    parser.add_argument(
        "--set",
        metavar="ROLE=NUMBER",
        action="append",
        default=[],
        dest="numbers",
        help="record a number, never a name; an empty one takes yours away again",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(argv)
    card = oncall.site_card(options.site)
    if options.numbers:
        oncall.change(options.site, dict(map(_pair, options.numbers)))
        card = oncall.site_card(options.site)
        print("Recorded. An open app shows it after it was locked once (F10).", file=sys.stderr)
    _show(options.site, card, as_json=options.json)
    return 1 if card.missing else 0


def _pair(text: str) -> tuple[str, str]:
    role, equals, number = text.partition("=")
    if not equals:
        raise Refusal("Write a role and its number.", "As: --set manager='0113 496 0000'")
    return role, number


def _show(site: str, card: OnCallCard, *, as_json: bool) -> None:
    from cara_facilitate.cli.opening import show_json, show_table

    if as_json:
        lines = [{"slug": n.slug, "role": n.role, "number": n.number} for n in card.lines]
        show_json({"site": site, "lines": lines, "missing": list(card.missing)})
        return
    show_table([(line.slug, line.role, line.number or UNKNOWN) for line in card.lines])
