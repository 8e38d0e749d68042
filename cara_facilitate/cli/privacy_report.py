"""How ``cara privacy report`` is laid out, for people and as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from cara_facilitate.cli.opening import show_table
from cara_facilitate.domain.backups import Backup

if TYPE_CHECKING:
    from cara_facilitate.domain.copies import Plain
    from cara_facilitate.services.privacy import ClassLine, CohortReport
    from cara_facilitate.services.whose import About, Reads

DISCLAIMER = "Every date is the controller's decision: settings.toml, [retention]."
WIDTH = 78


def document(
    found: Sequence[CohortReport], copies: Sequence[Backup], today: date, until: date
) -> dict[str, Any]:
    """The report as JSON; ``until`` is when a backup made today must be gone."""
    return {
        "today": today,
        "backups_made_today_end_by": until,
        "backups": [_copy(one, today) for one in copies],
        "cohorts": [_cohort(one) for one in found],
    }


def show(found: Sequence[CohortReport], copies: Sequence[Backup], today: date, until: date) -> None:
    """Print the report; no line is longer than 80 characters."""
    if not found:
        print("This store holds nothing of any cohort.\n")
    for one in found:
        _show_cohort(one)
    _show_copies(copies, today)
    print(f"A backup made today is to be gone by {until}.")
    print(DISCLAIMER)


def _copy(one: Backup, today: date) -> dict[str, Any]:
    return {
        "name": one.name,
        "begun": _time(one.begun_at),
        "by": one.by,
        "delete_by": one.until,
        "whole": one.whole,
        "deleted_at": None if one.deleted_at is None else _time(one.deleted_at),
        "delete_now": one.past(today),
    }


def _cohort(one: CohortReport) -> dict[str, Any]:
    return {
        "cohort": one.cohort,
        "earlier_backups_end_by": one.backups_until,
        "classes": [_class(line) for line in one.classes],
        "holds": [{"ref": h.ref, "by": h.by, "since": _time(h.at)} for h in one.holds],
        "erased": [
            {"ref": e.ref, "by": e.by, "at": _time(e.at), "backups_until": e.backups_until,
             "still_in": list(one.still_in[e]), "kept_by_hold": e.ref in one.kept_back}
            for e in one.erased
        ],
        "purged": [
            {"class": p.kind, "by": p.by, "at": _time(p.at), "backups_until": p.backups_until,
             "still_in": list(one.still_in[p])}
            for p in one.purged
        ],
        "handed_over": [
            {"to": h.to, "parts": list(h.parts), "at": _time(h.at)} for h in one.handed_over
        ],
        "plain_extracts": [
            {"rows": p.rows, "by": p.by, "at": _time(p.at), "written": p.written}
            for p in one.plain
        ],
        "reads": [_read(r) for r in one.reads],
    }  # fmt: skip


def _class(line: ClassLine) -> dict[str, Any]:
    held = line.held
    return {
        "class": held.kind.slug,
        "what": held.kind.what,
        "rule": held.rule,
        "until": held.until,
        "no_date_because": held.why,
        "waits_for": list(held.waits_for),
        "due": held.due,
        "purged_at": None if held.purged_at is None else _time(held.purged_at),
        "entries": line.entries,
        "participants": line.participants,
        "about": {
            "refs": list(line.about.refs),
            "seats": list(line.about.seats),
            "in_words": line.about.words,
        },
        "reads": [_read(r) for r in line.reads],
    }


def _read(one: Reads) -> dict[str, Any]:
    return {
        "view": one.view,
        "by": one.facilitator,
        "times": one.times,
        "last": _time(one.last),
    }


def _show_cohort(one: CohortReport) -> None:
    print(f"{one.cohort}\n")
    everybody = _everybody(one)
    rows = [("CLASS", "ENTRIES", "PEOPLE", "KEPT UNTIL")]
    rows += [
        (line.held.kind.slug, _count(line.entries), _count(line.participants), _until(line))
        for line in one.classes
    ]
    show_table(rows)
    print("\nWhat each is, under what rule, about whom, and who opened it:")
    for line in one.classes:
        _paragraph(_said(line, everybody, bool(one.holds)))
    print()
    _paragraph(f"All participants ({len(everybody)}): {', '.join(everybody) or 'none known'}.")
    print()
    for title, lines in _done(one):
        print(f"{title}: {'none' if not lines else ''}".rstrip())
        show_table(lines)
    if one.backups_until is not None:
        print(f"Earlier backups still hold what was erased here: delete by {one.backups_until}.")
    print()


def _everybody(one: CohortReport) -> tuple[str, ...]:
    return tuple(sorted({ref for line in one.classes for ref in line.about.refs}))


def _said(line: ClassLine, everybody: tuple[str, ...], on_hold: bool) -> str:
    held = line.held
    until = _until(line)
    if held.purged_at is not None and on_hold:
        until += ", but for what a legal hold keeps"
    said = f"{held.kind.slug}: {held.kind.what}; {held.rule}. Kept until: {until}."
    if held.waits_for:
        said += f" It waits for {'; '.join(held.waits_for)}."
    said += f" About {_about(line.about, everybody)}."
    opened = "; ".join(f"{r.facilitator} ({r.view}, {_times(r.times)})" for r in line.reads)
    return f"{said} Opened in a private view by {opened or 'nobody'}."


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _about(whom: About, everybody: tuple[str, ...]) -> str:
    named = ", ".join(whom.refs)
    if whom.refs and whom.refs == everybody:
        named = "all participants"
    if whom.seats:
        named = f"seat {_ranges(whom.seats)}"
    return ": ".join(filter(None, (named, whom.words))) or "nobody yet"


def _ranges(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _paragraph(text: str) -> None:
    lines = wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ",
                 break_on_hyphens=False)  # fmt: skip
    show_table([(line,) for line in lines])


def _done(one: CohortReport) -> list[tuple[str, list[tuple[str, ...]]]]:
    return [
        ("Legal holds", [(f"  {h.ref or 'the cohort'}", h.by, _time(h.at)) for h in one.holds]),
        ("Erased", [(f"  {e.ref}", e.by, _time(e.at)) for e in one.erased]),
        (
            "Erased, but a legal hold keeps an earlier placement with the seat",
            [(f"  {ref}",) for ref in sorted(one.kept_back)],
        ),
        ("Purged", [(f"  {p.kind}", p.by, _time(p.at)) for p in one.purged]),
        (
            "Backups that may still hold some of it",
            [(f"  {name}",) for name in max(one.still_in.values(), key=len, default=())],
        ),
        (
            "Handed over to others (theirs to erase: ask them)",
            [(f"  {h.to}", ", ".join(h.parts), _time(h.at)) for h in one.handed_over],
        ),
        (
            "Extracts in plain files (delete every copy, wherever it was carried)",
            [_plain(p) for p in one.plain],
        ),
        (
            "Private views opened",
            [
                (f"  {r.view}", r.facilitator, f"times: {r.times}", f"last: {_time(r.last)}")
                for r in one.reads
            ],
        ),
    ]


def _show_copies(copies: Sequence[Backup], today: date) -> None:
    standing = [one for one in copies if one.deleted_at is None]
    print(f"Backups of this whole store: {'none known' if not standing else ''}".rstrip())
    show_table([_copy_row(one, today) for one in standing])
    if any(one.past(today) for one in standing):
        print("Delete what is past, every copy of it; then: cara backup --deleted NAME")
    if not all(one.whole for one in standing):
        print("Unfinished: it stopped on the way and may lie there as NAME.part; or this store")
        print("was put back from it.")
    print()


def _copy_row(one: Backup, today: date) -> tuple[str, ...]:
    state = "PAST: delete now" if one.past(today) else ""
    whole = "" if one.whole else "unfinished"
    return f"  {one.name}", one.by, f"delete by {one.until}", state or whole


def _plain(one: Plain) -> tuple[str, ...]:
    known = "" if one.written else "begun, not known to be written"
    return f"  rows: {one.rows}", one.by, _time(one.at), known


def _until(line: ClassLine) -> str:
    held = line.held
    if held.purged_at is not None:
        return f"purged {held.purged_at.date()}"
    if held.until is None:
        return f"no date: {held.why}"
    return f"{held.until}: PAST" if held.due else str(held.until)


def _count(number: int | None) -> str:
    return "not told" if number is None else str(number)


def _time(at: datetime) -> str:
    return at.astimezone().isoformat(timespec="minutes")
