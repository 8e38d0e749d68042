"""``cara curriculum`` add, list and remove: what is printed, asked and answered."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from cara_facilitate.cli.main import main
from cara_facilitate.services import own_curricula
from cara_facilitate.settings.paths import curricula_folder, site_folder
from tests.services import wheels

KEYS = {
    "curriculum", "variant", "title", "version", "status", "hash", "distribution", "reason",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "config" / "settings.toml"))


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A good package."""
    return wheels.built(tmp_path, wheels.members(wheels.curriculum()))


class Terminal:
    """Somebody at a terminal who gives one answer and sees what is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
        self.asked: list[str] = []
        for stream in ("stdin", "stdout"):
            monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)

        def told(question: str) -> str:
            self.asked.append(question)
            return answer

        monkeypatch.setattr("builtins.input", told)


def _cara(*arguments: object) -> int:
    return main(["curriculum", *map(str, arguments)])


def _rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    _cara("list", "--json")
    rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)
    return rows


def _hills(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    return [row for row in _rows(capsys) if row["distribution"] == wheels.NAME]


def test_what_it_is_is_shown_before_it_is_installed(
    wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _cara("add", wheel, "--yes") == 0
    shown = capsys.readouterr().out
    for said in (
        f"{wheels.NAME} 1.0.0",
        "Hills",
        "CC-BY-4.0",
        "familial-female",
        "3, ",
        hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "no findings",
    ):
        assert said in shown
    rows = _hills(capsys)
    assert len(rows) == 4 and all(set(row) == KEYS for row in rows)
    assert {row["status"] for row in rows} == {"ready"}


def test_without_a_terminal_and_without_yes_nothing_is_installed(
    wheel: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert _cara("add", wheel) == 2
    printed = capsys.readouterr()
    assert "SHA-256" in printed.out and "add --yes" in printed.err
    assert not curricula_folder().exists()


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("YES", 0), ("", 1), ("n", 1), ("x", 1)])
def test_only_a_yes_is_a_yes(
    wheel: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
) -> None:
    terminal = Terminal(monkeypatch, answer)
    assert _cara("add", wheel) == code
    assert terminal.asked == ["Install it? (y/n) [n] "]
    assert bool(_hills(capsys)) is (code == 0)


def test_an_older_version_is_asked_about_in_other_words(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = wheels.members(wheels.curriculum("1.2.0"), version="1.2.0")
    assert _cara("add", wheels.built(tmp_path, newer), "--yes") == 0
    terminal = Terminal(monkeypatch, "n")
    assert _cara("add", wheel) == 1
    assert "OLDER than 1.2.0" in terminal.asked[0]
    [own] = own_curricula.owned(curricula_folder())
    assert own.version == "1.2.0"


def test_a_package_with_an_error_is_refused_with_the_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = wheels.curriculum()
    files["activities/plan.md"] = files["activities/plan.md"].replace(
        b"minutes: 40", b"minutes: 50"
    )
    path = wheels.built(tmp_path, wheels.members(files))
    assert _cara("add", path, "--yes") == 2
    printed = capsys.readouterr()
    assert "error[CUR-M01]" in printed.out and "activities/plan.md:4:" in printed.out
    assert "so it is not installed" in printed.err
    assert _hills(capsys) == []


def test_a_package_with_code_is_refused_and_none_of_it_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "ran"
    code = f"open({str(mark)!r}, 'w')\n"
    more = {f"{wheels.PACKAGE}/__init__.py": code}
    path = wheels.built(tmp_path, wheels.members(wheels.curriculum(), more=more))
    assert _cara("add", path, "--yes") == 2
    assert "code" in capsys.readouterr().err
    assert not mark.exists() and not curricula_folder().exists()


def test_nothing_a_package_says_acts_on_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = wheels.curriculum(title='"Hi\\e]0;x\\a[2J \u202e gnp"')
    info = f"{wheels.NAME.replace('-', '_')}-1.0.0.dist-info"
    meta = wheels.METADATA.format(name=wheels.NAME, version="1.0.0")
    for more in ({}, {f"{info}/METADATA": meta + "Requires-Dist: \x1b[31mred\n"}):
        path = wheels.built(tmp_path, wheels.members(files, more=more))
        _cara("add", path, "--yes")
    _cara("list")
    _cara("remove", "\x1b[31m")
    printed = capsys.readouterr()
    for stream in (printed.out, printed.err):
        assert not set(stream) & {"\x1b", "\a", "\u202e"}


def test_an_edited_file_is_listed_with_its_name(
    wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _cara("add", wheel, "--yes")
    plan = next(curricula_folder().rglob("plan.md"))
    plan.write_bytes(plan.read_bytes().replace(b"one card", b"two cards"))
    for row in _hills(capsys):
        assert row["status"] == "findings"
        assert row["reason"] == "Not as installed: activities/plan.md (edited)."
    assert _cara("list") == 0
    assert "activities/plan.md (edited)" in capsys.readouterr().out


def test_check_names_what_was_changed_in_an_added_package(
    wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _cara("add", wheel, "--yes")
    plan = next(curricula_folder().rglob("plan.md"))
    plan.write_bytes(plan.read_bytes().replace(b"one card", b"two cards"))
    (plan.parent.parent / "tool.py").write_text("raise SystemExit")
    capsys.readouterr()
    assert _cara("check", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [(f["file"], f["severity"]) for f in found if f["rule"] == "X02"] == [
        ("activities/plan.md", "warning"),
        ("tool.py", "warning"),
    ]


def test_a_broken_one_is_listed_with_its_reason_and_the_command_says_so(
    wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _cara("add", wheel, "--yes")
    plan = next(curricula_folder().rglob("plan.md"))
    plan.write_bytes(plan.read_bytes().replace(b"minutes: 40", b"minutes: 50"))
    assert {row["status"] for row in _hills(capsys)} == {"broken"}
    assert _cara("list") == 1
    assert "activities/plan.md:4:" in capsys.readouterr().out


def test_a_package_is_removed_by_its_name_or_its_curriculum_s_id(
    wheel: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (wheels.NAME, "hills"):
        assert _cara("add", wheel, "--yes") == 0
        assert _cara("remove", name, "--yes") == 0
        assert _hills(capsys) == []
    assert _cara("remove", "hills") == 2
    assert "There is no package hills" in capsys.readouterr().err
    _cara("add", wheel, "--yes")
    terminal = Terminal(monkeypatch, "n")
    assert _cara("remove", "hills") == 1
    assert terminal.asked == [f"Remove {wheels.NAME} 1.0.0? (y/n) [n] "]
    assert len(_hills(capsys)) == 4


def test_what_came_with_the_toolkit_is_not_removed(capsys: pytest.CaptureFixture[str]) -> None:
    assert _cara("remove", "cara-open", "--yes") == 2
    assert "comes with the toolkit" in capsys.readouterr().err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_plugin_of_curricula_that_failed_is_said_and_the_list_ends_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: tuple[str, ...]
) -> None:
    assert _cara("list", *form) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("cara_curriculum_packages._order", lambda point: 1 / 0)
    assert _cara("list", *form) == 1
    printed = capsys.readouterr()
    assert "is failed: ZeroDivisionError in cara_curricula" in printed.err
    assert "See: cara plugins" in printed.err
    assert not form or json.loads(printed.out) == []


def test_a_layer_of_the_site_that_is_too_large_ends_no_command(
    wheel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _cara("add", wheel, "--yes")
    own = site_folder() / "cara-open"
    own.mkdir(parents=True)
    (own / "signposts.yaml").write_bytes(b"x" * (9 << 20))
    assert {row["status"] for row in _hills(capsys)} == {"ready"}
    assert _cara("list") == 1
    assert "site/signposts.yaml" in capsys.readouterr().out
    assert _cara("check") == 1
    assert "site/signposts.yaml" in capsys.readouterr().out
