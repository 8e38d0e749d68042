"""What each offer hook yields: the record, its one function, and the types going in and out."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from cara_facilitate.api.types import (
    CurriculumReader,
    CurriculumSource,
    FeedbackReader,
    ImportedLesson,
    NoteWriter,
    PracticeScenario,
    SitePolicy,
)
from cara_facilitate.domain.policy import Finding, PlacementFacts
from cara_facilitate.host.limits import MEBIBYTE, READING
from cara_facilitate.host.wire import Misfit, pack, unpack

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
MOST_RECORDS = 200
"""Records one hook of one plugin may offer: more would only fill the app's memory and lists."""
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """One offer hook; ``function`` is empty where the record is data alone.

    ``fresh`` kinds read other people's files: they run in a child started for that call, which
    may use no more than ``memory`` bytes, whatever other children may.
    """

    hook: str
    record: type
    function: str = ""
    takes: Any = None
    gives: Any = None
    fresh: bool = False
    memory: int = 512 * MEBIBYTE

    def accept(self, offered: object) -> list[Any]:
        """The records an implementation returned, as a list; a generator runs here.

        :raises Misfit: if it is no iterable of this kind's records with good ids and short
            titles, or there are too many.
        """
        if not isinstance(offered, Iterable):
            raise Misfit("the hook returned no records")
        records: list[Any] = list(islice(offered, MOST_RECORDS + 1))
        if len(records) > MOST_RECORDS:
            raise Misfit("too many records")
        for record in records:
            if not self._named(record):
                raise Misfit(f"{self.record.__name__} with an id is expected here")
            unpack(self.record, pack(record))
            if self.function and not callable(getattr(record, self.function)):
                raise Misfit(f"{self.function} is expected to be a function")
        return records

    def _named(self, record: object) -> bool:
        identity = getattr(record, "id", None)
        fits = type(record) is self.record and type(identity) is str
        # A title that is no text at all is told apart by the check of types.
        title = getattr(record, "title", "")
        short = type(title) is not str or len(title) <= LONGEST_TITLE
        return fits and short and bool(_ID.fullmatch(str(identity)))

    def run(self, record: Any, plain: Any) -> Any:
        """Call a record's function with plain data and return plain data of the declared type.

        :raises Misfit: if what came back is not what the kind gives.
        """
        result = getattr(record, self.function)(unpack(self.takes, plain))
        if not isinstance(result, Mapping):
            result = list(result)
        answer = pack(result)
        unpack(self.gives, answer)
        return answer

    def equip(self, record: Any, function: Callable[[Any], Any]) -> Any:
        """The same record with its function replaced."""
        if not self.function:
            return record
        return dataclasses.replace(record, **{self.function: function})


_ALL = (
    Kind("cara_curricula", CurriculumSource),
    Kind(
        "cara_curriculum_readers",
        CurriculumReader,
        "read",
        Mapping[str, bytes],
        tuple[ImportedLesson, ...],
        fresh=True,
    ),
    Kind("cara_site_policies", SitePolicy, "check", PlacementFacts, tuple[Finding, ...]),
    Kind(
        "cara_feedback_readers",
        FeedbackReader,
        "read",
        bytes,
        tuple[Mapping[str, str], ...],
        fresh=True,
        memory=READING,
    ),
    Kind("cara_note_writers", NoteWriter, "context", Mapping[str, Any], Mapping[str, Any]),
    Kind("cara_practice_scenarios", PracticeScenario),
)
KINDS: dict[str, Kind] = {kind.hook: kind for kind in _ALL}
"""Every offer hook by name; ``cara_observe`` offers nothing."""
