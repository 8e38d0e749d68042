"""Coverage figures as a store keeps and shows them, in words, and what they ask of the manager."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cara_facilitate.domain.coverage_shown import ATTEMPTED, NEVER, ROSTERED, SMALL, may_leave
from cara_facilitate.domain.coverage_supervision import AgreedUse, Supervision
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
USE_WORDS = (
    "Agreed words held by the worker",
    "  said in workshop two",
    "  not said",
    "  workshop two was not held",
    "  not told yet, or not certain",
)
THEMES = "Themes that may be strengthened for everyone, of all records together:"
NO_THEME = "Themes: none."
THEMES_UNTOLD = "Themes: not told, as the worker's computer has no such curriculum."
NOTHING_BACK = "Whether they were said is not told yet."
WIDTH = 34
RULE_NEVER, RULE_TRIED, RULE_UNTOLD = "COV-1", "COV-2", "COV-3"
COVERAGE_RULES = (RULE_NEVER, RULE_TRIED, RULE_UNTOLD)
"""What the worker's store may refer to the manager about the figures."""
_MARK = " | "
_WHOLE, _THEME, _USE = "for the practice supervisor", "theme", "agreed words"
_USE_KEPT = re.compile(r"[0-9]+(?: [0-9]+){3}", re.ASCII)
_BLOCK = 4_096
"""What a supervisor's store keeps is filled up to it: its size tells nothing of the themes."""


def coverage_findings(counts: Mapping[str, int], *, whole: bool = False) -> tuple[Finding, ...]:
    """What the figures ask of the manager, said with nothing but what may leave.

    :param counts: whole figures, or what is left of them.
    :param whole: for a practice supervisor, with the real numbers of whole figures.
    """
    return _whole_findings(counts) if whole else _findings(may_leave(counts))


def _whole_findings(counts: Mapping[str, int]) -> tuple[Finding, ...]:
    asks = counts[NEVER] or counts[ROSTERED] - counts[ATTEMPTED]
    # Those never contacted are counted among those not tried: one question asks for both.
    names = (ROSTERED, NEVER) if counts[NEVER] else (ROSTERED, ATTEMPTED)
    return _findings({name: counts[name] for name in names}) if asks else ()


def _findings(shown: Mapping[str, int]) -> tuple[Finding, ...]:
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
    head: str,
    counts: Iterable[tuple[str, int]],
    findings: Iterable[Finding] = (),
    beside: Supervision | None = None,
) -> str:
    """The figures as a store keeps them: a heading, ``name: count`` a line, then the findings.

    What may not leave is left out once more, whoever sent it.

    :param beside: in a practice supervisor's store what else was told; the figures stay whole.
    """
    sent = dict(counts)
    shown = may_leave(sent) if beside is None else sent
    if shown != sent:
        findings = coverage_findings(shown)
    lines = [head] if beside is None else [head, _WHOLE, *_kept_beside(beside)]
    lines += [f"{name.replace('_', ' ')}: {count}" for name, count in shown.items()]
    lines += [_MARK.join((one.rule, str(one.result), one.message)) for one in findings]
    text = "\n".join(lines)
    if beside is not None:
        text += "\n" * (_BLOCK - 1 - len(text.encode()) % _BLOCK)
    return text + "\n"


def _kept_beside(beside: Supervision) -> list[str]:
    use = beside.agreed
    ends = (use.records, use.said, use.not_said, use.not_held)
    lines = [_MARK.join((_USE, " ".join(map(str, ends)), ""))]
    if beside.themes is None:
        return [*lines, _MARK.join((_THEME, "", ""))]
    return lines + [_MARK.join((_THEME, slug, title)) for slug, title in beside.themes]


def coverage_lines(text: str, *, whole: bool = False) -> tuple[str, ...]:
    """The figures as they were taken in, in words; small ones are left out of older texts too.

    :param text: as :func:`coverage_text` gives it.
    :param whole: for a practice supervisor: all that was kept for one.
    """
    kept = _read(text)
    if not kept.head and not kept.counts:
        return ("",)
    beside = kept.beside()
    if not whole or beside is None:
        said = _said(kept_findings(text))
        return (*kept.head, "", *said, *figure_lines(may_leave(kept.counts)))
    return (
        *(*kept.head, "", *_said(kept.found), *figure_lines(kept.counts)),
        *("", *supervision_lines(beside)),
    )


def kept_findings(text: str) -> tuple[Finding, ...]:
    """What the worker's store referred to the manager with these figures."""
    kept = _read(text)
    return coverage_findings(kept.counts) if kept.whole else tuple(kept.found)


def supervision_lines(beside: Supervision) -> tuple[str, ...]:
    """The themes and the fact of use, for a practice supervisor or the worker alone."""
    use, themes = beside.agreed, beside.themes
    told = [THEMES_UNTOLD if themes is None else NO_THEME]
    if themes:
        told = [
            THEMES,
            *(f"  {title} ({slug})" if title else f"  {slug}" for slug, title in themes),
        ]
    ends = (use.records, use.said, use.not_said, use.not_held, use.records - use.told)
    lines = [f"{words:<{WIDTH}} {count}" for words, count in zip(USE_WORDS, ends, strict=True)]
    if not use.told:
        lines = [lines[0], f"  {NOTHING_BACK}"] if use.records else lines[:1]
    return (*told, "", *lines)


def figure_lines(shown: Mapping[str, int]) -> tuple[str, ...]:
    """A line for every count, those that are left out among them, and why they are."""
    lines = [f"{words:<{WIDTH}} {shown.get(name, HIDDEN)}" for name, words in WORDS.items()]
    return (*lines, "", WHY_HIDDEN) if len(shown) < len(WORDS) else tuple(lines)


def _said(found: Sequence[Finding]) -> tuple[str, ...]:
    return (*(f"{one.result}  {one.rule}  {one.message}" for one in found), "") if found else ()


@dataclass(slots=True)
class _Kept:
    """A text taken apart."""

    head: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    whole: bool = False
    themes: list[tuple[str, str]] = field(default_factory=list)
    use: tuple[int, ...] = (0, 0, 0, 0)

    def beside(self) -> Supervision | None:
        if not self.whole:
            return None
        themes = None if ("", "") in self.themes else tuple(self.themes)
        return Supervision(themes, AgreedUse(*self.use))

    def take(self, line: str) -> None:
        name, _, count = line.rpartition(":")
        name = name.replace(" ", "_")
        match line.split(_MARK, 2):
            case [rule, result, said] if rule in COVERAGE_RULES and result in set(Result):
                self.found.append(Finding(rule, Result(result), said))
            case [kind, slug, title] if self.whole and kind == _THEME:
                self.themes.append((slug, title))
            case [kind, use, _] if self.whole and kind == _USE and _USE_KEPT.fullmatch(use):
                self.use = tuple(map(int, use.split()))
            case _ if name in WORDS and count.strip().isdecimal():
                self.counts[name] = int(count)
            case _ if line == _WHOLE:
                self.whole = True
            case _ if line.strip() and not self.counts:
                self.head.append(line)


def _read(text: str) -> _Kept:
    kept = _Kept()
    for line in text.splitlines():
        kept.take(line)
    return kept
