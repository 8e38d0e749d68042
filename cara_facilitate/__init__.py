"""A toolkit for delivering pairs of one-day CARA workshops, from curriculum to supervision note."""

import os

__version__ = "0.4.0"

# Pydantic would import every package that calls itself a plugin of Pydantic into this process,
# where the keys are, whatever `cara plugins` says. It reads this when a model is first made.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
