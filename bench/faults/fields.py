"""Slips in one field: names, numbers, minutes and ids that are not what they should be."""

from __future__ import annotations

from bench.planting import (
    ACTIVITY,
    HEADED,
    MANIFEST,
    OVERLAY,
    SHEET,
    SIGNPOSTS,
    TERMS,
    drop,
    put,
    swap,
)

drop("opening fence lost", "F01", HEADED, r"^---$", "header")
swap("colon in a title", "F02", ACTIVITY, r"^(title: )(\w+) ", r"\1\2: ", part="header")
swap(
    "list not closed", "F02", ACTIVITY, r"^((?:objectives|handouts): \[.*)\]$", r"\1", part="header"
)
swap("quote not closed", "F02", MANIFEST, r'^( +(?:definition|example|start): ".*)"$', r"\1")
swap(
    "space after colon lost",
    "F02 F04",
    ACTIVITY,
    r"^(setting|minutes|shortest): ",
    r"\1:",
    part="header",
)
swap(
    "colon lost", "F02", ACTIVITY, r"^(setting|minutes|shortest|intensity): ", r"\1 ", part="header"
)
swap(
    "indent slipped",
    "F02 F04 F05",
    MANIFEST,
    r"^    ((?:start|end|slug|text|name|label): )",
    r"   \1",
    r"     \1",
)
swap(
    "key twice in a header",
    "F03",
    ACTIVITY,
    r"^((setting|minutes|intensity|title): .*)$",
    r"\1\n\1",
    part="header",
)
swap(
    "key twice in the manifest", "F03", MANIFEST, r"^(( +)(?:label|slug|end|title): .*)$", r"\1\n\1"
)
swap("key twice in terms", "F03", TERMS, r"^(    (?:any|familial): .*)$", r"\1\n\1")
swap(
    "number in words",
    "F04",
    ACTIVITY,
    r"^(minutes|shortest): \d+",
    r"\1: thirty",
    r"\1: 30 min",
    r"\1: 12.5",
    part="header",
)
swap("break without number", "F04", MANIFEST, r"break: \d+", "break: ten", "break: 0")
swap(
    "value misspelt",
    "F04",
    ACTIVITY,
    r"^(setting|intensity|status): (\w+)",
    r"\1: \2x",
    part="header",
)
swap("empty title", "F04", HEADED, r"^title: .*", "title:", part="header")
swap(
    "list as text",
    "F04",
    ACTIVITY,
    r"^(objectives|handouts|after): \[(.+)\]",
    r"\1: \2",
    part="header",
)
swap(
    "time",
    "F04",
    MANIFEST,
    r'^(    (?:start|end): )"\d\d:\d\d"',
    r'\1"25:00"',
    r'\1"3pm"',
    r'\1"10.30"',
)
swap("version", "F04", MANIFEST, r"^version: .*", "version: one", "version: 1.0")
swap(
    "date",
    "F04",
    SIGNPOSTS,
    r"^( +verified_on: ).*",
    r"\1 2026-13-01",
    r"\1 last May",
    r"\1 31/12/2026",
)
swap("audience", "F04", SIGNPOSTS, r"^( +audience: )(\w+)", r"\1 \2s", r"\1 men")
swap("audience of a sheet", "F04", SHEET, r"^audience: .*", "audience: facilitator", part="header")
swap("code key", "F04 F06 I01", MANIFEST, r"^(  - key: )\w", r"\1a", r"\1C", r"\1!")
drop("field lost", "F04", ACTIVITY, r"^(title|minutes|shortest|setting|intensity): ", "header")
drop("field of a sheet lost", "F04", SHEET, r"^(title|audience): ", "header")
drop("field of an overlay lost", "F04 A05", OVERLAY, r"^(overlays|base): ", "header")
drop(
    "field of an entry lost",
    "F04 F02",
    MANIFEST,
    r"^ +(slug|text|label|name|definition|end|start): ",
)
drop("field of a signpost lost", "F04", SIGNPOSTS, r"^    (name|contact|audience): ")
swap("anchor", "F06", HEADED, r"^(title): ", r"\1: &a ", part="header")
swap("yaml tag", "F06", ACTIVITY, r"^(core|minutes): ", r"\1: !!str ", part="header")
swap("alias", "F06", ACTIVITY, r"^(source): .*", r"\1: *own", part="header")
swap("format", "V01", MANIFEST, r"^format: 1", "format: 2")
swap(
    "day of the manifest misnamed",
    "F05 F04",
    MANIFEST,
    r"^(    )(recovery|optional|workshop)(: )",
    r"\1\2s\3",
)
swap("id misspelt", "I06", r"activities/|handouts/", r"^id: ([a-z-]+)", r"id: \1x", part="header")
swap("row misspelt", "I03", MANIFEST, r"activity: ([a-z-]+)", r"activity: \1s")
swap("recovery misspelt", "I03", MANIFEST, r"(recovery: \[.*)W(\d)-0", r"\1W\2-7")
swap("optional misspelt", "I03", MANIFEST, r"(optional: \[)(\w)", r"\1x\2")
swap("handout misspelt", "I02", ACTIVITY, r"^(handouts: \[[a-z-]+)", r"\1e", part="header")
swap("after misspelt", "I02", ACTIVITY, r"^(after: \[[a-z-]+)", r"\1e", part="header")
swap("objective misspelt", "C01", ACTIVITY, r"^(objectives: \[[a-z-]+)", r"\1s", part="header")
swap("objective renamed in the manifest", "C01", MANIFEST, r"^(    slug: )(\w+)", r"\1my-\2")
drop("objectives lost", "C02", ACTIVITY, r"^objectives: ", "header")
swap("more minutes wanted", "C05", MANIFEST, r"^(    slug: .*)$", r"\1\n    min_minutes: 290")
swap("minutes changed", "M01", ACTIVITY, r"^minutes: (\d+)", r"minutes: 1\1", part="header")
swap("step longer", "M01", ACTIVITY, r"^(## .*\()(\d+ min\))", r"\g<1>1\2")
swap("step without minutes", "M02", ACTIVITY, r"^(## .*?) \(\d+ min\)", r"\1")
swap(
    "step in odd minutes",
    "M02",
    ACTIVITY,
    r"^(## .*?) \((\d+) min\)",
    r"\1 (\2 minutes)",
    r"\1 (\2min)",
    r"\1 (ten min)",
    r"\1 (\2)",
)
swap("shortest longer", "M03", ACTIVITY, r"^shortest: \d+", "shortest: 299", part="header")
swap("day ends earlier", "M08", MANIFEST, r'^(    end: )"15:', r'\1"14:')
swap("day ends later", "M07", MANIFEST, r'^(    end: )"15:00', r'\1"15:35')
swap("day starts later", "M08", MANIFEST, r'^(    start: )"10:00', r'\1"10:20')
swap("break longer", "M08", MANIFEST, r"break: (\d+)", r"break: 1\1")
swap("break shorter", "M07", MANIFEST, r"break: \d+", "break: 3")
swap("fixed too early", "M06", MANIFEST, r"(break: 30.*)\}", r'\1, at: "11:15"}')
swap("fixed too late", "M07 M08 M06", MANIFEST, r"(break: 30.*)\}", r'\1, at: "13:50"}')
drop("break lost", "M04 M07", MANIFEST, r"break: \d+")
put(
    "long talk",
    "M05",
    ACTIVITY,
    "Say",
    "\n".join(["So it goes on, and on, and nobody stops. " * 60] * 7),
)
put("not utf-8", "F08", HEADED, "Say", "caf\udce9 noir")
swap("number too old", "S04", SIGNPOSTS, r'^( +verified_on: )""', r"\1 2025-01-31")
swap("tag not closed", "M02 D04 A01", ACTIVITY, r"^(#{2,3} .*\[[a-z-]+)\]$", r"\1")
swap("recovery of a break", "I03", MANIFEST, r"(recovery: \[)", r"\1BR1, ")
swap("recovery twice", "I01", MANIFEST, r"(recovery: \[)(W\d-\d\d)", r"\1\2, \2")
swap("objective id changed", "C01", MANIFEST, r"^  - id: O(\d)(\d)", r"  - id: O9\2")
swap("listen for of no objective", "C01", ACTIVITY, r"^(- O)0(\d)", r"\g<1>7\2")
swap("number in the future", "S04", SIGNPOSTS, r'^( +verified_on: )""', r"\1 2031-01-31")
swap("single quote not closed", "F02", ACTIVITY, r"^(title: )(.*)$", r"\1'\2", part="header")
