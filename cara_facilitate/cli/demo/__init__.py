"""``cara demo``: a practice store to look round in, or the whole pair played by itself."""

from __future__ import annotations

from cara_facilitate.cli.demo.command import run

__all__ = ["run"]
