"""Findings about files that are not as they were installed."""

from __future__ import annotations

from collections.abc import Mapping

from cara_facilitate.content.findings import Finding

HOW = {
    "edited": "it was edited, or replaced by another",
    "missing": "it was installed and is no longer there",
    "added": "it did not come with the package",
}


def check_installed(changed: Mapping[str, str]) -> list[Finding]:
    """One warning for each file that differs from what was installed (X02).

    :param changed: ``edited``, ``missing`` or ``added`` by file name.
    """
    message = "this file is not as it was installed"
    return [
        Finding("X02", "warning", name.replace("\n", "\u240a"), 1, 1, message, "", HOW.get(how, ""))
        for name, how in changed.items()
    ]
