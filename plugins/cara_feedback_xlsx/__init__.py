"""Reads a victim-feedback extract kept as an Excel workbook, strictly and all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.util import find_spec

from cara_facilitate.api import FeedbackReader, hookimpl

CARA_API = 1

_INSTALLED = find_spec("python_calamine") is not None
CARA_NOTE = "" if _INSTALLED else "reads nothing until the extra xlsx is installed"


def read(data: bytes) -> Iterable[Mapping[str, str]]:
    """Every data row of the first sheet as column name to text, exactly as written.

    :raises FileRefused: with the data row (0 for the workbook or its header) and the column;
        never with anything a cell holds.
    """
    # Only the limited child reads: the app itself never loads an XML or workbook parser for it.
    from cara_feedback_xlsx.reading import rows

    return rows(data)


READER = FeedbackReader("xlsx", "Feedback extract, Excel workbook", (".xlsx",), read)

if _INSTALLED:

    @hookimpl
    def cara_feedback_readers() -> list[FeedbackReader]:
        """Offer the workbook reader."""
        return [READER]
