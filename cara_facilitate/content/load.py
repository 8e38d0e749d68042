"""Loads one variant of a curriculum from its files, or says what is wrong with all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from cara_facilitate.content import advice, order, rules
from cara_facilitate.content.causes import axis_misspelt, of_one_axis, untangled
from cara_facilitate.content.contacts import check_contacts
from cara_facilitate.content.digest import curriculum_hash
from cara_facilitate.content.findings import Finding, did_you_mean, errors, grouped, shown
from cara_facilitate.content.package import Package, parse
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.content.times import check_days
from cara_facilitate.content.variants import Delivery, check_overlays, deliver
from cara_facilitate.content.wording import check_wording
from cara_facilitate.domain.curriculum import Code, Curriculum, Objective
from cara_facilitate.errors import ContentError


class Faulty(ContentError):
    """Files with errors: ``finding`` is the first of them, ``more`` how many others there are."""

    def __init__(self, message: str, hint: str, finding: Finding, more: int) -> None:
        super().__init__(message, hint, finding.where)
        self.finding = finding
        self.more = more


def load(files: Mapping[str, bytes], variant: str) -> Curriculum:
    """One variant, ready to deliver.

    :param files: file contents by name relative to the curriculum's folder, with ``/``.
    :raises ContentError: if the files have an error in this variant, or do not offer it.
    """
    curriculum, found = draft(files, variant)
    _raise_first(found)
    return curriculum


def draft(files: Mapping[str, bytes], variant: str) -> tuple[Curriculum, list[Finding]]:
    """One variant as far as it can be read, and its errors: for an author, never for delivery.

    :raises ContentError: if the manifest cannot be read, or does not offer this variant.
    """
    package = parse(files)
    manifest = package.manifest
    found = list(package.findings)
    if manifest is None:
        _raise_first(found)
        raise ContentError("This curriculum cannot be read.", where=MANIFEST)
    offered = package.declared()
    if variant not in offered:
        near = did_you_mean(variant, offered)
        message = f'"{shown(variant)}" is not a variant of this curriculum{near}'
        raise ContentError(message, f"It has {', '.join(offered)}.", MANIFEST)
    delivery = deliver(package, manifest, variant)
    found += _always(package, manifest)
    checks = _in_variant(package, manifest, delivery)
    found += [_named(finding, [variant], offered) for finding in checks]
    return _curriculum(package, manifest, delivery), grouped(errors(untangled(found)))


def check(files: Mapping[str, bytes], today: date | None = None) -> list[Finding]:
    """Everything an author should know about these files, in file order, each cause once.

    :param today: without it nothing is said about how old a checked number is.
    """
    package = parse(files)
    manifest = package.manifest
    found = list(package.findings)
    if manifest is None:
        return grouped(untangled(found))
    found = of_one_axis([*found, *_always(package, manifest)])
    misspelt = axis_misspelt(package, found)
    if misspelt is not None:
        # Which text is for whom is not known, so nothing more can be said of any variant.
        return grouped(untangled(misspelt))
    found += order.check_scheduled(package, manifest)
    found += advice.advise_text(package)
    found += check_contacts(package, today) if today is not None else ()
    found += _over_variants(package, manifest)
    return grouped(untangled(found))


def variants(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The variants the manifest offers; none if it cannot be read."""
    return parse({name: data for name, data in files.items() if name == MANIFEST}).declared()


def _always(package: Package, manifest: Manifest) -> Iterator[Finding]:
    yield from order.check_manifest(package, manifest)
    yield from rules.check_claims(package, manifest)
    yield from check_overlays(package)
    yield from check_wording(package, manifest)


def _in_variant(package: Package, manifest: Manifest, delivery: Delivery) -> Iterator[Finding]:
    yield from check_days(package, manifest, delivery)
    yield from rules.check_coverage(package, manifest, delivery)
    for resolved in delivery.activities.values():
        yield from rules.check_activity(package, resolved, imported=manifest.imported)


def _over_variants(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """What holds in some variants, told once with the variants it holds in."""
    offered = package.declared()
    where: dict[Finding, list[str]] = {}
    for variant in offered:
        delivery = deliver(package, manifest, variant, hashed=False)
        found = list(_in_variant(package, manifest, delivery))
        for resolved in delivery.activities.values():
            found += advice.advise_talk(resolved)
        for finding in dict.fromkeys(found):
            where.setdefault(finding, []).append(variant)
    for finding, held in where.items():
        yield _named(finding, held, offered)


def _named(finding: Finding, held: list[str], offered: Iterable[str]) -> Finding:
    """A message that ends in "in" or "for" always names variants; others only if not all."""
    message, names = finding.message, ", ".join(held)
    if message.endswith((" in", " for")):
        return replace(finding, message=f"{message} {names}")
    return finding if held == list(offered) else replace(finding, message=f"{message} in {names}")


def _raise_first(found: Iterable[Finding]) -> None:
    wrong = grouped(errors(found))
    if not wrong:
        return
    first, more = wrong[0], len(wrong) - 1
    also = f"There {'is 1 more error' if more == 1 else f'are {more} more errors'}." if more else ""
    hint = f"{first.hint[:1].upper()}{first.hint[1:]}." if first.hint else ""
    message = f"{first.message[:1].upper()}{first.message[1:]}"
    if not message.endswith(("?", ".")):
        message += "."
    raise Faulty(message, f"{hint} {also}".strip(), first, more)


def _curriculum(package: Package, manifest: Manifest, delivery: Delivery) -> Curriculum:
    curriculum = Curriculum(
        id=manifest.curriculum,
        title=manifest.title,
        version=manifest.version,
        licence=manifest.licence,
        variant=delivery.variant,
        reference=manifest.reference,
        objectives=tuple(Objective(one.id, one.slug, one.text) for one in manifest.objectives),
        codes=tuple(
            Code(one.key, one.name, one.label, one.definition, one.example, one.default)
            for one in manifest.codes
        ),
        activities=tuple(resolved.activity for resolved in delivery.activities.values()),
        days=delivery.days,
        signposts=delivery.signposts,
        handouts=delivery.handouts,
        hash="",
        imported=manifest.imported,
    )
    return replace(curriculum, hash=curriculum_hash(curriculum))
