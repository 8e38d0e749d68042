"""The pipe between app and limited child: answers are counted, sized, timed and never trusted."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from cara_facilitate.host import limited
from cara_facilitate.host.frames import BadFrame, receive, send
from cara_facilitate.host.limited import LimitedChild
from cara_facilitate.host.limits import ChildLoad, Limits, child_load
from cara_facilitate.host.loaded import PluginFailed

IMPOSTOR = """
import json, os, struct, sys
def take():
    (size,) = struct.unpack(">I", os.read(0, 4))
    data = b""
    while len(data) < size: data += os.read(0, size - len(data))
    return json.loads(data)
def give(data): os.write(1, struct.pack(">I", len(data)) + data)
take(); request = take(); number = request["id"]
{answer}
"""


@pytest.fixture
def impostor(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes the child a script that answers the first call with anything at all."""

    def become(answer: str) -> LimitedChild:
        script = IMPOSTOR.replace("{answer}", answer)

        def spawn(path: object, folder: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", script],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                start_new_session=os.name == "posix",
            )

        monkeypatch.setattr(limited, "_spawn", spawn)
        return LimitedChild(Limits(start_seconds=3, answer=1000))

    return become


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("give(b'{}')", "sent something that is no answer"),
        ("give(b'nonsense')", "sent something that is no answer"),
        ("give(b'[' * 900)", "sent something that is no answer"),
        ("give(b'9' * 900)", "sent something that is no answer"),
        ("give(b'\\xff\\xfe')", "sent something that is no answer"),
        ("give(json.dumps({'id': 99, 'result': {}}).encode())", "sent something that is no answer"),
        ("give(json.dumps({'id': 1, 'result': 5}).encode())", "sent something that is no answer"),
        ("give(json.dumps({'id': 1, 'refused': 5}).encode())", "sent something that is no answer"),
        ("os.write(1, b'\\xff\\xff\\xff\\xff')", "sent too much"),
        ("os.write(1, b'\\x00\\x00')", "ended by itself"),
        ("pass", "ended by itself"),
        ("give(json.dumps({'id': 1, 'failed': 'secret in import'}).encode())", "failed"),
        ("give(json.dumps({'id': 1, 'failed': ['x']}).encode())", "failed"),
        ("give(json.dumps({'id': 1, 'failed': 'print in import'}).encode())", "failed"),
        (
            "give(json.dumps({'id': 1, 'failed': 'KeyError in import'}).encode())",
            "KeyError in import",
        ),
    ],
)
def test_whatever_comes_over_the_pipe_is_an_answer_or_a_failure(
    answer: str, reason: str, impostor: Any
) -> None:
    child = impostor(answer)
    with pytest.raises(PluginFailed) as raised:
        child.start(ChildLoad("x", ()))
    assert raised.value.reason == reason
    child.close()


def test_a_child_that_never_reads_does_not_hold_the_app(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
        @hookimpl
        def cara_feedback_readers():
            return [FeedbackReader("r", "R", (".x",), lambda data: [])]
    """
    site.install("plain", source)
    (found,) = site.found()
    child = LimitedChild(Limits(seconds=0.5))
    child.start(child_load(found.module, found.location))
    assert child._process is not None
    os.kill(child._process.pid, 19)  # SIGSTOP: it reads nothing more
    started = time.monotonic()
    with pytest.raises(PluginFailed, match=r"no answer within 0\.5 s"):
        child.call("run", "cara_feedback_readers", "r", "x" * 4_000_000)
    assert time.monotonic() - started < 3
    assert not child.alive
    with pytest.raises(PluginFailed, match="stopped earlier"):
        child.call("run", "cara_feedback_readers", "r", "x")
    child.close()


def test_no_pipe_is_closed_while_a_thread_is_still_in_it(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number closed too early is the next file's: the rest of a message would go there."""
    source = """
        @hookimpl
        def cara_feedback_readers():
            return [FeedbackReader("r", "R", (".x",), lambda data: [])]
    """
    site.install("plain", source)
    (found,) = site.found()
    child = LimitedChild(Limits(seconds=0.2))
    child.start(child_load(found.module, found.location))
    process = child._process
    assert process is not None and process.stdin is not None
    pipe, stay, late = os.fstat(process.stdin.fileno()).st_ino, threading.Event(), []

    def slowly(descriptor: int, message: Any) -> None:
        stay.wait(10)
        late.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(limited, "send", slowly)
    monkeypatch.setattr(limited, "GONE_SECONDS", 0.1)
    with pytest.raises(PluginFailed, match="no answer within"):
        child.call("run", "cara_feedback_readers", "r", "x")
    assert not process.stdin.closed
    stay.set()
    deadline = time.monotonic() + 10
    while not process.stdin.closed and time.monotonic() < deadline:
        time.sleep(0.01)
    assert late == [pipe] and process.stdin.closed


def test_large_messages_cross_whole() -> None:
    reader, writer = os.pipe()
    message = {"words": "é" * 300_000}
    sender = threading.Thread(target=send, args=(writer, message))
    sender.start()
    assert receive(reader, 10_000_000) == message
    sender.join()
    os.close(writer)
    with pytest.raises(BadFrame):
        receive(reader, 10)
    os.close(reader)


APP = """
import sys, threading, time
from cara_facilitate.host.limited import LimitedChild
from cara_facilitate.host.limits import Limits, child_load
child = LimitedChild(Limits(seconds=60))
starter = threading.Thread(target=child.start, args=(child_load("plug_spin", sys.argv[1]),))
starter.start()
starter.join()
print(child._process.pid, flush=True)
if sys.argv[2] == "busy":
    child.call("run", "cara_feedback_readers", "r", {"bytes": ""})
time.sleep(600)
"""
SPIN = """
from cara_facilitate.api import FeedbackReader, hookimpl
CARA_API = 1
def read(data):
    while True: pass
@hookimpl
def cara_feedback_readers():
    return [FeedbackReader("r", "R", (".x",), read)]
"""


@pytest.mark.skipif(os.name != "posix", reason="ends processes by POSIX signals")
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_killed_app_leaves_no_child_behind(state: str, tmp_path: Path) -> None:
    """Even if the thread that started the child is long gone and a plugin loops for ever."""
    (tmp_path / "plug_spin.py").write_text(SPIN)
    app = APP if state == "idle" else APP.replace("seconds=60", "seconds=0.5, cpu_seconds=1")
    if state == "busy":
        app = app.replace("child.call(", "child.limits = Limits(seconds=60); child.call(")
    process = subprocess.Popen(
        [sys.executable, "-c", app, str(tmp_path), state],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        time.sleep(0.5 if state == "busy" else 0)  # the call is under way
        process.kill()
    if state == "busy":
        assert _runs(child)
    deadline = time.monotonic() + 10
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
