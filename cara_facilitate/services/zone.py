"""The machine's own time zone, clock changes and all, for times that will be or were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class MachineZone(tzinfo):
    """Local time by the rules of the machine, as the system tells them."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """The offset the machine's clocks have, had or will have at this wall time."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Not told apart from the offset."""
        del dt
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        """The zone's name at this wall time."""
        return None if dt is None else dt.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, dt: datetime) -> datetime:
        """The local time of an instant; the second of two same wall times is marked as such."""
        local = dt.replace(tzinfo=UTC).astimezone()
        wall = local.replace(tzinfo=self, fold=0)
        return wall if wall.utcoffset() == local.utcoffset() else wall.replace(fold=1)


ZONE = MachineZone()


def zoned(at: datetime) -> datetime:
    """The same instant with the machine's rules, where its offset is the machine's at all.

    :param at: aware time; one of another place (a practice clock's) keeps its own offset.
    """
    here = at.astimezone(ZONE)
    return here if here.utcoffset() == at.utcoffset() else at


def plain(at: datetime) -> datetime:
    """The same instant with nothing but its offset, as it is recorded."""
    return at.astimezone(UTC).astimezone() if at.tzinfo is ZONE else at
