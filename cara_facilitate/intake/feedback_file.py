"""A victim-feedback file to rows: opened here, read only in the limited child."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from cara_facilitate.api import FeedbackReader, FileRefused
from cara_facilitate.domain.feedback import COLUMNS
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.opening import read_regular, shown_name

SIZE_LIMIT = 2_000_000
"""Bytes; a full extract of 500 rows is well below it."""

RunReader = Callable[[str, bytes], list[dict[str, str]]]
"""Runs the reader with this id on these bytes in the limited child (``Host.read_feedback``)."""

_WORKBOOK = "Install cara-facilitate with the extra xlsx, or save the file as CSV UTF-8."
_NOTHING_STORED = "Nothing was stored."


def read_feedback(
    source: Path | bytes,
    readers: Iterable[FeedbackReader],
    run_reader: RunReader,
    *,
    name: str = "",
) -> list[dict[str, str]]:
    """Every data row of a feedback file, column name to text exactly as written.

    The rows are not yet judged: that is ``domain.feedback.match``.

    :param source: the file, or its bytes with ``name`` for its ending.
    :param readers: the readers on offer; one is chosen by the file's ending.
    :raises IntakeError: if the file is refused; ``where`` is ``row:column``, never content.
    """
    ending = PurePath(name if isinstance(source, bytes) else source.name).suffix.lower()
    reader_id = _choose(ending, readers)
    data = source if isinstance(source, bytes) else read_regular(source, SIZE_LIMIT)
    if len(data) > SIZE_LIMIT:
        raise IntakeError("The file is larger than 2 MB.", _NOTHING_STORED)
    try:
        rows = run_reader(reader_id, data)
    except FileRefused as refused:
        raise IntakeError(refused.message, _NOTHING_STORED, _place(refused)) from None
    return _sound(rows)


def _choose(ending: str, readers: Iterable[FeedbackReader]) -> str:
    offered = sorted(readers, key=lambda reader: reader.id)
    fitting = [reader.id for reader in offered if ending in reader.suffixes]
    # A reader of the ending's own name goes first: another plugin cannot take its files over.
    if ending[1:] in fitting:
        return ending[1:]
    if fitting:
        return fitting[0]
    known = ", ".join(sorted({suffix for reader in offered for suffix in reader.suffixes}))
    if not ending:
        raise IntakeError(
            f"The file has no ending ({known}).", "Rename it: extract.csv, if it is CSV."
        )
    raise IntakeError(
        f"No reader is on for files ending in {shown_name(ending)}.",
        _WORKBOOK if ending == ".xlsx" else f"Files can end in: {known}.",
    )


def _place(refused: FileRefused) -> str:
    # In a file without a header the first row's words stand where the names should be.
    column = refused.column if refused.column in COLUMNS else ""
    row = str(refused.row) if refused.row else ("header" if column else "")
    return f"{row}:{column}" if column else row


def _sound(rows: object) -> list[dict[str, str]]:
    """The rows, if they are what a reader promises; readers can be other people's plugins."""
    if isinstance(rows, list) and all(
        isinstance(row, dict)
        and all(isinstance(text, str) for pair in row.items() for text in pair)
        for row in rows
    ):
        return rows
    raise IntakeError("The reader did not return rows of text.", "See cara plugins.")
