"""Feedback files built to break readers, by name: every one must be refused."""

from __future__ import annotations

from tests.intake.hostile_books import xlsx_files
from tests.intake.hostile_texts import csv_files, jsonl_files
from tests.intake.hostile_zips import zip_files


def corpus() -> dict[str, bytes]:
    """Every file, by a name whose ending chooses the reader."""
    files: dict[str, bytes] = {}
    for ending, made in (
        (".csv", csv_files()),
        (".jsonl", jsonl_files()),
        (".xlsx", xlsx_files()),
        (".xlsx", zip_files()),
    ):
        for name, data in made:
            assert name + ending not in files
            files[name + ending] = data
    return files
