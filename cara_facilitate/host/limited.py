"""The app's side of the limited child: start it, ask it with a time limit, end it."""

from __future__ import annotations

import builtins
import contextlib
import dataclasses
import os
import re
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from cara_facilitate.api.types import FileRefused
from cara_facilitate.host.frames import BadFrame, receive, send
from cara_facilitate.host.limits import ChildLoad, Limits, readable_places
from cara_facilitate.host.loaded import PluginFailed

if TYPE_CHECKING:
    import subprocess

BOOT = "import sys; sys.path[:] = sys.argv[1:]; from cara_facilitate.host.child import main; main()"
KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR")
NO_ANSWER = "sent something that is no answer"
GONE_SECONDS = 1.0
"""How long a pipe of an ended child may take to break before its closing is left for later."""
_REASON = re.compile(r"([A-Za-z]{1,40}) in (import|cara_[a-z_]{1,40}|the limited child)")


class LimitedChild:
    """One child process holding one plugin: no key, no journal, no network, limited in all else.

    A child that does not answer in time, ends by itself or sends rubbish is ended at once and
    stays ended. What the fences hold back is written in ``docs/security.md``: Python's own
    hold back mistakes everywhere; the Linux kernel's hold back more.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._number = 0
        self._turn = threading.Lock()

    @property
    def alive(self) -> bool:
        """Whether the child can still be asked."""
        return self._process is not None

    def start(self, load: ChildLoad) -> dict[str, Any]:
        """Start the process, fence it in and load the plugin.

        :return: ``hooks``, ``offers``, ``warnings`` and ``fences``, or ``refusal``: plain data
            from an untrusted process, to be checked before use.
        :raises PluginFailed: if the process or the plugin does not come up.
        """
        with self._turn:
            import tempfile

            self._folder = tempfile.mkdtemp(prefix="cara-limited-")
            try:
                self._process = _spawn(load.path, self._folder)
            except OSError:
                self._end()
                raise PluginFailed("its process could not be started") from None
            main_thread = threading.current_thread() is threading.main_thread()
            first = {
                "limits": dataclasses.asdict(self.limits),
                "module": load.module,
                "path": load.path,
                "places": readable_places(load),
                "die_with_parent": main_thread,
            }
            answered = self._ask("load", [load.module], self.limits.start_seconds, first)
            if not isinstance(answered, dict):
                self._end()
                raise PluginFailed(NO_ANSWER)
            return answered

    def call(self, name: str, *args: Any) -> Any:
        """Ask the child: ``run`` (hook, record id, plain argument) or ``observe`` (notice).

        :return: plain data, not yet checked.
        :raises FileRefused: if a reader refused its file.
        :raises PluginFailed: if the plugin failed, took too long or answered rubbish.
        """
        with self._turn:
            return self._ask(name, list(args), self.limits.seconds)

    def close(self) -> None:
        """End the child; safe to call again."""
        with self._turn:
            self._end()

    def __enter__(self) -> LimitedChild:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, name: str, args: list[Any], seconds: float, first: Any = None) -> Any:
        process = self._process
        if process is None:
            raise PluginFailed("was stopped earlier")
        self._number += 1
        messages = [m for m in (first, {"id": self._number, "call": name, "args": args}) if m]
        answers: list[Any] = []
        swap = threading.Thread(
            target=_swap, args=(process, messages, self.limits.answer, answers), daemon=True
        )
        swap.start()
        swap.join(seconds)
        if swap.is_alive():
            self._end(swap)
            raise PluginFailed(f"no answer within {seconds:g} s")
        return self._read(answers[0])

    def _read(self, answer: Any) -> Any:
        if isinstance(answer, dict) and answer.get("id") == self._number:
            if "result" in answer:
                return answer["result"]
            if "refused" in answer:
                raise _file_refused(answer["refused"])
            if "failed" in answer:
                raise PluginFailed(_reason(answer["failed"]))
        self._end()
        raise PluginFailed(answer if isinstance(answer, str) else NO_ANSWER)

    def _end(self, swap: threading.Thread | None = None) -> None:
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            if swap is not None:
                swap.join(GONE_SECONDS)
            # A thread still in the pipes would go on under numbers that another file then has.
            if swap is None or not swap.is_alive():
                _close(process)
            else:
                threading.Thread(target=_close_after, args=(swap, process), daemon=True).start()
        if self._folder:
            import shutil

            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""


def _spawn(path: tuple[str, ...], folder: str) -> subprocess.Popen[bytes]:
    import subprocess

    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {"HOME": folder, "TMPDIR": folder, "TEMP": folder, "LANG": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", BOOT, *path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd=folder,
        env=environment,
        close_fds=True,
        start_new_session=os.name == "posix",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _swap(
    process: subprocess.Popen[bytes], messages: list[Any], limit: int, answers: list[Any]
) -> None:
    assert process.stdin is not None and process.stdout is not None
    try:
        for message in messages:
            send(process.stdin.fileno(), message)
        answers.append(receive(process.stdout.fileno(), limit))
    except BadFrame as bad:
        reasons = {"closed": "ended by itself", "too much": "sent too much"}
        answers.append(reasons.get(str(bad), NO_ANSWER))
    except (OSError, ValueError):
        answers.append("ended by itself")


def _kill(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        process.kill()
    with contextlib.suppress(Exception):
        process.wait(1)


def _close_after(swap: threading.Thread, process: subprocess.Popen[bytes]) -> None:
    swap.join()
    _close(process)


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _reason(said: Any) -> str:
    """What the child says failed, if it is a built-in exception and a place: it is untrusted."""
    match = _REASON.fullmatch(said) if isinstance(said, str) else None
    kind = getattr(builtins, match[1], None) if match else None
    if match and isinstance(kind, type) and issubclass(kind, BaseException):
        return match[0]
    return "failed"


def _file_refused(said: Any) -> FileRefused | PluginFailed:
    if not isinstance(said, dict):
        return PluginFailed(NO_ANSWER)
    message, row, column = said.get("message"), said.get("row"), said.get("column")
    if not isinstance(message, str) or not isinstance(column, str) or type(row) is not int:
        return PluginFailed(NO_ANSWER)
    return FileRefused(message[:300], max(0, min(row, 1_000_000)), column[:60])
