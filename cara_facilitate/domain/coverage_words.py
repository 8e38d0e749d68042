"""Coverage figures as they leave the worker's store, in words: no small count, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cara_facilitate.domain.coverage_shown import ATTEMPTED, NEVER, ROSTERED, SMALL, may_leave
from cara_facilitate.domain.policy import Finding, Result

HIDDEN = "not shown"
WHY_HIDDEN = (
    f"Not shown: fewer than {SMALL}, or a number from which one so small could be worked out."
)
WORDS: Mapping[str, str] = {
    "rostered": "References on the roster",
    "attempted": "Tried between the workshops",
    "spoken": "Spoken to between the workshops",
    "heard": "Heard: something was told",
    "declined": "Did not wish to speak",
    "unsafe": "Not safe to speak",
    "unreachable": "Not reached",
    "not_attempted": "Not tried, with a reason",
    "never_contacted": "No contact recorded",
    "L0": "Records sealed (L0)",
    "L1": "Records for planning only (L1)",
    "L2": "Records with themes for all (L2)",
    "L3": "Records with agreed words (L3)",
}
WIDTH = 34
RULE_NEVER, RULE_TRIED, RULE_UNTOLD = "COV-1", "COV-2", "COV-3"
COVERAGE_RULES = (RULE_NEVER, RULE_TRIED, RULE_UNTOLD)
"""What the worker's store may refer to the manager about the figures."""
_MARK = " | "


def coverage_findings(counts: Mapping[str, int]) -> tuple[Finding, ...]:
    """What the figures ask of the manager, said with nothing but what may leave.

    :param counts: whole figures, or what is left of them.
    """
    shown = may_leave(counts)
    found: list[Finding] = []
    if NEVER in shown:
        said = f"No contact is recorded for {shown[NEVER]} of {shown[ROSTERED]}."
        found.append(Finding(RULE_NEVER, Result.REFER, f"{said} {_ASK}"))
    elif ATTEMPTED in shown:
        rest = shown[ROSTERED] - shown[ATTEMPTED]
        said = f"{rest} of {shown[ROSTERED]} were not tried between the workshops."
        found.append(Finding(RULE_TRIED, Result.REFER, f"{said} {_ASK}"))
    else:
        found.append(Finding(RULE_UNTOLD, Result.WARN, UNTOLD))
    return tuple(found)


UNTOLD = "These figures cannot say how many were not reached: ring the worker, whether none or all."
_ASK = "Ring the worker: can more be done before workshop two?"


def coverage_text(
    head: str, counts: Iterable[tuple[str, int]], findings: Iterable[Finding] = ()
) -> str:
    """The figures as a store keeps them: a heading, ``name: count`` a line, then the findings.

    What may not leave is left out once more, whoever sent it.
    """
    lines = [head]
    lines += [
        f"{name.replace('_', ' ')}: {count}" for name, count in may_leave(dict(counts)).items()
    ]
    lines += [_MARK.join((one.rule, str(one.result), one.message)) for one in findings]
    return "\n".join(lines) + "\n"


def coverage_lines(text: str) -> tuple[str, ...]:
    """The figures as they were taken in, in words; small ones are left out of older texts too.

    :param text: as :func:`coverage_text` gives it.
    """
    head, counts, found = _read(text)
    if not head and not counts:
        return ("",)
    return (*head, "", *_said(found), *figure_lines(may_leave(counts)))


def kept_findings(text: str) -> tuple[Finding, ...]:
    """What the worker's store referred to the manager with these figures."""
    return tuple(_read(text)[2])


def figure_lines(shown: Mapping[str, int]) -> tuple[str, ...]:
    """A line for every count, those that are left out among them, and why they are."""
    lines = [f"{words:<{WIDTH}} {shown.get(name, HIDDEN)}" for name, words in WORDS.items()]
    return (*lines, "", WHY_HIDDEN) if len(shown) < len(WORDS) else tuple(lines)


def _said(found: Sequence[Finding]) -> tuple[str, ...]:
    return (*(f"{one.result}  {one.rule}  {one.message}" for one in found), "") if found else ()


def _read(text: str) -> tuple[list[str], dict[str, int], list[Finding]]:
    head: list[str] = []
    counts: dict[str, int] = {}
    found: list[Finding] = []
    for line in text.splitlines():
        name, _, count = line.rpartition(":")
        name = name.replace(" ", "_")
        parts = line.split(_MARK, 2)
        if len(parts) == 3 and parts[0] in COVERAGE_RULES and parts[1] in set(Result):
            found.append(Finding(parts[0], Result(parts[1]), parts[2]))
        elif name in WORDS and count.strip().isdecimal():
            counts[name] = int(count)
        elif line.strip() and not counts:
            head.append(line)
    return head, counts, found
