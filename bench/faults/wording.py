"""Words, terms, tags and hidden characters that should not stand where they do."""

from __future__ import annotations

from bench.planting import ACTIVITY, HEADED, MANIFEST, OVERLAY, TERMS, drop, put, swap

swap("tab", "X01 F02", MANIFEST, r"^    (slug|label|end)", "\t\\1")
put(
    "she",
    "T04",
    ACTIVITY,
    "Say",
    "What would she have heard?",
    "Ask his wife about it.",
    "Think of him then.",
)
put("she asked", "T04", ACTIVITY, "Ask", "- What did she see?", "- Where was he?")
put(
    "disclosure",
    "S02",
    ACTIVITY,
    "Say",
    "Your partner told us that you broke the door.",
    "The victim has said to the service that it goes on.",
    "We know from {the_other_person} what happened on that night.",
    "{The_other_person} reported to our worker that it was worse.",
)
put(
    "unknown term",
    "T01",
    HEADED,
    "Say",
    "Think of {the_othr_person} now.",
    "Think of {nobody_at_all} now.",
)
swap("brace lost", "T01", HEADED, r"(\{[a-z_]+)\}", r"\1", r"\1)")
swap("term misspelt", "T01", HEADED, r"\{the_", "{teh_")
drop("any lost", "T02", TERMS, r"^    any: ")
swap(
    "way misspelt",
    "T03",
    TERMS,
    r"^    (familial|intimate-partner|male|female)(-\w+)?: ",
    r"    \1s: ",
)
swap("term renamed", "T01", TERMS, r"^  (\w+)(\.\w+)?:$", r"  my_\1\2:")
swap(
    "markup in a wording",
    "T05",
    TERMS,
    r"^(    [a-z-]+: ).*",
    r'\1"1. first"',
    r'\1"*loud*"',
    r'\1"# big"',
)
put(
    "control character",
    "X01",
    HEADED,
    "Say",
    "A bell \x07 rings.",
    "Hidden \u200bspace.",
    "Turned \u202e round.",
)
swap("escape in a title", "X01", HEADED, r"^(title: )(.*)", "\\1\\2\x1b[31m", part="header")
swap(
    "tag misspelt",
    "A01",
    HEADED,
    r"^(#{2,3} .*\[!?)(familial|intimate-partner|male|female)",
    r"\1\2s",
)
swap("axis value misspelt", "A01 T03", MANIFEST, r"^(  (?:relationship|group): \[\w)", r"\1x")
swap(
    "section only for some",
    "A02 C04",
    ACTIVITY,
    r"^(### (?:Do|Say|Ask|Show))$",
    r"\1 [familial-male]",
)
swap("overlay of nothing", "A03", OVERLAY, r"^overlays: (.*)", r"overlays: \1s", part="header")
swap("overlay's step misspelt", "A04", OVERLAY, r"^(## \w+)", r"\1s")
swap("pin changed", "A05", OVERLAY, r"^base: .*", "base: 0123456789ab", part="header")
swap("double braces", "T01", HEADED, r"(\{[a-z_.]+\})", r"{\1}", part="Say")
swap("wording empty", "T05", TERMS, r"^(    [a-z-]+: ).*", r'\1""')
swap("women for men", "T04", TERMS, r"the men here", "the women here")
put("the men here", "T04", ACTIVITY, "Say", "I speak to the men here.")
put(
    "disclosure in other words",
    "S02",
    ACTIVITY,
    "Say",
    "The victim's worker told us about the weekend.",
    "We have spoken to your partner, and it was not as you say.",
    "According to {the_other_person} it was worse.",
    "Your family member has disclosed what you did.",
    "I was told by the victim that you still ring.",
)
put("disclosure in Ask", "S02", ACTIVITY, "Ask", "- The victim told us otherwise. Why?")
put(
    "disclosure in Show", "S02", ACTIVITY, "Show", "Your partner said in feedback: he still shouts."
)
