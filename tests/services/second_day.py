"""Workshop two of the practice cohort for tests: begun, closed, briefed, with agreed words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.feedback import row_check
from cara_facilitate.services import briefing, deliver, feedback_import, prepare
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.services.briefing import Briefing
from cara_facilitate.services.clock import set_practice_clock
from cara_facilitate.services.rehearse import PINS, Practice, extract_rows, practice_time
from tests.services.conftest import make_ready

LEAD = next(iter(PINS))
DOORS = practice_time(date(2026, 12, 26), 10, 0)


def begin_two(made: Practice) -> None:
    """Open the doors of workshop two on its day, with everybody present."""
    desk, cohort = made.desk, made.plan.cohort
    make_ready(made)
    set_practice_clock(desk.folder, DOORS)
    prepare.prepare(desk, cohort, 2, prepare.CHECKS)
    for command in (cmd.StartWorkshop, cmd.AllPresent):
        deliver.do(desk, cohort, 2, command(desk.clock.now()))


def close_two(made: Practice) -> None:
    """Close workshop two."""
    desk, cohort = made.desk, made.plan.cohort
    deliver.do(desk, cohort, 2, cmd.EndWorkshop(desk.clock.now()))


def opened(made: Practice, who: str = LEAD) -> Briefing:
    """The briefing as one facilitator reads it."""
    return briefing.open_briefing(made.desk, made.plan.cohort, PRACTICE_PASSPHRASE, who)


def agreed(made: Practice) -> None:
    """Take in an extract in which seat 3 has agreed words, confirmed the day before."""
    rows = extract_rows(made.plan)
    rows[2] |= {"version": "2", "disclosure_level": "L3", "agreed_words": "Exactly this."}
    rows[2] |= {"agreed_words_consented_at": "2026-12-20T10:00:00+00:00"}
    rows[2] |= {"agreed_words_reread": "yes"}
    rows[2] |= {"agreed_words_reconfirmed_at": "2026-12-25T10:00:00+00:00"}
    rows[2]["row_check"] = row_check(rows[2])
    desk, cohort = made.desk, made.plan.cohort
    feedback_import.confirm(desk, feedback_import.preview_rows(desk, cohort, rows), LEAD)


def allow_agreed_words(made: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the site's policy enabled them."""
    policy = made.desk.host.site_policy("west-yorkshire")
    allowed = replace(policy, settings={**policy.settings, "allow_agreed_words": True})
    monkeypatch.setattr(type(made.desk.host), "site_policy", lambda *_: allowed)
