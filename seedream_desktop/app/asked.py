"""What a start goes by beside the settings: requests at once, and regions."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from seedream_desktop.app.tempo import Tempo
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import rehearsal_of, rehearsed
from seedream_desktop.settings.model import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What this start was asked for beside the settings: requests at once, and a region.

    provider is the one that the region is of; empty: of all that have one of this name.
    """

    parallel: int | None = None
    region: str = ""
    provider: str = ""
    tempo: Tempo = field(default_factory=Tempo)


def choose_regions(
    cards: dict[ProviderId, Card], settings: Settings, region: str, provider: str
) -> None:
    """Put each card into the region that was asked for, else set, else its first.

    provider is the one that the region is of; empty: of all that have one of this name.

    Raises CardLacks, or UserFixable("no_such_region"), for one that is not there.
    """
    for own, card in cards.items():
        cards[own] = in_region(card, settings.regions.get(rehearsed(own), ""))
    if not region:
        return
    named = cards.get(ProviderId(provider))
    if named is not None:
        cards[named.provider] = named.in_region(region)
        return
    having = [card for card in cards.values() if region in card.regions]
    if not having:
        raise UserFixable("no_such_region", region=region)
    cards |= {card.provider: card.in_region(region) for card in having}


def in_region(card: Card, region: str) -> Card:
    """Return a card in a region of the settings; its default where there is none of this name."""
    first = card.regions[0] if card.regions else ""
    return card.in_region(region if region in card.regions else first)


def parallel_of(
    settings: Settings, cards: Mapping[ProviderId, Card], asked: int | None
) -> dict[ProviderId, int]:
    """Return requests at once where the user has said so: option, environment, settings."""
    own = settings.concurrency
    named = {rehearsal_of(name): parallel for name, parallel in own.items()} | dict(own)
    variable = os.environ.get("SEEDREAM_CONCURRENCY", "").strip()
    if variable and asked is None:
        if not variable.isdigit() or int(variable) < 1:
            raise UserFixable("concurrency_unclear", value=variable)
        asked = int(variable)
    if asked is not None and asked < 1:
        raise UserFixable("concurrency_unclear", value=asked)
    return named if asked is None else dict.fromkeys(cards, asked)
