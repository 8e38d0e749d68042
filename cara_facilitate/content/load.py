"""Loads one variant of a curriculum from its files, or says what is wrong with all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from cara_facilitate.content import order, rules
from cara_facilitate.content.digest import curriculum_hash
from cara_facilitate.content.findings import Finding, did_you_mean, errors, grouped, shown
from cara_facilitate.content.package import Package, parse
from cara_facilitate.content.shapes import Manifest
from cara_facilitate.content.source import MANIFEST
from cara_facilitate.content.variants import Delivery, check_overlays, deliver
from cara_facilitate.domain.curriculum import Code, Curriculum, Objective
from cara_facilitate.errors import ContentError


def load(files: Mapping[str, bytes], variant: str) -> Curriculum:
    """One variant, ready to deliver.

    :param files: file contents by name relative to the curriculum's folder, with ``/``.
    :raises ContentError: if the files have an error in this variant, or do not offer it.
    """
    package = parse(files)
    manifest = package.manifest
    found = list(package.findings)
    offered = package.declared()
    if manifest is not None:
        found += _always(package, manifest)
        if variant not in offered and not errors(found):
            near = did_you_mean(variant, offered)
            message = f'"{shown(variant)}" is not a variant of this curriculum{near}'
            raise ContentError(message, f"It has {', '.join(offered)}.", MANIFEST)
        delivery = deliver(package, manifest, variant)
        checks = _in_variant(package, manifest, delivery)
        found += [_named(finding, [variant], offered) for finding in checks]
    _raise_first(found)
    if manifest is None:
        raise ContentError("This curriculum cannot be read.", where=MANIFEST)
    return _curriculum(package, manifest, delivery)


def check(files: Mapping[str, bytes], today: date | None = None) -> list[Finding]:
    """Everything an author should know about these files, in file order, each cause once.

    :param today: without it nothing is said about how old a checked number is.
    """
    package = parse(files)
    manifest = package.manifest
    found = list(package.findings)
    if manifest is not None:
        found += _always(package, manifest)
        found += order.check_scheduled(package, manifest)
        for authored in package.activities.values():
            found += rules.advise_wording(authored)
        found += _over_variants(package, manifest)
    return grouped(found)


def variants(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The variants the manifest offers; none if it cannot be read."""
    return parse({name: data for name, data in files.items() if name == MANIFEST}).declared()


def _always(package: Package, manifest: Manifest) -> Iterator[Finding]:
    yield from order.check_manifest(package, manifest)
    yield from rules.check_claims(package, manifest)
    yield from check_overlays(package)


def _in_variant(package: Package, manifest: Manifest, delivery: Delivery) -> Iterator[Finding]:
    yield from order.check_times(package, manifest, delivery)
    yield from rules.check_coverage(package, manifest, delivery)
    for resolved in delivery.activities.values():
        yield from rules.check_activity(resolved, imported=manifest.imported)


def _over_variants(package: Package, manifest: Manifest) -> Iterator[Finding]:
    """What holds in some variants, told once with the variants it holds in."""
    offered = package.declared()
    where: dict[Finding, list[str]] = {}
    for variant in offered:
        delivery = deliver(package, manifest, variant)
        found = list(_in_variant(package, manifest, delivery))
        for resolved in delivery.activities.values():
            found += rules.advise(resolved)
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
    raise ContentError(message, f"{hint} {also}".strip(), first.where)


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
