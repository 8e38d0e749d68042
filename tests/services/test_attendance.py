"""Confirming attendance and returning it: by both, of what was read, and nothing beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cara_facilitate.cli import attendance as command
from cara_facilitate.domain import commands as cmd
from cara_facilitate.domain.attendance_record import NO_PROOF, digest, returned, unconfirmed
from cara_facilitate.errors import CaraError, PluginError, Refusal
from cara_facilitate.services import attendance, deliver, prepare
from cara_facilitate.services.desk import Desk
from cara_facilitate.services.rehearse import PINS, make_practice

COHORT = "WY26A"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Workshop one under way since ten, everybody there."""
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    made = make_practice(folder, datetime(2026, 11, 28).date()).desk
    prepare.prepare(made, COHORT, 1, prepare.CHECKS)
    do(made, cmd.StartWorkshop(clock(made, 10)))
    do(made, cmd.AllPresent(clock(made, 10)))
    yield made
    made.close()


def clock(desk: Desk, hour: int, minute: int = 0) -> datetime:
    return desk.clock.now().replace(hour=hour, minute=minute, second=0, microsecond=0)


def do(desk: Desk, *commands: cmd.Command) -> None:
    for one in commands:
        deliver.do(desk, COHORT, 1, one)


def not_there(desk: Desk, mark: cmd.Attend) -> None:
    """Marked instead of present: the seat's mark is taken back first, as the log does it."""
    arrival = desk.state(COHORT).workshops[1].seat(mark.seat).arrival
    assert arrival is not None
    do(desk, cmd.TakeBack((arrival.event,), clock(desk, 10, 40)), mark)


def close(desk: Desk) -> Desk:
    do(desk, cmd.EndWorkshop(clock(desk, 15, 30)))
    return desk


def both_confirm(desk: Desk) -> Desk:
    for who, pin in PINS.items():
        attendance.confirm(desk, COHORT, 1, who, pin)
    return desk


def word_of(desk: Desk, seat: int) -> str:
    ref = desk.state(COHORT).seats[seat]
    made = attendance.make_return(desk, COHORT, 1)
    return next(row.word for row in made.rows if row.ref == ref)


def test_no_return_before_the_day_is_closed_and_both_have_confirmed(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="not closed yet"):
        attendance.confirm(desk, COHORT, 1, "F-LEAD1", PINS["F-LEAD1"])
    with pytest.raises(Refusal, match="not closed yet"):
        attendance.write_return(desk, COHORT, 1, tmp_path / "out")
    close(desk)
    attendance.confirm(desk, COHORT, 1, "F-LEAD1", PINS["F-LEAD1"])
    with pytest.raises(Refusal, match="F-CO2 has not confirmed it") as refused:
        attendance.write_return(desk, COHORT, 1, tmp_path / "out")
    assert "F-LEAD1" not in refused.value.message
    assert refused.value.exit_code == 2
    assert not (tmp_path / "out").exists()
    attendance.confirm(desk, COHORT, 1, "F-CO2", PINS["F-CO2"])
    assert len(attendance.write_return(desk, COHORT, 1, tmp_path / "out")) == 2


def test_each_confirms_with_an_own_pin(desk: Desk) -> None:
    close(desk)
    with pytest.raises(Refusal, match="not this facilitator's PIN"):
        attendance.confirm(desk, COHORT, 1, "F-CO2", PINS["F-LEAD1"])
    with pytest.raises(Refusal, match="not a facilitator"):
        attendance.confirm(desk, COHORT, 1, "F-ELSE", PINS["F-LEAD1"])
    assert unconfirmed(desk.state(COHORT), 1) == ("F-LEAD1", "F-CO2")


def test_what_changed_after_it_was_shown_cannot_be_confirmed_unread(desk: Desk) -> None:
    close(desk)
    shown = digest(desk.state(COHORT), 1)
    do(desk, cmd.Attend(3, "EL", clock(desk, 14), "", "paper"))
    with pytest.raises(Refusal, match="changed since it was shown"):
        attendance.confirm(desk, COHORT, 1, "F-CO2", PINS["F-CO2"], shown)


def test_a_change_after_confirming_voids_it_and_says_so(desk: Desk, tmp_path: Path) -> None:
    both_confirm(close(desk))
    do(desk, cmd.Attend(3, "EL", clock(desk, 14), "", "paper"))
    said = attendance.standing(desk.state(COHORT), 1)
    assert all("changed since: confirm again" in line for line in said)
    with pytest.raises(Refusal, match="changed since"):
        attendance.write_return(desk, COHORT, 1, tmp_path)
    both_confirm(desk)
    assert word_of(desk, 3) == "to be confirmed by the manager"


def test_a_seat_without_a_mark_is_entered_before_anybody_confirms(desk: Desk) -> None:
    do(desk, cmd.Undo(clock(desk, 10, 5)))
    do(desk, cmd.Attend(1, "P", clock(desk, 10)))
    close(desk)
    with pytest.raises(Refusal, match=r"Seats 2, 3, .*12: no attendance is recorded"):
        attendance.confirm(desk, COHORT, 1, "F-CO2", PINS["F-CO2"])


