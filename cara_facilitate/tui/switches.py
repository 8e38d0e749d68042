"""Turns off every environment switch by which Textual would log, photograph or drive the app."""

from __future__ import annotations

from collections.abc import MutableMapping

_PREFIX = "TEXTUAL"


def scrub(environment: MutableMapping[str, str]) -> list[str]:
    """Remove all ``TEXTUAL*`` variables; call it before Textual is first imported.

    :return: the names removed.
    """
    names = [name for name in environment if name.upper().startswith(_PREFIX)]
    for name in names:
        del environment[name]
    return names


def disarm() -> None:
    """Reset the switches Textual read if something imported it before :func:`scrub` ran."""
    from textual import constants

    safe: dict[str, object] = {
        "LOG_FILE": None,
        "SCREENSHOT_DELAY": -1,
        "SCREENSHOT_LOCATION": None,
        "SCREENSHOT_FILENAME": None,
        "PRESS": "",
        "SHOW_RETURN": False,
        "DEBUG": False,
        "DRIVER": None,
        "FILTERS": "",
    }
    for name, value in safe.items():
        setattr(constants, name, value)
