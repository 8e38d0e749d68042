"""Other people's files: opened with care, read elsewhere, and refused whole in plain words."""
