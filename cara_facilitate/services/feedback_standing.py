"""What stands of the feedback taken in: known versions, carried records, and what is blanked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cara_facilitate.domain import events as ev
from cara_facilitate.domain.feedback import Earlier, Preview, RosterEntry
from cara_facilitate.domain.feedback_rows import read_row
from cara_facilitate.domain.governing import count_held, open_holds
from cara_facilitate.domain.pointing import Known, concerned, points_at

if TYPE_CHECKING:
    from cara_facilitate.services.desk import Desk


def indexed(desk: Desk, cohort: str) -> list[ev.FeedbackIndexed]:
    """Every place in the index of records, of all imports ever, oldest first."""
    return [one for one in _register(desk, cohort) if isinstance(one, ev.FeedbackIndexed)]


def standing(desk: Desk, cohort: str) -> tuple[ev.FeedbackIndexed, ...]:
    """The records of the import that stands, those it carried on from earlier ones and all."""
    taken = desk.state(cohort).current_import
    return tuple(one for one in indexed(desk, cohort) if taken and one.import_id == taken.id)


def known(desk: Desk, cohort: str) -> tuple[Earlier, ...]:
    """The newest version ever taken in of each record, though its import was taken back.

    Of one known only from an import that was taken back, and which withdraws nothing, the same
    version may come again with other words.
    """
    undone = undone_imports(desk, cohort)
    newest: dict[str, Earlier] = {}
    for one in indexed(desk, cohort):
        row_check = "" if one.import_id in undone and not one.purges else one.row_check
        have = newest.get(one.feedback_id)
        better = have is not None and have.version == one.version and not have.row_check
        if have is None or one.version > have.version or better:
            newest[one.feedback_id] = Earlier(one.feedback_id, one.version, one.ref, row_check)
    return tuple(newest.values())


def held_seats(desk: Desk, cohort: str) -> frozenset[int]:
    """Seats sealed by a row that was held back and that nothing has settled since."""
    register = _register(desk, cohort)
    return frozenset(hold.seat for hold in open_holds(register, undone_imports(desk, cohort)))


def held_with(desk: Desk, cohort: str, new: Iterable[ev.Event]) -> int:
    """How many rows held back are in question after the events of a new import."""
    return count_held([*_register(desk, cohort), *new], undone_imports(desk, cohort))


def held_without(desk: Desk, cohort: str, import_id: str) -> int:
    """How many rows held back are in question once this import is taken back."""
    return count_held(_register(desk, cohort), undone_imports(desk, cohort) | {import_id})


def known_here(desk: Desk, cohort: str) -> Known:
    """Everybody whom this store knows, of every cohort, and whose every feedback id is."""
    words: dict[str, str] = {}
    bound: dict[str, set[str]] = {}
    cohorts = [state.cohort for state in desk.cohorts()]
    for name in cohorts:
        for one in _register(desk, name):
            if isinstance(one, ev.CheckWordSet) and not desk.erased(one.ref):
                words[one.ref] = one.word
            elif isinstance(one, ev.FeedbackIndexed):
                bound.setdefault(one.feedback_id.casefold(), set()).add(one.ref)
    return Known(
        tuple(words.items()),
        frozenset(cohorts) - {cohort},
        {name: frozenset(refs) for name, refs in bound.items()},
    )


def rows_held_back(
    import_id: str,
    outcome: Preview,
    rows: Sequence[Mapping[str, str]],
    roster: Sequence[RosterEntry],
    known: Known,
) -> list[ev.FeedbackHeldBack]:
    """What is kept of each row held back: an entry for every seat that it may concern."""
    made = []
    for held in outcome.held_back:
        row, reason = rows[held.row - 1], held.reason.value if held.reason else ""
        extract = read_row(held.row, row)
        people = concerned(row, roster, known)
        named = {one.ref for one in points_at(row, roster)}
        for ref, seat in [(one.ref, one.seat) for one in people] or [("", 0)]:
            made.append(
                ev.FeedbackHeldBack(
                    *(import_id, held.row, reason),
                    ref=ref,
                    seat=seat,
                    feedback_id=extract.feedback_id if seat else "",
                    version=extract.version if seat else 0,
                    named=ref in named,
                )
            )
    return made


def at_rest(
    outcome: Preview,
    rows: Sequence[Mapping[str, str]],
    roster: Sequence[RosterEntry],
    known: Known,
    before: Sequence[ev.FeedbackIndexed],
) -> frozenset[int]:
    """Rows held back that seal nobody: their record stands as new or newer where they point.

    :param before: the records that stand.
    """
    stands = [(one.feedback_id, one.version, one.seat) for one in before]
    # A row beside one of its own version in the same file is that row once more.
    stands += [
        (row.extract.feedback_id, row.extract.version + 1, row.seat)
        for row in outcome.current
        if row.extract is not None and row.seat is not None
    ]
    found = set()
    for held in outcome.held_back:
        row = read_row(held.row, rows[held.row - 1])
        name = row.feedback_id.casefold()
        newer = {seat for one, n, seat in stands if one.casefold() == name and n > row.version}
        people = concerned(rows[held.row - 1], roster, known)
        if people and newer >= {one.seat for one in people}:
            found.add(held.row)
    return frozenset(found)


def carried(one: ev.FeedbackIndexed, import_id: str) -> ev.FeedbackIndexed:
    """A record that stands, carried on by an import that did not bring it."""
    return ev.FeedbackIndexed(
        import_id,
        one.row_event,
        one.item,
        one.ref,
        one.seat,
        one.feedback_id,
        one.version,
        one.row_check,
        one.purges,
        carried=True,
    )


def undone_imports(desk: Desk, cohort: str) -> frozenset[str]:
    """Ids of the imports that were taken back."""
    events = (record.event for record in desk.state(cohort).log)
    return frozenset(e.import_id for e in events if isinstance(e, ev.FeedbackImportUndone))


def finish(desk: Desk, cohort: str) -> None:
    """Blank every word that an import taken back, a withdrawal or a sealing left behind.

    :raises StoreError: if it cannot be done now.
    """
    undone = undone_imports(desk, cohort)
    _blank(desk, cohort, lambda one: one.import_id in undone and not one.carried)
    gone: dict[str, int] = {}
    for index in indexed(desk, cohort):
        if index.purges:
            gone[index.feedback_id] = max(index.version, gone.get(index.feedback_id, 0))
    _blank(desk, cohort, lambda one: one.version < gone.get(one.feedback_id, -1))


def _blank(desk: Desk, cohort: str, wanted: Callable[[ev.FeedbackIndexed], bool]) -> None:
    rows = frozenset(one.row_event for one in indexed(desk, cohort) if wanted(one))
    if rows:
        desk.blank(f"{cohort}/feedback", rows)


def _register(desk: Desk, cohort: str) -> list[ev.Event]:
    return desk.sealed(cohort, "register")
