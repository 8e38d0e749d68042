"""Drives workshop two's day through the real app, with canaries in every field, and keeps all."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from cara_facilitate.services import attendance, note, readiness_check, reading, safeguard
from cara_facilitate.services.bootstrap import open_desk
from cara_facilitate.services.prepare import CHECKS
from tests.privacy.canary import spying, working
from tests.privacy.canary.evidence import Evidence
from tests.privacy.canary.planting import PINS, Planted
from tests.privacy.canary.sitting import Sitting, environment, read_trace, traced

LEAD = next(iter(PINS))
DOTS = "••••"
DIALOG = "╭"


def play(evidence: Evidence, planted: Planted) -> None:
    """The whole day, sitting after sitting; whatever stays behind is kept."""
    spying.install(evidence.root / "site")
    run(evidence, planted, "plugins", "enable", "spy")
    _morning(evidence, planted)
    _ready(evidence, planted)
    _session(evidence, planted)
    _suspended_and_aborted(evidence, planted)
    _crashed(evidence, planted)
    _commands(evidence, planted)
    working.work(evidence, planted)
    working.sit(evidence, planted)
    _spied(evidence, planted)
    _damaged(evidence, planted)
    for label, data in evidence.files("store.db*", "*.json", under=evidence.store):
        evidence.kept[f"after {label}"] = data


def _unlock(player: Sitting, planted: Planted) -> None:
    player.see("Passphrase")
    player.type(planted.passphrase)
    player.look("passphrase typed")
    player.press("enter", until="Home")
    player.look("home")
    player.at_every_size("home")
    player.press("enter", until="Private, behind F2")
    player.at_every_size("cohort")


def _gate(player: Sitting, view: str) -> None:
    player.press("f2", until="Who are you?")
    player.pause()
    player.press("enter")
    player.pause()
    player.type(PINS[LEAD], until=DOTS)
    player.look("PIN typed")
    player.press("enter")
    player.pause()
    player.press("right", until="(•) No")
    player.press("enter", until="private views")
    player.press(view)
    player.gone("private views")


def _back(player: Sitting, label: str) -> None:
    with player.private():  # until the key has done its work
        player.press("escape", until="Room mode is on again")
    player.look(f"after {label}")  # a toast would stand here


def _morning(evidence: Evidence, planted: Planted) -> None:
    """Refused files, the import, the briefing, everything that could carry words away; killed."""
    player = Sitting(evidence, environment(evidence))
    with contextlib.closing(player):
        _unlock(player, planted)
        for broken in planted.broken:
            _refused(player, broken)
        _take_in(player, planted)
        _briefing(player, planted)
        player.see_processes("briefing")
        player.remember_plugins("briefing")
        _keep_live(evidence, "briefing")
        with player.private():
            player.press("ctrl+p")
            player.pause()
            player.type("\x1b[<0;10;5M\x1b[<32;60;20M\x1b[<0;60;20m")
            player.press("ctrl+c")
            player.pause()
        _back(player, "briefing")
        player.press("ctrl+p")
        player.look("palette")
        player.press("escape")
        player.look("palette closed")
        if not player.shows("Private, behind F2"):
            player.press("enter", until="Private, behind F2")
        player.at_every_size("cohort after import")
        _briefing(player, planted)
        with player.private():
            os.kill(player.app(), signal.SIGKILL)
            player.terminal.wait_exit(20)
        evidence.kept["screen after kill"] = player.terminal.text().encode()
        player.end("killed")


def _refused(player: Sitting, path: Path) -> None:
    with player.private():
        _gate(player, "i")
        player.see("Extract")
        player.pause()
        player.type(str(path))
        player.press("enter")
        player.terminal.settle(0.5, 5)
        player.evidence.kept[f"refusal of {path.name}"] = player.terminal.text().encode()
        player.press("escape", until="Room mode is on again")
    player.look(f"refused {path.name}")


def _take_in(player: Sitting, planted: Planted) -> None:
    with player.private():
        _gate(player, "i")
        player.see("Extract")
        player.pause()
        player.type(str(planted.extract))
        player.press("enter", until="held back")
        player.evidence.kept["import preview"] = player.terminal.text().encode()
        player.press("enter", until="Take this extract in?")
        player.press("right", until="(•) Take it in")
        player.press("enter", until="Delete the extract's file?")
        player.press("enter")
        player.gone(DIALOG)
        player.press("escape", until="Room mode is on again")
    player.look("after the import")


def _briefing(player: Sitting, planted: Planted) -> None:
    with player.private():
        _gate(player, "b")
        player.see("Passphrase")
        player.type(planted.passphrase)
        player.press("enter")
        player.gone("Passphrase")
        seen = []
        for _ in range(14):
            player.pause()
            seen.append(player.terminal.text())
            player.press("right")
        label = f"briefing as read, {len(player.evidence.kept)}"
        player.evidence.kept[label] = "\n".join(seen).encode()


def _keep_live(evidence: Evidence, label: str) -> None:
    """What lies on the disk while the app runs: the write-ahead log above all."""
    for path, data in evidence.files("store.db*", under=evidence.store):
        evidence.kept[f"{label} {path}"] = data
    for path, data in evidence.files(under=evidence.root / "tmp"):
        evidence.kept[f"{label} {path}"] = data


def _ready(evidence: Evidence, planted: Planted) -> None:
    """Both have read everything; that part is shown elsewhere."""
    desk = open_desk(evidence.store, planted.passphrase)
    try:
        make_ready(desk, planted.cohort)
    finally:
        desk.close()


def make_ready(desk: object, cohort: str) -> None:
    """Everything read by both, the worker asked, the manager rung."""
    from cara_facilitate.services.desk import Desk

    assert isinstance(desk, Desk)
    taken = desk.state(cohort).current_import
    assert taken is not None
    readiness_check.refresh(desk, cohort, worker="VW-1", changes="none", by=LEAD, pin=PINS[LEAD])
    for who, pin in PINS.items():
        reading.note_read(desk, cohort, "briefing", who)
        readiness_check.acknowledge(desk, cohort, taken.items, who, pin)
        flags = [flag.id for flag in desk.state(cohort).unclosed_flags]
        readiness_check.acknowledge_flags(desk, cohort, flags, who, pin)
        readiness_check.call_manager(
            desk, cohort, manager="M-1", answered=True, reason="rows held back", by=who, pin=pin
        )


def _session(evidence: Evidence, planted: Planted) -> None:
    """The room itself: codes, a flag with words, the curtain, the lock, the debrief, the note."""
    player = Sitting(evidence, environment(evidence))
    with contextlib.closing(player):
        _unlock(player, planted)
        player.press("2", "p", until="Prepare workshop 2")
        player.pause()
        for _ in CHECKS:
            player.press("space", "down")
        player.press("w", until="Recorded.")
        player.look("prepared")
        player.press("s")
        player.see("W2-01", "saved")
        player.at_every_size("live")
        _all_here(player)
        for seat, code in zip("1234567890-=", "ckoehsmbtcko", strict=True):
            player.press(seat, code)
        player.look("codes")
        _flag(player)
        for page in ("g", "v"):
            player.press(page)
            player.look(f"overview {page}")
            player.press("escape")
        player.press("f9")
        player.look("curtain")
        player.press("enter")
        player.pause()
        player.press("n")
        player.look("second activity")
        player.at_every_size("second activity")
        player.see_processes("live")
        player.remember_plugins("live")
        _keep_live(evidence, "live")
        player.press("f10")
        player.see("Passphrase")
        player.look("locked")
        player.type(planted.passphrase)
        player.press("enter")
        player.see("W2-0")
        player.look("unlocked")
        player.press("ctrl+q", until="(•)")
        player.press("right", until="(•) Quit")
        player.press("enter")
        player.end("left")


def _all_here(player: Sitting) -> None:
    player.press("t", until="not marked")
    player.press("enter")
    player.gone("  not marked")
    player.press("escape")
    player.gone(DIALOG)


def _flag(player: Sitting) -> None:
    words = player.evidence.marks.new("F", "typed flag", 5).text
    player.press("5", "!", until="I have read this")
    player.press("y", until="How urgent is it?")
    player.press("2", until="What is it about?")
    player.press("1", until="Empty is allowed")
    with player.private():  # its own dialog shows what is being typed into it
        player.type(words)
        player.press("enter", until="What have you done so far?")
        player.press("2", "enter", until="Saved as FL-")
        player.press("h", until="Who was told?")
        player.press("1", until="Their reference")
        player.press("enter", until="When were they told?")
        player.press("enter", until="was told at")
        player.press("enter")
        player.gone(DIALOG)
    player.look("after the flag")


def _suspended_and_aborted(evidence: Evidence, planted: Planted) -> None:
    """Ctrl+Z and a stop signal in the briefing, then a crash that asks for a core dump."""
    player = Sitting(evidence, environment(evidence))
    with contextlib.closing(player):
        player.see("Passphrase")
        player.type(planted.passphrase)
        player.press("enter")
        player.see("W2-0")
        player.press(".")  # the clock stands still: the briefing may be opened
        player.pause()
        _briefing(player, planted)
        with player.private():
            app = player.app()
            os.kill(app, signal.SIGTSTP)
            player.terminal.settle(0.5, 4)
            evidence.kept["screen after suspend"] = player.terminal.text().encode()
            os.kill(app, signal.SIGABRT)
            player.terminal.wait_exit(20)
        evidence.kept["screen after abort"] = player.terminal.text().encode()
        player.end("aborted")


def _crashed(evidence: Evidence, planted: Planted) -> None:
    """An error nobody expected, with the briefing open and its words in local variables."""
    player = Sitting(evidence, environment(evidence), "tests.privacy.canary.crashing")
    with contextlib.closing(player):
        player.see("Passphrase")
        player.type(planted.passphrase)
        player.press("enter")
        player.see("W2-0")
        _briefing(player, planted)  # the pause of the sitting before still stands
        with player.private():
            player.press("f12")
            player.terminal.wait_exit(20)
        evidence.kept["crash: the screen"] = player.terminal.text().encode()
        player.end("crashed")


def _spied(evidence: Evidence, planted: Planted) -> None:
    """The note once more, laid out by somebody else's plugin that prints all it was told."""
    config = evidence.home / ".config" / "settings.toml"
    config.write_text('note_writer = "spy"\n' + config.read_text())
    desk = open_desk(evidence.store, planted.passphrase)
    try:
        for who, pin in PINS.items():
            attendance.confirm(desk, planted.cohort, 1, who, pin)
        words = evidence.marks.new("F", "flag words", 9).text
        safeguard.raise_flag(desk, planted.cohort, 2, seat=9, kind="other", words=words)
        desk.host.settle(10)
        text = note.preview(desk, planted.cohort, 1).text
    finally:
        desk.close()
    given, _, rest = text.partition("NOTICES")
    told, _, held = rest.partition("HELD")
    evidence.memory["note facts"] = given.encode()
    evidence.memory["notices"] = told.encode()
    evidence.memory["child: texts it holds"] = held.encode()


