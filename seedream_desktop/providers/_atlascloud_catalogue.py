"""What Atlas Cloud's live catalogue and schemas change in its card (sheet, B2.6 and B7)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

import msgspec

from seedream_desktop.domain.card import Card, Provenance
from seedream_desktop.domain.ids import ModelId
from seedream_desktop.providers._atlascloud_shapes import LiveModel
from seedream_desktop.providers._live_limits import (
    Properties,
    changed_limits,
    properties_in,
    tightened,
)
from seedream_desktop.providers._wire import price_told
from seedream_desktop.providers.cards import figure_path

SOURCE: Final = "live: GET /api/v1/models"
SCHEMA_SOURCE: Final = "live: the model's schema"


def refreshed(
    card: Card,
    live: Iterable[LiveModel],
    schemas: Mapping[ModelId, Properties],
    today: date,
) -> Card:
    """Return the card with limits where the schemas' are tighter, and prices where higher.

    A listed price is known to be far below what is charged for some models, so a lower one is
    no reason to promise less; what was charged in the end is told with the result. The card's
    date becomes today when each of its models is listed with a price.
    """
    by_id = {entry.model: entry for entry in live if entry.display_console is not False}
    provenance = dict(card.provenance)
    models, priced = [], 0
    for model in card.models:
        changed = tightened(model, schemas.get(model.id, {}))
        for figure in changed_limits(model, changed):
            provenance[figure_path(model, figure)] = Provenance(today, SCHEMA_SOURCE)
        price = _price(by_id.get(model.id))
        priced += price is not None
        if price is not None and price > model.price.per_output_micros:
            changed = replace(changed, price=replace(model.price, per_output_micros=price))
            provenance[figure_path(model, "price_per_output_usd")] = Provenance(today, SOURCE)
        models.append(changed)
    as_of = today if priced == len(card.models) else card.as_of
    return replace(card, models=tuple(models), provenance=provenance, as_of=as_of)


def schema_urls(card: Card, live: Iterable[LiveModel]) -> dict[ModelId, str]:
    """Return where the schemas of the card's models lie."""
    wanted = {model.id for model in card.models}
    return {
        ModelId(entry.model): entry.schema
        for entry in live
        if entry.model in wanted and isinstance(entry.schema, str) and entry.schema
    }


def schema_properties(document: bytes) -> Properties:
    """Return what an order may hold, of a schema's OpenAPI document; empty where it is none.

    Read by hand: a surprise in it must not cost anything else.
    """
    try:
        node: Any = msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    for name in ("components", "schemas", "Input"):
        node = node.get(name) if isinstance(node, dict) else None
    return properties_in(node)


def _price(entry: LiveModel | None) -> int | None:
    """Return the price of one run."""
    node: Any = entry.price if entry is not None else None
    for name in ("actual", "base_price"):
        node = node.get(name) if isinstance(node, dict) else None
    return price_told(node)
