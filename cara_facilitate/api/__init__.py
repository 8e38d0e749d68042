"""The only door for plugins: hook marker, records and the words they share."""

from __future__ import annotations

import pluggy

from cara_facilitate.api.recorded import changed_files
from cara_facilitate.api.types import (
    CARA_API,
    CurriculumReader,
    CurriculumSource,
    EventNotice,
    FeedbackReader,
    FileRefused,
    ImportedLesson,
    NoteWriter,
    PracticeScenario,
    SitePolicy,
)
from cara_facilitate.domain.curriculum import (
    Activity,
    Code,
    Curriculum,
    Day,
    Handout,
    Objective,
    RunItem,
    Section,
    SectionKind,
    Signpost,
    Step,
)
from cara_facilitate.domain.policy import Finding, PersonFacts, PlacementFacts, Result
from cara_facilitate.domain.rules import (
    ELIGIBILITY,
    as_one,
    cohort_size_and_group,
    conflicts,
    district_and_venue,
    eligibility,
    general_rules,
    one_variant,
    pair_of_workshops,
    readiness_before_two,
    sixteen_weeks,
    two_facilitators,
)

hookimpl = pluggy.HookimplMarker("cara_facilitate")
"""Marks a function of a plugin as the implementation of the hook of the same name."""

__all__ = [
    "CARA_API",
    "ELIGIBILITY",
    "Activity",
    "Code",
    "Curriculum",
    "CurriculumReader",
    "CurriculumSource",
    "Day",
    "EventNotice",
    "FeedbackReader",
    "FileRefused",
    "Finding",
    "Handout",
    "ImportedLesson",
    "NoteWriter",
    "Objective",
    "PersonFacts",
    "PlacementFacts",
    "PracticeScenario",
    "Result",
    "RunItem",
    "Section",
    "SectionKind",
    "Signpost",
    "SitePolicy",
    "Step",
    "as_one",
    "changed_files",
    "cohort_size_and_group",
    "conflicts",
    "district_and_venue",
    "eligibility",
    "general_rules",
    "hookimpl",
    "one_variant",
    "pair_of_workshops",
    "readiness_before_two",
    "sixteen_weeks",
    "two_facilitators",
]
