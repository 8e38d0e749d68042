"""For a plugin's own tests: does the module keep to the contract, and what does it offer?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import ModuleType
from typing import Any

from cara_facilitate.api.contract import examine, new_manager
from cara_facilitate.domain.policy import PersonFacts, PlacementFacts


def problems(module: ModuleType) -> list[str]:
    """Why the host would refuse this module, and what it would warn of; empty is good.

    :param module: the imported plugin module.
    :return: plain sentences, the refusal first.
    """
    contract = examine(module)
    return [sentence for sentence in (contract.refusal, *contract.warnings) if sentence]


def offers(module: ModuleType, hook: str) -> list[Any]:
    """Every record the module offers for one hook, called here and now without any guard.

    :param module: the imported plugin module.
    :param hook: such as ``cara_site_policies``.
    :return: the records; a plugin's own exceptions come through.
    :raises ValueError: if the module does not keep to the contract.
    """
    wrong = examine(module).refusal
    if wrong:
        raise ValueError(wrong)
    manager = new_manager()
    manager.register(module)
    found: list[Any] = []
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        found += list(implementation.function())
    return found


def sample_placement(
    *, people: Iterable[PersonFacts] | None = None, **changes: Any
) -> PlacementFacts:
    """A synthetic cohort that every general rule passes; change what a test is about.

    :param people: seats instead of the six synthetic ones.
    :param changes: fields of :class:`PlacementFacts` by name.
    """
    seats = (
        PersonFacts(
            seat=seat,
            sex="male",
            relationship="ex_partner" if seat % 2 else "partner",
            caution_date=date(2026, 10, 30),
            risk="standard",
            first_time=True,
            disposal="conditional_caution",
            extra={"issuer": "WYP", "referrer": "WYP"},
        )
        for seat in range(1, 7)
    )
    values: dict[str, Any] = {
        "cohort": "WY26A",
        "site": "west-yorkshire",
        "variant": "intimate-partner-male",
        "workshops": (date(2026, 11, 28), date(2026, 12, 26)),
        "facilitators": ("F-LEAD1", "F-CO2"),
        "people": tuple(seats if people is None else people),
        "extra": {
            "trained": "F-LEAD1;F-CO2",
            "conflict": "no",
            "district": "Leeds",
            "venue": "VEN-3",
            "venue_transport": "yes",
            "venue_access": "yes",
        },
    }
    return PlacementFacts(**(values | changes))
