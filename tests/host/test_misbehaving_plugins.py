"""A plugin that does something wrong harms nothing but itself."""

from __future__ import annotations

import json
import os
import sys
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cara_facilitate.api import EventNotice, FileRefused, PlacementFacts
from cara_facilitate.errors import PluginError
from cara_facilitate.host.limits import Limits
from cara_facilitate.host.registry import Host

FACTS = PlacementFacts("WY26A", "x", "intimate-partner-male", (date(2026, 11, 28),), (), ())
GOOD = """
    def check(facts):
        yield Finding("GOOD-1", Result.PASS, facts.cohort)

    @hookimpl
    def cara_site_policies():
        return [SitePolicy("good", "Good", check)]
"""
BAD = """
    import builtins, os, signal, sys, threading, time

    def check(facts):
{body}

    @hookimpl
    def cara_site_policies():
        return [SitePolicy("bad", "Bad", check)]
"""
QUICK = Limits(seconds=1.0, answer=1_000_000)

MISBEHAVIOUR = {
    "raises": ("raise KeyError('secret')", "KeyError in cara_site_policies"),
    "exits": ("raise SystemExit(0)", "SystemExit in cara_site_policies"),
    "interrupts": ("raise KeyboardInterrupt", "KeyboardInterrupt in cara_site_policies"),
    "loops": ("while True: pass", "no answer within 1 s"),
    "sleeps": ("time.sleep(600)", "no answer within 1 s"),
    "recurses": ("return check(facts)", "RecursionError in cara_site_policies"),
    "writes to descriptors": (
        "for fd in range(20):\n            try: os.write(fd, b'x' * 99)\n"
        "            except OSError: pass\n        return []",
        "",
    ),
    "leaves": ("os._exit(0)", "ended by itself"),
    "kills the app": ("os.kill(os.getppid(), 9)", "PermissionError in cara_site_policies"),
    "kills itself": ("signal.raise_signal(signal.SIGKILL)", "ended by itself"),
    "returns much": ("return [Finding('B', Result.PASS, 'x' * 9_000_000)]", "sent too much"),
    "takes memory": ("return [bytearray(1 << 30)]", "MemoryError in cara_site_policies"),
    "returns nothing": ("return None", "TypeError in cara_site_policies"),
    "returns rubbish": ("return [1, 'two', object()]", "TypeError in cara_site_policies"),
    "returns words": ("return 'PASS'", "TypeError in cara_site_policies"),
    "patches": (
        "import json\n        json.dumps = lambda *a, **k: 'patched'\n"
        "        builtins.len = None\n        return []",
        "",
    ),
    "spawns threads": (
        "def spin():\n            while True: pass\n"
        "        for _ in range(8): threading.Thread(target=spin).start()\n"
        "        time.sleep(600)",
        "no answer within 1 s",
    ),
    "forks": ("os.fork()", "PermissionError in cara_site_policies"),
    "starts a program": ("os.system('true')", "PermissionError in cara_site_policies"),
    "connects": (
        "import socket\n        socket.create_connection(('127.0.0.1', 9))",
        "PermissionError in cara_site_policies",
    ),
    "calls C": ("import ctypes", "PermissionError in cara_site_policies"),
}


