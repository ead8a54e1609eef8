"""What WaveSpeedAI's live model list changes in its card (sheet, A7)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from seedream_desktop.domain.card import Card, EnhancerRule, Provenance
from seedream_desktop.providers._live_limits import changed_limits, properties_in, tightened
from seedream_desktop.providers._wavespeed_shapes import LiveModel
from seedream_desktop.providers._wire import price_told
from seedream_desktop.providers.cards import figure_path

SOURCE: Final = "live: GET /api/v3/models"


def refreshed(card: Card, live: Iterable[LiveModel], today: date) -> Card:
    """Return the card with today's prices, and limits where the service's are tighter.

    A price is taken as it is listed, unless it is missing or nothing: an order must never
    look free by mistake. A limit is never widened: the list is known to contradict the pages,
    and a request inside both is accepted under either. The card's date becomes today when
    each of its models is listed with a price.
    """
    by_id = {model.model_id: model for model in live}
    provenance = dict(card.provenance)
    models, priced = [], 0
    for model in card.models:
        entry = by_id.get(model.id)
        if entry is None:
            models.append(model)
            continue
        price = price_told(entry.base_price)
        priced += price is not None
        changed = tightened(model, _properties(entry))
        if price is not None:
            changed = replace(changed, price=replace(model.price, per_output_micros=price))
            provenance[figure_path(model, "price_per_output_usd")] = Provenance(today, SOURCE)
        for figure in changed_limits(model, changed):
            provenance[figure_path(model, figure)] = Provenance(today, SOURCE)
        models.append(changed)
    as_of = today if priced == len(card.models) else card.as_of
    enhancer = _enhancer(card, by_id)
    if enhancer is not card.enhancer:
        provenance["enhancer.price_usd"] = Provenance(today, SOURCE)
    return replace(
        card, models=tuple(models), enhancer=enhancer, provenance=provenance, as_of=as_of
    )


def _enhancer(card: Card, by_id: Mapping[str, LiveModel]) -> EnhancerRule | None:
    entry = by_id.get(card.enhancer.model) if card.enhancer is not None else None
    price = price_told(entry.base_price) if entry is not None else None
    if card.enhancer is None or price is None:
        return card.enhancer
    return replace(card.enhancer, price_micros=price)


def _properties(entry: LiveModel) -> dict[str, dict[str, Any]]:
    """Return the properties of the schema that runs the model; empty where it has none.

    Read by hand: its shape is illustrative in the documents, and a surprise in it must not
    cost the prices.
    """
    node: Any = entry.api_schema
    schemas = node.get("api_schemas") if isinstance(node, dict) else None
    for schema in schemas if isinstance(schemas, list) else []:
        found = properties_in(schema.get("request_schema") if isinstance(schema, dict) else None)
        if found:
            return found
    return {}
