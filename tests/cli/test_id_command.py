"""`cara id`: a card out, digits in, and nobody trusted on a yes."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.cli.terminal import Terminal
from cara_facilitate.domain.people import Person, Role, read_card
from cara_facilitate.services import people, roles
from cara_facilitate.services.bootstrap import make_store, open_desk

OWNER = "F-LEAD1"


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Hands a passphrase over through a descriptor, as often as a test opens the store."""
    opened: list[int] = []

    def give(words: str) -> None:
        read, write = os.pipe()
        os.write(write, (words + "\n").encode())
        os.close(write)
        opened.append(read)
        monkeypatch.setenv("CARA_PASSPHRASE_FD", str(read))

    yield give
    for descriptor in opened:
        os.close(descriptor)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store's folder, without a store in it yet and away from any terminal."""
    monkeypatch.setenv("CARA_HOME", str(tmp_path / "store"))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return tmp_path / "store"


@pytest.fixture
def cara(passphrase: Callable[[str], None], folder: Path) -> Callable[..., int]:
    """Runs one command over the practice store there."""

    def run(*arguments: str) -> int:
        passphrase("practice")
        return main(["id", *arguments])

    make_store(folder, "practice", OWNER, practice=True)[0].close()
    return run


@pytest.fixture
def worker(tmp_path: Path, folder: Path) -> Person:
    """A victim-contact worker with a store elsewhere."""
    desk, _ = make_store(
        tmp_path / "theirs", "practice", "V-1", roles=["victim_worker"], practice=True
    )
    try:
        return people.me(desk)
    finally:
        desk.close()


def known(folder: Path) -> tuple[Person, ...]:
    desk = open_desk(folder, "practice")
    try:
        return people.trusted(desk)
    finally:
        desk.close()