@pytest.mark.parametrize("wrong", MISBEHAVIOUR)
def test_a_check_that_misbehaves_blocks_and_harms_nothing_else(
    wrong: str, site: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    body, reason = MISBEHAVIOUR[wrong]
    site.install("bad", BAD.replace("{body}", f"        {body}"))
    site.install("good", GOOD)
    host = site.host(limits=QUICK)
    assert {row.status for row in host.listing()} == {"on"}
    dumps, descriptors = json.dumps, _descriptors()

    with pytest.raises(PluginError) as raised:
        list(host.site_policy("bad").check(FACTS))

    status = {row.name: row for row in host.listing()}
    assert status["bad"].status == "failed"
    assert reason in status["bad"].reason
    assert "secret" not in raised.value.sentence() + status["bad"].reason
    assert [policy.id for policy in host.site_policies()] == ["good"]
    assert [finding.message for finding in host.site_policy("good").check(FACTS)] == ["WY26A"]
    assert json.dumps is dumps
    assert _descriptors() < descriptors or sys.platform != "linux"
    assert capfd.readouterr() == ("", "")


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) if sys.platform == "linux" else 0


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 / 0", "ZeroDivisionError in import"),
        ("raise SystemExit", "SystemExit in import"),
        ("import nowhere_at_all", "ModuleNotFoundError in import"),
        ("import os; os._exit(3)", "ended by itself"),
        ("while True: pass", "no answer within 4 s"),
        ("def (", "SyntaxError in import"),
        ("@hookimpl\ndef cara_site_policies(): return 7", "TypeError in cara_site_policies"),
        (
            "@hookimpl\ndef cara_site_policies():\n    yield SitePolicy('x', 'X', print)\n    1/0",
            "ZeroDivisionError in cara_site_policies",
        ),
        (
            "@hookimpl\ndef cara_site_policies(): return [SitePolicy('../x', 'X', print)]",
            "TypeError in cara_site_policies",
        ),
        (
            "@hookimpl\ndef cara_curricula(): return [CurriculumSource('x', {'a': 'text'})]",
            "TypeError in cara_curricula",
        ),
    ],
)
def test_a_plugin_that_fails_while_loading_is_listed_and_the_rest_work(
    source: str, reason: str, site: Any
) -> None:
    site.install("bad", source)
    site.install("good", GOOD)
    loops = source.startswith("while")
    host = site.host(limits=Limits(start_seconds=4.0 if loops else 15.0))

    status = {row.name: (row.status, row.reason) for row in host.listing()}

    assert status == {"bad": ("failed", reason), "good": ("on", "")}


def test_what_a_plugin_prints_goes_nowhere(site: Any, capfd: pytest.CaptureFixture[str]) -> None:
    body = "        print('out'); print('err', file=sys.stderr); os.write(1, b'x'); return []"
    site.install("bad", "    print('loading')\n" + BAD.replace("{body}", body))
    assert list(site.host().site_policy("bad").check(FACTS)) == []
    assert capfd.readouterr() == ("", "")


def test_a_failed_plugin_stays_out_until_the_next_start(site: Any) -> None:
    site.install("bad", BAD.replace("{body}", "        raise KeyError"))
    host = site.host()
    policy = host.site_policy("bad")
    for _ in range(2):
        with pytest.raises(PluginError, match="KeyError"):
            policy.check(FACTS)
    with pytest.raises(PluginError, match="KeyError"):
        host.site_policy("bad")


READER = """
    class Secret(ValueError): pass

    def read(data):
{body}

    @hookimpl
    def cara_feedback_readers():
        return [FeedbackReader("r", "R", (".x",), read)]
"""


def _reader(site: Any, body: str, limits: Limits | None = None) -> Host:
    site.install("reader", READER.replace("{body}", body))
    host: Host = site.host(limits=limits)
    return host


def test_a_reader_gives_rows_as_written(site: Any) -> None:
    host = _reader(site, "        return [{'words': line} for line in data.decode().split(',')]")
    assert host.read_feedback("r", "é,<b>, x".encode()) == [
        {"words": "é"},
        {"words": "<b>"},
        {"words": " x"},
    ]
    assert host.feedback_readers()[0].read(b"a") == ({"words": "a"},)


def test_a_reader_keeps_nothing_from_one_file_to_the_next(site: Any) -> None:
    body = "        kept.append(data.decode()); return [{'kept': ''.join(kept)}]"
    host = _reader(
        site, body.replace("kept.append", "kept = globals().setdefault('k', []); kept.append")
    )
    assert host.read_feedback("r", b"first") == [{"kept": "first"}]
    assert host.read_feedback("r", b"second") == [{"kept": "second"}]


def test_a_refusal_of_somebody_elses_reader_passes_on_the_place_and_no_words(site: Any) -> None:
    host = _reader(site, "        raise FileRefused('saw ' + data.decode(), 3, 'summary')")
    with pytest.raises(FileRefused) as raised:
        host.read_feedback("r", b"protected")
    assert (raised.value.row, raised.value.column) == (3, "summary")
    assert "protected" not in raised.value.message
    assert host.listing()[0].status == "on"


