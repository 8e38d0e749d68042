"""Files deleted, renamed, moved, emptied or cut off."""

from __future__ import annotations

import random
import re

from bench.planting import (
    ACTIVITY,
    HEADED,
    MANIFEST,
    Spot,
    Texts,
    fault,
    pick,
    section_end,
    spots,
    typo,
)


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


@fault("section emptied", "D06")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, ACTIVITY, r"^### "), rng)
    if spot:
        end = section_end(texts[spot[0]], spot[1])
        texts[spot[0]][spot[1] + 1 : end] = [""]
    return spot


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


@fault("file emptied", "F01")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    name = rng.choice(sorted(n for n in texts if re.match(HEADED, n)))
    texts[name] = [""]
    return name, 0


@fault("unreadable letters in the manifest", "F08")
def _(texts: Texts, rng: random.Random) -> Spot | None:
    spot = pick(spots(texts, MANIFEST, r"^title: "), rng)
    if spot:
        texts[spot[0]][spot[1]] += " \udce9"
    return spot
