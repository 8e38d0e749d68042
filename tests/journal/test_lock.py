"""One store, one process: the second is refused in a sentence, and a dead one holds nothing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from cara_facilitate.errors import StoreBusy
from cara_facilitate.journal.store import Store

HOLD = """
import sys, time
from pathlib import Path
from cara_facilitate.journal.lock import StoreLock
lock = StoreLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_opening_in_the_same_process_is_refused(place: Any, store: Store) -> None:
    with pytest.raises(StoreBusy) as caught:
        place.open()
    assert caught.value.message == "This store is already open in another window."
    assert caught.value.hint
    store.close()
    assert place.open().verify() == []


def test_another_process_keeps_us_out_until_it_dies_however_it_dies(
    place: Any, store: Store
) -> None:
    store.close()
    command = [sys.executable, "-c", HOLD, str(place.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusy):
            place.open()
        other.kill()
    assert place.open().verify() == []


def test_closing_twice_is_harmless(place: Any, store: Store) -> None:
    store.close()
    again = place.open()
    store.close()
    with pytest.raises(StoreBusy):
        place.open()
    again.close()
