"""Plays the whole pair through the real app, then holds the journal against what was played."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.cli.demo import script
from cara_facilitate.cli.demo.player import Done, Player, say
from cara_facilitate.cli.opening import show_json, show_table
from cara_facilitate.errors import CaraError
from cara_facilitate.services.bootstrap import PRACTICE_PASSPHRASE
from cara_facilitate.services.rehearse import Practice, make_practice

if TYPE_CHECKING:
    from cara_facilitate.domain.curriculum import Curriculum

HELD_BACK, MATCHED, FLAGS = 3, 10, 1
FILES = 8
"""Two notes in three formats, and one return as a table and as text."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The closing facts, read from the journal and the folder after the app has ended."""

    steps: list[dict[str, object]]
    events: int
    observations: int
    objectives_evidenced: int
    rows_matched: int
    rows_held_back: int
    flags_raised: int
    flags_open: int
    files: list[str]
    seconds: float


def play(folder: Path, out: Path, *, as_json: bool, in_process: bool = False) -> int:
    """Play everything; 0 only if every step happened and the journal says so too."""
    from datetime import date

    begun = time.monotonic()
    say("Making a practice store with a made-up cohort of twelve...")
    made = make_practice(folder, date.today())
    curriculum = made.desk.curriculum(made.plan.cohort)
    made.desk.close()
    player = Player(folder, _progress, in_process=in_process)
    tally = script.Tally()
    failure = ""
    try:
        _both_workshops(player, made, curriculum, tally, out)
    except CaraError as error:
        failure = error.sentence()
    finally:
        player.close()
    facts = _facts(folder, made, player, time.monotonic() - begun, out)
    failure = failure or differs(facts, tally)
    _report(facts, as_json)
    if failure:
        say(f"cara demo: {failure}")
    return 2 if failure else 0


def _progress(done: Done) -> None:
    say(f"  {'ok' if done.ok else 'FAILED':<7}{done.seconds:6.1f} s  {done.name}")


def _both_workshops(
    player: Player, made: Practice, curriculum: Curriculum, tally: script.Tally, out: Path
) -> None:
    script.at_doors(player, made.plan.workshops[0].date)
    with player.step("unlock"):
        script.unlock(player)
    with player.step("prepare workshop one"):
        script.prepare(player)
    with player.step("attendance: one late, one absent"):
        script.arrive(player, late=True)
    with player.step("safeguarding flag, and who was told"):
        script.raise_flag(player)
    with player.step("workshop one: observations, objectives, one leaves early"):
        script.hold(player, curriculum, curriculum.day(1), tally)
    with player.step("close workshop one"):
        script.close_day(player)
    with player.step("attendance confirmed by both, and returned"):
        script.confirm_attendance(player, out)
    with player.step("debrief one"):
        script.debrief(player, 1)
    with player.step("note one"):
        script.write_note(player, out)
    _second_workshop(player, made, curriculum, tally, out)


def _second_workshop(
    player: Player, made: Practice, curriculum: Curriculum, tally: script.Tally, out: Path
) -> None:
    second = made.plan.workshops[1].date
    script.at_doors(player, second, 9, 0)
    with player.step("import feedback: three rows held back"):
        script.take_in(player, made.extract)
    with player.step("private briefing"):
        script.brief(player)
    with player.step("readiness check by both, manager rung"):
        script.get_ready(player)
    script.at_doors(player, second)
    with player.step("prepare workshop two"):
        player.press("2")
        script.prepare(player)
    with player.step("attendance two"):
        script.arrive(player, late=False)
    with player.step("workshop two: observations, objectives"):
        script.hold(player, curriculum, curriculum.day(2), tally)
    with player.step("close workshop two"):
        script.close_day(player)
    with player.step("debrief two"):
        script.debrief(player, 2)
    with player.step("note two"):
        script.write_note(player, out)
    with player.step("quit"):
        script.leave(player)


def _facts(folder: Path, made: Practice, player: Player, seconds: float, out: Path) -> Facts:
    from cara_facilitate.services.bootstrap import open_desk

    desk = open_desk(folder, PRACTICE_PASSPHRASE)
    try:
        state = desk.state(made.plan.cohort)
        written = [w.note for w in state.workshops.values() if w.note is not None]
        taken = state.current_import
        return Facts(
            steps=[asdict(step) for step in player.steps],
            events=desk.count_events(),
            observations=sum(len(w.observations) for w in state.workshops.values()),
            objectives_evidenced=len(
                {e.objective for w in state.workshops.values() for e in w.evidence}
            ),
            rows_matched=len(taken.items) if taken else 0,
            rows_held_back=taken.held_back if taken else 0,
            flags_raised=len(state.flags),
            flags_open=len(state.open_flags),
            files=[
                *(f"{note.note_id}.{form}" for note in written for form in note.formats),
                *sorted(path.name for path in out.glob("*-attendance.*")),
            ],
            seconds=round(seconds, 1),
        )
    finally:
        desk.close()


def differs(facts: Facts, tally: script.Tally) -> str:
    """What the journal says otherwise than the keys, as one sentence; empty if nothing."""
    expected = {
        "observations": tally.observations,
        "objectives_evidenced": len(tally.objectives),
        "rows_matched": MATCHED,
        "rows_held_back": HELD_BACK,
        "flags_raised": FLAGS,
        "flags_open": 0,
    }
    for name, wanted in expected.items():
        found = getattr(facts, name)
        if found != wanted:
            return f"The journal has {found} for {name}, {wanted} were played."
    return "" if len(facts.files) == FILES else "Not every note and return was written."


def _report(facts: Facts, as_json: bool) -> None:
    if as_json:
        show_json(asdict(facts))
        return
    show_table(
        [
            ("events written", str(facts.events)),
            ("observations", str(facts.observations)),
            ("objectives evidenced", f"{facts.objectives_evidenced} of 10"),
            ("rows matched", str(facts.rows_matched)),
            ("rows held back", str(facts.rows_held_back)),
            ("flags raised, open", f"{facts.flags_raised}, {facts.flags_open}"),
            *(("file written", name) for name in facts.files),
            ("seconds", str(facts.seconds)),
        ]
    )
