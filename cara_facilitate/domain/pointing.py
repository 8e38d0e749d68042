"""Whom the identifiers of a feedback row point at, and whether they contradict one another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from cara_facilitate.domain.feedback import RosterEntry
from cara_facilitate.domain.identifiers import reference_ok


@dataclass(frozen=True, slots=True)
class Known:
    """Whom this store knows, to tell whose a row's identifiers are.

    :ivar people: reference and check word of everybody, of every cohort.
    :ivar cohorts: the ids of every other cohort.
    :ivar bound: by feedback id in lower case, the references it was ever matched to.
    """

    people: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cohorts: frozenset[str] = frozenset()
    bound: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)


def names_two_people(row: Mapping[str, str], known: Known) -> bool:
    """Whether reference, check word and feedback id of this row cannot be one person's.

    An identifier that is nobody's says nothing. One slip in a reference, or another case, hides
    nobody: this only ever refuses a row, it gives none away.
    """
    return _agreed((*_person(row, known), _bound(row, known))) == frozenset()


def its_id_is_elsewheres(row: Mapping[str, str], known: Known) -> bool:
    """Whether its feedback id is only that of another cohort's records, and the rest agrees.

    Services that number each cohort's records from one have such ids, and no slip in the row.
    """
    cohorts = {ref.partition("-")[0] for ref in _bound(row, known)}
    return bool(_agreed(_person(row, known))) and bool(cohorts) and cohorts <= known.cohorts


def _person(row: Mapping[str, str], known: Known) -> tuple[frozenset[str], frozenset[str]]:
    refs = by_reference(row, (ref for ref, _ in known.people))
    return refs, by_check_word(row, known.people)


def names_two_cohorts(row: Mapping[str, str], known: Known) -> bool:
    """Whether this row's cohort, or the start of its reference, is another cohort of the store."""
    named = (row["cohort_id"], row["participant_ref"].partition("-")[0])
    return any(one.strip().upper() in known.cohorts for one in named)


def by_reference(row: Mapping[str, str], refs: Iterable[str]) -> frozenset[str]:
    """Those of ``refs`` that this row's reference is, or is one slip away from."""
    said = row["participant_ref"]
    if reference_ok(said):
        return frozenset(ref for ref in refs if ref == said)
    return frozenset(ref for ref in refs if _one_slip(_bare(said), _bare(ref)))


def by_check_word(row: Mapping[str, str], people: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The references of those whose check word this row carries, in whatever case."""
    said = row["check_word"].strip().casefold()
    return frozenset(ref for ref, word in people if said and word == said)


def concerned(
    row: Mapping[str, str], roster: Collection[RosterEntry], known: Known
) -> tuple[RosterEntry, ...]:
    """Everybody whom a row held back may concern: by its reference, check word or feedback id.

    A feedback id is whoever's it ever was, though the import that said so was taken back.
    """
    refs = {one.ref for one in points_at(row, roster)} | _bound(row, known)
    return tuple(one for one in roster if one.ref in refs)


def points_at(row: Mapping[str, str], roster: Collection[RosterEntry]) -> tuple[RosterEntry, ...]:
    """Everybody at whom a row's reference or check word points, whatever its feedback id says."""
    refs = by_reference(row, (one.ref for one in roster))
    words = by_check_word(row, ((one.ref, one.check_word) for one in roster))
    return tuple(one for one in roster if one.ref in refs | words)


def _bound(row: Mapping[str, str], known: Known) -> frozenset[str]:
    return known.bound.get(row["feedback_id"].casefold(), frozenset())


def _agreed(hits: Iterable[frozenset[str]]) -> frozenset[str] | None:
    """Whom all identifiers mean that mean anybody; None where none of them does."""
    said = [hit for hit in hits if hit]
    return frozenset.intersection(*said) if said else None


def _bare(reference: str) -> str:
    return "".join(reference.split()).replace("-", "").upper()


def _one_slip(said: str, ref: str) -> bool:
    """Whether one character was changed, left out or added, or two neighbours changed places."""
    if abs(len(said) - len(ref)) > 1:
        return False
    head = next((n for n, pair in enumerate(zip(said, ref, strict=False)) if pair[0] != pair[1]),
                min(len(said), len(ref)))  # fmt: skip
    left, right = said[head:], ref[head:]
    swapped = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]
