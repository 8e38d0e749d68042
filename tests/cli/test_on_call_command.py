"""``cara on-call``: what it prints, what it records and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.domain.oncall import ROLES

SITE = "west-yorkshire"


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file of its own, not there yet."""
    path = tmp_path / "settings.toml"
    monkeypatch.setenv("CARA_CONFIG", str(path))
    return path


def test_it_shows_every_role_and_ends_with_1_while_a_number_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["on-call", SITE]) == 1
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split() == ["Emergency", "999"]
    assert all(role in shown for role in ROLES.values())
    assert shown.count("no number recorded") == len(ROLES)


def test_it_records_numbers_and_ends_with_0_once_all_are_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sets = [part for slug in ROLES for part in ("--set", f"{slug}=0113 496 0000 x12")]
    assert main(["on-call", SITE, *sets, "--json"]) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["site"] == SITE
    assert card["missing"] == []
    assert card["lines"][0] == {"slug": "", "role": "Emergency", "number": "999"}
    assert {line["number"] for line in card["lines"][1:]} == {"0113 496 0000 ext 12"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([SITE, "--set", "manager=Jo"], "not a telephone number"),
        ([SITE, "--set", "managr=101"], "Did you mean manager?"),
        ([SITE, "--set", "101"], "Write a role and its number"),
        ([SITE, "--set", "emergency=101"], "no such role"),
        (["nowhere", "--set", "manager=101"], "There is no site policy"),
    ],
)
def test_what_is_refused_records_nothing(
    arguments: list[str], words: str, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["on-call", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert not settings.exists()
