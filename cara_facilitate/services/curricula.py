"""The curricula that can be delivered: offered by plugins, parsed by the content room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.services.site_layer import with_site
from cara_facilitate.settings.paths import site_folder

if TYPE_CHECKING:
    from cara_facilitate.api import CurriculumSource
    from cara_facilitate.content.findings import Finding
    from cara_facilitate.host.registry import Host


@dataclass(frozen=True, slots=True)
class Listed:
    """One variant as ``cara curriculum list`` shows it; ``status`` is ready, findings or broken."""

    curriculum: str
    variant: str
    title: str
    version: str
    status: str
    hash: str
    distribution: str
    reason: str = ""


class Library:
    """Every installed curriculum, by id and variant; parsed once, when first asked for.

    :param site: where this site's own changes are kept; beside the settings if left out.
    """

    def __init__(self, host: Host, site: Path | None = None) -> None:
        self._host = host
        self._site = site or site_folder()
        self._loaded: dict[tuple[str, str], Curriculum] = {}

    def sources(self) -> Mapping[str, CurriculumSource]:
        """The offered curricula's files with what the site changes, by curriculum id."""
        return {source.id: with_site(source, self._site) for source in self._host.curricula()}

    def load(self, curriculum: str, variant: str) -> Curriculum:
        """One variant, ready to deliver.

        :raises ContentError: if it is not installed or has errors.
        """
        from cara_facilitate.content.load import load

        key = (curriculum, variant)
        if key not in self._loaded:
            source = self.sources().get(curriculum)
            if source is None:
                raise ContentError(
                    f"The curriculum {curriculum} is not installed.",
                    "See: cara curriculum list",
                )
            self._loaded[key] = load(source.files, variant)
        return self._loaded[key]

    def check(self, curriculum: str) -> list[Finding]:
        """Every finding in one curriculum's files."""
        from cara_facilitate.content.load import check

        return check(self.sources()[curriculum].files)

    def listed(self) -> tuple[Listed, ...]:
        """Every variant of every curriculum with its status; broken ones are listed, not hidden."""
        from cara_facilitate.content.load import variants

        rows: list[Listed] = []
        for source in self.sources().values():
            found = self.check(source.id)
            errors = [f for f in found if f.severity == "error"]
            names = variants(source.files) or ("",)
            rows.extend(self._row(source, name, bool(found), bool(errors)) for name in names)
        return tuple(rows)

    def _row(self, source: CurriculumSource, variant: str, found: bool, broken: bool) -> Listed:
        title, version, digest, reason = source.id, source.version, "", ""
        status = "broken" if broken else "findings" if found else "ready"
        try:
            curriculum = self.load(source.id, variant)
            title, version, digest = curriculum.title, curriculum.version, curriculum.hash
        except CaraError as error:
            status, reason = "broken", error.sentence()
        return Listed(
            source.id, variant, title, version, status, digest, source.distribution, reason
        )