def test_the_return_holds_references_words_and_no_reason(desk: Desk, tmp_path: Path) -> None:
    not_there(desk, cmd.Attend(3, "LR", clock(desk, 10, 40)))
    not_there(desk, cmd.Attend(4, "AR", clock(desk, 10, 40), "faith"))
    do(
        desk,
        cmd.Attend(2, "LA", clock(desk, 10, 12), "transport"),
        cmd.Attend(5, "RM", clock(desk, 12), "health"),
    )
    both_confirm(close(desk))
    table, text = attendance.write_return(desk, COHORT, 1, tmp_path / "out")
    assert (table.name, text.name) == ("WY26A-1-attendance.csv", "WY26A-1-attendance.txt")
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    assert list(rows[0]) == ["participant_ref", "date", "workshop", "attendance"]
    seats = {ref: seat for seat, ref in desk.state(COHORT).seats.items()}
    words = {seats[row["participant_ref"]]: row["attendance"] for row in rows}
    assert {words[seat] for seat in (1, 2, 6, 12)} == {"attended"}
    assert (words[3], words[4]) == ("did not attend", "did not attend")
    assert words[5] == "to be confirmed by the manager"
    assert {row["date"] for row in rows} == {"2026-11-28"}
    assert [row["participant_ref"] for row in rows] == sorted(seats)
    page = text.read_text("utf-8")
    assert NO_PROOF in page
    assert "the 12 references of cohort WY26A" in page
    assert "Confirmed by F-LEAD1" in page
    assert "Confirmed by F-CO2" in page
    for private in ("transport", "faith", "health", "10:12", "seat"):
        assert private not in page.lower()
        assert private not in table.read_text("utf-8").lower()


def test_an_earlier_return_is_never_written_over(desk: Desk, tmp_path: Path) -> None:
    both_confirm(close(desk))
    attendance.write_return(desk, COHORT, 1, tmp_path)
    with pytest.raises(CaraError, match="already there"):
        attendance.write_return(desk, COHORT, 1, tmp_path)


def test_a_return_is_on_record_and_a_change_after_it_is_said_aloud(
    desk: Desk, tmp_path: Path
) -> None:
    both_confirm(close(desk))
    attendance.write_return(desk, COHORT, 1, tmp_path, "F-CO2")
    made = returned(desk.state(COHORT), 1)
    assert made is not None
    assert (made.by, made.stands) == ("F-CO2", True)
    assert len(attendance.standing(desk.state(COHORT), 1)) == 3
    do(desk, cmd.Attend(3, "EL", clock(desk, 14), "", "paper"))
    assert "CHANGED SINCE" in attendance.standing(desk.state(COHORT), 1)[-1]
    assert returned(desk.state(COHORT), 2) is None


def test_a_day_stopped_is_returned_as_not_held_and_nobody_as_absent(desk: Desk) -> None:
    not_there(desk, cmd.Attend(4, "AN", clock(desk, 10, 40)))
    do(
        desk,
        cmd.StopWorkshop("not safe to go on", "F-LEAD1", clock(desk, 13)),
    )
    both_confirm(desk)
    made = attendance.make_return(desk, COHORT, 1)
    assert {row.word for row in made.rows} == {"not held"}
    assert "nobody's absence" in attendance.as_text(desk.state(COHORT), made)


def test_a_failing_policy_stops_the_return_and_no_laxer_rule_takes_its_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_confirm(close(desk))

    def gone(_: str) -> None:
        raise PluginError("The site's rules are missing.")

    monkeypatch.setattr(desk.host, "site_policy", gone)
    for call in (attendance.make_return, attendance.document):
        with pytest.raises(PluginError):
            call(desk, COHORT, 1)
    with pytest.raises(PluginError):
        attendance.dates(desk, COHORT)


def test_dates_offered_are_the_site_s_own_days_of_the_week(desk: Desk) -> None:
    close(desk)
    found = attendance.dates(desk, COHORT)
    assert sorted(found) == list(range(1, 13))
    for dates in found.values():
        assert dates.first is not None
        assert dates.second is not None
        assert {dates.first.weekday(), dates.second.weekday()} == {5}
        assert dates.first > desk.clock.now().date()


def test_the_plain_document_has_seats_and_times_and_no_reference_reason_or_date_of_caution(
    desk: Desk,
) -> None:
    not_there(desk, cmd.Attend(4, "AR", clock(desk, 10, 40), "faith"))
    do(
        desk,
        cmd.Attend(6, "EL", clock(desk, 14, 10)),
        cmd.RecordStaff("F-CO2", "came", clock(desk, 9, 30)),
    )
    close(desk)
    made = attendance.document(desk, COHORT, 1)
    by_seat = {row["seat"]: row for row in made["seats"]}
    assert by_seat[6]["times"] == [{"came": "10:00", "left": "14:10"}]
    assert (by_seat[6]["early"], by_seat[6]["minutes"]) == (80, 250)
    assert by_seat[1]["pair_complete"] is None
    assert by_seat[4]["pair_complete"] is False
    assert made["facilitators"][1] == {
        "facilitator": "F-CO2",
        "times": [{"came": "09:30", "left": ""}],
    }
    whole = str(made)
    assert "faith" not in whole
    assert "caution" not in whole
    assert not any(ref in whole for ref in desk.state(COHORT).seats.values())


def test_a_practice_return_says_that_it_is_practice(desk: Desk) -> None:
    both_confirm(close(desk))
    made = attendance.make_return(desk, COHORT, 1)
    assert "Practice: made-up people" in attendance.as_text(desk.state(COHORT), made)


def test_the_command_wants_a_folder_with_the_return_and_only_then() -> None:
    for argv in (["--return"], ["--out", "x"]):
        with pytest.raises(Refusal, match="go together"):
            command.run([COHORT, "--workshop", "1", *argv])
