"""Where the store and the settings file stand on this computer."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

APP = "cara-facilitate"


def store_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The store's folder: ``CARA_HOME`` if set, else the user's data folder for this program."""
    chosen = (os.environ if environment is None else environment).get("CARA_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def settings_file(environment: Mapping[str, str] | None = None) -> Path:
    """The settings file: ``CARA_CONFIG`` if set, else ``settings.toml`` in the config folder."""
    chosen = (os.environ if environment is None else environment).get("CARA_CONFIG")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / "settings.toml"


def site_folder(environment: Mapping[str, str] | None = None) -> Path:
    """What this site changes in curricula: a folder for each curriculum id, beside the settings."""
    return settings_file(environment).parent / "site"


def curricula_folder(environment: Mapping[str, str] | None = None) -> Path:
    """The user's own curricula, installed without pip, beside the settings."""
    return settings_file(environment).parent / "curricula"