def _damaged(evidence: Evidence, planted: Planted) -> None:
    """A wrong passphrase, and a store with torn pages: what the libraries say for themselves."""
    run(evidence, planted, "cohort", "list", passphrase="not the one at all")
    whole = (evidence.store / "store.db").read_bytes()
    torn = bytearray(whole)
    for at in range(4096, len(torn), 4096):
        torn[at + 64] ^= 0xFF
    (evidence.store / "store.db").write_bytes(torn)
    code = run(evidence, planted, "note", "write", "{cohort}", "--workshop", "1",
               "--out", "{out}")  # fmt: skip
    evidence.printed["damaged (exit)"] = str(code).encode()
    label = "note write {cohort} --workshop 1 --out {out} (err)"
    evidence.printed["damaged (err)"] = evidence.printed.pop(label)
    (evidence.store / "store.db").write_bytes(whole)


COMMANDS = (
    ("cohort", "list"),
    ("cohort", "list", "--json"),
    ("site", "check", "{cohort}", "--json"),
    ("feedback", "check", "{extract}", "--cohort", "{cohort}", "--json"),
    ("feedback", "check", "{extract}", "--cohort", "{cohort}"),
    ("feedback", "check", "{broken0}", "--cohort", "{cohort}"),
    ("feedback", "check", "{broken1}", "--cohort", "{cohort}"),
    ("feedback", "check", "{broken2}", "--cohort", "{cohort}"),
    ("feedback", "check", "{broken3}", "--cohort", "{cohort}"),
    ("attendance", "{cohort}", "--workshop", "1", "--json"),
    ("note", "write", "{cohort}", "--workshop", "1", "--format", "all", "--out", "{out}"),
    ("paper", "{cohort}", "--workshop", "2", "--out", "{out}"),
    ("calendar", "{cohort}", "--out", "{out}"),
    ("privacy", "report"),
    ("privacy", "report", "--json"),
    ("backup", "--out", "{backups}", "--json"),
    ("id", "show"),
    ("plugins",),
    ("device",),
    ("on-call", "west-yorkshire"),
)
"""Every command that reads the store, as a person would run it."""


