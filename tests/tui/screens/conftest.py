"""Each test has settings and a store folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the store goes."""
    monkeypatch.setenv("CARA_CONFIG", str(tmp_path / "settings.toml"))
    return tmp_path / "store"
