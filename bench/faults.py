"""The kinds of single faults that are planted: what an author gets wrong on an ordinary day."""

from __future__ import annotations

import random
import re

from bench.planting import (
    KINDS,
    Spot,
    Texts,
    drop,
    ends,
    fault,
    pick,
    put,
    section_end,
    spots,
    swap,
    typo,
)

ACTIVITY = r"activities/"
HEADED = r"activities/|handouts/|variants/"
SHEET = r"handouts/"
OVERLAY = r"variants/"
MANIFEST = r"curriculum\.yaml"
TERMS = r"terms\.yaml"
SIGNPOSTS = r"signposts\.yaml"
YAML = r"(?:curriculum|terms|signposts)\.yaml"
STEP = r"^## .*\(\d+ min\)"
TEXT = r"^[A-Z][a-z].*[.?]$"

# Headers and YAML.
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
swap("tab", "X01 F02", MANIFEST, r"^    (slug|label|end)", "\t\\1")
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

# Ids.
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

# Minutes.
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

# Headings and text.
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

# Words.
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
put("not utf-8", "F08", HEADED, "Say", "caf\udce9 noir")

# Axes, variants, safety.
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
swap("number too old", "S04", SIGNPOSTS, r'^( +verified_on: )""', r"\1 2025-01-31")


@fault("closing fence lost", "F01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick([s for s in spots(texts, HEADED, r"^---$") if s[1] > 0], rng)
    if spot:
        del texts[spot[0]][spot[1]]
    return spot


@fault("field misspelt", "F05")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(
        spots(
            texts,
            HEADED,
            r"^(title|minutes|setting|materials|status|audience|overlays): ",
            "header",
        )
        + spots(texts, YAML, r"^ +(?:- )?(slug|text|label|contact|start|end|run|audience):"),
        rng,
    )
    if spot:
        line = texts[spot[0]][spot[1]]
        texts[spot[0]][spot[1]] = re.sub(r"[a-z_]+(?=:)", lambda m: typo(m[0], rng), line, count=1)
    return spot


@fault("id of another", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, r"activities/|handouts/", r"^id: ", "header"), rng)
    if spot:
        folder = spot[0].split("/")[0]
        others = [n for n in texts if n.startswith(folder + "/") and n != spot[0]]
        texts[spot[0]][spot[1]] = "id: " + rng.choice(sorted(others)).split("/")[1][:-3]
    return spot


@fault("number twice", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick([s for s in spots(texts, MANIFEST, r"number: W\d-0[2-9]")], rng)
    if spot:
        texts[spot[0]][spot[1]] = re.sub(r"-0\d", "-01", texts[spot[0]][spot[1]])
    return spot


@fault("key of two codes", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = spots(texts, MANIFEST, r"^  - key: \w")
    spot = pick(found[1:], rng)
    if spot:
        texts[spot[0]][spot[1]] = texts[spot[0]][found[0][1]]
    return spot


@fault("signpost twice", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = spots(texts, SIGNPOSTS, r"^  - id: ")
    spot = pick(found[1:], rng)
    if spot:
        texts[spot[0]][spot[1]] = texts[spot[0]][found[0][1]]
    return spot


@fault("objective twice", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = spots(texts, MANIFEST, r"^  - id: O\d\d")
    spot = pick(found[1:], rng)
    if spot:
        texts[spot[0]][spot[1]] = texts[spot[0]][found[0][1]]
    return spot


@fault("retired id in use", "I05")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"^retired: "), rng)
    if spot:
        name = rng.choice(sorted(n for n in texts if n.startswith("activities/")))
        texts[spot[0]][spot[1]] = f"retired: [{name.split('/')[1][:-3]}]"
    return spot


@fault("row lost", "I03", "I04", "C03", "M07")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"- \{activity: "), rng)
    if spot:
        del texts[spot[0]][spot[1]]
    return spot


@fault("row twice", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"- \{activity: "), rng)
    if spot:
        line = texts[spot[0]][spot[1]]
        texts[spot[0]].insert(
            spot[1] + 1, rng.choice([line, re.sub(r", number: [^,}]+", "", line)])
        )
        return spot[0], spot[1] + 1
    return None


