"""Files to a wheel by hatchling, in a folder of its own, the same bytes every time."""

from __future__ import annotations

import keyword
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cara_facilitate.content.findings import shown
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.services.author.making import PREFIX, REQUIRES
from cara_facilitate.services.author.pages import page

GROUP = "cara_facilitate.curricula"
PROJECT = "pyproject.toml"
CODE = "__init__.py"
WHEN = "1580601600"
"""The date of every file in a package, in seconds: one day for all, so that bytes are equal."""
PYTHON = ">=3.11"
PRIVATE = "Private :: Do Not Upload"
INSTALL = "pip install 'cara-facilitate[author]'"
PATIENCE = 120
_KEPT = ("name", "description", "authors", "keywords", "urls", "classifiers")


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What a package says of itself: ``fields`` are its project table.

    ``project`` is the folder of the author's own pyproject.toml, else the one above the curriculum.
    """

    project: Path
    package: str
    curriculum: str
    fields: Mapping[str, object]


def wrapper(folder: Path, manifest: Manifest) -> Wrapper:
    """How a curriculum's folder is wrapped: by the author's pyproject.toml if there is one.

    Only plain words are taken from it; how the package is built is always the toolkit's own.

    :raises ContentError: if that file cannot be read, or the folder's name cannot be a package's.
    """
    project, own = _own(folder)
    package = folder.name if own or folder.name.startswith("cara_curriculum_") else ""
    package = package or f"{PREFIX}{manifest.curriculum}".replace("-", "_")
    taken = package in sys.stdlib_module_names or package == "cara_facilitate"
    if not (package.isascii() and package.isidentifier()) or keyword.iskeyword(package) or taken:
        hint = "Call the folder cara_curriculum_ and a name of small letters."
        raise ContentError(f'"{shown(package)}" cannot be the name of a package.', hint)
    fields: dict[str, object] = {
        "name": package.replace("_", "-"),
        "description": manifest.title,
        "classifiers": [PRIVATE],
        **{name: own[name] for name in _KEPT if name in own and _plain(own[name])},
        "version": manifest.version,
        "license": {"text": manifest.licence},
        "requires-python": PYTHON,
        "dependencies": [REQUIRES],
    }
    return Wrapper(project, package, manifest.curriculum, fields)


@contextmanager
def packed(about: Wrapper, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A wheel of these files, in a folder that is gone at the end.

    :raises CaraError: if hatchling is not installed or refuses.
    """
    if find_spec("hatchling") is None:
        raise CaraError("Building a package needs hatchling.", f"Install it: {INSTALL}")
    with tempfile.TemporaryDirectory(prefix="cara-build-") as temporary:
        stage, out = Path(temporary, "project"), Path(temporary, "out")
        values = {"fields": about.fields, "id": about.curriculum, "package": about.package}
        inner = f"src/{about.package}"
        everything = {
            PROJECT: page("wrapper.toml", values).encode(),
            f"{inner}/{CODE}": b"",
            **{f"{inner}/{name}": data for name, data in files.items()},
        }
        for name, data in everything.items():
            place = stage / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        _hatch(stage, out)
        wheels = list(out.glob("*.whl"))
        if len(wheels) != 1:
            raise CaraError("hatchling made no package.")
        yield wheels[0]


def _hatch(stage: Path, out: Path) -> None:
    # A process of its own: what it prints, and what it reads from the environment, stay apart.
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HATCH_")}
    try:
        done = subprocess.run(
            command,
            cwd=stage,
            env={**kept, "SOURCE_DATE_EPOCH": WHEN},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise CaraError("hatchling could not be run.") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise CaraError(f"hatchling refused: {shown(said) or 'it gave no reason'}")


def _own(folder: Path) -> tuple[Path, Mapping[str, Any]]:
    """The author's project folder and its project table, if it is about this curriculum."""
    above = folder.parent.parent if folder.parent.name == "src" else folder.parent
    path = above / PROJECT
    if not path.is_file():
        return folder.parent, {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
        points = table.get("entry-points", {}).get(GROUP, {})
        mine = folder.name in points.values()
    except (OSError, ValueError, AttributeError):
        raise ContentError(
            f"{path} cannot be read.", "Mend it, or take it away: build needs none."
        ) from None
    return (above, table) if mine else (folder.parent, {})


def _plain(value: object) -> bool:
    """Whether this is text, or lists and tables of text."""
    if isinstance(value, dict):
        return all(map(_plain, value.values()))
    if isinstance(value, list):
        return all(map(_plain, value))
    return isinstance(value, str)
