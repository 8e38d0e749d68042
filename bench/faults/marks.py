"""Slips in one line of text: headings, lists, tables and marks that are not used."""

from __future__ import annotations

from bench.planting import ACTIVITY, HEADED, put, swap

swap(
    "heading misspelt",
    "D04",
    ACTIVITY,
    r"^### (Say|Ask|Do|Listen for|Watch for)\b",
    r"### \1s",
    r"### The \1",
)
swap("heading in capitals", "D04", ACTIVITY, r"^### (Say|Ask|Show)\b", "### SAY", "### asks")
swap("heading too deep", "D12", ACTIVITY, r"^(### .*)", r"#\1")
swap("heading without space", "D12 D07 D06", HEADED, r"^(###)\s", r"\1")
put("title heading", "D03", HEADED, "body", "# A loud heading\n\nWith words under it.")
put("underlined words", "D02", ACTIVITY, "Say", "So it is said.\n---", "So it is said.\n===")
put("two spaces at the end", "D08", HEADED, "Say", "A line that breaks  \nhere.")
put("backslash at the end", "D08", ACTIVITY, "Say", "A line that breaks\\\nhere.")
put("html", "D09", HEADED, "Show", "<b>Mind this</b> well.", "One<br>two.")
put("html comment", "D09", ACTIVITY, "Note", "<!-- to be written -->")
put("code fence", "D12", HEADED, "Do", "```\nplan\n```", "~~~\nplan\n~~~")
put(
    "link",
    "D12",
    HEADED,
    "Say",
    "See [the page](https://a.example) now.",
    "![a picture](media/a.png)",
)
put("other bullets", "D12", HEADED, "Do", "* one\n* two", "+ one")
put("other numbers", "D12", ACTIVITY, "Do", "1) one\n2) two")
put("nesting by two", "D11", HEADED, "Do", "- one\n  - two")
put("list without blank", "D10", ACTIVITY, "Do", "Do it so:\n- one\n- two")
put("cell lost", "D13", ACTIVITY, "Show", "| a | b |\n|---|---|\n| c |", row=2)
put("table without delimiter", "D13", ACTIVITY, "Show", "| a | b |\n| c | d |")
put("table row not closed", "D13", ACTIVITY, "Show", "| a | b |\n|---|---|\n| c | d", row=2)
put("table where none may be", "D13", ACTIVITY, "Say", "| a | b |\n|---|---|\n| c | d |")
put("rule across", "D12", HEADED, "Say", "---", "***")
put("underscores", "D12", ACTIVITY, "Say", "Say _this_ first.")
put("stray code mark", "D12", ACTIVITY, "Say", "Say `this` first.")
swap("section with two signs", "D04 M02", ACTIVITY, r"^### (Say|Ask|Do|Watch for)", r"## \1")
swap("step with three signs", "D04 M01", ACTIVITY, r"^## (.*\(\d+ min\))", r"### \1")
swap("step with one sign", "D03 M01", ACTIVITY, r"^## (.*\(\d+ min\))", r"# \1")
swap("step without a space", "D12 M01", ACTIVITY, r"^## (.*\(\d+ min\))", r"##\1")
swap("bold not closed", "D12 D14", HEADED, r"(\*\*\w[^*]*)\*\*", r"\1", part="Note")
put("bold opened", "D12 D14", HEADED, "Say", "Mind **this one well.", "Mind this* one well.")
put(
    "merge left behind",
    "D12 D02",
    HEADED,
    "Say",
    "<<<<<<< ours\nOne.\n=======\nTwo.\n>>>>>>> theirs",
)
