"""Rows, ids and objectives lost, doubled or exchanged in the manifest and its tables."""

from __future__ import annotations

import random
import re

from bench.planting import ACTIVITY, MANIFEST, SIGNPOSTS, TERMS, Spot, Texts, fault, pick, spots


@fault("number twice", "I01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"number: W\d-0[2-9]"), rng)
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
