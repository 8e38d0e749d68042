"""The author's preview: the facilitators' own screen over files that are still being written."""
