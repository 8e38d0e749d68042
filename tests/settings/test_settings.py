"""The settings file: read strictly, with the place of a mistake, and changed line by line."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cara_facilitate.settings.change import pin_plugin, set_value
from cara_facilitate.settings.paths import settings_file, store_folder
from cara_facilitate.settings.settings import Settings, SettingsError, load, parse

PIN = "0123456789abcdef" * 4
WRITTEN = f"""\
# chosen with the manager in March
site = "west-yorkshire"   # ours

[plugins.enabled]
northshire = "{PIN}"      # reads Northshire's export
note_supervision = false
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A settings file that does not exist yet, in a folder that does not exist either."""
    return tmp_path / "config" / "settings.toml"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_means_the_defaults(path: Path) -> None:
    assert load(path) == Settings()


def test_a_file_is_read_with_pins_and_what_is_turned_off(path: Path) -> None:
    settings = load(_write(path, "﻿" + WRITTEN))
    assert settings.site == "west-yorkshire"
    assert settings.enabled == {"northshire": PIN}
    assert settings.off == {"note_supervision"}


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('site = "a"\nsite', "2:5", "not a setting in TOML"),
        ("site = \n", "1:8", "not a setting in TOML"),
        ('# x\n\nsiet = "a"', "3:1", "Did you mean site?"),
        ("site = 7", "1:1", "site does not hold"),
        ('site = "../x"', "1:1", "site does not hold"),
        ('[plugins]\nenabeld = "x"', "2:1", "Did you mean enabled?"),
        ('[plugins.enabled]\na = "b"\n', "2:1", "plugins.enabled.a does not hold"),
        ("[plugins.enabled]\nxy = true\n", "2:1", "plugins.enabled.xy does not hold"),
        ("plugins = 3", "1:1", "plugins does not hold"),
        ("a = " + "[" * 5000, "", "not a setting in TOML"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(
    text: str, place: str, words: str, path: Path
) -> None:
    _write(path, text)
    with pytest.raises(SettingsError) as raised:
        load(path)
    assert raised.value.where.startswith(f"{path}:{place}")
    assert words in raised.value.sentence()
    assert raised.value.exit_code == 2 and raised.value.hint
    assert raised.value.__cause__ is None


def test_a_file_that_is_no_text_or_too_large_is_refused(path: Path) -> None:
    _write(path, "")
    path.write_bytes(b'site = "a"\n# \xff')
    with pytest.raises(SettingsError) as raised:
        load(path)
    assert raised.value.where == f"{path}:2:3"
    path.write_bytes(b"#" * 300_000)
    with pytest.raises(SettingsError, match="too large"):
        load(path)


def test_pinning_leaves_every_other_line_as_it_was(path: Path) -> None:
    _write(path, WRITTEN)
    pin_plugin(path, "second", PIN[::-1])
    pin_plugin(path, "northshire", None)
    lines = path.read_text().splitlines()
    kept = [line for line in WRITTEN.splitlines() if "northshire =" not in line]
    assert [line for line in lines if "second" not in line] == kept
    assert load(path).enabled == {"second": PIN[::-1]}


def test_a_first_pin_makes_the_file_for_its_owner_alone(path: Path) -> None:
    pin_plugin(path, "one", PIN)
    assert load(path).enabled == {"one": PIN}
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["settings.toml"]


def test_a_later_table_keeps_its_own_entries(path: Path) -> None:
    text = f'[plugins.enabled]\na = "{PIN}"\n'
    _write(path, text)
    set_value(path, "site", "west-yorkshire")
    assert load(path).site == "west-yorkshire"
    assert path.read_text().endswith(text)


@pytest.mark.parametrize(
    "text",
    [
        f'plugins = {{enabled = {{a = "{PIN}"}}}}\n',
        f'[plugins]\nenabled.a = "{PIN}"\n',
        f'[plugins]\nenabled = {{a = "{PIN}"}}\n',
        "[ plugins . enabled ]\nb = false\n",
    ],
)
def test_a_file_written_in_another_way_is_left_alone_or_changed_rightly(
    text: str, path: Path
) -> None:
    _write(path, text)
    before = load(path)
    try:
        pin_plugin(path, "new", PIN)
    except SettingsError as refused:
        assert path.read_text() == text and "by hand" in refused.sentence()
    else:
        after = load(path)
        assert dict(after.enabled) == {**before.enabled, "new": PIN}
        assert after.off == before.off


def test_a_wrong_file_is_never_written_over(path: Path) -> None:
    _write(path, "this is no toml")
    with pytest.raises(SettingsError):
        pin_plugin(path, "a", PIN)
    with pytest.raises(SettingsError):
        set_value(path, "site", "b")
    assert path.read_text() == "this is no toml"


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)


@given(st.lists(st.tuples(names, st.sampled_from([PIN, False, None])), max_size=6))
def test_any_names_pinned_in_any_order_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str | bool | None]]
) -> None:
    path = tmp_path_factory.mktemp("s") / "settings.toml"
    path.write_text('# first\nsite = "a"\n')
    expected: dict[str, object] = {}
    for name, pin in changes:
        try:
            pin_plugin(path, name, pin)
        except SettingsError:
            continue
        expected.pop(name, None)
        if pin is not None:
            expected[name] = pin
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert table.get("plugins", {}).get("enabled", {}) == expected
    assert path.read_text(encoding="utf-8").startswith('# first\nsite = "a"\n')


def test_setting_a_value_twice_keeps_one_line(path: Path) -> None:
    _write(path, "# mine\n\n[plugins.enabled]\n")
    set_value(path, "site", "one")
    set_value(path, "site", "two")
    assert path.read_text() == '# mine\n\nsite = "two"\n[plugins.enabled]\n'
    with pytest.raises(SettingsError):
        set_value(path, "site", "NOT allowed")
    assert load(path).site == "two"


def test_the_environment_chooses_store_and_settings(tmp_path: Path) -> None:
    chosen = {"CARA_HOME": str(tmp_path / "h"), "CARA_CONFIG": str(tmp_path / "c.toml")}
    assert store_folder(chosen) == tmp_path / "h"
    assert settings_file(chosen) == tmp_path / "c.toml"
    assert store_folder({}).name == "cara-facilitate"
    assert settings_file({}).name == "settings.toml"


@given(st.text(max_size=60))
def test_any_text_is_settings_or_a_plain_sentence(text: str) -> None:
    try:
        parse(text, Path("settings.toml"))
    except SettingsError as refused:
        assert refused.where.startswith("settings.toml:")
