"""The card of a rehearsal: another service's, word for word, under a name of its own."""

from dataclasses import replace

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.rehearsal import rehearsal_of


def rehearsal_card(card: Card) -> Card:
    """Return the card that rehearses a service, in all of its regions.

    It has no key, and nobody who makes prompts better: that would be real money.
    """
    return replace(
        card,
        provider=rehearsal_of(card.provider),
        title=f"{card.title} (rehearsal)",
        rehearses=card.provider,
        enhancer=None,
        key_url="",
        tells_charge_late=False,
        elsewhere={name: rehearsal_card(other) for name, other in card.elsewhere.items()},
    )
