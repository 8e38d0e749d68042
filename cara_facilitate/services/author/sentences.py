"""Messages that end as sentences do, with the nearest name where there is one."""

from __future__ import annotations

from collections.abc import Iterable

from cara_facilitate.content.findings import did_you_mean


def with_nearest(message: str, name: str, options: Iterable[str]) -> str:
    """The message, ended by ``did you mean "x"?`` or by a full stop.

    :param message: without an end of its own.
    :param name: what was typed, compared with ``options``.
    """
    return f"{message}{did_you_mean(name, options) or '.'}"
