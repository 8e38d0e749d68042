"""Sections, steps and lines lost or changed in an activity, a sheet or an overlay."""

from __future__ import annotations

import random
import re

from bench.planting import (
    ACTIVITY,
    HEADED,
    OVERLAY,
    SHEET,
    STEP,
    YAML,
    Spot,
    Texts,
    ends,
    fault,
    pick,
    section_end,
    spots,
    typo,
)


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


def _claiming(texts: Texts, kind: str, header: str) -> list[Spot]:
    """Headings of the only section of its kind in an activity whose header matches."""
    found = []
    for name in sorted({n for n, _ in spots(texts, ACTIVITY, header, "header")}):
        own = spots(texts, re.escape(name), rf"^### {kind}")
        found += own if len(own) == 1 else []
    return found


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


@fault("not in any day", "I04")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, r"^id: ", "header"), rng)
    if spot is None:
        return None
    new = "activities/another-part.md"
    texts[new] = [re.sub(r"^id: .*", "id: another-part", line) for line in texts[spot[0]]]
    return new, spot[1]


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


@fault("sheet without words", "D06")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted(n for n in texts if re.match(SHEET, n)))
    end = texts[name].index("---", 1)
    del texts[name][end + 1 :]
    return name, end
