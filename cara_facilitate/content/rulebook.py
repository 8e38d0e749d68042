"""What each rule of the check is for, with an example; data in ``rulebook.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cara_facilitate.content.fields import (
    Shape,
    anything,
    like,
    maybe,
    needed,
    read,
    words,
)
from cara_facilitate.content.findings import did_you_mean, shown, visible
from cara_facilitate.content.header import compose
from cara_facilitate.content.source import Source
from cara_facilitate.errors import ContentError

FILE = Path(__file__).with_name("rulebook.yaml")
PREFIX = "CUR-"


class Rule(Shape):
    """One rule; ``wrong`` and ``right`` are lines as they stand in ``file``.

    The rest is for the test that tries them: ``at`` is what they are put in place of, ``times``
    how often the wrong words come, ``copy`` the file a new one starts from, and ``beside`` a
    further file with ``text``.
    """

    severity: str = needed(words, alias="is")
    says: str = needed(words)
    why: str = needed(words)
    file: str = needed(anything)
    wrong: str = needed(anything)
    right: str = needed(anything)
    at: str | None = maybe(anything, None)
    times: str = maybe(like("[0-9]+", "a whole number"), "1")
    encoding: str = maybe(anything, "utf-8")
    copy: str = maybe(anything, "")
    beside: str = maybe(anything, "")
    text: str = maybe(anything, "")


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule that the check can report, by its id without ``CUR-``, in order."""
    source = Source(FILE.name, tuple(FILE.read_text(encoding="utf-8").split("\n")))
    tree, wrong = compose(source, 1, len(source.lines))
    found: dict[str, Rule] = {}
    faults = [one.message for one in wrong]
    for name, entry in (tree.value if tree else {}).items():
        missing: list[object] = []
        rule = read(Rule, entry, (name,), missing)  # type: ignore[arg-type]
        faults += [f"{name}: {fault}" for fault in missing]
        if rule is not None:
            found[name] = rule
    if faults:
        raise ValueError("; ".join(faults))
    return dict(sorted(found.items()))


def explained(name: str) -> str:
    """A page on one rule, or with ``all`` a line on each.

    :param name: the rule's id, with or without ``CUR-``, in capitals or not.
    :raises ContentError: if there is none.
    """
    if name.casefold() == "all":
        return "\n".join(
            f"{PREFIX}{one}  {rule.severity:<17} {rule.says}" for one, rule in rules().items()
        )
    wanted = name.strip().upper().removeprefix(PREFIX)
    rule = rules().get(wanted)
    if rule is None:
        near = did_you_mean(wanted, rules())
        hint = "See: cara curriculum check --explain all"
        raise ContentError(f'There is no rule "{shown(name)}"{near or "."}', hint)
    place = f" ({rule.file})" if rule.file else ""
    return visible(
        f"{PREFIX}{wanted}, {_article(rule.severity)}: {rule.says}.\n\n{rule.why}\n\n"
        f"Wrong{place}:\n\n{_block(rule.wrong, int(rule.times))}\n\n"
        f"Right:\n\n{_block(rule.right)}"
    )


def _article(severity: str) -> str:
    return f"{'an' if severity[0] in 'aeiou' else 'a'} {severity}"


def _block(text: str, times: int = 1) -> str:
    """Lines set off by four spaces; nothing at all is said in words."""
    if not text.strip():
        return "    (nothing here)"
    again = f"  (and so on, {times} times)" if times > 1 else ""
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n")) + again
