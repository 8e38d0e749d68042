"""The on-call card of a site: there always is one, whatever became of plugin or settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cara_site_west_yorkshire import SETTINGS

from cara_facilitate.domain.oncall import OnCallCard
from cara_facilitate.errors import CaraError, PluginError, Refusal
from cara_facilitate.services import oncall
from cara_facilitate.services.rehearse import Practice
from cara_facilitate.settings.change import set_value
from cara_facilitate.settings.paths import settings_file
from cara_facilitate.settings.settings import SettingsError, load

SITE = "west-yorkshire"


def numbers(card: OnCallCard) -> dict[str, str]:
    return {line.slug: line.number for line in card.lines if line.number}


def test_a_site_that_gives_no_number_has_a_card_with_999(practice: Practice) -> None:
    assert numbers(oncall.card(practice.desk, "WY26A")) == {"": "999"}


def test_the_users_numbers_stand_over_the_sites(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTINGS, "on_call", {"manager": "0113 496 0000", "adults": "101"})
    practice.desk.settings = replace(
        practice.desk.settings, on_call={SITE: {"manager": "0113 496 1111"}}
    )
    assert numbers(oncall.card(practice.desk, "WY26A")) == {
        "": "999", "manager": "0113 496 1111", "adults": "101",
    }  # fmt: skip


@pytest.mark.parametrize("fault", [PluginError("It failed."), RuntimeError(), KeyError("x")])
def test_a_policy_that_cannot_be_had_leaves_the_users_own_numbers(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fails(self: Any, policy: str) -> Any:
        raise fault

    practice.desk.settings = replace(practice.desk.settings, on_call={SITE: {"manager": "101"}})
    monkeypatch.setattr(type(practice.desk.host), "site_policy", fails)
    assert numbers(oncall.card(practice.desk, "WY26A")) == {"": "999", "manager": "101"}


@pytest.mark.parametrize("given", [None, 7, [], {"manager": 7}, {"boss": "101"}, "Jo", b"101"])
def test_nonsense_from_a_plugin_counts_as_nothing_recorded(
    practice: Practice, monkeypatch: pytest.MonkeyPatch, given: object
) -> None:
    monkeypatch.setitem(SETTINGS, "on_call", given)
    assert numbers(oncall.card(practice.desk, "WY26A")) == {"": "999"}


def test_an_unknown_cohort_has_a_card_too(practice: Practice) -> None:
    assert numbers(oncall.card(practice.desk, "XX99Z")) == {"": "999"}


def test_numbers_are_written_and_everything_else_is_left(home: Path) -> None:
    path = settings_file()
    path.write_text(f'# ours\nsite = "{SITE}"\n')
    oncall.change(SITE, {"manager": "0113  496 0000 x1", "out-of-hours": "+44 113 496 0001"})
    oncall.change(SITE, {"manager": "0113 496 2222"})
    assert path.read_text().startswith(f'# ours\nsite = "{SITE}"\n')
    assert load(path).on_call == {
        SITE: {"manager": "0113 496 2222", "out_of_hours": "+44 113 496 0001"}
    }
    assert numbers(oncall.site_card(SITE))["manager"] == "0113 496 2222"
    oncall.change(SITE, {"manager": "", "out_of_hours": " "})
    set_value(path, "curriculum", "cara-open")
    assert not any(load(path).on_call.values())
    assert numbers(oncall.site_card(SITE)) == {"": "999"}


@pytest.mark.parametrize(
    ("role", "number"),
    [("manager", "Jo 0113 496"), ("boss", "101"), ("", "101"), ("manager", "12")],
)
def test_names_and_unknown_roles_change_nothing(home: Path, role: str, number: str) -> None:
    oncall.change(SITE, {"manager": "101"})
    before = settings_file().read_bytes()
    with pytest.raises(Refusal):
        oncall.change(SITE, {"children": "101", role: number})
    assert settings_file().read_bytes() == before


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('[on_call.west-yorkshire]\nmanager = "Jo"', "2:1", "manager is not a telephone number"),
        ("[on_call.west-yorkshire]\nmanager = 101", "2:1", "manager is not a telephone number"),
        ('[on_call.west-yorkshire]\nboss = "101"', "2:1", "no role boss"),
        ('on_call = "101"', "1:1", "on_call does not hold"),
    ],
)
def test_a_mistake_in_the_file_is_said_with_its_place(
    home: Path, text: str, place: str, words: str
) -> None:
    settings_file().write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(settings_file())
    assert words in caught.value.message
    assert caught.value.where.endswith(place)
    assert "Jo" not in caught.value.sentence()


def test_a_site_nobody_installed_has_no_card_to_change(home: Path) -> None:
    with pytest.raises(CaraError):
        oncall.site_card("west-yorshire")


def test_numbers_of_a_site_with_an_odd_id_are_written_too(home: Path) -> None:
    oncall.change("north.shire", {"manager": "101"})
    assert load(settings_file()).on_call == {"north.shire": {"manager": "101"}}
