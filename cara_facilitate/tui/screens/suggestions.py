"""What a new cohort's form suggests from what the store knows: site, id, day and staff."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cara_facilitate.domain.cohort import CohortState
    from cara_facilitate.services.desk import Desk

NOTICE = timedelta(days=14)
SATURDAY = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def usual_staff(desk: Desk) -> str:
    """The newest cohort's facilitators, else whoever owns the store; separated by commas."""
    newest = _newest(desk)
    return ", ".join(newest.facilitators) if newest is not None else desk.owner


def usual_site(desk: Desk) -> str:
    """The id of the site that the settings name, else the newest cohort's, else the first offered.

    Empty if no site is offered.
    """
    offered = [policy.id for policy in desk.host.site_policies()]
    newest = _newest(desk)
    usual = (desk.settings.site, newest.site if newest is not None else "", *offered)
    return next((site for site in usual if site in offered), "")


def _newest(desk: Desk) -> CohortState | None:
    now = desk.clock.now()
    return max(desk.cohorts(), key=lambda s: (s.created_at or now, s.cohort), default=None)


def suggested_id(desk: Desk, now: datetime) -> str:
    """The next free cohort id: the last one's site letters, this year, the next letter."""
    taken = {state.cohort for state in desk.cohorts()}
    newest, site = _newest(desk), usual_site(desk)
    titles = [p.title for p in desk.host.site_policies() if p.id == site]
    words = "".join(titles).upper().split()
    letters = "".join(word[0] for word in words)[:2] if len(words) > 1 else "".join(words)[:2]
    head = newest.cohort[:2] if newest is not None and newest.site == site else letters
    if len(head) != 2:
        return ""
    endings: Iterable[str] = [*LETTERS, *(a + b for a in LETTERS for b in LETTERS)]
    names = (f"{head}{now:%y}{ending}" for ending in endings)
    return next((name for name in names if name not in taken), "")


def suggested_day(now: datetime) -> date:
    """The first Saturday at least two weeks away; a site's rules say whether it must be one."""
    day = now.date() + NOTICE
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)
