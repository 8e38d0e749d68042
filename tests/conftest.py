"""What holds for every test: no property fails because a machine is slow."""

from __future__ import annotations

from hypothesis import settings

# How long one example takes is the bench's to say, never a unit test's.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
