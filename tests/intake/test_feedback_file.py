"""Feedback files: opened with care, read by the right reader, refused without quoting them."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import cara_feedback_csv
import pytest

from cara_facilitate.api import FeedbackReader, FileRefused
from cara_facilitate.errors import IntakeError
from cara_facilitate.intake.feedback_file import SIZE_LIMIT, read_feedback
from cara_facilitate.intake.opening import read_regular, shown_name

READERS = cara_feedback_csv.cara_feedback_readers()
GOOD = b"feedback_id,summary\n1,walnut\n"


def run(reader_id: str, data: bytes) -> list[dict[str, str]]:
    """The reader in this process; the limited child has its own tests."""
    assert reader_id == "csv"
    return [dict(row) for row in cara_feedback_csv.read(data)]


def test_a_file_is_read_by_the_reader_of_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "Extract.CSV"
    path.write_bytes(GOOD)
    rows = [{"feedback_id": "1", "summary": "walnut"}]
    assert read_feedback(path, READERS, run) == rows
    assert read_feedback(GOOD, READERS, run, name="x.csv") == rows


@pytest.mark.parametrize("name", ["extract.xlsx", "extract", "extract.csv.gz", ".csv"])
def test_an_ending_without_a_reader_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD)
    with pytest.raises(IntakeError, match=r"No reader|has no ending"):
        read_feedback(path, READERS, run)


def test_another_plugin_cannot_take_over_the_ending_of_a_reader() -> None:
    greedy = FeedbackReader("a-greedy", "Takes all", (".csv", ".txt"), lambda data: [])
    asked: list[str] = []

    def noting(reader_id: str, data: bytes) -> list[dict[str, str]]:
        asked.append(reader_id)
        return []

    read_feedback(b"", [greedy, *READERS], noting, name="x.csv")
    read_feedback(b"", [greedy, *READERS], noting, name="x.txt")
    assert asked == ["csv", "a-greedy"]


def test_a_refusal_says_row_and_column_and_never_an_unknown_name() -> None:
    def refused(data: bytes) -> str:
        with pytest.raises(IntakeError) as caught:
            read_feedback(data, READERS, run, name="x.csv")
        assert "walnut" not in caught.value.sentence()
        assert caught.value.__cause__ is None and caught.value.__suppress_context__
        return caught.value.where

    assert refused(b"summary,version,summary\n1,2,3\n") == "header:summary"
    assert refused(b"walnut,version,walnut\n1,2,3\n") == ""
    assert refused(b"summary,version\nwalnut\n") == "1"


def test_what_a_reader_returns_is_not_taken_on_trust() -> None:
    for rubbish in (None, "rows", [1], [{"a": 1}], [{1: "a"}], {"a": "b"}, [["a"]]):
        with pytest.raises(IntakeError):
            read_feedback(b"", READERS, lambda *_, r=rubbish: r, name="x.csv")


def test_a_refusal_of_a_reader_keeps_its_row() -> None:
    def refuse(reader_id: str, data: bytes) -> list[dict[str, str]]:
        raise FileRefused("A quotation mark is opened and not closed.", 3, "summary")

    with pytest.raises(IntakeError) as caught:
        read_feedback(b"", READERS, refuse, name="x.csv")
    assert caught.value.where == "3:summary"


def test_a_file_over_two_megabytes_never_reaches_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * (SIZE_LIMIT + 1))
    for source in (path, path.read_bytes()):
        with pytest.raises(IntakeError, match="2 MB"):
            read_feedback(source, READERS, run, name="big.csv")
    path.write_bytes(b"x" * SIZE_LIMIT)
    assert len(read_regular(path, SIZE_LIMIT)) == SIZE_LIMIT


def test_links_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_bytes(GOOD)
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    (tmp_path / "folder.csv").mkdir()
    for name in ("link.csv", "folder.csv", "absent.csv", "real.csv/x.csv"):
        with pytest.raises(IntakeError):
            read_feedback(tmp_path / name, READERS, run)
    with pytest.raises(IntakeError):
        read_regular(Path("bad\x00name.csv"), 10)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_sockets_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s.csv"))
    refused: list[str] = []

    def try_all() -> None:
        for path in (tmp_path / "pipe.csv", tmp_path / "s.csv", Path("/dev/zero")):
            with pytest.raises(IntakeError):
                read_regular(path, SIZE_LIMIT)
            refused.append(path.name)

    thread = threading.Thread(target=try_all, daemon=True)
    thread.start()
    thread.join(5)
    listener.close()
    assert len(refused) == 3


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(IntakeError):
            read_regular(tmp_path / "folder.csv", 10)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_hostile_file_name_reaches_no_message() -> None:
    shown = shown_name("a\x1b]0;owned\x07\u202e\n" + "b" * 300)
    assert shown.isprintable() and len(shown) <= 60
    with pytest.raises(IntakeError) as caught:
        read_regular(Path("x\x1b[2J.csv"), 10)
    assert "\x1b" not in caught.value.sentence()
