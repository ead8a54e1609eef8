"""Live prices: what a service says today goes before what its card said."""

from collections.abc import Iterator
from dataclasses import replace

from seedream_desktop.domain.card import Card, ModelCard
from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.provider import Order, Provider


async def live_card(provider: Provider, card: Card, sequence: Sequence) -> Card:
    """Return the card with the service's live model list and prices.

    The price call is asked once for each model of the families in use, with the most outputs
    that it takes; a higher answer than the list's is believed, since it is what is charged.
    Raises SeedreamError where the service does not say them.
    """
    if card.is_local:
        return card
    live = await provider.refresh(card)
    families = {step.family for step in sequence.steps_on if step.provider == card.provider}
    models = [
        await _quoted(provider, model) if model.family in families else model
        for model in live.models
    ]
    return replace(live, models=tuple(models))


async def _quoted(provider: Provider, model: ModelCard) -> ModelCard:
    order = Order(
        request=RequestId("price"),
        model=model.id,
        prompt="price",
        references=(),
        targets=(),
        outputs=model.outputs_max,
        size=model.size_default if model.takes_size else None,
        options=model.options,
    )
    quoted = await provider.price_micros(order)
    if quoted is None or model.price.tiers:
        return model
    each = -(-quoted // model.outputs_max)
    if each <= model.price.per_output_micros:
        return model
    return replace(model, price=replace(model.price, per_output_micros=each))


def price_changes(before: Card, after: Card) -> Iterator[Notice]:
    """Tell each model whose price is not the one of the card that came with the program."""
    prices = {model.id: model.price.per_output_micros for model in before.models}
    for model in after.models:
        card_micros = prices.get(model.id)
        now_micros = model.price.per_output_micros
        if card_micros is not None and card_micros != now_micros:
            yield Notice(
                code="price_changed",
                params={"model": model.id, "card_micros": card_micros, "now_micros": now_micros},
            )
