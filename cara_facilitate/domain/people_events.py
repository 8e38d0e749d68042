"""What can happen between people's stores: trust, hand-overs written and received, PINs reset."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime

from cara_facilitate.domain.event import Event, stored


@stored("person.trusted")
@dataclass(frozen=True, slots=True)
class PersonTrusted(Event):
    """A person's public keys (hex) were taken in and the fingerprint compared by voice.

    The last one for a staff reference stands. Kept in the store's own stream.
    """

    staff: str
    roles: tuple[str, ...]
    verify: str
    seal: str
    at: datetime


@stored("person.distrusted")
@dataclass(frozen=True, slots=True)
class PersonDistrusted(Event):
    """A person's keys are no longer to be used, for writing to or receiving from."""

    staff: str
    at: datetime


@stored("store.roles_changed")
@dataclass(frozen=True, slots=True)
class RolesChanged(Event):
    """What the store's owner does from now on, whole; kept in the store's own stream."""

    roles: tuple[str, ...]
    at: datetime


@stored("handover.written")
@dataclass(frozen=True, slots=True)
class HandoverWritten(Event):
    """A hand-over left for somebody; kept in the store's own stream. ``parts`` are its kinds."""

    handover: str
    cohort: str
    to: str
    parts: tuple[str, ...]
    at: datetime


@stored("handover.received")
@dataclass(frozen=True, slots=True)
class HandoverReceived(Event):
    """A hand-over was taken in; its id is never taken in again. Kept in the store's own stream.

    ``made_at`` is when its sender wrote it: an older one does not take a newer one's place.
    """

    handover: str
    cohort: str
    sender: str
    parts: tuple[str, ...]
    at: datetime
    made_at: datetime | None = None


@stored("document.received", compartment="register")
@dataclass(frozen=True, slots=True)
class DocumentReceived(Event):
    """A text that somebody handed over, such as a supervision note or coverage figures."""

    handover: str
    kind: str
    name: str
    text: str = dataclasses.field(repr=False)
    sender: str
    at: datetime


@stored("placement.received", compartment="placement")
@dataclass(frozen=True, slots=True)
class PlacementReceived(Event):
    """A manager was handed what a site's rules ask about a cohort that others deliver.

    The frame alone, ``seats`` as (seat, reference): each participant's facts are recorded apart.
    ``findings`` are what the rules said in the sender's store, each as (rule, result, message,
    source, the manager's note).
    """

    site: str
    curriculum: str
    variant: str
    workshops: tuple[tuple[int, date, str], ...]
    facilitators: tuple[str, ...]
    seats: tuple[tuple[int, str], ...]
    sender: str
    at: datetime
    findings: tuple[tuple[str, str, str, str, str], ...] = dataclasses.field(default=(), repr=False)


@stored("pin.reset")
@dataclass(frozen=True, slots=True)
class PinReset(Event):
    """The manager let a facilitator choose a new PIN; the old one no longer holds."""

    facilitator: str
    by: str
    at: datetime


@stored("caseload.received")
@dataclass(frozen=True, slots=True)
class CaseloadReceived(Event):
    """A victim-contact worker was told of a cohort: references and dates, no seats, no words.

    ``workshops`` are (number, date, ``HH:MM``); ``sender`` a staff reference, or "file".
    ``curriculum`` is empty where it was not told.
    """

    cohort: str
    site: str
    variant: str
    workshops: tuple[tuple[int, date, str], ...]
    refs: tuple[str, ...]
    facilitators: tuple[str, ...]
    sender: str
    at: datetime
    curriculum: str = ""
