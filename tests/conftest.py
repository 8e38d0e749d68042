"""What holds for every test: none fails because a machine is slow, and none waits for tidying."""

from __future__ import annotations

import gc

from hypothesis import HealthCheck, settings

# How long one example takes is the bench's to say, never a unit test's.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# A screen is made of many small objects that live as long as it does: a tenth of the whole
# suite's time went into looking through them.
gc.set_threshold(100_000, 20, 20)
