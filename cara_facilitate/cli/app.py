"""The app process: closes what could leak before Textual is imported, then runs the app."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cara_facilitate.errors import CaraError, Refusal
from cara_facilitate.tui import crash, switches

if TYPE_CHECKING:
    from cara_facilitate.tui.base import GuardedApp

CASEWORK = "--casework="
"""Before a cohort, perhaps with ``/`` and a reference: start at its casework."""

_PR_SET_DUMPABLE = 4


def main(
    argv: Sequence[str] | None = None,
    build: Callable[[list[str]], GuardedApp] | None = None,
) -> int:
    """Run the app in this process.

    :param argv: as given by the launcher: ``--parent-fd=N`` and ``--note-fd=N`` are taken out,
        the rest goes to ``build``.
    :param build: makes the app; by default the real one, imported only now.
    :return: the exit code. What the person should read after the screen is cleared is handed to
        the launcher, or printed if there is none.
    """
    gc.disable()  # walking the imports for rubbish would cost the start; on after first paint
    switches.scrub(os.environ)
    forbid_core_dumps()
    os.umask(0o077)
    parent, note, arguments = _take_pipes(sys.argv[1:] if argv is None else argv)
    endings = _Endings(note)
    endings.catch_strays()
    endings.watch(parent)
    try:
        app = (build or _real_app)(arguments)
        endings.app = app
        app.run()
    except CaraError as error:
        endings.say(error.sentence())
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return endings.crashed(error)
    endings.say(app.closing_sentence)
    return app.return_code or 0


def forbid_core_dumps() -> None:
    """No memory image of this process is ever written, and no debugger of this user attaches."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        pass
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


class _Endings:
    """Where endings arrive (signals, stray errors, a dead launcher); writes the closing note."""

    def __init__(self, note: int | None) -> None:
        self._note = note
        self.app: GuardedApp | None = None

    def say(self, sentence: str) -> None:
        """Hand the launcher what to print once the screen is clear."""
        if not sentence:
            return
        if self._note is None:
            sys.stderr.write(sentence + "\n")
            return
        try:
            os.write(self._note, sentence.encode()[:4000])
        except OSError:
            return

    def crashed(self, error: BaseException) -> int:
        """Keep the places in the code and say the fixed sentence."""
        code = os.urandom(2).hex()
        folder = self.app.reports if self.app is not None else None
        crash.report(error, folder, code)
        self.say(crash.sentence(code))
        return crash.CRASHED

    def leaving(self) -> None:
        """Let the app finish what is queued."""
        if self.app is not None:
            self.app.leaving()

    def watch(self, parent: int | None) -> None:
        """Leave at once on a hang-up, a request to end, or the launcher's death."""
        from cara_facilitate.cli import parent_watch

        if parent is not None:
            parent_watch.watch(parent, self.leaving)
        if os.name != "posix":
            return
        import signal

        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda n, _: parent_watch.leave(128 + n, self.leaving))

    def catch_strays(self) -> None:
        """Errors outside the app's own handling show nothing of what they carry."""
        import logging
        import threading

        logging.raiseExceptions = False
        logging.lastResort = None
        # An exception inside the hook would make Python print both; _exit cannot raise.
        sys.excepthook = lambda kind, error, trace: os._exit(self.crashed(error))
        sys.unraisablehook = lambda stray: None
        threading.excepthook = lambda stray: None


def _take_pipes(argv: Sequence[str]) -> tuple[int | None, int | None, list[str]]:
    found: dict[str, int] = {}
    rest: list[str] = []
    for argument in argv:
        name, _, value = argument.partition("=")
        if name in ("--parent-fd", "--note-fd") and value.isdigit():
            found[name] = int(value)
            os.set_inheritable(int(value), False)
        else:
            rest.append(argument)
    return found.get("--parent-fd"), found.get("--note-fd"), rest


def _real_app(arguments: list[str]) -> GuardedApp:
    locked, start = "--locked" in arguments, ""
    for argument in arguments:
        if argument.startswith(CASEWORK):
            start = argument.removeprefix(CASEWORK)
        elif argument != "--locked":
            raise Refusal("The app takes no such option.", "See: cara --help")
    from cara_facilitate.services.bootstrap import read_passphrase_fd
    from cara_facilitate.settings.paths import store_folder
    from cara_facilitate.tui.app import CaraApp

    folder = store_folder()
    reports = folder / "reports"
    # Once locked, a person unlocks: a passphrase handed over at the start has been spent.
    passphrase = "" if locked else read_passphrase_fd()
    return CaraApp(folder, locked=locked, passphrase=passphrase, reports=reports, start=start)


if __name__ == "__main__":
    sys.exit(main())
