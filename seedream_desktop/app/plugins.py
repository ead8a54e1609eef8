"""Services that other packages bring along: found when asked for, loaded when switched on."""

import importlib.metadata
import inspect
import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from seedream_desktop.app.branches import Branches
from seedream_desktop.app.roster import Entry, Offer, offer_of
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import SeedreamError, UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.providers.cards import parse_card, read_card

_log = logging.getLogger(__name__)

GROUP: Final = "seedream_desktop.providers"
API: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """An installed package's service, by the name of its entry point; nothing of it is loaded."""

    name: ProviderId
    package: str
    version: str


def found() -> tuple[Plugin, ...]:
    """List what is installed, by name. Reads the packages' own lists and loads none of them."""
    return tuple(
        Plugin(
            name=ProviderId(point.name),
            package=point.dist.name if point.dist is not None else point.module,
            version=point.dist.version if point.dist is not None else "",
        )
        for point in sorted(importlib.metadata.entry_points(group=GROUP))
    )


def load(name: ProviderId, taken: Collection[ProviderId]) -> Entry:
    """Load one service; taken are the ids that there are already.

    What its entry point names is a module with API (the number above), CARD (a card's text, or
    the path of its file), ADAPTER (a class: see roster.Offer) and BASE_URL or BASE_URLS. Raises
    UserFixable, which names it and the reason, whatever is wrong with it.
    """
    try:
        return _loaded(name, taken)
    except UserFixable as error:
        if error.code == "plugin_faulty":
            raise
        raise _faulty(name, str(error.params.get("reason", error.code))) from error
    except Exception as error:
        _log.exception("plugin %s cannot be loaded", name)
        raise _faulty(name, f"{type(error).__name__}: {error}") from error


def _loaded(name: ProviderId, taken: Collection[ProviderId]) -> Entry:
    points = tuple(importlib.metadata.entry_points(group=GROUP, name=name))
    if not points:
        raise _faulty(name, "it is not installed")
    if name in taken or len(points) > 1:
        raise _faulty(name, "another provider has this name")
    module = points[0].load()
    if getattr(module, "API", None) != API:
        raise _faulty(name, f"it is for API {getattr(module, 'API', 'unknown')}, not {API}")
    card, offer = _card(name, module), offer_of(module, "ADAPTER")
    _check(name, card, offer)
    return Entry(id=name, card=lambda: card, offer=lambda: offer, is_guarded=True)


def _card(name: ProviderId, module: Any) -> Card:
    text = module.CARD
    card = read_card(text) if isinstance(text, Path) else parse_card(text, f"{name}.toml")
    if card.provider != name:
        raise _faulty(name, f"its card is of {card.provider!r}")
    if card.is_local:
        raise _faulty(name, "only the program's own engine is local")
    return card


def _check(name: ProviderId, card: Card, offer: Offer) -> None:
    if not inspect.isclass(offer.adapter):
        raise _faulty(name, "ADAPTER is no class")
    lacking = [region for region in card.regions or ("",) if region not in offer.base_urls]
    if lacking and (card.regions or not offer.base_urls):
        raise _faulty(name, f"it has no address for {lacking[0] or 'its service'}")


def _faulty(name: ProviderId, reason: str) -> UserFixable:
    return UserFixable("plugin_faulty", plugin=name, reason=reason)


def drop_faulty(
    entries: Collection[Entry], branches: Branches, cards: dict[ProviderId, Card]
) -> tuple[SeedreamError, ...]:
    """Make the adapters of other packages; take the cards away of those that cannot be made."""
    troubles: list[SeedreamError] = []
    for entry in entries:
        try:
            branches.provider(entry.id)
        except Exception as error:  # noqa: BLE001 (another package's, which may raise anything)
            _log.exception("plugin %s cannot be made", entry.id)
            del cards[entry.id]
            troubles.append(_faulty(entry.id, f"{type(error).__name__}: {error}"))
    return tuple(troubles)


def load_all(
    names: Collection[ProviderId], taken: Collection[ProviderId]
) -> tuple[tuple[Entry, ...], tuple[SeedreamError, ...]]:
    """Load those that are switched on; return what can be used, and what is wrong with the rest."""
    entries: list[Entry] = []
    troubles: list[SeedreamError] = []
    for name in dict.fromkeys(names):
        try:
            entries.append(load(name, {*taken, *(entry.id for entry in entries)}))
        except UserFixable as error:
            troubles.append(error)
    return tuple(entries), tuple(troubles)
