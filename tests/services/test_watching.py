"""What plugins that watch are told: that something was stored, after it was, and no more."""

from __future__ import annotations

from cara_facilitate.domain import commands as cmd
from cara_facilitate.services import deliver, feedback_import, prepare, safeguard
from cara_facilitate.services.rehearse import Practice
from tests.services.conftest import hold_workshop_one


def test_a_watcher_hears_of_the_day_after_the_commit_and_never_of_flags_or_feedback(
    practice: Practice, monkeypatch
):
    heard = []
    monkeypatch.setattr(practice.desk.host, "observe", heard.append)
    desk, cohort = practice.desk, practice.plan.cohort
    hold_workshop_one(practice)
    safeguard.raise_flag(desk, cohort, 1, seat=3, kind="child", words="zq-V")
    feedback_import.confirm(
        desk, feedback_import.preview(desk, cohort, practice.extract), "F-LEAD1"
    )
    assert desk.flush(10)
    kinds = [notice.type for notice in heard]
    assert kinds[:3] == ["workshop.prepared", "workshop.started", "item.started"]
    assert kinds.count("attendance.recorded") == 12
    assert not [kind for kind in kinds if kind.startswith(("flag", "feedback", "readiness"))]
    assert [notice.seq for notice in heard] == list(range(heard[0].seq, heard[0].seq + len(heard)))
    assert "zq-V" not in repr(heard)


def test_a_watching_plugin_that_fails_harms_no_save(practice: Practice, monkeypatch):
    desk, cohort = practice.desk, practice.plan.cohort

    def broken(notice: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(desk.host, "observe", broken)
    prepare.prepare(desk, cohort, 1, prepare.CHECKS)
    deliver.do(desk, cohort, 1, cmd.StartWorkshop(desk.clock.now()))
    monkeypatch.undo()
    assert desk.save_state.failure == ""
    assert desk.state(cohort).workshops[1].live
