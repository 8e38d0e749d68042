"""Which column or field names that a file brings may be repeated in a message."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cara_facilitate.domain.check_words import WORDS

_FORM = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_NUMBERED = re.compile(r"[0-9]{1,2}\Z")
# A header row can be sorted in among the rows: the words at the top are then somebody's. So a
# name is not judged by its look but by its parts, each of which names a kind of thing and is no
# value that a column of ours takes.
_LIST = """
access address adjustment adult age agency agreed alias allowed answers assessed assessment at
attempted attempts attendance attended author before birth born category caution changes check
checked children city code cohort comment comments confidential conflict consent consented contact
contacted count county covid created cue dash date dates day days description details disclosure
district dob domain email escalation escalations ethnicity expires extension extra facilitator
family feedback file first flag flags forename gender group history home house how id identifier
identifiers import incident incidents initials interpreter issuer kind language last level lines
list location maiden mail manager message method middle mobile modified name names nationality
need needs negative nhs nickname nino not note notes number numbers observed observers occupation
offence offender officer open organisation outcome overdue participant participants partner
perpetrator person phone photo police positive postal postcode pronouns queried rationale reason
reconfirmed record ref reference referral referrals referrer refs region relation relationship
religion remark remarks reread result risk role route row rows safe safety schedule school score
seat seen sex sharing signature since site sites size source staff start status street suburb
summary surname tel telephone text themes time times title tool town trained transport two type
unmet updated url user value variant vehicle venue version victim violence visit voice voicemail
voluntary w1 w2 website what when where who window with withdrawn word words work worker workplace
workshop workshops year years
"""
_PARTS = frozenset(_LIST.split())
_ALONE = ("day", "home", "house", "not_attempted", "street")
_VALUES = frozenset({*WORDS, *_ALONE})
"""What is made of such parts, and may be a check word, a name or a coded value all the same."""


def tells_nothing(name: str) -> bool:
    """Whether this can only be a column's or field's own name, never something a cell held.

    :param name: as it stands in the file; nothing is forgiven.
    """
    if not _FORM.fullmatch(name) or name.casefold() in _VALUES:
        return False
    parts = name.casefold().split("_")
    return all(part in _PARTS or _NUMBERED.sub("", part) in _PARTS for part in parts)


def may_be_said(name: str, cells: Iterable[str]) -> bool:
    """Whether a message may repeat an unknown column's name.

    :param cells: what stands below it. If a name stands there, or this one again, the header was
        moved, and what stands at the top may be a cell.
    """
    return tells_nothing(name) and not any(tells_nothing(cell) for cell in cells)