@pytest.mark.parametrize(
    "body",
    [
        "        raise Secret(data.decode())",
        "        raise type(data.decode(), (ValueError,), {})",
        "        return [{data.decode(): 7}]",
        "        yield {'a': data.decode()}; raise KeyError(data.decode())",
        "        raise FileRefused(data, data, data)",
    ],
)
def test_a_reader_that_fails_stores_nothing_and_quotes_nothing(body: str, site: Any) -> None:
    host = _reader(site, body)
    with pytest.raises(PluginError) as raised:
        host.read_feedback("r", b"protected")
    said = raised.value.sentence() + host.listing()[0].reason
    assert "protected" not in said and raised.value.__cause__ is None
    assert "ValueError" in said or "TypeError" in said or "KeyError" in said or "no answer" in said


def test_a_reader_that_loops_is_ended(site: Any) -> None:
    host = _reader(site, "        while True: pass", Limits(seconds=0.5))
    with pytest.raises(PluginError, match=r"no answer within 0\.5 s"):
        host.read_feedback("r", b"x")


OBSERVER = """
    seen = []

    @hookimpl
    def cara_observe(notice):
        seen.append(notice.seq)
        {body}

    @hookimpl
    def cara_practice_scenarios():
        return [PracticeScenario("s", "S", "intimate-partner-male", 5, {})]
"""


def test_an_observer_that_fails_delays_nobody_and_is_taken_out(site: Any) -> None:
    site.install("watcher", OBSERVER.replace("{body}", "1 / 0"))
    host = site.host()
    assert [scenario.id for scenario in host.scenarios()] == ["s"]
    for number in range(5):
        host.observe(EventNotice("started", number, "2026-11-28T10:00:00+00:00"))
    assert host.settle(5)
    assert host.listing()[0].reason == "ZeroDivisionError in cara_observe"
    assert host.scenarios() == ()


def test_notices_arrive_in_order_with_no_content(site: Any) -> None:
    body = "if len(seen) == 50 and seen != list(range(50)): raise KeyError"
    site.install("watcher", OBSERVER.replace("{body}", body))
    host = site.host()
    for number in range(50):
        host.observe(EventNotice("started", number, "2026-11-28T10:00:00+00:00"))
    assert host.settle(10)
    assert host.listing()[0].status == "on"


def test_calls_from_several_threads_do_not_mix_answers(site: Any) -> None:
    site.install("good", GOOD)
    policy = site.host().site_policy("good")
    wrong: list[str] = []

    def ask(cohort: str) -> None:
        facts = PlacementFacts(cohort, "x", "y", (), (), ())
        for _ in range(20):
            wrong.extend(f.message for f in policy.check(facts) if f.message != cohort)

    threads = [threading.Thread(target=ask, args=(f"C{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_closing_the_host_ends_every_child(site: Any) -> None:
    body = "        return [Finding('PID', Result.PASS, str(os.getpid()))]"
    site.install("bad", BAD.replace("{body}", body))
    host = site.host()
    (finding,) = host.site_policy("bad").check(FACTS)
    os.kill(int(finding.message), 0)
    host.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(finding.message), 0)


@pytest.mark.parametrize(
    "offer",
    [
        "[SitePolicy('bad', 'x' * 1_000, check)]",
        "[SitePolicy(f'p{n}', 'x', check) for n in range(1_000)]",
        "(SitePolicy(f'p{n}', 'x', check) for n in __import__('itertools').count())",
    ],
)
def test_a_plugin_cannot_fill_the_app_with_records_or_titles(site: Any, offer: str) -> None:
    site.install("good", GOOD)
    body = f"""
        def check(facts):
            return []

        @hookimpl
        def cara_site_policies():
            return {offer}
    """
    site.install("bad", body)
    host = site.host()
    status = {row.name: (row.status, row.reason) for row in host.listing()}
    assert status["bad"] == ("failed", "TypeError in cara_site_policies")
    assert [policy.id for policy in host.site_policies()] == ["good"]
