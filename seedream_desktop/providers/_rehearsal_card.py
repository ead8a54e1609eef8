"""The card of a rehearsal: another service's, word for word, in play money."""

from dataclasses import replace

from seedream_desktop.domain.card import Card, Price
from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.domain.rehearsal import rehearsal_of


def rehearsal_card(card: Card) -> Card:
    """Return the card that rehearses a service, in all of its regions.

    It has no key, and nobody who makes prompts better: that would be real money. Its title is
    the service's own; what a rehearsal of it is called is said by the composition.
    """
    return replace(
        card,
        provider=rehearsal_of(card.provider),
        rehearses=card.provider,
        enhancer=None,
        key_url="",
        tells_charge_late=False,
        models=tuple(replace(model, price=_played(model.price)) for model in card.models),
        elsewhere={name: rehearsal_card(other) for name, other in card.elsewhere.items()},
    )


def _played(price: Price) -> Price:
    """Return the same price in play money."""
    return replace(
        price,
        per_output_micros=PlayMicros(price.per_output_micros),
        tiers=tuple((top, PlayMicros(micros)) for top, micros in price.tiers),
        per_reference_micros=PlayMicros(price.per_reference_micros),
    )
