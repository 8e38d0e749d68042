"""A cohort file (YAML) to a plan, or one plain sentence with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cara_facilitate.content.header import Place, Tree, compose
from cara_facilitate.content.source import Source
from cara_facilitate.domain.column_names import tells_nothing
from cara_facilitate.domain.plan import (
    COHORT_SITE_FIELDS,
    PERSON_SITE_FIELDS,
    CohortPlan,
    PlannedPerson,
    PlannedWorkshop,
)
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.cohort_model import PLAIN, CohortModel, PersonModel
from cara_facilitate.intake.opening import read_regular, shown_name

SIZE_LIMIT = 100_000
"""Bytes; twelve people need less than a tenth."""

Loc = tuple[str | int, ...]
_PRIVATE = re.compile(
    "name|address|street|postcode|phone|mobile|mail|contact|birth|dob|nhs|photo", re.IGNORECASE
)
_WANTED = {
    "missing": "is missing",
    "string_type": "must be text",
    "list_type": "must be a list",
    "dict_type": "must be a set of fields",
    "model_type": "must be a set of fields",
    "too_short": "has too few entries",
    "too_long": "has too many entries",
}
_NOT_YAML = {
    "F02": "This is not valid YAML, or it is nested too deeply.",
    "F03": "A field is given twice.",
    "F06": "YAML anchors and tags are not accepted.",
    "F07": "The file is too long.",
    "X01": "A hidden control character stands here.",
}
_HINT = "Nothing was stored."
_NO_DATES = [{"date": f"2000-01-0{day}", "start": "10:00"} for day in (1, 2)]
"""Stands in while a file without workshops is checked; never part of the plan."""


def read_cohort(
    source: Path | bytes,
    *,
    name: str = "cohort.yaml",
    person_fields: Collection[str] = PERSON_SITE_FIELDS,
    cohort_fields: Collection[str] = COHORT_SITE_FIELDS,
    dated: bool = True,
) -> CohortPlan:
    """The plan a cohort file describes; what it leaves out stays empty (see ``plan.completed``).

    :param source: the file, or its bytes with ``name`` for messages.
    :param person_fields: fields of a participant that only the site's policy asks for.
    :param cohort_fields: the same for the cohort.
    :param dated: whether ``workshops`` must be there; a cohort still to be planned has none.
    :raises IntakeError: if the file is refused; ``where`` is ``file:line:column``. A refused
        field is named, its value never quoted.
    """
    if isinstance(source, Path):
        name, source = source.name, read_regular(source, SIZE_LIMIT)
    tree = _tree(source, shown_name(name))
    file = _File(shown_name(name), tree)
    value = file.with_extra(tree.value, (), set(CohortModel.model_fields), cohort_fields)
    undated = not dated and "workshops" not in value
    if undated:
        value["workshops"] = _NO_DATES
    people = value.get("participants")
    if isinstance(people, list):
        value["participants"] = [
            file.with_extra(
                person, ("participants", at), set(PersonModel.model_fields), person_fields
            )
            for at, person in enumerate(people)
        ]
    try:
        plan = _plan(CohortModel.model_validate(value))
        return replace(plan, workshops=()) if undated else plan
    except ValidationError as problem:
        raise file.explained(problem.errors(include_url=False, include_input=False)) from None


def _tree(data: bytes, name: str) -> Tree:
    if len(data) > SIZE_LIMIT:
        raise IntakeError("The file is too long for a cohort.", _HINT, f"{name}:1:1")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise IntakeError(
            "The file is not in UTF-8.", "Save it as UTF-8.", f"{name}:{line}:1"
        ) from None
    lines = tuple(text.replace("\r\n", "\n").split("\n"))
    tree, findings = compose(Source(name, lines), 1, len(lines))
    if tree is None:
        found = findings[0]
        message = _NOT_YAML.get(found.rule, "This is not valid YAML.")
        raise IntakeError(message, _HINT, found.where)
    return tree


class _File:
    """The file's name and places, for messages."""

    def __init__(self, name: str, tree: Tree) -> None:
        self.name = name
        self.tree = tree

    def with_extra(
        self, value: object, path: Loc, own: set[str], extra: Collection[str]
    ) -> dict[str, Any]:
        """The fields, with those that only a site asks for set apart under ``extra``."""
        if not isinstance(value, dict):
            raise self._refused("A set of fields is expected here.", path)
        own = own - {"extra"}
        for key in value:
            if key not in own and key not in extra:
                raise self._unknown(key, path)
        kept = {key: value[key] for key in value if key in own}
        return kept | {"extra": {key: value[key] for key in value if key not in own}}

    def explained(self, problems: list[ErrorDetails]) -> IntakeError:
        """The first problem in the file, in plain words."""
        placed = sorted(problems, key=lambda problem: self.tree.place(*_path(problem)))
        problem, path = placed[0], _path(placed[0])
        field = next((part for part in reversed(path) if isinstance(part, str)), "")
        wanted = _WANTED.get(problem["type"], "is not as a cohort file needs it")
        if problem["type"] == PLAIN:
            wanted = problem["msg"]
        subject = f"The field {field}" if field and problem["loc"] else ""
        message = f"{subject} {wanted}.".lstrip()
        return self._refused(message[0].upper() + message[1:], path)

    def _unknown(self, key: str, path: Loc) -> IntakeError:
        # A key can itself be somebody's name or check word, if a line was cut or moved.
        field = f"The field {key}" if tells_nothing(key) else "A field here"
        message, hint = f"{field} is not part of a cohort file.", _HINT
        if _PRIVATE.search(key):
            message = f"{field} is refused: names, addresses and contact details are not accepted."
            hint = "Names and agreed adjustments are typed into the register."
        return self._refused(message, path, hint, self.tree.keys.get((*path, key)))

    def _refused(
        self, message: str, path: Loc, hint: str = _HINT, place: Place | None = None
    ) -> IntakeError:
        # A field that should not be there is pointed at by its name, a wrong value by itself.
        line, column = self.tree.place(*path) if place is None else place
        return IntakeError(message, hint, f"{self.name}:{line}:{column}")


def _path(problem: ErrorDetails) -> Loc:
    loc = (*problem["loc"], *problem.get("ctx", {}).get("at", ()))
    return tuple(part for part in loc if part != "extra")


def _plan(model: CohortModel) -> CohortPlan:
    return CohortPlan(
        cohort=model.cohort,
        site=model.site,
        curriculum=model.curriculum,
        variant=model.variant,
        workshops=tuple(PlannedWorkshop(day.date, day.start) for day in model.workshops),
        facilitators=tuple(model.facilitators),
        people=tuple(PlannedPerson(**dict(person)) for person in model.participants),
        extra=model.extra,
    )
