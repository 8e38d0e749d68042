"""``cara cohort``: make one from a file, list them, show one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import opened_desk, show_json, show_table
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.plan import CohortPlan, PlannedPerson
    from cara_facilitate.services.desk import Desk

_PIN_LINES = "Write one line a facilitator: F-LEAD1 and the PIN, with a space between."
CASELOAD = (
    "cara: This store's owner is the victim-contact worker of {}: the people to be reached stand "
    "in the caseload, in the app (cara)."
)
NO_CASELOAD = (
    "cara: This is a victim-contact worker's store: cohorts come to its caseload by a hand-over "
    "(cara receive FILE)."
)


def run(argv: Sequence[str]) -> int:
    """Run one cohort command."""
    parser = argparse.ArgumentParser(prog="cara cohort")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="make a cohort from a cohort file")
    new.add_argument("--from", dest="source", type=Path, required=True, metavar="FILE")
    new.add_argument("--json", action="store_true")
    new.add_argument(
        "--pins-fd", type=int, metavar="N", help="read 'REFERENCE PIN' lines from descriptor N"
    )
    commands.add_parser("list", help="every cohort and what needs attention").add_argument(
        "--json", action="store_true"
    )
    show = commands.add_parser("show", help="one cohort; holds check words and risk: private")
    show.add_argument("cohort")
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--yaml", action="store_true")
    options = parser.parse_args(argv)
    return {"new": _new, "list": _list, "show": _show}[options.command](options)


def _new(options: argparse.Namespace) -> int:
    from cara_facilitate.domain.display import visible
    from cara_facilitate.domain.policy import Result
    from cara_facilitate.services.bootstrap import open_plugins
    from cara_facilitate.services.caseload import keeps_casework
    from cara_facilitate.services.cohorts import complete, findings, new, read_plan

    with closing(open_plugins()) as host:
        plan = read_plan(host, options.source)
    given = _given_pins(plan.facilitators, options.pins_fd)
    with opened_desk(maker=plan.facilitators[0]) as desk:
        if keeps_casework(desk):
            return _caseload(desk, plan, options)
        pins = _asked_pins(plan.facilitators) if given is None else given
        whole = complete(desk, plan)
        found = findings(desk, whole)
        made = new(desk, whole, pins)
        document = _document(desk, made)
    for finding in found:
        if finding.result in (Result.WARN, Result.REFER):
            # A site's policy may be somebody else's plugin: its words reach a terminal cleaned.
            said = visible(f"{finding.result}: {finding.rule}: {finding.message}")
            print(said, file=sys.stderr)
    if options.json:
        show_json(document)
    else:
        show_table([(f"Cohort {made.cohort} is made; seats taken: {len(made.people)}.",)])
    return 0


def _caseload(desk: Desk, plan: CohortPlan, options: argparse.Namespace) -> int:
    """In a victim-contact worker's store a cohort file is a caseload, and nothing more of it."""
    from cara_facilitate.services.caseload import receive_plan

    load = receive_plan(desk, plan)
    if options.json:
        days = [{"date": day, "start": start} for _, day, start in load.workshops]
        show_json({"cohort": load.cohort, "workshops": days, "references": list(load.refs)})
    else:
        show_table([(f"Caseload {load.cohort} is kept; references: {len(load.refs)}.",)])
    return 0


def _given_pins(facilitators: Sequence[str], descriptor: int | None) -> Mapping[str, str] | None:
    # Before the store is open: a wrong number must not name one of the store's own files.
    return None if descriptor is None else _pins_from(descriptor, facilitators)


def _asked_pins(facilitators: Sequence[str]) -> Mapping[str, str]:
    if not sys.stdin.isatty():
        print("Each facilitator chooses a PIN at first use.", file=sys.stderr)
        return {}
    from getpass import getpass

    pins = {}
    for who in facilitators:
        pins[who] = getpass(f"{who}: choose a PIN of 6 to 12 digits: ")
        if getpass(f"{who}: the same again: ") != pins[who]:
            raise Refusal("The two PINs are not the same.", "Start again.")
    return pins


def _pins_from(descriptor: int, facilitators: Sequence[str]) -> Mapping[str, str]:
    try:
        with open(descriptor, encoding="ascii") as source:
            pairs = [line.split() for line in source if line.strip()]
    except (OSError, ValueError):
        raise Refusal("--pins-fd names nothing that can be read as PINs.", _PIN_LINES) from None
    for number, pair in enumerate(pairs, start=1):
        # A PIN that went to nobody would only be missed at the door of the day.
        if len(pair) != 2 or pair[0] not in facilitators:
            raise Refusal("This line gives no facilitator a PIN.", _PIN_LINES, str(number))
    return {pair[0]: pair[1] for pair in pairs}


def _list(options: argparse.Namespace) -> int:
    from cara_facilitate.services.caseload import caseloads, keeps_casework
    from cara_facilitate.services.home import overview

    with opened_desk() as desk:
        rows = overview(desk)
        loads, keeps = [load.cohort for load in caseloads(desk)], keeps_casework(desk)
    if loads:
        print(CASELOAD.format(", ".join(loads)), file=sys.stderr)
    elif not rows and keeps:
        print(NO_CASELOAD, file=sys.stderr)
    if options.json:
        show_json(
            [
                {"cohort": r.cohort, "variant": r.variant, "next": r.next_session,
                 "attention": list(r.attention)}
                for r in rows
            ]
        )  # fmt: skip
    else:
        table = [("COHORT", "VARIANT", "NEXT", "ATTENTION")]
        table += [(r.cohort, r.variant, r.next_session, "; ".join(r.attention)) for r in rows]
        show_table(table)
    return 0


def _show(options: argparse.Namespace) -> int:
    from cara_facilitate.services.cohorts import plan_of

    with opened_desk() as desk:
        document = _document(desk, plan_of(desk, options.cohort))
    if options.json:
        show_json(document)
    elif options.yaml:
        import yaml

        for workshop in document["workshops"]:
            workshop.pop("state")
        print(yaml.safe_dump(document, sort_keys=False, allow_unicode=False), end="")
    else:
        show_table(_lines(document))
    return 0


def _lines(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a person reads; the participants' rows are for --json and --yaml."""
    plain = [(name, document[name]) for name in ("cohort", "site", "curriculum", "variant")]
    days = [
        (f"workshop {number}", f"{day['date']} {day['start']}, {day['state']}")
        for number, day in enumerate(document["workshops"], start=1)
    ]
    seats = ", ".join(str(person["seat"]) for person in document["participants"])
    return [*plain, *days, ("facilitators", ", ".join(document["facilitators"])), ("seats", seats)]


def _document(desk: Desk, plan: CohortPlan) -> dict[str, Any]:
    from cara_facilitate.services.cohorts import stage

    return {
        "cohort": plan.cohort,
        "site": plan.site,
        "curriculum": plan.curriculum,
        "variant": plan.variant,
        "workshops": [
            {"date": w.date, "start": w.start, "state": stage(desk, plan.cohort, number)}
            for number, w in enumerate(plan.workshops, start=1)
        ],
        "facilitators": list(plan.facilitators),
        **plan.extra,
        "participants": [_person(person) for person in plan.people],
    }


def _person(person: PlannedPerson) -> dict[str, Any]:
    known = {
        "ref": person.ref,
        "check_word": person.check_word,
        "seat": person.seat,
        "sex": person.sex,
        "relationship": person.relationship,
        "caution_date": person.caution_date,
        "risk": person.risk,
        "first_time": person.first_time,
        "disposal": person.disposal,
        **person.extra,
    }
    return {name: value for name, value in known.items() if value not in ("", None)}
