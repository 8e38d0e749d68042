"""The curricula that can be delivered: installed or the user's own, parsed by the content room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain.curriculum import Curriculum
from cara_facilitate.errors import CaraError, ContentError
from cara_facilitate.services.site_layer import site_fault, with_site
from cara_facilitate.settings.paths import curricula_folder, site_folder

if TYPE_CHECKING:
    from cara_facilitate.api import CurriculumReader, CurriculumSource
    from cara_facilitate.content.findings import Finding
    from cara_facilitate.host.registry import Host

MOST_CHECKED = 8
INSTALLED = "X02"
"""The rule of files that are not as they were installed."""
UNREAD = "F08"
"""The rule of a file that cannot be read."""
OFFERS = "cara_curricula"
FAILED = frozenset({"failed", "refused"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One variant as ``cara curriculum list`` shows it.

    ``status`` is ready, findings (warnings, or files changed since they were installed) or
    broken; ``reason`` says in one line why it is not ready.
    """

    curriculum: str
    variant: str
    title: str
    version: str
    status: str
    hash: str
    distribution: str
    reason: str = ""


class Library:
    """Every curriculum by id and variant: what plugins offer, then the user's own packages.

    Files are read once; a package added or changed later is seen at the next start.

    :param site: where this site's own changes are kept; beside the settings if left out.
    :param own: the user's own packages, installed without pip; beside the settings if left out.
    """

    def __init__(self, host: Host, site: Path | None = None, own: Path | None = None) -> None:
        self._host = host
        self._site = site or site_folder()
        self._own = own or curricula_folder()
        self._own_sources: tuple[CurriculumSource, ...] | None = None
        self._loaded: dict[tuple[str, str], Curriculum] = {}

    def readers(self) -> tuple[CurriculumReader, ...]:
        """Readers of lessons kept in other formats, by id."""
        return self._host.curriculum_readers()

    def installed(self) -> tuple[CurriculumSource, ...]:
        """What plugins offer, by id."""
        return self._host.curricula()

    def own(self) -> tuple[CurriculumSource, ...]:
        """The user's own packages; an id that an installed one has is made longer."""
        if self._own_sources is None:
            from cara_facilitate.services.own_curricula import own_sources

            taken = {source.id for source in self.installed()}
            self._own_sources = tuple(own_sources(self._own, taken))
        return self._own_sources

    def sources(self) -> Mapping[str, CurriculumSource]:
        """Every curriculum's files with what the site changes, by id."""
        every = (*self.installed(), *self.own())
        return {source.id: with_site(source, self._site) for source in every}

    def failed(self) -> tuple[str, ...]:
        """A sentence for each plugin that failed and so may offer fewer curricula than it has."""
        return tuple(
            f"The plugin {plugin.name} is {plugin.status}: {plugin.reason}. "
            "Curricula that it offers are not listed."
            for plugin in self._host.listing()
            if plugin.asked_for
            and plugin.status in FAILED
            and (OFFERS in plugin.hooks or not plugin.hooks)
        )

    def load(self, curriculum: str, variant: str) -> Curriculum:
        """One variant as it is now, to look at; :meth:`deliverable` is for a live session.

        :raises ContentError: if it is not installed or has errors.
        """
        key = (curriculum, variant)
        return self._loaded[key] if key in self._loaded else self._load(self._source(key[0]), key)

    def deliverable(self, curriculum: str, variant: str) -> Curriculum:
        """One variant of a curriculum without an error in any variant.

        :raises ContentError: if it is not installed or has errors.
        """
        from cara_facilitate.content.findings import errors

        wrong = errors(self.check(curriculum))
        if wrong:
            raise ContentError(
                f"The curriculum {curriculum} has errors and is not offered for a session.",
                f"{_first(wrong)} See: cara curriculum list",
            )
        return self.load(curriculum, variant)

    def check(self, curriculum: str) -> list[Finding]:
        """Every finding in one curriculum's files, and files not as they were installed.

        :raises ContentError: if it is not installed.
        """
        return _findings(self._source(curriculum))

    def changed(self, curriculum: str) -> str:
        """A sentence if files of a curriculum are not as they were installed, else empty."""
        source = self.sources().get(curriculum)
        return _changed_words(source.changed) if source is not None and source.changed else ""

    def listed(self) -> tuple[Listed, ...]:
        """Every variant of every curriculum with its status; broken ones are listed, not hidden."""
        from cara_facilitate.content.load import variants

        rows: list[Listed] = []
        for source in self.sources().values():
            found = _findings(source)
            names = variants(source.files) or ("",)
            rows.extend(self._row(source, name, found) for name in names)
        return tuple(rows)

    def _source(self, curriculum: str) -> CurriculumSource:
        source = self.sources().get(curriculum)
        if source is None:
            raise ContentError(
                f"The curriculum {curriculum} is not installed.", "See: cara curriculum list"
            )
        return source

    def _load(self, source: CurriculumSource, key: tuple[str, str]) -> Curriculum:
        from cara_facilitate.content.load import load

        if key not in self._loaded:
            fault = site_fault(source.files)
            if fault is not None:
                raise fault
            self._loaded[key] = load(source.files, key[1])
        return self._loaded[key]

    def _row(self, source: CurriculumSource, variant: str, found: Sequence[Finding]) -> Listed:
        wrong = [finding for finding in found if finding.severity == "error"]
        title, version, digest = source.id, source.version, ""
        broken, reasons = bool(wrong), [_first(wrong)] if wrong else []
        try:
            curriculum = self._load(source, (source.id, variant))
        except CaraError as error:
            broken, reasons = True, reasons or [error.sentence()]
        else:
            title, version, digest = curriculum.title, curriculum.version, curriculum.hash
            if curriculum.id != source.id:
                reasons.append(f"Another package has the id {curriculum.id}.")
        if source.changed:
            reasons.append(_changed_words(source.changed))
        warnings = sum(f.severity == "warning" and f.rule != INSTALLED for f in found)
        if warnings and not broken:
            reasons.append(f"{warnings} warning{'s' if warnings > 1 else ''}.")
        status = "broken" if broken else "findings" if reasons else "ready"
        reason = " ".join(reasons)
        return Listed(
            source.id, variant, title, version, status, digest, source.distribution, reason
        )


