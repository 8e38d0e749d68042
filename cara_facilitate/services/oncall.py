"""The on-call card of a site: its policy's numbers, and over them the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from cara_facilitate.domain.oncall import NUMBER_RULE, ROLES, OnCallCard, card_of, number_of
from cara_facilitate.errors import Refusal

if TYPE_CHECKING:
    from cara_facilitate.host.registry import Host
    from cara_facilitate.services.desk import Desk
    from cara_facilitate.settings.settings import Settings


def card(desk: Desk, cohort: str) -> OnCallCard:
    """The card of a cohort's site. Never raises: 999 and the user's own numbers always stand."""
    try:
        site = desk.state(cohort).site
    except Exception:  # a flag is taken down whatever became of anything else
        return card_of()
    return _card(desk.host, desk.settings, site)


def site_card(site: str) -> OnCallCard:
    """The card of a site, without a store.

    :raises PluginError: if no installed plugin offers this site's rules.
    """
    from cara_facilitate.services.bootstrap import open_plugins, read_settings

    settings = read_settings()
    host = open_plugins(settings)
    try:
        host.site_policy(site)
        return _card(host, settings, site)
    finally:
        host.close()


def change(site: str, numbers: Mapping[str, str], path: Path | None = None) -> None:
    """Record numbers of a site in the user's settings; an empty one takes the entry away.

    :param numbers: short role name (see ``domain.oncall.ROLES``) to number.
    :raises Refusal: if there is no such role, or a number holds anything a number does not.
    :raises SettingsError: if the file cannot be changed; it is then as it was.
    """
    from cara_facilitate.settings.change import set_in_table
    from cara_facilitate.settings.paths import settings_file

    entries = {_role(role): _number(number) for role, number in numbers.items()}
    set_in_table(path or settings_file(), ("on_call", site), entries)


def _role(role: str) -> str:
    known = role.strip().lower().replace("-", "_")
    if known in ROLES:
        return known
    near = get_close_matches(known, ROLES, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Roles are: {', '.join(ROLES)}."
    raise Refusal("The card has no such role.", hint)


def _number(number: str) -> str | None:
    if not number.strip():
        return None
    found = number_of(number)
    if found is None:
        raise Refusal("That is not a telephone number.", f"{NUMBER_RULE}.")
    return found


def _card(host: Host, settings: Settings, site: str) -> OnCallCard:
    own = settings.on_call.get(site, {})
    try:
        return card_of(host.site_policy(site).settings.get("on_call"), own)
    except Exception:  # whatever a site's plugin does, there is a card
        return card_of(own)
