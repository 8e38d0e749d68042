"""The parent process that owns the terminal: starts the app, waits, and leaves the screen clean.

It holds no secrets and imports almost nothing, so that it costs little and has little to fail.
"""

from __future__ import annotations

import os
import sys

from cara_facilitate.cli import clearing

TYPE_CHECKING = False  # importing typing for its own would cost 12 ms

if TYPE_CHECKING:
    import signal
    from collections.abc import Sequence
    from types import FrameType
    from typing import Any

    _Modes = list[Any]
else:
    # The C half of ``signal``: the whole costs 5 ms of enums, a fifth of what we may add.
    import _signal as signal

LOCKED = 75
"""The app's exit code for "locked": the launcher starts a fresh app at the unlock screen."""

CRASHED = 70
"""The app's exit code for "an error nobody expected"."""

STOPPED = "The app stopped. What showed 'saved' is stored. Start cara to go on."

APP = "cara_facilitate.cli.app"

_GRACE = 4
_NOTE_LIMIT = 4096
_FASTEST_LOCK = 1.0
_MOST_FAST_LOCKS = 5

if sys.platform != "win32":
    import termios


def launch(argv: Sequence[str], module: str = APP) -> int:
    """Run the app on this terminal until it ends, whatever the ending.

    :param argv: arguments for the app, after the program's name.
    :param module: the app's module, started as ``python -m``.
    :return: the app's exit code; 128 + n if signal n ended it.
    :raises cara_facilitate.errors.Refusal: there is no terminal, or we are in the background.
    """
    if sys.platform == "win32":
        return _launch_plain(argv, module)
    has_jobs = _check_terminal()
    saved = termios.tcgetattr(0)
    child = _Child(module, has_jobs)
    code, note, fast = 0, "", 0
    try:
        child.take_signals()
        arguments = list(argv)
        while True:
            _hush(saved)
            clearing.write(2, clearing.SPLASH)
            began = os.times().elapsed
            code, note = child.run(arguments)
            fast = fast + 1 if os.times().elapsed - began < _FASTEST_LOCK else 0
            if code != LOCKED or fast >= _MOST_FAST_LOCKS:
                break
            arguments = [a for a in argv if a != "--locked"] + ["--locked"]
    finally:
        clearing.write(2, clearing.CLEAR)
        _restore(saved)
    _say(_closing(code, note))
    return code


class _Child:
    """One app process at a time, in its own process group, with a pipe in each direction."""

    def __init__(self, module: str, has_jobs: bool) -> None:
        self._module = module
        self._has_jobs = has_jobs
        self._pid = 0
        self._ending = 0

    def take_signals(self) -> None:
        """Pass endings on to the app; ignore what would stop the launcher."""
        for number in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGTSTP):
            signal.signal(number, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, self._pass_on)
        signal.signal(signal.SIGALRM, self._insist)

    def run(self, arguments: list[str]) -> tuple[int, str]:
        """Start the app and wait for its end.

        :return: its exit code and the sentence it left for the person, or an empty one.
        """
        watch_read, watch_write = os.pipe()
        note_read, note_write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._become_app(watch_read, note_write, arguments)
        os.close(watch_read)
        os.close(note_write)
        self._give_terminal(self._pid)
        if self._ending:
            self._pass_on(self._ending, None)
        try:
            code = self._wait()
        finally:
            self._pid = 0
            self._give_terminal(os.getpgrp())
            clearing.write(2, clearing.CLEAR)
            os.close(watch_write)
        note = _read_note(note_read)
        return (128 + self._ending if self._ending else code), note

    def _become_app(self, watch: int, note: int, arguments: list[str]) -> None:
        try:
            if self._has_jobs:
                os.setpgid(0, 0)
                os.tcsetpgrp(0, os.getpgrp())
            # Ignored signals survive exec, and Textual expects the defaults.
            for number in (signal.SIGTTOU, signal.SIGTTIN):
                signal.signal(number, signal.SIG_DFL)
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
                signal.signal(number, signal.SIG_DFL)
            os.set_inheritable(watch, True)
            os.set_inheritable(note, True)
            pipes = [f"--parent-fd={watch}", f"--note-fd={note}"]
            os.execv(sys.executable, [sys.executable, "-m", self._module, *pipes, *arguments])
        finally:
            os._exit(127)

    def _give_terminal(self, group: int) -> None:
        if not self._has_jobs:
            return
        try:
            if group != os.getpgrp():
                os.setpgid(group, group)
        except OSError:
            pass  # the child has done it, or has already run the app
        try:
            os.tcsetpgrp(0, group)
        except OSError:
            return

    def _wait(self) -> int:
        while True:
            _, status = os.waitpid(self._pid, os.WUNTRACED)
            if os.WIFSTOPPED(status):
                # A stopped app would leave its words on the screen; it comes back curtained.
                clearing.write(2, clearing.CLEAR)
                self._give_terminal(self._pid)
                os.kill(self._pid, signal.SIGCONT)
            elif os.WIFSIGNALED(status):
                return 128 + os.WTERMSIG(status)
            else:
                return os.WEXITSTATUS(status)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        del frame
        self._ending = number
        if self._pid:
            heard = number if number == signal.SIGHUP else signal.SIGTERM
            os.kill(self._pid, heard)
            signal.alarm(_GRACE)

    def _insist(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)