def _findings(source: CurriculumSource) -> list[Finding]:
    """Every finding in one source; of a site layer that cannot be read, that alone."""
    from cara_facilitate.content.findings import Finding
    from cara_facilitate.content.installed import check_installed

    fault = site_fault(source.files)
    if fault is None:
        found = _check(tuple(sorted(source.files.items())))
    else:
        unread = Finding(UNREAD, "error", fault.where, 1, 1, fault.message, "", fault.hint)
        found = (unread,)
    return [*found, *check_installed(source.changed)]


@lru_cache(maxsize=MOST_CHECKED)
def _check(files: tuple[tuple[str, bytes], ...]) -> tuple[Finding, ...]:
    """What the check finds; asked again at every turn for the same files."""
    from cara_facilitate.content.load import check

    return tuple(check(dict(files)))


def _first(wrong: Sequence[Finding]) -> str:
    """The first error with its place, and how many more there are."""
    message = wrong[0].message
    sentence = f"{wrong[0].where}: {message[:1].upper()}{message[1:]}"
    more = len(wrong) - 1
    also = f" {more} more error{'s' if more > 1 else ''}." if more else ""
    return sentence + ("" if sentence.endswith(("?", ".")) else ".") + also


def _changed_words(changed: Mapping[str, str]) -> str:
    """Which files are not as they were installed: the first two, and how many more."""
    from cara_facilitate.content.findings import shown

    named = [f"{shown(name)} ({how})" for name, how in list(changed.items())[:2]]
    more = len(changed) - len(named)
    also = f" and {more} more" if more else ""
    return f"Not as installed: {', '.join(named)}{also}."
