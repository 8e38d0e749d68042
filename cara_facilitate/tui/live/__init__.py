"""The live session: the screen a workshop is run from, and what opens over it."""