@fault("rows out of order", "I07", "S03", "M04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    """A row moved before one that it builds on."""
    after = {}
    for name, number in spots(texts, ACTIVITY, r"^after: \[", "header"):
        found = re.findall(r"[a-z][a-z-]+", texts[name][number].split(":")[1])
        after[name.split("/")[1][:-3]] = found
    rows = {
        re.search(r"activity: ([a-z-]+)", texts[f][n])[1]: (f, n)  # type: ignore[index]
        for f, n in spots(texts, MANIFEST, r"- \{activity: ")
    }
    pairs = [(rows[a], rows[b]) for a, bs in after.items() for b in bs if a in rows and b in rows]
    near = [p for p in pairs if 0 < p[0][1] - p[1][1] < 9]
    if not near:
        return None
    (file, later), (_, earlier) = rng.choice(near)
    lines = texts[file]
    lines[later], lines[earlier] = lines[earlier], lines[later]
    return file, rng.choice([later, earlier])


@fault("not in any day", "I04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, r"^id: ", "header"), rng)
    if spot is None:
        return None
    new = "activities/another-part.md"
    texts[new] = [re.sub(r"^id: .*", "id: another-part", line) for line in texts[spot[0]]]
    return new, spot[1]


@fault("file renamed", "I06", "I03")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, r"activities/|handouts/", r"^id: ", "header"), rng)
    if spot is None:
        return None
    new = spot[0].replace(".md", "-old.md")
    texts[new] = texts.pop(spot[0])
    return new, spot[1]


@fault("file in a folder too deep", "F09", "I03", "I02")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted(n for n in texts if re.match(r"activities/|handouts/", n)))
    folder, file = name.split("/")
    texts[f"{folder}/old/{file}"] = texts.pop(name)
    return f"{folder}/old/{file}", 0


@fault("activity deleted", "I03", "I02", "A03")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    rows = spots(texts, MANIFEST, r"- \{activity: ")
    spot = pick(rows, rng)
    if spot:
        name = re.search(r"activity: ([a-z-]+)", texts[spot[0]][spot[1]])
        assert name
        del texts[f"activities/{name[1]}.md"]
    return spot


@fault("handout deleted", "I02")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, r"^handouts: \[[a-z]", "header"), rng)
    if spot:
        name = re.search(r"\[([a-z-]+)", texts[spot[0]][spot[1]])
        assert name
        texts.pop(f"handouts/{name[1]}.md", None)
    return spot


@fault("terms deleted", "T01", "F10")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    if "terms.yaml" not in texts:
        return None
    del texts["terms.yaml"]
    return "terms.yaml", 0


@fault("manifest deleted", "F10")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    del texts["curriculum.yaml"]
    return "curriculum.yaml", 0


@fault("term deleted", "T01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    used = {
        m
        for n, ls in texts.items()
        if n.endswith(".md")
        for m in re.findall(r"\{([a-z_.]+)\}", "\n".join(ls))
    }
    spot = pick(
        [s for s in spots(texts, TERMS, r"^  [a-z_.]+:$") if texts[s[0]][s[1]].strip(" :") in used],
        rng,
    )
    if spot:
        end = next(
            n
            for n in range(spot[1] + 1, 9999)
            if n >= len(texts[spot[0]]) or not texts[spot[0]][n].startswith("    ")
        )
        del texts[spot[0]][spot[1] : end]
    return spot


@fault("objective no longer claimed", "C03", "C05")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    """Only where one activity alone claims it."""
    found = spots(texts, ACTIVITY, r"^objectives: \[[a-z]", "header")
    claims = [
        (s, name)
        for s in found
        for name in re.findall(r"[a-z][a-z-]+", texts[s[0]][s[1]].split(":")[1])
    ]
    alone = [(s, n) for s, n in claims if sum(n == m for _, m in claims) == 1]
    if not alone:
        return None
    spot, name = rng.choice(alone)
    line = texts[spot[0]][spot[1]]
    kept = [n for n in re.findall(r"[a-z][a-z-]+", line.split(":")[1]) if n != name]
    texts[spot[0]][spot[1]] = f"objectives: [{', '.join(kept)}]"
    return spot


def _claiming(texts: Texts, kind: str, header: str) -> list[Spot]:
    """Headings of the only section of its kind in an activity whose header matches."""
    found = []
    for name in sorted({n for n, _ in spots(texts, ACTIVITY, header, "header")}):
        own = [s for s in spots(texts, re.escape(name), rf"^### {kind}")]
        found += own if len(own) == 1 else []
    return found


@fault("listen for deleted", "C04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(_claiming(texts, "Listen for", r"^objectives: \[[a-z]"), rng)
    if spot:
        del texts[spot[0]][spot[1] : section_end(texts[spot[0]], spot[1])]
    return spot


@fault("watch for deleted", "S01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(_claiming(texts, "Watch for", r"^intensity: high"), rng)
    if spot:
        del texts[spot[0]][spot[1] : section_end(texts[spot[0]], spot[1])]
    return spot


@fault("all watch for renamed", "S01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, r"^intensity: high", "header"), rng)
    if spot is None:
        return None
    texts[spot[0]] = [re.sub(r"^### Watch for", "### Note", line) for line in texts[spot[0]]]
    return spot


@fault("high without watch for", "S01", "S03")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = [
        s
        for s in spots(texts, ACTIVITY, r"^intensity: (low|medium)", "header")
        if not any(line.startswith("### Watch for") for line in texts[s[0]])
    ]
    spot = pick(found, rng)
    if spot:
        texts[spot[0]][spot[1]] = "intensity: high"
    return spot


@fault("high at the end of a day", "S03", "S01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    lines = texts["curriculum.yaml"]
    last = [
        n
        for n, line in enumerate(lines)
        if "{activity:" in line and not re.match(r" +- \{", lines[n + 1])
    ]
    if not last:
        return None
    name = re.search(r"activity: ([a-z-]+)", lines[rng.choice(last)])
    assert name
    spot = pick(spots(texts, f"activities/{name[1]}", r"^intensity: ", "header"), rng)
    if spot:
        texts[spot[0]][spot[1]] = "intensity: high"
    return spot


@fault("last rows exchanged", "S03", "I07", "M04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    """A high-intensity row moved to the end of its day."""
    high = {n.split("/")[1][:-3] for n, _ in spots(texts, ACTIVITY, r"^intensity: high", "header")}
    lines = texts["curriculum.yaml"]
    last = [
        n
        for n, line in enumerate(lines)
        if "{activity:" in line and not re.match(r" +- \{", lines[n + 1])
    ]
    pairs = [
        (n, m)
        for m in last
        for n in range(max(0, m - 12), m)
        if (found := re.search(r"activity: ([a-z-]+)", lines[n])) and found[1] in high
    ]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    lines[one], lines[other] = lines[other], lines[one]
    return "curriculum.yaml", other


@fault("section emptied", "D06")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, r"^### "), rng)
    if spot:
        end = section_end(texts[spot[0]], spot[1])
        texts[spot[0]][spot[1] + 1 : end] = [""]
    return spot


@fault("first heading of a step lost", "D07")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = [
        (n, i)
        for n, i in spots(texts, ACTIVITY, r"^### ")
        if texts[n][i - 1].startswith("## ")
        or (not texts[n][i - 1].strip() and texts[n][i - 2].startswith("## "))
    ]
    spot = pick(found, rng)
    if spot:
        del texts[spot[0]][spot[1]]
    return spot


@fault("first step lost", "D05", "M01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted({n for n, _ in spots(texts, ACTIVITY, STEP)}))
    at = spots(texts, re.escape(name), STEP)[0][1]
    del texts[name][at]
    return name, at


@fault("step lost", "M01", "A04", "C04", "S01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, STEP), rng)
    if spot:
        del texts[spot[0]][spot[1] : section_end(texts[spot[0]], spot[1], "## ")]
    return spot


@fault("heading of a step lost", "M01", "A04", "D05")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, STEP), rng)
    if spot:
        del texts[spot[0]][spot[1]]
    return spot


@fault("aim lost", "D01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted(n for n in texts if n.startswith("activities/")))
    lines = texts[name]
    start = lines.index("---", 1) + 1
    end = next(n for n, line in enumerate(lines) if line.startswith("## "))
    lines[start:end] = [""]
    return name, start


@fault("blank before a list lost", "D10")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = [
        (n, i)
        for n, i in spots(texts, HEADED, r"^(?:- |1\. )")
        if i > 1 and not texts[n][i - 1].strip() and re.match(r"[A-Z]", texts[n][i - 2])
    ]
    spot = pick([s for s in found if s[1] > 12], rng)
    if spot:
        del texts[spot[0]][spot[1] - 1]
        return spot[0], spot[1] - 1
    return None


@fault("delimiter of a table lost", "D13")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, HEADED, r"^\|(?: *:?-+:? *\|)+$"), rng)
    if spot:
        del texts[spot[0]][spot[1]]
    return spot


@fault("cell of a table lost", "D13")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, HEADED, r"^\|[^|]*[a-z][^|]*\|.*\|$"), rng)
    if spot:
        line = texts[spot[0]][spot[1]]
        texts[spot[0]][spot[1]] = line[: line.rindex("|", 0, -1) + 1]
    return spot


@fault("spaces at a line's end", "D08")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = [
        s for part in ("Say", "Do", "Note") for s in spots(texts, ACTIVITY, r"^[A-Z].*[a-z]$", part)
    ]
    spot = pick(found, rng)
    if spot:
        texts[spot[0]][spot[1]] += "  "
    return spot


@fault("step retitled under an overlay", "A04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(_overlaid(texts), rng)
    if spot:
        texts[spot[0]][spot[1]] = texts[spot[0]][spot[1]].replace("## ", "## The ")
    return spot


@fault("base changed under an overlay", "A05")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    """A word in the first line of a section that an overlay replaces."""
    found = []
    for name, at in _overlaid(texts):
        step = texts[name][at]
        title = re.sub(r" *[\[(].*", "", step)
        end = section_end(texts[name], at, "## ")
        for over in texts:
            if not (over.startswith("variants/") and over.endswith(name.split("/")[1])):
                continue
            inside = False
            for line in texts[over]:
                if line.startswith("## "):
                    inside = re.sub(r" *[\[(].*", "", line) == title
                elif line.startswith("### ") and inside:
                    kind = re.sub(r" *\[.*", "", line)
                    found += [
                        (name, n + 2)
                        for n in range(at, end)
                        if texts[name][n] == kind
                        and n + 2 < len(texts[name])
                        and texts[name][n + 2].strip()
                    ]
    spot = pick(sorted(set(found)), rng)
    if spot:
        texts[spot[0]][spot[1]] += " And so on."
    return spot


def _overlaid(texts: Texts) -> list[Spot]:
    """Steps of activities that some overlay changes."""
    found = []
    for over in sorted(texts):
        base = f"activities/{over.split('/')[-1]}"
        if over.startswith("variants/") and base in texts:
            titles = {
                re.sub(r" *[\[(].*", "", line) for line in texts[over] if line.startswith("## ")
            }
            found += [
                (base, n)
                for n, line in enumerate(texts[base])
                if line.startswith("## ") and re.sub(r" *[\[(].*", "", line) in titles
            ]
    return found


@fault("overlay for a folder misspelt", "A01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    names = sorted(n for n in texts if n.startswith("variants/"))
    if not names:
        return None
    name = rng.choice(names)
    _, folder, file = name.split("/")
    new = f"variants/{typo(folder, rng)}/{file}"
    texts[new] = texts.pop(name)
    return new, 0


@fault("lost blank and stray file", "F09")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(["notes.md", "activity/old.md", "handouts/Plan.md.yaml", "activites/x.md"])
    texts[name] = ["words"]
    return name, 0


@fault("row for an unknown variant", "A01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"- \{activity: .*\}"), rng)
    if spot:
        line = texts[spot[0]][spot[1]]
        texts[spot[0]][spot[1]] = line.replace("}", ", only: [familal]}")
    return spot


@fault("row for one variant only", "C03", "M07", "I07", "S03", "M04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"- \{activity: .*\}"), rng)
    if spot:
        line = texts[spot[0]][spot[1]]
        texts[spot[0]][spot[1]] = line.replace("}", ", only: [familial-male]}")
    return spot


@fault("an end of a file", "D06", "M01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    """A file cut off in the middle of a step."""
    name = rng.choice(sorted(n for n in texts if n.startswith("activities/")))
    heads = [n for n, line in enumerate(texts[name]) if line.startswith("### ")]
    steps = [n for n, line in enumerate(texts[name]) if line.startswith("## ")]
    cut = [n for n in heads if n < steps[-1]]
    if not cut:
        return None
    at = rng.choice(cut)
    del texts[name][at + 1 :]
    return name, at


@fault("words in an overlay before its step", "D07")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, OVERLAY, r"^## "), rng)
    if spot:
        texts[spot[0]][spot[1] : spot[1]] = ["Loose words.", ""]
    return spot if spot and spot[1] < 9 else None


@fault("she on a sheet", "T04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(ends(texts, SHEET, "body", r"^[A-Z].*\.$"), rng)
    if spot:
        texts[spot[0]][spot[1]] += " She will know."
    return spot


@fault("disclosure on a sheet", "S02")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(ends(texts, SHEET, "body", r"^[A-Z].*\.$"), rng)
    if spot:
        texts[spot[0]][spot[1]] += " Your partner told us about it."
    return spot


@fault("she in an overlay", "T04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(ends(texts, OVERLAY, "Say", r"\.$"), rng)
    if spot:
        texts[spot[0]][spot[1]] += " Ask yourself what she saw."
    return spot


@fault("a whole day lost", "I04", "C03", "I03")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    found = spots(texts, MANIFEST, r"^  - workshop: ")
    if len(found) < 2:
        return None
    file, at = rng.choice(found)
    end = next(
        n
        for n in range(at + 1, len(texts[file]) + 1)
        if n == len(texts[file]) or re.match(r"  - |\S", texts[file][n])
    )
    del texts[file][at:end]
    return file, at


@fault("axis value lost", "A01", "T03")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"^  (relationship|group): \["), rng)
    if spot:
        line = texts[spot[0]][spot[1]]
        texts[spot[0]][spot[1]] = re.sub(r", [a-z-]+\]", "]", line)
    return spot


@fault("sheet among the activities", "F05", "F04", "I02", "I03")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    folder, other = rng.sample(["activities", "handouts"], 2)
    names = [n for n in texts if n.startswith(f"{folder}/")]
    free = sorted(n for n in names if n.replace(folder, other) not in texts)
    if not free:
        return None
    name = rng.choice(free)
    texts[name.replace(folder, other)] = texts.pop(name)
    return name.replace(folder, other), 1


swap("section with two signs", "D04 M02", ACTIVITY, r"^### (Say|Ask|Do|Watch for)", r"## \1")
swap("step with three signs", "D04 M01", ACTIVITY, r"^## (.*\(\d+ min\))", r"### \1")
swap("step with one sign", "D03 M01", ACTIVITY, r"^## (.*\(\d+ min\))", r"# \1")
swap("step without a space", "D12 M01", ACTIVITY, r"^## (.*\(\d+ min\))", r"##\1")
swap("tag not closed", "M02 D04 A01", ACTIVITY, r"^(#{2,3} .*\[[a-z-]+)\]$", r"\1")
swap("bold not closed", "D12 D14", HEADED, r"(\*\*\w[^*]*)\*\*", r"\1", part="Note")
put("bold opened", "D12 D14", HEADED, "Say", "Mind **this one well.", "Mind this* one well.")
put(
    "merge left behind",
    "D12 D02",
    HEADED,
    "Say",
    "<<<<<<< ours\nOne.\n=======\nTwo.\n>>>>>>> theirs",
)
swap("recovery of a break", "I03", MANIFEST, r"(recovery: \[)", r"\1BR1, ")
swap("recovery twice", "I01", MANIFEST, r"(recovery: \[)(W\d-\d\d)", r"\1\2, \2")
swap("objective id changed", "C01", MANIFEST, r"^  - id: O(\d)(\d)", r"  - id: O9\2")
swap("listen for of no objective", "C01", ACTIVITY, r"^(- O)0(\d)", r"\g<1>7\2")
swap("double braces", "T01", HEADED, r"(\{[a-z_.]+\})", r"{\1}", part="Say")
swap("number in the future", "S04", SIGNPOSTS, r'^( +verified_on: )""', r"\1 2031-01-31")
swap("wording empty", "T05", TERMS, r"^(    [a-z-]+: ).*", r'\1""')
swap("women for men", "T04", TERMS, r"the men here", "the women here")
swap("single quote not closed", "F02", ACTIVITY, r"^(title: )(.*)$", r"\1'\2", part="header")
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


@fault("file emptied", "F01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted(n for n in texts if re.match(HEADED, n)))
    texts[name] = [""]
    return name, 0


@fault("sheet without words", "D06")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted(n for n in texts if re.match(SHEET, n)))
    end = texts[name].index("---", 1)
    del texts[name][end + 1 :]
    return name, end


@fault("unreadable letters in the manifest", "F08")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"^title: "), rng)
    if spot:
        texts[spot[0]][spot[1]] += " \udce9"
    return spot


assert len(KINDS) > 100
