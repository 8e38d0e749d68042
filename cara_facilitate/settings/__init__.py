"""The user's settings: one TOML file, read strictly and changed without losing a comment."""
