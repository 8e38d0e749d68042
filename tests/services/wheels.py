"""Built curriculum packages for tests, made by hand so that every fault can be planted."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

NAME = "cara-curriculum-hills"
PACKAGE = "cara_curriculum_hills"
MANIFEST = """\
format: 1
curriculum: hills
title: {title}
version: {version}
licence: CC-BY-4.0
axes:
  relationship: [intimate-partner, familial]
  group: [male, female]
objectives:
  - {{id: O01, slug: time-out, text: To set a time out}}
days:
  - workshop: 1
    start: "10:00"
    end: "10:40"
    run:
      - {{activity: plan, number: W1-01}}
    recovery: [W1-01]
  - workshop: 2
    start: "10:00"
    end: "10:40"
    run:
      - {{activity: look-back, number: W2-01}}
    recovery: [W2-01]
"""
ACTIVITY = """\
---
id: {id}
title: {title}
minutes: 40
shortest: 20
objectives: [time-out]
setting: pairs
intensity: low
status: draft
---

Each person leaves with a plan.

## Write the plan (40 min)

### Do

1. Hand out one card each.

### Listen for

- O01: a sign that comes early
"""
METADATA = """\
Metadata-Version: 2.4
Name: {name}
Version: {version}
Requires-Dist: cara-facilitate>=0.1,<2
"""
WHEEL = """\
Wheel-Version: 1.0
Generator: by hand
Root-Is-Purelib: true
Tag: py3-none-any
"""


def curriculum(version: str = "1.0.0", title: str = "Hills") -> dict[str, bytes]:
    """A small curriculum for both workshops in four variants, without a finding."""
    texts = {
        "curriculum.yaml": MANIFEST.format(version=version, title=title),
        "activities/plan.md": ACTIVITY.format(id="plan", title="A plan"),
        "activities/look-back.md": ACTIVITY.format(id="look-back", title="Looking back"),
    }
    return {name: text.encode() for name, text in texts.items()}


def members(
    files: Mapping[str, bytes],
    *,
    name: str = NAME,
    version: str = "1.0.0",
    package: str = PACKAGE,
    more: Mapping[str, bytes | str] | None = None,
) -> dict[str, bytes]:
    """The files of a wheel by name, without RECORD; ``more`` adds or replaces some.

    ``{info}`` in a name of ``more`` stands for the folder that describes the package.
    """
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    every: dict[str, bytes | str] = {
        f"{package}/__init__.py": b"",
        **{f"{package}/{file}": data for file, data in files.items()},
        f"{info}/METADATA": METADATA.format(name=name, version=version),
        f"{info}/WHEEL": WHEEL,
        f"{info}/entry_points.txt": f"[cara_facilitate.curricula]\nhills = {package}\n",
        **{file.format(info=info): data for file, data in (more or {}).items()},
    }
    return {n: d.encode() if isinstance(d, str) else d for n, d in every.items()}


def record(contents: Mapping[str, bytes]) -> str:
    """RECORD for these files, itself included."""
    info = next(name.partition("/")[0] for name in contents if ".dist-info/" in name)
    lines = []
    for name, data in contents.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}\n")
    return "".join([*lines, f"{info}/RECORD,,\n"])


def built(
    folder: Path, contents: Mapping[str, bytes], *, file: str = "", rows: str | None = None
) -> Path:
    """A wheel of these files on disk; ``rows`` is another RECORD than the right one."""
    info = next(name.partition("/")[0] for name in contents if ".dist-info/" in name)
    path = folder / (file or f"{info.removesuffix('.dist-info')}-py3-none-any.whl")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
        archive.writestr(f"{info}/RECORD", record(contents) if rows is None else rows)
    return path