def run(evidence: Evidence, planted: Planted, *arguments: str, passphrase: str = "") -> int:
    """One command with its passphrase on a descriptor; what it printed is kept."""
    names = {"cohort": planted.cohort, "extract": str(planted.extract), "out": str(evidence.out)}
    names["backups"] = str(evidence.backups)
    names |= {f"broken{n}": str(path) for n, path in enumerate(planted.broken)}
    words = [word.format(**names) for word in arguments]
    reading, writing = os.pipe()
    os.write(writing, (passphrase or planted.passphrase).encode() + b"\n")
    os.close(writing)
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, reading)
        trace = evidence.root / "trace-command"
        done = subprocess.run(
            [*traced(trace), sys.executable, "-m", "cara_facilitate.cli.main", *words],
            env=environment(evidence, CARA_PASSPHRASE_FD=str(reading)),
            pass_fds=(reading,),
            cwd=evidence.root / "work",
            capture_output=True,
            timeout=120,
            check=False,
        )
    read_trace(evidence, trace)
    label = " ".join(arguments) + (" with not the one" if passphrase else "")
    evidence.printed[f"{label} (out)"] = done.stdout
    evidence.printed[f"{label} (err)"] = done.stderr
    return done.returncode


def _commands(evidence: Evidence, planted: Planted) -> None:
    for words in COMMANDS:
        code = run(evidence, planted, *words)
        evidence.printed[f"{' '.join(words)} (exit)"] = str(code).encode()
