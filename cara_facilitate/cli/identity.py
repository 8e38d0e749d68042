"""``cara id``: who you are to others, and whose hand-overs this store takes in and writes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import new_desk, opened_desk, show_json, show_table
from cara_facilitate.domain.people import (
    FINGERPRINT_DIGITS,
    ROLE_WORDS,
    Person,
    Role,
    find_card,
    read_card,
    same_digits,
)
from cara_facilitate.errors import IntakeError, Refusal

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk

LARGEST_CARD_FILE = 20_000
"""Bytes; a card sent by mail brings its covering letter."""
TRIES = 3
_ROLE = (
    "Roles stand on your card, so the card and its digits change: send it to everybody again. "
    "Who delivers a cohort, or reaches its people harmed, keeps that role: nobody does both for "
    "one cohort. What was handed over to a role you give up stays in the store, sealed and unread."
)

UNDER_WAY = (
    "Your card and its digits change with it. Take in what is under way first, and",
    "have others take in what you sent: what was written under the card you have",
    "now is refused once it has changed, and must be written again.",
)

_WHY_PASSPHRASE = (
    "Your keys lie in the encrypted store, so every one of these commands asks for its "
    "passphrase, even to show your own card."
)
_TRUST = (
    "CARD is the line that `cara id show` printed in the other person's store: the line itself, "
    "a file that holds it, or - for standard input. Ring that person on a number you already "
    "have and type the digits they read out. Your own word that it is all right is never asked "
    "for, because a changed card looks like any other."
)


def run(argv: Sequence[str]) -> int:
    """Run one command about people; 0 done.

    :raises CaraError: if it is refused (exit code 2).
    """
    options = _parser().parse_args(argv)
    run_one = {
        "show": _show, "list": _list, "trust": _trust, "distrust": _distrust, "new": _new,
        "role": _role,
    }  # fmt: skip
    return run_one[options.command](options)


def _parser() -> argparse.ArgumentParser:
    about = (__doc__ or "").replace("``", "")
    parser = argparse.ArgumentParser(prog="cara id", description=about, epilog=_WHY_PASSPHRASE)
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, what: str, more: str = "") -> argparse.ArgumentParser:
        whole = f"{what[0].upper()}{what[1:]}. {more}"
        return commands.add_parser(name, help=what, description=whole, epilog=_WHY_PASSPHRASE)

    for name, what in (
        ("show", "your own card, to send by any route, and its digits, to read out"),
        ("list", "everybody this store trusts"),
    ):
        add(name, what).add_argument("--json", action="store_true", help="print one JSON document")
    trust = add("trust", "trust a person's keys, once their digits agree by voice", _TRUST)
    trust.add_argument("card", nargs="*", metavar="CARD", help="a card, a file with one, or -")
    trust.add_argument(
        "--fingerprint", metavar="DIGITS", help="the digits that were read out, without asking"
    )
    distrust = add("distrust", "no longer write to a person, or receive from them")
    distrust.add_argument("staff", metavar="STAFF", help="a staff reference")
    new = add("new", "make this computer's store without the app")
    new.add_argument("staff", metavar="STAFF", help="your own staff reference, never a name")
    new.add_argument(
        "--role",
        action="append",
        required=True,
        choices=[role.value for role in Role],
        help="what you do; give it again for another role",
    )
    role = add("role", "take on another role, or give one up", _ROLE)
    which = role.add_mutually_exclusive_group(required=True)
    for way in ("add", "remove"):
        which.add_argument(f"--{way}", metavar="ROLE", choices=[one.value for one in Role])
    role.add_argument("--yes", action="store_true", help="change it without being asked")
    return parser


def _show(options: argparse.Namespace) -> int:
    from cara_facilitate.services.people import me

    with opened_desk() as desk:
        own = me(desk)
    if options.json:
        show_json({**_public(own), "card": own.card()})
        return 0
    show_table(
        [("You", own.staff), ("Roles", _roles(own)), ("Digits to read out", own.fingerprint())]
    )
    show_table([("",), ("Your card; it holds nothing secret:",), (own.card(),)])
    return 0


def _list(options: argparse.Namespace) -> int:
    from cara_facilitate.services.people import trusted

    with opened_desk() as desk:
        known = trusted(desk)
    if options.json:
        show_json([_public(one) for one in known])
    elif known:
        rows = [("STAFF", "ROLES", "DIGITS")]
        show_table(rows + [(one.staff, _roles(one), one.fingerprint()) for one in known])
    else:
        print("Nobody is trusted yet. Ask for a card, then: cara id trust CARD", file=sys.stderr)
    return 0


def _trust(options: argparse.Namespace) -> int:
    from cara_facilitate.services.people import trust

    card = find_card(_card_text(options.card))
    theirs = read_card(card)
    if options.fingerprint is None and not sys.stdin.isatty():
        raise Refusal(
            "Without a terminal nobody can be asked for the digits.",
            "Ring the person, then give what they read out as --fingerprint DIGITS.",
        )
    with opened_desk() as desk:
        typed = options.fingerprint
        trust(desk, card, _asked(desk, theirs) if typed is None else typed)
    show_table([(f"{theirs.staff} is trusted from now on: {_roles(theirs)}.",)])
    return 0


def _card_text(words: Sequence[str]) -> str:
    """A card is five words: who forgets the quotation marks is understood all the same."""
    from cara_facilitate.intake.opening import read_regular

    if not words:
        if not sys.stdin.isatty():
            raise Refusal("Give the person's card.", "As: cara id trust CARD")
        return _typed("Paste the card, then Enter: ")
    if list(words) == ["-"]:
        return sys.stdin.read(LARGEST_CARD_FILE)
    if len(words) > 1 or len(words[0].split()) > 1:
        return " ".join(words)
    data = read_regular(Path(words[0]), LARGEST_CARD_FILE)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise IntakeError("This file holds no text.", "Save the card as plain text.") from None


def _asked(desk: Desk, theirs: Person) -> str:
    """The digits as somebody types them; what is short is asked again before it is compared.

    The card's own digits are not shown: who could copy them need not ring.
    """
    from cara_facilitate.services.people import refuse_card

    refuse_card(desk, theirs)
    show_table(
        [
            (f"This card says it is {theirs.staff}, {_roles(theirs)}.",),
            ("Ring that person on a number you already have, not one that came with the card.",),
            ("They run `cara id show` and read out their digits. Type what you hear.",),
        ]
    )
    typed = ""
    for left in reversed(range(TRIES)):
        typed = _typed(f"The {FINGERPRINT_DIGITS} digits: ")
        if same_digits(typed, theirs.fingerprint()):
            break
        heard = sum(letter.isdigit() for letter in typed)
        if left:
            print(f"You typed {heard} digits; they do not agree with the card. Once more.")
    return typed


def _typed(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        raise Refusal("Nothing was typed: nobody was trusted.", "Start again.") from None


def _distrust(options: argparse.Namespace) -> int:
    from cara_facilitate.services.people import distrust

    with opened_desk() as desk:
        distrust(desk, options.staff)
    show_table([(f"{options.staff} is no longer trusted.",)])
    return 0


def _new(options: argparse.Namespace) -> int:
    from cara_facilitate.services.people import me
    from cara_facilitate.settings.paths import store_folder

    desk = new_desk(store_folder(), options.staff, options.role)
    try:
        own = me(desk)
    finally:
        desk.close()
    show_table([(f"The store of {own.staff} is made: {_roles(own)}.",)])
    return 0


def _role(options: argparse.Namespace) -> int:
    from cara_facilitate.services import roles
    from cara_facilitate.services.people import me, trusted

    with opened_desk() as desk:
        wanted, stays = Role(options.add or options.remove), tuple[str, ...]()
        if options.add:
            roles.check_add(desk, wanted)
        else:
            stays = roles.stays_sealed(desk, wanted)
        if not options.yes:
            show_table([(line,) for line in (*stays, *UNDER_WAY)])
            if not _agreed("Take the role on?" if options.add else "Give the role up?"):
                raise Refusal("Nothing was changed.", "In a script give --yes.")
        elif stays:
            show_table([(line,) for line in stays])
        (roles.add if options.add else roles.remove)(desk, wanted)
        own, others = me(desk), [one.staff for one in trusted(desk)]
    told = f"Send it to {', '.join(others)}." if others else "Nobody is trusted here yet."
    show_table(
        [
            (f"{own.staff} is from now on: {_roles(own)}.",),
            (f"Your card has changed with it: cara id show. {told}",),
            ("Until they have compared its digits, nothing from or to this store is taken in.",),
        ]
    )
    return 0


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    return _typed(f"{question} (yes/no) ").strip().casefold() in ("y", "yes")


def _roles(one: Person) -> str:
    return ", ".join(ROLE_WORDS[Role(role)] for role in one.roles)


def _public(one: Person) -> dict[str, Any]:
    return {"staff": one.staff, "roles": list(one.roles), "fingerprint": one.fingerprint()}