def _check_terminal() -> bool:
    """Refuse where the app could not be shown; true if we can hand the terminal to a group."""
    if os.isatty(0) and os.isatty(1) and os.isatty(2):
        try:
            if os.tcgetpgrp(0) == os.getpgrp():
                return True
        except OSError:
            return False
        sentence = "cara was started in the background.", "Start it without the '&'."
    else:
        sentence = (
            "cara needs a terminal, and there is none here.",
            "Start it in a terminal window, without redirecting its input or output.",
        )
    from cara_facilitate.errors import Refusal

    raise Refusal(*sentence)


def _hush(saved: _Modes) -> None:
    """No echo, no suspend key while the app starts: a passphrase typed ahead stays unseen."""
    modes = list(saved)
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    modes[6] = list(modes[6])
    off = bytes([os.fpathconf(0, "PC_VDISABLE") & 0xFF])
    for key in (termios.VSUSP, termios.VQUIT):
        modes[6][key] = off
    modes[6][termios.VMIN], modes[6][termios.VTIME] = 1, 0
    termios.tcsetattr(0, termios.TCSANOW, modes)


def _restore(saved: _Modes) -> None:
    try:
        termios.tcflush(0, termios.TCIFLUSH)  # late answers of the terminal are not commands
        termios.tcsetattr(0, termios.TCSANOW, saved)
    except (OSError, termios.error):
        return


def _read_note(fd: int) -> str:
    os.set_blocking(fd, False)
    try:
        text = os.read(fd, _NOTE_LIMIT).decode("utf-8", "replace")
    except BlockingIOError:
        text = ""
    os.close(fd)
    return "".join(c if c == "\n" or c.isprintable() else "?" for c in text)


def _closing(code: int, note: str) -> str:
    if note:
        return note
    return "" if code in (0, 1, 2) else STOPPED


def _say(sentence: str) -> None:
    if sentence:
        clearing.write(2, sentence.rstrip("\n").encode() + b"\n")


def _launch_plain(argv: Sequence[str], module: str) -> int:
    """Windows: no process groups and no termios; still cleared after every ending of the app."""
    import subprocess

    arguments = list(argv)
    while True:
        code = subprocess.call([sys.executable, "-m", module, *arguments])
        clearing.write(2, clearing.CLEAR)
        if code != LOCKED:
            break
        arguments = [a for a in argv if a != "--locked"] + ["--locked"]
    _say(_closing(code, ""))
    return code


def main() -> int:
    """Launch with this process's arguments; a refusal is one sentence and exit code 2."""
    from cara_facilitate.errors import CaraError

    try:
        return launch(sys.argv[1:])
    except CaraError as error:
        _say(error.sentence())
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
