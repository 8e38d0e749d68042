"""A pytest plugin that makes tests of any folder with a ``curriculum.yaml``, with no test code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cara_facilitate.content.findings import Finding

# Nothing else is imported before a curriculum is collected: this loads in every run of pytest.

MANIFEST = "curriculum.yaml"
COVERAGE = frozenset({"C03", "C05"})
TIMING = frozenset({"M04", "M06", "M07", "M08"})


class AuthorMessage(Exception):
    """What the check says, for an author to read; shown as it is, without a traceback."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CurriculumFile | None:
    """Collect a curriculum where pytest meets its manifest."""
    if file_path.name != MANIFEST:
        return None
    found: CurriculumFile = CurriculumFile.from_parent(parent, path=file_path)
    return found


class CurriculumFile(pytest.File):
    """A curriculum; its files are read once, and checked once when the first test runs."""

    _files: Mapping[str, bytes] | None = None
    _found: list[Finding] | None = None

    @property
    def files(self) -> Mapping[str, bytes]:
        """The authored files, as the toolkit reads them."""
        if self._files is None:
            from cara_facilitate.content.folder import read_folder

            self._files = read_folder(self.path.parent)
        return self._files

    @property
    def found(self) -> list[Finding]:
        """Everything the check finds."""
        if self._found is None:
            from cara_facilitate.content.load import check

            self._found = check(self.files, date.today())
        return self._found

    def collect(self) -> Iterator[pytest.Item]:
        """A test for every file, and for every variant whether it loads, covers and fits."""
        from cara_facilitate.content.load import variants
        from cara_facilitate.content.package import parse
        from cara_facilitate.errors import CaraError

        try:
            files = self.files
            offered = variants(files)
            manifest = parse({MANIFEST: files.get(MANIFEST, b"")}).manifest
        except CaraError as error:
            raise self.CollectError(error.sentence()) from None
        names = _authored(files)
        yield self._item(f"{MANIFEST}::check", partial(self._manifest, bool(offered)))
        for name in names:
            yield self._item(f"{name}::check", partial(self._about, name))
        yield self._item("other files::check", partial(self._others, {MANIFEST, *names}))
        days = len(manifest.days) if manifest is not None else 0
        for variant in offered:
            yield self._item(f"{variant}::load", partial(self._loads, variant))
            yield self._item(f"{variant}::coverage", partial(self._in, variant, COVERAGE))
            for day in range(1, days + 1):
                told = partial(self._in, variant, TIMING, day)
                yield self._item(f"{variant}::day {day} timing", told)

    def _item(self, name: str, findings: Callable[[], Iterable[Finding]]) -> pytest.Item:
        item: CurriculumItem = CurriculumItem.from_parent(self, name=name, findings=findings)
        return item

    def _about(self, name: str) -> list[Finding]:
        return [one for one in self.found if one.file == name]

    def _manifest(self, apart: bool) -> list[Finding]:
        """What is wrong in the manifest, without what the tests of a variant tell."""
        elsewhere = COVERAGE | TIMING if apart else frozenset()
        return [one for one in self._about(MANIFEST) if one.rule not in elsewhere]

    def _others(self, known: set[str]) -> list[Finding]:
        """What is wrong with files that have no test of their own, such as one out of place."""
        return [one for one in self.found if one.file not in known]

    def _loads(self, variant: str) -> list[Finding]:
        from cara_facilitate.content.load import load
        from cara_facilitate.errors import ContentError

        try:
            load(self.files, variant)
        except ContentError as error:
            raise AuthorMessage(error.sentence()) from None
        return []

    def _in(self, variant: str, rules: frozenset[str], day: int = 0) -> list[Finding]:
        """Findings of these rules that hold in a variant, and on a day of it."""
        lines = self._lines(day) if day else None
        return [
            one
            for one in self.found
            if one.rule in rules
            and _names(one.message, variant, self._offered())
            and (lines is None or one.line in lines)
        ]

    def _offered(self) -> tuple[str, ...]:
        from cara_facilitate.content.load import variants

        return variants(self.files)

    def _lines(self, day: int) -> range:
        """The lines of the manifest on which this day stands."""
        from cara_facilitate.content.package import parse

        tree = parse({MANIFEST: self.files[MANIFEST]}).manifest_tree
        starts = [line for path, (line, _) in tree.values.items() if path[:-1] == ("days",)]
        starts = [*sorted(starts), 1_000_000_000]
        return range(starts[day - 1], starts[day])


class CurriculumItem(pytest.Item):
    """One thing that must hold; it fails on errors, and keeps warnings for its report."""

    def __init__(self, *, findings: Callable[[], Iterable[Finding]], **rest: Any) -> None:
        super().__init__(**rest)
        self._findings = findings

    def runtest(self) -> None:
        """Fail with the check's own words."""
        from cara_facilitate.content.findings import caret

        found = list(self._findings())
        said = [caret(one) for one in found if one.severity != "error"]
        if said:
            self.add_report_section("call", "curriculum", "\n\n".join(said))
        wrong = [caret(one) for one in found if one.severity == "error"]
        if wrong:
            raise AuthorMessage("\n\n".join(wrong))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The author's message alone; a fault of the toolkit with its traceback."""
        if isinstance(excinfo.value, AuthorMessage):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The manifest, and the test's name."""
        return self.path, None, self.name


def _authored(files: Mapping[str, bytes]) -> list[str]:
    """Names of the files that hold text of the curriculum, the manifest apart."""
    from cara_facilitate.content.source import sources

    folders = ("activities/", "handouts/", "variants/", "site/")
    kept = [name for name in sources(files)[0] if name != MANIFEST]
    unread = [name for name in files if name.startswith(folders) and name.endswith(".md")]
    return sorted(dict.fromkeys([*kept, *unread]), key=lambda name: ("/" in name, name))


def _names(message: str, variant: str, offered: Iterable[str]) -> bool:
    """Whether a finding holds in a variant: a message names its variants unless it is all."""
    words = message.replace(",", " ").split()
    return variant in words or not any(one in words for one in offered)
