"""``cara plan``: pairs of dates for the people who wait, and why every other day is not one."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.opening import opened_desk, show_json
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.domain.pairing import Answer
    from cara_facilitate.host.registry import Host
    from cara_facilitate.services.planning import Request

PAIRS_SHOWN = 12
LONGEST_STRETCH = 366
Days = tuple[str, frozenset[date]]


def run(argv: Sequence[str]) -> int:
    """Answer one question about dates.

    :return: 0 a pair was found, 1 none.
    :raises CaraError: if it is refused (exit code 2).
    """
    options = _parser().parse_args(argv)
    from cara_facilitate.services import planning
    from cara_facilitate.services.bootstrap import open_plugins

    with ExitStack() as stack:
        desk = stack.enter_context(opened_desk()) if options.store else None
        host = desk.host if desk else stack.enter_context(closing(open_plugins()))
        request = _request(host, options)
        found = planning.answer(host, request, desk)
        said = planning.notes(request, desk)
        if options.json:
            show_json(planning.document(request, found, said))
        else:
            _print([*_pairs(found), "", *_refused(found), "", *said])
    return 0 if found.pairs else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cara plan", description=(__doc__ or "").replace("``", "")
    )
    waiting = parser.add_mutually_exclusive_group(required=True)
    waiting.add_argument(
        "--from", dest="source", type=Path, metavar="FILE",
        help="a cohort file; its workshops may be left out and are not looked at",
    )  # fmt: skip
    waiting.add_argument(
        "--caution-date", dest="cautions", type=_day, action="append", metavar="DATE",
        help="when one person was cautioned; once for each person",
    )  # fmt: skip
    parser.add_argument("--site", default="", help="whose rules apply, such as west-yorkshire")
    parser.add_argument("--variant", default="", help="such as intimate-partner-male")
    _add_days(parser)
    parser.add_argument("--seats", type=int, default=12, metavar="N", help="at most 12")
    parser.add_argument(
        "--fewest", type=int, default=0, metavar="N",
        help="offer a pair that fits so many of the people (all of them, as far as seats go)",
    )  # fmt: skip
    parser.add_argument(
        "--store", action="store_true", help="open your own store and look at its bookings"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _add_days(parser: argparse.ArgumentParser) -> None:
    """Who can deliver on which days, and when workshop one may be."""
    parser.add_argument(
        "--facilitator", dest="staff", action="append", default=[], metavar="REF",
        help="who could deliver; at least two",
    )  # fmt: skip
    parser.add_argument(
        "--away", type=_days, action="append", default=[], metavar="REF:DATE",
        help="a day on which somebody cannot; DATE..DATE for all of them from one to the other",
    )  # fmt: skip
    parser.add_argument(
        "--free", type=_days, action="append", default=[], metavar="REF:DATE",
        help="somebody can on these days only",
    )  # fmt: skip
    parser.add_argument(
        "--closed", type=_day, action="append", default=[], metavar="DATE",
        help="a day on which the venue is shut",
    )  # fmt: skip
    parser.add_argument(
        "--earliest", type=_day, metavar="DATE", help="first day for workshop one (tomorrow)"
    )
    parser.add_argument(
        "--until", type=_day, metavar="DATE",
        help="last day for workshop one (as late as the latest caution allows)",
    )  # fmt: skip


def _request(host: Host, options: argparse.Namespace) -> Request:
    from cara_facilitate.services import planning
    from cara_facilitate.services.bootstrap import read_settings

    first = options.earliest or _tomorrow()
    if options.source is not None:
        plan = planning.read_waiting(host, options.source)
        for given, own, what in (
            (options.site, plan.site, "site"),
            (options.variant, plan.variant, "variant"),
        ):
            if given and given != own:
                raise Refusal(f"The file is for another {what} than --{what} says.")
        request = planning.of_plan(plan, first=first, last=options.until)
        if options.staff:
            request = replace(request, facilitators=tuple(options.staff))
    else:
        settings = read_settings()
        request = planning.of_dates(
            host,
            options.site or settings.site or _no_site(host),
            options.variant or settings.variant or "intimate-partner-male",
            options.cautions,
            facilitators=options.staff,
            first=first,
            last=options.until,
        )
    return replace(
        request,
        away=_by_person(options.away),
        only=_by_person(options.free),
        closed=frozenset(options.closed),
        seats=options.seats,
        fewest=options.fewest,
    )


def _no_site(host: Host) -> str:
    ids = ", ".join(policy.id for policy in host.site_policies())
    raise Refusal("Whose rules apply is not said.", f"Give --site, one of: {ids or 'none'}.")


def _tomorrow() -> date:
    from cara_facilitate.services.clock import SystemClock

    return SystemClock().now().date() + timedelta(days=1)


def _day(text: str) -> date:
    try:
        if len(text) == len("YYYY-MM-DD"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError("a date is written YYYY-MM-DD")


def _days(text: str) -> Days:
    who, colon, days = text.partition(":")
    first, stretch, last = days.partition("..")
    if not who or not colon:
        raise argparse.ArgumentTypeError("written REFERENCE:YYYY-MM-DD")
    begin = _day(first)
    length = (_day(last) - begin).days if stretch else 0
    if not 0 <= length <= LONGEST_STRETCH:
        raise argparse.ArgumentTypeError("DATE..DATE is at most a year, the earlier day first")
    return who, frozenset(begin + timedelta(days=n) for n in range(length + 1))


def _by_person(given: Iterable[Days]) -> dict[str, Collection[date]]:
    every: dict[str, frozenset[date]] = {}
    for who, days in given:
        every[who] = every.get(who, frozenset()) | days
    return dict(every)


def _pairs(found: Answer) -> Iterator[str]:
    from cara_facilitate.domain.pair_words import common_notes, said, seat_words

    if not found.pairs:
        yield "No pair of dates was found."
        return
    common = common_notes(found.pairs)
    yield "Pairs of dates, the best first:"
    for pair in found.pairs[:PAIRS_SHOWN]:
        yield (
            f"  {said(pair.first)} and {said(pair.second)}, {pair.days} days apart: "
            f"{' and '.join(pair.facilitators)}; {seat_words(pair.people)}"
        )
        yield from (f"      {note}" for note in pair.notes if note not in common)
    if len(found.pairs) > PAIRS_SHOWN:
        yield f"  and {len(found.pairs) - PAIRS_SHOWN} more; --json lists all."
    if common:
        yield "For every pair:"
        yield from (f"  {note}" for note in common)


def _refused(found: Answer) -> Iterator[str]:
    from cara_facilitate.domain.pair_words import grouped

    if found.refused:
        yield "Not offered for workshop one:"
        yield from (f"  {words}" for _, words in grouped(found.refused))


def _print(lines: Iterable[str]) -> None:
    from cara_facilitate.domain.display import visible

    for line in lines:
        print(visible(line))
