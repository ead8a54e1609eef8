"""The services that the engine buys from, each with its card, gate and poller."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NoReturn, TypeAlias, TypeVar

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import AccountRefused, Billed, SeedreamError, UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import Request, Trouble
from seedream_desktop.engine.gate import Gate
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.poller import Poller
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock

_T = TypeVar("_T")

Finder: TypeAlias = Callable[[ProviderId, str], Provider]
"""Returns a provider's adapter for a region of it; empty: the region in force."""


class Known(dict[ProviderId, _T]):
    """What there is by provider; another package's may be gone, and its requests still here."""

    def __missing__(self, provider: ProviderId) -> NoReturn:
        """Say which there are."""
        raise UserFixable("unknown_provider", provider=provider, providers=", ".join(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One provider with all that belongs to it; cards are the engine's, as they stand now.

    A request is prepared, sent, asked for and charged by the adapter and the card of the region
    that it was planned for, whichever is in force by then.
    """

    id: ProviderId
    cards: Mapping[ProviderId, Card]
    find: Callable[[str], Provider]
    gate: Gate
    poller: Poller

    @property
    def card(self) -> Card:
        """The provider's card for the region in force."""
        return self.cards[self.id]

    def card_of(self, request: Request) -> Card:
        """Return the card by which a request was planned. Raises CardLacks."""
        return self.card.in_region(request.region)

    def provider_of(self, request: Request) -> Provider:
        """Return who speaks to the region that a request was planned for."""
        return self.find(request.region)

    def elsewhere(self, request: Request) -> Trouble | None:
        """Say why a request is not sent now, where it was planned for another region.

        There is one key a provider, and it belongs to the region in force.
        """
        card = self.card
        if request.region in ("", card.region):
            return None
        titles = card.region_titles
        return Trouble(
            code="other_region",
            billed=Billed.NO,
            params={
                "service": card.title,
                "region": titles.get(request.region, request.region),
                "now": titles.get(card.region, card.region),
            },
        )

    def resume(self, herald: Herald) -> None:
        """Open the gate, where it is closed, and tell so."""
        if self.gate.closed_by is not None:
            self.gate.open()
            herald.resumed(self.id)

    def pause(
        self, error: SeedreamError, herald: Herald, request: Request | None = None
    ) -> Trouble:
        """Close the gate and tell so, unless it is closed already; return what closed it.

        A no to a request of another region says nothing of the one in force, and closes nothing.
        """
        if request is not None and self.elsewhere(request) is not None:
            return Trouble.of(error)
        closed_by = self.gate.closed_by
        if closed_by is None:
            closed_by = herald.paused(self.id, refused_here(error, self.card))
            self.gate.close(closed_by)
        return closed_by


def refused_here(error: SeedreamError, card: Card) -> SeedreamError:
    """Say of a refused key, where a provider has regions, that it may be of another one."""
    if error.code != "key_refused" or not card.regions:
        return error
    region = card.region_titles.get(card.region, card.region)
    return AccountRefused("key_refused_here", service=card.title, region=region)


def services_of(
    find: Finder,
    cards: Mapping[ProviderId, Card],
    outbox: BlobOutbox,
    clock: Clock,
    parallel: Mapping[ProviderId, int],
) -> dict[ProviderId, Service]:
    """Return what is needed to buy from each provider; parallel is the user's own word."""
    known = Known[Service]()
    for name, card in cards.items():
        known[name] = Service(
            id=name,
            cards=cards,
            find=partial(find, name),
            gate=Gate(card.account, clock, parallel=parallel.get(name)),
            poller=Poller(partial(find, name), outbox, clock, apart_s=card.poll_s),
        )
    return known
