"""``cara feedback escalations``: what must be passed on, by when, and how far each has come."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import opened_with_key, show_json, show_table

if TYPE_CHECKING:
    from cara_facilitate.cli.feedback import Commands
    from cara_facilitate.domain.escalations import Received, Trigger
    from cara_facilitate.services.casework import TierKey
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.services.escalation import Described

NOTHING = "No escalation stands in this cohort."
WIDE = 60
TAKEN = "Acknowledged. The worker learns of it by: cara handover {cohort} --to {sender}"


def add(commands: Commands) -> None:
    """Offer ``escalations``."""
    found = commands.add_parser(
        "escalations",
        help="what must be passed on, by when and to whom; no words",
        description="The worker's own escalations that are not closed, and in a manager's store "
        "those handed over to it. Trigger, route, clock and state; never anybody's words. "
        "Exit code 1: somebody is still to be told, or to acknowledge; "
        "2: this store holds nothing of such a cohort.",
    )
    found.add_argument("--cohort", required=True)
    found.add_argument("--ack", metavar="ID", default="", help="acknowledge this one first")
    found.add_argument(
        "--who", default="", help="worker: which of those who were told has confirmed it"
    )
    found.add_argument("--json", action="store_true")
    found.set_defaults(act=run)


def run(options: argparse.Namespace) -> int:
    """Print every escalation of a cohort that this store knows of, after an acknowledgement.

    :return: 0 nothing waits, 1 something does.
    """
    from cara_facilitate.services.privacy import known

    with opened_with_key() as (desk, key):
        known(desk, options.cohort)
        if options.ack:
            _acknowledge(desk, options)
        rows = _rows(desk, options.cohort, key)
    if options.json:
        show_json({"cohort": options.cohort, "escalations": rows})
    else:
        _show(rows)
    return 1 if any(row["waits"] for row in rows) else 0


def _acknowledge(desk: Desk, options: argparse.Namespace) -> None:
    from cara_facilitate.services import escalation
    from cara_facilitate.services.escalation_received import acknowledge_received, received

    cohort, id_ = options.cohort, options.ack
    if any(one.id == id_ for one in received(desk, cohort)):
        taken = acknowledge_received(desk, cohort, id_)
        said = TAKEN.format(cohort=cohort, sender=taken.sender)
    else:
        escalation.acknowledge(desk, cohort, id_, who=options.who)
        said = "Acknowledged."
    print(f"cara: {said}", file=sys.stderr)


def _rows(desk: Desk, cohort: str, key: TierKey) -> list[dict[str, Any]]:
    from cara_facilitate.services.escalation import described, descriptions
    from cara_facilitate.services.escalation_received import received

    own = [_own(desk, one) for one in described(desk, cohort, key) if one.escalation.standing]
    about = descriptions(desk, cohort, key)
    refs = {id_: event.ref for id_, event in about.items()}
    return own + [_received(desk, one, refs) for one in received(desk, cohort)]


def _own(desk: Desk, one: Described) -> dict[str, Any]:
    from cara_facilitate.domain.escalations import Status

    waiting = (Status.RAISED, Status.HANDED_OVER)
    return {
        **_about(one.escalation.id, one.ref, one.trigger),
        "still_to_tell": list(one.still_to_tell),
        "due": one.escalation.due.isoformat(timespec="minutes"),
        "overdue": one.escalation.overdue(desk.clock.now()),
        "state": one.escalation.status.value,
        "clock": one.clock,
        "waits": one.escalation.status in waiting or bool(one.still_to_tell),
    }


def _received(desk: Desk, one: Received, refs: Mapping[str, str]) -> dict[str, Any]:
    from cara_facilitate.domain.escalations import TRIGGERS, UNREADABLE
    from cara_facilitate.services.escalation import due_words

    now = desk.clock.now()
    taken = one.acknowledged_at is not None
    trigger = TRIGGERS.get(one.trigger, UNREADABLE)
    return {
        **_about(one.id, refs.get(one.id, ""), trigger),
        "still_to_tell": [],
        "due": one.due.isoformat(timespec="minutes"),
        "overdue": one.overdue(now),
        "state": "acknowledged" if taken else "received, not yet acknowledged",
        "clock": f"acknowledged by {one.acknowledged_by}" if taken else due_words(one.due, now),
        "waits": not taken,
    }


def _about(id_: str, ref: str, trigger: Trigger) -> dict[str, Any]:
    return {
        "id": id_,
        "ref": ref,
        "trigger": trigger.slug,
        "about": trigger.words,
        "route": list(trigger.route),
        "tell_all": trigger.all_of_them,
        "never": trigger.never,
    }


def _show(rows: list[dict[str, Any]]) -> None:
    from cara_facilitate.domain.escalations import TIMINGS

    if not rows:
        print(NOTHING)
        return
    for row in rows:
        show_table([(row["id"], row["ref"], row["about"])])
        lines = [("", "how it stands", row["clock"]), ("", "tell", ", then ".join(row["route"]))]
        if not row["tell_all"]:
            lines.append(("", "", "the first of them who can act is enough"))
        if row["still_to_tell"]:
            lines.append(("", "still to tell", ", ".join(row["still_to_tell"])))
        mind = wrap(row["never"], WIDE)
        lines += [("", "mind" if n == 0 else "", text) for n, text in enumerate(mind)]
        show_table(lines)
    print(TIMINGS)
