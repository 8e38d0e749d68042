"""The real app in this process, without a terminal: for systems that have no pty."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cara_facilitate.errors import CaraError

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from cara_facilitate.tui.app import CaraApp

LOCKED = 75
KEY_SECONDS = 20.0


class Indoors:
    """Runs the app headless on a thread; what :class:`~cara_facilitate.cli.terminal.Terminal`
    offers the demo, this offers too. After a lock it starts a fresh app, as the launcher would.

    :param folder: the practice store. :param size: (columns, rows).
    """

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        self._folder, self._size = folder, size
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pilot: Pilot[int] | None = None
        self._app: CaraApp | None = None
        self._code: int | None = None
        self._ready = threading.Event()
        os.environ["CARA_CONFIG"] = str(folder / "settings.toml")
        self._thread = threading.Thread(target=self._run, name="demo app", daemon=True)
        self._thread.start()
        self._ready.wait(KEY_SECONDS)

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        self._do(self._press(*keys))

    def type(self, text: str) -> None:
        """Type text as it is."""
        self.press(*text)

    def text(self) -> str:
        """The rows as they stand."""
        rows: list[str] = self._do(self._rows())
        return "\n".join(rows)

    def wait_for(self, wanted: Callable[[str], bool], seconds: float) -> None:
        """Wait until the screen satisfies a test.

        :raises CaraError: it does not within ``seconds``.
        """
        deadline = time.monotonic() + seconds
        while not wanted(self.text()):
            if time.monotonic() > deadline:
                raise CaraError(f"The screen did not show what was expected.\n{self.text()}")
            time.sleep(0.02)

    def settle(self) -> None:
        """Wait until the app has dealt with everything."""
        self._do(self._idle())

    def wait_exit(self, seconds: float) -> int:
        """Wait for the app's end; its exit code."""
        self._thread.join(seconds)
        if self._code is None:
            raise CaraError(f"The app did not end (waited {seconds:g} s).")
        return self._code

    def close(self) -> None:
        """End the app if it still runs."""
        app = self._app
        if self._loop is not None and self._thread.is_alive() and app is not None:
            self._loop.call_soon_threadsafe(app.exit)
            self._thread.join(KEY_SECONDS)

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        if self._loop is None or not self._thread.is_alive():
            work.close()
            raise CaraError("The app has ended.")
        answer = asyncio.run_coroutine_threadsafe(work, self._loop)
        deadline = time.monotonic() + KEY_SECONDS
        while time.monotonic() < deadline:
            try:
                return answer.result(0.05)
            except TimeoutError:
                if not self._thread.is_alive():
                    return None
            except CancelledError:
                return None  # the key was the one that ended the app
        raise CaraError("The app takes no more keys.")

    def _run(self) -> None:
        code = LOCKED
        locked = False
        with asyncio.Runner() as runner:
            self._loop = runner.get_loop()
            while code == LOCKED:
                code = runner.run(self._one_app(locked))
                locked = True
        self._code = code

    async def _one_app(self, locked: bool) -> int:
        from cara_facilitate.tui.app import CaraApp

        app = CaraApp(self._folder, locked=locked, reports=self._folder / "reports")
        async with app.run_test(size=self._size) as pilot:
            self._app, self._pilot = app, pilot
            self._ready.set()
            while app.is_running and app.return_code is None:
                await asyncio.sleep(0.02)
        return app.return_code or 0

    async def _press(self, *keys: str) -> None:
        if self._pilot is not None:
            await self._pilot.press(*keys)

    async def _idle(self) -> None:
        if self._pilot is not None:
            await self._pilot.pause(0.05)

    async def _rows(self) -> list[str]:
        if self._app is None or not self._app.is_running:
            return []
        strips = self._app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]
