"""`cara paper`: the pack as files, and nothing on the terminal but where they are."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli import main
from cara_facilitate.domain.events import PrivateViewOpened
from cara_facilitate.services import register
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE, open_desk
from cara_facilitate.services.rehearse import make_practice
from tests.services.conftest import SATURDAY

Run = Callable[..., int]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A practice store that commands find, with one name in its register."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("CARA_HOME", str(folder))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    made = make_practice(folder, SATURDAY)
    register.enter(made.desk, "WY26A", 4, "Zqname Example", "")
    made.desk.close()
    return folder


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command over that store, writing into ``out``."""
    open_ends = []

    def command(*arguments: str) -> int:
        read, write = os.pipe()
        os.write(write, f"{PRACTICE_PASSPHRASE}\n".encode())
        os.close(write)
        open_ends.append(read)
        monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))
        out = str(tmp_path / "out")
        return main.main(["paper", "WY26A", "--workshop", "1", "--out", out, *arguments])

    yield command
    for end in open_ends:
        os.close(end)


def test_the_pack_is_written_and_its_files_are_named(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    said = capsys.readouterr()
    assert sorted(said.out.split()) == sorted(str(path) for path in (tmp_path / "out").iterdir())
    assert "not pinned yet" in said.err


def test_json_is_one_document_and_messages_go_elsewhere(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--json", "--format", "html", "--sheet", "on-call", "--sheet", "run-sheet") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["sheets"] == ["run-sheet", "on-call"]
    assert [Path(name).name for name in document["files"]] == [
        "WY26A-1-run-sheet.html",
        "WY26A-1-on-call.html",
    ]
    assert (document["formats"], document["names"]) == (["html"], False)


def test_names_are_printed_when_asked_for_and_never_on_the_terminal(
    run: Run, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "out" / "WY26A-1-register.html"
    assert run("--format", "html") == 0
    assert "Zqname" not in page.read_text(encoding="utf-8")
    assert run("--format", "html", "--with-names", "--sheet", "register") == 0
    assert "Zqname" in page.read_text(encoding="utf-8")
    said = capsys.readouterr()
    assert "Zqname" not in said.out + said.err
    assert "delete the file" in said.err
    desk = open_desk(home, PRACTICE_PASSPHRASE)
    try:
        stored = desk.stream_events("WY26A/delivery")
        reads = [event for event in stored if isinstance(event, PrivateViewOpened)]
        assert [(read.view, read.facilitator) for read in reads] == [("register", "F-LEAD1")]
    finally:
        desk.close()


def test_names_for_a_sheet_that_has_none_are_a_slip(run: Run) -> None:
    with pytest.raises(SystemExit) as stopped:
        run("--with-names", "--sheet", "run-sheet")
    assert stopped.value.code == 2


def test_pdf_without_the_extra_is_one_sentence_and_two(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.setattr("cara_facilitate.notes.pack.has_pdf", lambda: False)
    assert run("--format", "pdf") == 2
    assert "PDF needs the extra: pip install 'cara-facilitate[pdf]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert run() == 0
    said = capsys.readouterr()
    assert len(said.out.split()) == 6
    assert "HTML alone" in said.err


def test_an_unknown_workshop_or_sheet_is_a_slip(run: Run, tmp_path: Path) -> None:
    for wrong in (("--workshop", "3"), ("--sheet", "poster"), ("--format", "docx")):
        with pytest.raises(SystemExit) as stopped:
            run(*wrong)
        assert stopped.value.code == 2
    assert not (tmp_path / "out").exists()
