"""The shipped curriculum's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cara_facilitate.content.folder import read_folder

SHIPPED = Path(__file__).parents[3] / "curricula" / "cara_curriculum_open"


@pytest.fixture(scope="session")
def shipped() -> dict[str, bytes]:
    """Every file of the open reference curriculum."""
    return dict(read_folder(SHIPPED))
