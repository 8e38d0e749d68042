"""The facts of a note put into the words and groups in which a supervisor reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

NOT_RECORDED = "not recorded"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_BLANK = "\u2013"
"""What a table shows where nothing was recorded."""
_CAME_OR_WENT = frozenset({"P", "LA", "LR", "EL", "RM"})
"""Attendance codes whose time is the person's; of the others it is only when they were marked."""
_NUMBERS = {1: "one", 2: "two"}


def context(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The template's names: the facts, and beside them what is put into words here."""
    header = facts["header"]
    return {
        **facts,
        "title": f"Supervision note, workshop {_workshop(header['workshop'])}",
        "workshop_word": _workshop(header["workshop"]),
        "date_words": _day_in_words(header["date"]),
        "written_words": _moment_in_words(facts["note"]["written"]),
        "variant_words": header["variant"].replace("-", " ") or NOT_RECORDED,
        "site_words": header["site"].replace("-", " ").title() or NOT_RECORDED,
        "staff_words": " and ".join(header["facilitators"]) or NOT_RECORDED,
        "attendance_words": _attendance(header),
        "own_times_words": _own_times(header["own_times"]),
        "plan_words": _plan(header["plan"]),
        "minutes_words": _minutes(facts["fidelity"]),
        "activity_rows": [_activity(row) for row in facts["fidelity"]["activities"]],
        "objective_rows": [
            _objective(row) for row in facts["fidelity"]["objectives"] if not _left_for_later(row)
        ],
        "later_words": ", ".join(
            row["id"] for row in facts["fidelity"]["objectives"] if _left_for_later(row)
        ),
        "seat_rows": [_seat(row) for row in facts["seats"]["rows"]],
        "code_key": "; ".join(f"{row['key']} {row['name']}" for row in facts["seats"]["key"]),
        "flag_rows": [_flag(flag) for flag in facts["safeguarding"]["flags"]],
        "assurance_rows": _assurance(facts["assurance"]),
        "amendment_rows": [_amendment(row) for row in facts["supervisor"]["amendments"]],
        "changed_words": ", ".join(str(number) for number in facts["supervisor"]["changed"]),
    }


def _workshop(number: int) -> str:
    return _NUMBERS.get(number, str(number))


def _day_in_words(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _moment_in_words(iso: str) -> str:
    at = datetime.fromisoformat(iso)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M}"


def _attendance(header: Mapping[str, Any]) -> str:
    parts = [f"{row['count']} {row['label']}" for row in header["attendance"]]
    if header["unmarked"]:
        parts.append(f"{header['unmarked']} {NOT_RECORDED}")
    words = "; ".join(parts) or NOT_RECORDED
    return f"{words} (in part entered from paper)" if header["from_paper"] else words


def _own_times(rows: Iterable[Mapping[str, Any]]) -> str:
    """``F-LEAD1 09:30-15:40; F-CO2 not recorded``."""
    return "; ".join(
        f"{row['facilitator']} {', '.join(map(_span, row['times'])) or NOT_RECORDED}"
        for row in rows
    )


def _span(times: Mapping[str, str]) -> str:
    came, left = times["came"], times["left"]
    if left == NOT_RECORDED:
        return f"from {came}"
    return f"until {left}" if came == NOT_RECORDED else f"{came}-{left}"


def _plan(plan: Mapping[str, Any]) -> str:
    return f"{plan['title']} {plan['version']} (content {plan['hash']})"


def _minutes(fidelity: Mapping[str, Any]) -> str:
    if not fidelity["started"]:
        return NOT_RECORDED
    ratio = round(fidelity["ratio"] * 100) if fidelity["ratio"] != NOT_RECORDED else 0
    return f"{fidelity['actual']} of {fidelity['planned']} planned minutes of activities ({ratio}%)"


def _activity(row: Mapping[str, Any]) -> Mapping[str, Any]:
    remark = {"ran": "", NOT_RECORDED: ""}.get(row["status"], row["status"])
    if row["reason"]:
        remark = f"{remark}: {row['reason']}" if remark else row["reason"]
    return {
        **row,
        "actual_words": str(row["actual"]) if row["ran"] else _BLANK,
        "ratio_words": f"{row['ratio']:.2f}" if row["ratio"] != NOT_RECORDED else _BLANK,
        "remark": remark,
        "notable": row["status"] in {"skipped", "below floor", "not run yet"},
    }


def _left_for_later(row: Mapping[str, Any]) -> bool:
    """Whether this objective is no aim of this day and was not met by chance either."""
    return not row["planned"] and row["reach"] in {"not reached", NOT_RECORDED}


def _objective(row: Mapping[str, Any]) -> Mapping[str, Any]:
    where = ", ".join(item["number"] for item in row["activities"])
    who = []
    if row["seats"]:
        who.append(f"{row['seats']} seat" + ("" if row["seats"] == 1 else "s"))
    if row["by_group"]:
        who.append("the group")
    evidence = f"{where}: {' and '.join(who)}" if where else ""
    return {**row, "evidence": evidence, "notable": row["reach"] == "not reached"}


def _gap(row: Mapping[str, Any]) -> str:
    """What the raters said of their difference, as the end of a sentence about it."""
    said = row.get("two_raters", NOT_RECORDED)
    return f": {said}" if row["gap"] and said != NOT_RECORDED else ""


def _seat(row: Mapping[str, Any]) -> Mapping[str, Any]:
    marks = []
    for mark in row["attendance"]:
        words = f"{mark['code']} {mark['time']}" if mark["code"] in _CAME_OR_WENT else mark["code"]
        notes = ", ".join(filter(None, (mark["reason"], "from paper" if mark["paper"] else "")))
        marks.append(f"{words} ({notes})" if notes else words)
    recorded = row["ratings"] and any(r["value"] != NOT_RECORDED for r in row["ratings"])
    ratings = [_short(rating["value"]) for rating in row["ratings"]]
    at_break = [
        f"{rating['rater']} {rating['value']}"
        for rating in row["break_ratings"]
        if rating["value"] != NOT_RECORDED
    ]
    return {
        **row,
        "attendance_words": ", ".join(marks) or NOT_RECORDED,
        "codes_words": " ".join(f"{code['key']}{code['count']}" for code in row["codes"]) or _BLANK,
        "rating_words": ratings,
        "ratings_line": " / ".join(ratings) if recorded else _BLANK,
        "break_words": ", ".join(at_break),
        "behaviour_words": row["behaviour"] if row["behaviour"] != NOT_RECORDED else _BLANK,
        "gap_words": _gap(row),
        "follow_up_words": _short(row["follow_up"]),
        "quiet": row["attended"]
        and not recorded
        and not row["codes"]
        and row["behaviour"] == NOT_RECORDED,
    }


def _short(value: str) -> str:
    return _BLANK if value == NOT_RECORDED else value


def _flag(flag: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        **flag,
        "raised_words": _stamp(flag["raised"]),
        "told": [{**told, "when_words": _stamp(told["when"])} for told in flag["told"]],
        "closed_words": " and ".join(flag["closed_by"]),
    }


def _stamp(stamp: str) -> str:
    at = datetime.fromisoformat(stamp)
    return f"{at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"


def _assurance(section: Mapping[str, Any]) -> list[Mapping[str, str]]:
    if not section["applies"]:
        return [{"what": "Not for this workshop", "answer": "asked of workshop two only"}]
    read = section["all_read"]
    if read == "no" and not section["supplied"]:
        read = "no, nothing was supplied"
    rows = [
        ("Contact outcomes, as told by the victim-contact worker", section["counts"]),
        *_told(section["told"]),
        ("Extract supplied", "yes" if section["supplied"] else "no"),
        ("Worker asked for changes since", _asked(section)),
        ("All read by both facilitators before the day", read),
        ("Flags on record read by both before the day", section["flags_read"]),
        ("Rows held back", str(section["rows_held_back"])),
        ("Rows released after the worker was rung", str(section["rows_released"])),
        ("Seats for which nothing came", str(section["seats_missing"])),
        ("Calls to the manager", _calls(section["calls"])),
        ("Any breach of confidentiality", section["breach"]),
    ]
    return [{"what": what, "answer": answer} for what, answer in rows]


def _told(counts: Mapping[str, str]) -> list[tuple[str, str]]:
    named = (
        ("people", "People harmed, as told by the worker"),
        ("spoken", "Of them spoken with"),
        ("never_contacted", "Of them never contacted"),
    )
    return [(what, counts[name]) for name, what in named]


def _asked(section: Mapping[str, Any]) -> str:
    at = section["refreshed_at"]
    return f"{section['refreshed']}, {_stamp(at)}" if at else str(section["refreshed"])


def _calls(calls: list[Mapping[str, Any]]) -> str:
    if not calls:
        return "none recorded"
    return "; ".join(
        f"{_stamp(call['at'])}, {'answered' if call['answered'] else 'nobody answered'}"
        for call in calls
    )


def _amendment(row: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        "what": f"{row['note']}, written {_stamp(row['at'])} by {row['by']}",
        "digest": row["digest"],
    }
