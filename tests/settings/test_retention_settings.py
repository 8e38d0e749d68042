"""``[retention]``: a service's own days, strictly read, and a mistake said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.domain.retention import SETTABLE
from cara_facilitate.settings.change import set_in_table
from cara_facilitate.settings.settings import SettingsError, load, parse

HERE = Path("settings.toml")


def test_every_class_with_a_date_of_its_own_can_be_set_and_backups_too() -> None:
    lines = [f"{name} = {n}" for n, name in enumerate((*SETTABLE, "backups_days"))]
    read = parse("[retention]\n" + "\n".join(lines), HERE)
    assert read.retention == {name: n for n, name in enumerate((*SETTABLE, "backups_days"))}
    assert parse("", HERE).retention == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[retention]\nfeedbak = 28", "no such class"),
        ("[retention]\nattendance = 28", "no such class"),
        ("[retention]\nfeedback = -1", "number of days"),
        ("[retention]\nfeedback = 36501", "number of days"),
        ('[retention]\nfeedback = "28"', "number of days"),
        ("[retention]\nfeedback = true", "number of days"),
        ("retention = 28", "number of days"),
    ],
)
def test_what_is_no_class_or_no_number_of_days_is_refused_with_its_place(
    text: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        parse(text, HERE)
    assert refused.value.where.startswith("settings.toml:")


def test_days_are_written_into_the_file_beside_what_stands_there(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# ours\nsite = "west-yorkshire"\n', encoding="utf-8")
    set_in_table(path, ("retention",), {"feedback": 14})
    set_in_table(path, ("retention",), {"feedback": 21, "backups_days": 7})
    assert load(path).retention == {"feedback": 21, "backups_days": 7}
    assert path.read_text(encoding="utf-8").startswith("# ours\n")
