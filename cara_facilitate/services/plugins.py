"""Lists plugins and turns them on and off, with the user's consent pinned to what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.errors import Refusal
from cara_facilitate.host.discovery import Found, discover, visible
from cara_facilitate.settings.paths import settings_file
from cara_facilitate.settings.settings import load

if TYPE_CHECKING:
    from cara_facilitate.host.registry import PluginStatus

SEE = "See: cara plugins"


def listing() -> tuple[PluginStatus, ...]:
    """Every plugin found, loaded under the user's settings to see how it stands.

    :raises SettingsError: if the settings file is wrong.
    """
    from cara_facilitate.services.bootstrap import open_plugins

    host = open_plugins()
    try:
        return host.listing()
    finally:
        host.close()


def enable(name: str, path: Path | None = None) -> Found:
    """Allow a plugin as it is installed now; a later change turns it off again.

    :return: what was enabled.
    :raises Refusal: if there is no such plugin, two have the name, or it cannot be pinned.
    """
    from cara_facilitate.settings.change import pin_plugin

    found = _installed(name)
    if found.ours:
        pin_plugin(path or settings_file(), name, None)
        return found
    if not found.record:
        raise Refusal(
            "This plugin's installation has no RECORD, so it cannot be pinned.",
            "Install it with pip from a wheel.",
        )
    if found.altered:
        raise Refusal(
            "This plugin's files are not those it was installed with.", "Install it again."
        )
    pin_plugin(path or settings_file(), name, found.record)
    return found


def disable(name: str, path: Path | None = None) -> Found | None:
    """Turn a plugin off; one that is no longer installed loses its entry.

    :return: what was turned off, or None if it is no longer installed.
    :raises Refusal: if there is no such plugin and no entry for one.
    """
    from cara_facilitate.settings.change import pin_plugin

    target = path or settings_file()
    here = [one for one in discover() if one.name == name]
    settings = load(target)
    if not here and name not in settings.enabled and name not in settings.off:
        raise _missing(name)
    ours = bool(here) and here[0].ours
    pin_plugin(target, name, False if ours else None)
    return here[0] if here else None


def _installed(name: str) -> Found:
    here = [one for one in discover() if one.name == name]
    if not here:
        raise _missing(name)
    if len(here) > 1 and not here[0].ours:
        names = " and ".join(one.distribution for one in here)
        raise Refusal(f"{names} both use this plugin name.", "Uninstall one of them.")
    return here[0]


def _missing(name: str) -> Refusal:
    return Refusal(f"There is no plugin named {visible(name, 60)}.", SEE)
