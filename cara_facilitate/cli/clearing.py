"""What is written to a terminal so that nothing of ours stays on it, and the opening card."""

from __future__ import annotations

import os

_MODES = (1000, 1002, 1003, 1005, 1006, 1015, 1016, 1004, 2004, 2048)

CLEAR = (
    b"\x18\x1b\\"  # end a half-written sequence, else it swallows what follows
    b"\x1b[?2026l"  # end a synchronized frame, else nothing more is painted
    # Back into the alternate screen even if it was left: some terminals keep its cells, and its
    # keyboard stack is its own, so popping there cannot pop the shell's.
    b"\x1b[?1049h\x1b[<9u\x1b[=0u\x1b[0m\x1b[r\x1b[2J\x1b[3J\x1b[?1049l"
    + b"".join(b"\x1b[?%dl" % mode for mode in _MODES)
    + b"\x1b[?7h\x1b[?6l\x1b[4l\x0f\x1b(B\x1b[0m\x1b[r\x1b[H\x1b[2J\x1b[3J"
    b"\x1b]0;\x07\x1b]22;default\x07\x1b[?25h"
)
"""Leaves the alternate screen and every input mode, clears screen, scrollback and title."""

SPLASH = b"\x1b[?1049h\x1b[?25l\x1b[2J\x1b[2;3HOpening."
"""A neutral card, shown while the app is still importing."""


def write(fd: int, data: bytes) -> None:
    """Write all of ``data``; a terminal that has gone away is not an error here."""
    try:
        while data:
            data = data[os.write(fd, data) :]
    except OSError:
        return


def make_sane(fd: int) -> None:
    """Switch echo, line editing and signal keys back on when the saved modes are not known."""
    import termios

    try:
        modes = termios.tcgetattr(fd)
        modes[0] |= termios.ICRNL | termios.IXON
        modes[1] |= termios.OPOST
        modes[3] |= termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN
        termios.tcsetattr(fd, termios.TCSANOW, modes)
    except (OSError, termios.error):
        return
