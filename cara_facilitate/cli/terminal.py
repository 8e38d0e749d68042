"""A terminal without a person: plays real key presses to the real app and reads its screen."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

from cara_facilitate.errors import CaraError

_ESCAPES = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "backspace": "\x7f",
    "space": " ",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}

_ESCAPE_DELAY = 0.15

# A real terminal shows a frame whole if the app marks it; so does this one.
_FRAME, _FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"
_CAN_FRAMES = b"\x1b[?2026$p"
_FRAMES_ANSWER = b"\x1b[?2026;2$y"
_FRAME_PATIENCE = 1.0
"""Seconds after which a frame that nobody finished is shown as it is, as real terminals do."""

# pyte prints the last letter of these as text; no real terminal does.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>][\d;]*u|\x1b\\")
_UNFINISHED = re.compile(rb"\x1b(\[[<=>?\d;]*\$?)?\Z")


class Terminal:
    """A pty with a screen, in which a command runs as if a person sat there.

    :param command: program and arguments; the launcher of this installation by default.
    :param arguments: added to the command.
    :param size: (columns, rows).
    :param environment: the whole environment of the command; this process's by default.
    :param keep_raw: keep every byte the command wrote in :attr:`raw`.
    :param debug: put the screen into the errors raised; never with real data.
    """

    def __init__(
        self,
        arguments: Sequence[str] = (),
        *,
        command: Sequence[str] = (sys.executable, "-m", "cara_facilitate.cli.launcher"),
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        keep_raw: bool = False,
        debug: bool = False,
    ) -> None:
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._rest = b""
        self._frame = b""
        self._frame_since = 0.0
        self._keep_raw = keep_raw
        self._debug = debug
        self._raw = bytearray()
        self._code: int | None = None
        self._open = True
        self.pid, self._fd = _spawn([*command, *arguments], size, environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def raw(self) -> bytes:
        """Every byte the command wrote so far, if kept."""
        return bytes(self._raw)

    def screen(self) -> list[str]:
        """The rows as they stand, without trailing blanks."""
        self._pump(0)
        return [row.rstrip() for row in self._screen.display]

    def text(self) -> str:
        """The rows joined by line ends."""
        return "\n".join(self.screen())

    def press(self, *keys: str) -> None:
        """Press keys one after the other.

        :param keys: a character, ``enter``, ``f9``, ``ctrl+l`` and the like.
        :raises CaraError: no such key, or the command is gone.
        """
        for key in keys:
            self._send(_encode(key))
            if key == "escape":
                # A key that follows at once would be taken for Alt with that key.
                self._rest_for(_ESCAPE_DELAY)

    def type(self, text: str) -> None:
        """Type text as it is, without Enter."""
        self._send(text.encode())

    def wait_for(self, wanted: str | Callable[[str], bool], seconds: float = 10.0) -> None:
        """Wait until the screen holds a text or satisfies a test.

        :raises CaraError: it does not within ``seconds``, or the command ended before.
        """
        test = wanted if callable(wanted) else lambda text: wanted in text
        self._until(lambda: test(self.text()), seconds, "The screen did not show what was expected")

    def settle(self, quiet: float = 0.06, seconds: float = 3.0) -> None:
        """Wait until nothing has been written for ``quiet`` seconds, at most ``seconds``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self._pump(quiet):
            pass

    def wait_exit(self, seconds: float = 10.0) -> int:
        """Wait for the command's end.

        :return: its exit code; 128 + n if signal n ended it.
        :raises CaraError: it is still running after ``seconds``.
        """
        self._until(self._has_ended, seconds, "The app did not end")
        while self._pump(0.05):
            pass
        self._give_up_frame()
        assert self._code is not None
        return self._code

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed and edits lines, as a shell expects."""
        import termios

        modes = termios.tcgetattr(self._fd)[3]
        both = termios.ECHO | termios.ICANON
        return bool(modes & both == both)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size, as a window manager would."""
        _set_size(self._fd, columns, rows)
        self._screen.resize(rows, columns)

    def foreground(self) -> int:
        """The process group that has the terminal: the app's, while it runs."""
        return os.tcgetpgrp(self._fd)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal to the command itself (the launcher)."""
        if not self._has_ended():
            os.kill(self.pid, number)

    def close(self) -> None:
        """End what still runs (hang-up, then kill) and free the pty."""
        if not self._open:
            return
        self._open = False
        group = None
        if not self._has_ended():
            try:
                group = os.tcgetpgrp(self._fd)
            except OSError:
                group = None
            os.kill(self.pid, signal.SIGHUP)
            deadline = time.monotonic() + 5
            while not self._has_ended() and time.monotonic() < deadline:
                if not self._pump(0.02):
                    time.sleep(0.01)
        if not self._has_ended():
            for target in (-group if group else self.pid, self.pid):
                try:
                    os.kill(target, signal.SIGKILL)
                except OSError:
                    continue
            self._code = _exit_code(os.waitpid(self.pid, 0)[1])
        os.close(self._fd)

    def _until(self, test: Callable[[], bool], seconds: float, complaint: str) -> None:
        deadline = time.monotonic() + seconds
        while not test():
            left = deadline - time.monotonic()
            gone = self._has_ended()
            if left <= 0 or (gone and not self._pump(0.05)):
                if test():
                    return
                after = "the app had ended" if gone else f"waited {seconds:g} s"
                shown = "\n" + "\n".join(self._screen.display) if self._debug else ""
                raise CaraError(f"{complaint} ({after}).{shown}")
            self._pump(min(left, 0.1))

    def _rest_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._pump(left)

    def _send(self, data: bytes) -> None:
        while data:
            self._pump(0)
            _, ready, _ = select.select([], [self._fd], [], 5.0)
            try:
                data = data[os.write(self._fd, data) :] if ready else data
            except OSError:
                ready = []
            if not ready:
                raise CaraError("The app takes no more keys.")

    def _pump(self, seconds: float) -> bool:
        """Read what is there, waiting at most ``seconds`` for the first of it."""
        got = False
        while select.select([self._fd], [], [], 0 if got else seconds)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                data = b""
            if not data:
                # A hung-up pty is always readable; do not let callers spin on it.
                time.sleep(min(seconds, 0.02))
                return got
            got = True
            if self._keep_raw:
                self._raw += data
            self._feed(data)
        if self._frame and time.monotonic() - self._frame_since > _FRAME_PATIENCE:
            self._give_up_frame()
        return got

    def _feed(self, data: bytes) -> None:
        data = self._rest + data
        cut = _UNFINISHED.search(data)
        self._rest = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        if _CAN_FRAMES in data:
            os.write(self._fd, _FRAMES_ANSWER)
        whole = self._frame + _UNKNOWN_TO_PYTE.sub(b"", data)
        begun = whole.rfind(_FRAME)
        if begun <= whole.rfind(_FRAME_END):
            begun = len(whole)
        if not self._frame:
            self._frame_since = time.monotonic()
        self._frame = whole[begun:]
        self._stream.feed(whole[:begun])

    def _give_up_frame(self) -> None:
        self._stream.feed(self._frame)
        self._frame = b""

    def _has_ended(self) -> bool:
        if self._code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._code = _exit_code(status)
        return self._code is not None


def _encode(key: str) -> bytes:
    if key in _ESCAPES:
        return _ESCAPES[key].encode()
    if len(key) == 1:
        return key.encode()
    modifier, _, letter = key.partition("+")
    if modifier == "ctrl" and len(letter) == 1 and letter.isalpha():
        return bytes([ord(letter.upper()) - 0x40])
    raise CaraError(f"There is no key called '{key}'.")


def _exit_code(status: int) -> int:
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def _set_size(fd: int, columns: int, rows: int) -> None:
    import fcntl
    import struct
    import termios

    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _spawn(
    command: list[str], size: tuple[int, int], environment: Mapping[str, str] | None
) -> tuple[int, int]:
    """Start a command as the leader of a session on a new pty; its process id and the pty."""
    import pty

    env = dict(os.environ if environment is None else environment)
    env.update(TERM="xterm-256color", COLORTERM="truecolor")
    env.pop("COLUMNS", None)
    env.pop("LINES", None)
    pid, fd = pty.fork()
    if pid == 0:
        try:
            _set_size(0, *size)
            os.execvpe(command[0], command, env)
        finally:
            os._exit(127)
    _set_size(fd, *size)
    os.set_inheritable(fd, False)
    return pid, fd