def test_show_gives_a_card_that_reads_and_the_digits_of_it(
    cara: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("show", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    own = read_card(document["card"])
    assert document == {
        "staff": OWNER,
        "roles": ["facilitator"],
        "fingerprint": own.fingerprint(),
        "card": own.card(),
    }
    assert cara("show") == 0
    shown = capsys.readouterr().out
    assert own.card() in shown.splitlines()
    assert own.fingerprint() in shown


def test_help_says_why_even_showing_asks_for_the_passphrase(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for arguments in (["-h"], ["show", "-h"], ["trust", "-h"]):
        with pytest.raises(SystemExit):
            main(["id", *arguments])
        assert "asks for its passphrase" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("way", ["words", "line", "file", "letter", "input"])
def test_a_card_is_taken_from_the_line_a_file_or_standard_input(
    way: str,
    cara: Callable[..., int],
    worker: Person,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card, path = worker.card(), tmp_path / "card.txt"
    path.write_text(f"Good morning\n\n> {card}\n" if way == "letter" else card, encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(card))
    given = {"words": card.split(), "line": [card], "input": ["-"]}.get(way, [str(path)])
    assert cara("trust", *given, "--fingerprint", worker.fingerprint()) == 0
    assert known(folder) == (worker,)


def test_list_shows_who_is_trusted_until_distrusted(
    cara: Callable[..., int], worker: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert cara("trust", worker.card(), "--fingerprint", worker.fingerprint()) == 0
    assert "V-1 is trusted from now on: victim-contact worker." in capsys.readouterr().out
    assert cara("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == [
        {"staff": "V-1", "roles": ["victim_worker"], "fingerprint": worker.fingerprint()}
    ]
    assert cara("list") == 0
    assert worker.fingerprint() in capsys.readouterr().out
    assert cara("distrust", "V-1") == 0
    capsys.readouterr()
    assert cara("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []
    assert cara("distrust", "V-1") == 2


def test_without_a_terminal_the_digits_must_be_given(
    cara: Callable[..., int], worker: Person, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("trust", worker.card()) == 2
    assert "--fingerprint" in capsys.readouterr().err
    assert known(folder) == ()


@pytest.mark.parametrize("digits", ["", "y", "yes", "1" * 30])
def test_other_digits_are_refused(
    digits: str,
    cara: Callable[..., int],
    worker: Person,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cara("trust", worker.card(), "--fingerprint", digits) == 2
    said = capsys.readouterr().err
    assert "nobody was trusted" in said
    assert worker.fingerprint()[:5] not in said, "nobody can copy what they should hear"
    assert known(folder) == ()


@pytest.mark.parametrize("content", [b"", b"nothing", b"\xff\xfe\x00", b"x" * 30_000])
def test_a_file_without_a_card_is_refused_in_a_sentence(
    content: bytes, cara: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "card.txt"
    path.write_bytes(content)
    assert cara("trust", str(path), "--fingerprint", "1") == 2
    assert capsys.readouterr().err.startswith("cara: ")
    assert cara("trust", str(tmp_path / "none"), "--fingerprint", "1") == 2
    assert "There is no file none." in capsys.readouterr().err


def test_new_makes_a_store_with_its_roles_and_shows_the_recovery_key_once(
    folder: Path, passphrase: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    passphrase("practice")
    assert main(["id", "new", "V-1", "--role", "victim_worker", "--role", "supervisor"]) == 0
    told = capsys.readouterr()
    assert "recovery key is shown this once" in told.err
    assert "practice supervisor, victim-contact worker" in told.out
    desk = open_desk(folder, "practice")
    try:
        assert (desk.owner, desk.roles, desk.practice) == (
            "V-1",
            ("supervisor", "victim_worker"),
            True,
        )
    finally:
        desk.close()
    passphrase("practice")
    assert main(["id", "new", "V-1", "--role", "manager"]) == 2
    assert "There is a store already." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show"], "There is no store yet."),
        (["new", "not a name", "--role", "manager"], "A staff reference has up to 16"),
    ],
)
def test_what_cannot_be_is_refused_and_makes_nothing(
    arguments: list[str],
    said: str,
    folder: Path,
    passphrase: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    passphrase("practice")
    assert main(["id", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not folder.exists()


def test_a_short_passphrase_makes_no_store(
    folder: Path, passphrase: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    passphrase("too short")
    assert main(["id", "new", "M-1", "--role", Role.MANAGER.value]) == 2
    assert "at least 12 characters" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize("heard", ["rightly", "wrongly"])
def test_on_a_terminal_the_digits_are_asked_for_and_never_shown_first(
    heard: str, cara: Callable[..., int], worker: Person, folder: Path
) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "CARA_PASSPHRASE_FD"}
    command = [sys.executable, "-m", "cara_facilitate.cli.main", "id", "trust", worker.card()]
    with Terminal(command=command, environment=environment, size=(100, 30)) as terminal:
        terminal.wait_for("Passphrase:", 30)
        terminal.type("practice")
        terminal.press("enter")
        terminal.wait_for("This card says it is V-1, victim-contact worker.", 30)
        assert worker.fingerprint() not in terminal.text()
        terminal.type("y")
        terminal.press("enter")
        terminal.wait_for("Once more.")
        for _ in range(2 if heard == "wrongly" else 0):
            terminal.type("12345")
            terminal.press("enter")
        if heard == "rightly":
            terminal.type(worker.fingerprint())
            terminal.press("enter")
        assert terminal.wait_exit(30) == (0 if heard == "rightly" else 2)
    assert known(folder) == ((worker,) if heard == "rightly" else ())


def test_an_answer_that_ends_before_it_began_trusts_nobody(
    cara: Callable[..., int],
    worker: Person,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Ended(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Ended())
    assert cara("trust", worker.card()) == 2
    assert "Nothing was typed" in capsys.readouterr().err
    assert known(folder) == ()


@pytest.mark.parametrize("again", ["four quite unrelated words", "four quite unrelated word"])
def test_on_a_terminal_a_new_passphrase_is_typed_twice(folder: Path, again: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "CARA_PASSPHRASE_FD"}
    command = [sys.executable, "-m", "cara_facilitate.cli.main", "id", "new", "M-1"]
    with Terminal(
        ["--role", "manager"], command=command, environment=environment, size=(100, 30)
    ) as terminal:
        terminal.wait_for("Passphrase:", 30)
        terminal.type("four quite unrelated words")
        terminal.press("enter")
        terminal.wait_for("The same again:", 30)
        terminal.type(again)
        terminal.press("enter")
        agrees = again.endswith("words")
        assert terminal.wait_exit(30) == (0 if agrees else 2)
        assert ("recovery key is shown this once" in terminal.text()) is agrees
    assert folder.exists() is agrees


def test_a_role_is_added_and_the_new_card_is_asked_for(
    cara: Callable[..., int], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cara("role", "--add", "manager", "--yes") == 0
    said = capsys.readouterr().out
    assert "facilitator, manager" in said and "cara id show" in said
    assert cara("show", "--json") == 0
    assert json.loads(capsys.readouterr().out)["roles"] == ["facilitator", "manager"]
    assert cara("role", "--remove", "manager", "--yes") == 0
    assert cara("role", "--remove", "facilitator") == 2
    assert "only role" in capsys.readouterr().err


def test_what_stays_sealed_must_be_agreed_to(
    cara: Callable[..., int],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cara("role", "--add", "supervisor", "--yes")
    stays = ("WY26A stays here, sealed and unread: a note.",)
    monkeypatch.setattr(roles, "stays_sealed", lambda *_: stays)
    assert cara("role", "--remove", "supervisor") == 2
    told = capsys.readouterr()
    assert stays[0] in told.out and "--yes" in told.err
    assert cara("role", "--remove", "supervisor", "--yes") == 0


@pytest.mark.parametrize(("answer", "roles_after"), [("no", ["facilitator"]), ("yes", None)])
def test_before_the_card_changes_it_is_said_what_that_stops_and_asked(
    cara: Callable[..., int],
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    roles_after: list[str] | None,
) -> None:
    assert cara("role", "--add", "manager") == 2
    told = capsys.readouterr()
    assert "Take in what is under way first" in told.out and "--yes" in told.err
    assert "from now on" not in told.out
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    asked: list[str] = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    assert cara("role", "--add", "manager") == (2 if answer == "no" else 0)
    assert asked == ["Take the role on? (yes/no) "]
    capsys.readouterr()
    assert cara("show", "--json") == 0
    now = json.loads(capsys.readouterr().out)["roles"]
    assert now == (roles_after or ["facilitator", "manager"])
    assert cara("role", "--add", "facilitator") == 2
    assert len(asked) == 1, "what cannot be is refused before anybody is asked"
