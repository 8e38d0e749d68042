"""``cara plugins``: what it prints, what it changes and how it ends."""

from __future__ import annotations

import base64
import hashlib
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cara_facilitate.cli.plugins import run
from cara_facilitate.errors import CaraError
from cara_facilitate.settings.settings import load

FIELDS = ["name", "status", "distribution", "version", "hooks", "reason"]
SOURCE = "from cara_facilitate.api import hookimpl\nCARA_API = 1\n"


class Installed:
    """One plugin's distribution on the import path, and the settings file beside it."""

    def __init__(self, folder: Path, config: Path) -> None:
        self.folder, self.config = folder, config

    def write(self, name: str, source: str, entry: str = "") -> None:
        """Install or change the plugin, RECORD included."""
        module = self.folder / f"plug_{name}.py"
        module.write_text(source)
        info = self.folder / f"cara_{name}-1.0.dist-info"
        info.mkdir(exist_ok=True)
        digest = base64.urlsafe_b64encode(hashlib.sha256(source.encode()).digest()).decode()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: cara-{name}\nVersion: 1.0\n")
        entry = entry or f"{name} = {module.stem}"
        (info / "entry_points.txt").write_text(f"[cara_facilitate]\n{entry}\n")
        (info / "RECORD").write_text(f"{module.name},sha256={digest.rstrip('=')},1\n")
        importlib.invalidate_caches()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """An empty folder on the import path."""
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("CARA_PLUGINS", raising=False)
    return Installed(tmp_path / "site", tmp_path / "settings.toml")


def _listed(capsys: pytest.CaptureFixture[str], name: str) -> tuple[int, dict[str, object]]:
    code = run(["--json"])
    rows = json.loads(capsys.readouterr().out)
    assert all(list(row) == FIELDS for row in rows)
    return code, next(row for row in rows if row["name"] == name)


def test_a_plugin_is_off_then_enabled_then_off_again_when_it_changes(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.write("extra", SOURCE)
    assert _listed(capsys, "extra")[1]["status"] == "off"

    assert run(["enable", "extra"]) == 0
    assert capsys.readouterr().out == ""
    assert _listed(capsys, "extra")[1]["status"] == "on"

    installed.write("extra", SOURCE + "# changed\n")
    row = _listed(capsys, "extra")[1]
    assert (row["status"], row["reason"]) == ("off", "changed since it was enabled")

    assert run(["disable", "extra"]) == 0
    assert load(installed.config).enabled == {}


def test_an_enabled_plugin_that_fails_ends_with_one(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.write("extra", "1 / 0")
    before, _ = _listed(capsys, "extra")
    run(["enable", "extra"])
    capsys.readouterr()
    code, row = _listed(capsys, "extra")
    assert (code, row["status"], row["reason"]) == (1, "failed", "ZeroDivisionError in import")
    run(["disable", "extra"])
    capsys.readouterr()
    assert _listed(capsys, "extra")[0] == before


def test_the_table_shows_name_status_source_and_reason(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.write("extra", SOURCE)
    run([])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["NAME", "STATUS", "FROM", "HOOKS"]
    (line,) = [line for line in lines if line.startswith("extra ")]
    assert line.split(maxsplit=4) == [
        "extra",
        "off",
        "cara-extra",
        "1.0",
        "not enabled in settings",
    ]


def test_names_from_other_peoples_metadata_cannot_drive_the_terminal(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    installed.write("extra", SOURCE, entry="ev\x1b[2Jil\u202e = plug_extra")
    run([])
    printed = capsys.readouterr().out
    assert "\x1b" not in printed and "\u202e" not in printed and "ev?[2Jil?" in printed


def test_a_name_that_is_not_there_is_refused_with_what_to_do_next(installed: Installed) -> None:
    for verb in ("enable", "disable"):
        with pytest.raises(CaraError) as raised:
            run([verb, "nowhere\x1b[2J"])
        assert raised.value.exit_code == 2 and "\x1b" not in raised.value.sentence()
        assert "cara plugins" in raised.value.hint


def test_a_plugin_whose_files_were_changed_by_hand_cannot_be_enabled(
    installed: Installed,
) -> None:
    installed.write("extra", SOURCE)
    (installed.folder / "plug_extra.py").write_text(SOURCE + "changed = True\n")
    with pytest.raises(CaraError, match="not those it was installed with"):
        run(["enable", "extra"])
    assert not installed.config.exists()


def test_the_entry_of_an_uninstalled_plugin_can_be_taken_out(installed: Installed) -> None:
    installed.config.write_text(f'[plugins.enabled]\ngone = "{"0" * 64}"\n')
    assert run(["disable", "gone"]) == 0
    assert load(installed.config).enabled == {}


def test_a_wrong_settings_file_is_said_with_its_place(installed: Installed) -> None:
    installed.config.write_text("[plugins\n")
    with pytest.raises(CaraError) as raised:
        run([])
    assert raised.value.where == f"{installed.config}:1:9"


def test_a_bare_start_leaves_other_peoples_plugins_off(
    installed: Installed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed.write("extra", SOURCE)
    run(["enable", "extra"])
    monkeypatch.setenv("CARA_PLUGINS", "none")
    capsys.readouterr()
    row = _listed(capsys, "extra")[1]
    assert (row["status"], row["reason"]) == ("off", "started with CARA_PLUGINS=none")


def test_a_plugin_of_another_library_is_not_run_beside_the_keys(installed: Installed) -> None:
    """Pydantic would import it by itself, with `cara plugins` having no say in it."""
    ran = installed.folder / "ran"
    (installed.folder / "stray.py").write_text(f"open({str(ran)!r}, 'w').close()\nit = None\n")
    info = installed.folder / "stray-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stray\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pydantic]\nstray = stray:it\n")
    environment = {k: v for k, v in os.environ.items() if k != "PYDANTIC_DISABLE_PLUGINS"}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, "-m", "cara_facilitate.cli.main", "plugins", "--json"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    assert not ran.exists()
    # The control: without the switch it does run.
    control = "import pydantic\nclass M(pydantic.BaseModel): x: int = 0\n"
    subprocess.run(
        [sys.executable, "-c", control],
        check=False,
        env=environment,
        capture_output=True,
        timeout=60,
    )
    assert ran.exists()
