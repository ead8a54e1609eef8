"""The services that the engine buys from, each with its card, gate and poller."""

from collections.abc import Mapping

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.engine.gate import Gate
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.poller import Poller
from seedream_desktop.engine.purchase import Service
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock


def services_of(
    providers: Mapping[ProviderId, Provider],
    cards: Mapping[ProviderId, Card],
    outbox: BlobOutbox,
    clock: Clock,
    parallel: Mapping[ProviderId, int],
) -> dict[ProviderId, Service]:
    """Return what is needed to buy from each provider; parallel is the user's own word."""
    return {
        name: Service(
            provider=provider,
            cards=cards,
            gate=Gate(cards[name].account, clock, parallel=parallel.get(name)),
            poller=Poller(provider, outbox, clock),
        )
        for name, provider in providers.items()
    }
