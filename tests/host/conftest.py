"""Real installed distributions in a temporary site folder, for the host to find."""

from __future__ import annotations

import base64
import hashlib
import itertools
import textwrap
from collections.abc import Iterator
from importlib.metadata import EntryPoints, distributions
from pathlib import Path

import pytest

from cara_facilitate.host.discovery import Consent, Found, discover
from cara_facilitate.host.limits import Limits
from cara_facilitate.host.registry import Host

COUNTER = itertools.count()
HEAD = """
from cara_facilitate.api import (CurriculumSource, EventNotice, FeedbackReader, FileRefused,
    Finding, NoteWriter, PracticeScenario, Result, SitePolicy, hookimpl)
CARA_API = 1
"""


class Site:
    """A folder of installed distributions, each with dist-info, entry points and RECORD."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hosts: list[Host] = []

    def install(
        self,
        name: str,
        source: str,
        *,
        distribution: str = "",
        head: str = HEAD,
        value: str = "",
        record: bool = True,
    ) -> Path:
        """Install a plugin: module ``plug_<name>`` with ``source`` after the usual imports."""
        distribution = distribution or f"cara-{name}"
        number = next(COUNTER)  # a module of ours stays imported from one test to the next
        module = self.folder / f"plug_{name}_{number}.py"
        module.write_text(head + textwrap.dedent(source))
        info = self.folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
        )
        points = info / "entry_points.txt"
        head_line = points.read_text() if points.exists() else "[cara_facilitate]\n"
        points.write_text(f"{head_line}{name} = {value or module.stem}\n")
        if record:
            self.write_record(info, module)
        return module

    def write_record(self, info: Path, module: Path) -> None:
        """RECORD as an installer writes it."""
        digest = base64.urlsafe_b64encode(hashlib.sha256(module.read_bytes()).digest())
        line = f"{module.name},sha256={digest.rstrip(b'=').decode()},{module.stat().st_size}\n"
        rest = f"{info.name}/METADATA,,\n{info.name}/RECORD,,\n"
        (info / "RECORD").write_text(line + rest)

    def found(self) -> tuple[Found, ...]:
        """What discovery makes of this folder."""
        every = distributions(path=[str(self.folder)])
        points = (point for one in every for point in one.entry_points)
        return discover(EntryPoints(points).select(group="cara_facilitate"))

    def host(self, *, limits: Limits | None = None, consent: Consent | None = None) -> Host:
        """A host over this folder with every plugin enabled, closed after the test."""
        found = self.found()
        everything = Consent({one.name: one.record for one in found})
        host = Host(found, consent or everything, limits or Limits(seconds=3.0))
        self.hosts.append(host)
        return host


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty site folder."""
    folder = tmp_path / "site"
    folder.mkdir()
    made = Site(folder)
    yield made
    for host in made.hosts:
        host.close()
