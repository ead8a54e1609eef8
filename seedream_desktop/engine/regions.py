"""Which of a provider's separate services is bought from, and what waits for another one."""

from collections.abc import Mapping

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.purchase import Purchase
from seedream_desktop.engine.quotes import Quotes
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.engine.services import Service
from seedream_desktop.ports.library import Library


class Regions:
    """Holds for what is planned from now on; a request keeps the region that it was planned for."""

    def __init__(
        self,
        library: Library,
        quotes: Quotes,
        services: Mapping[ProviderId, Service],
        purchase: Purchase,
        scheduler: Scheduler,
        herald: Herald,
    ) -> None:
        """Take who plans, and who holds back what belongs elsewhere."""
        self._library = library
        self._quotes = quotes
        self._services = services
        self._purchase = purchase
        self._scheduler = scheduler
        self._herald = herald

    async def choose(self, provider: ProviderId, region: str) -> None:
        """Buy from a provider's region from now on; requests that waited for it go on.

        Only those go on that were their turn in this process: a start buys nothing by itself.
        Raises CardLacks when the provider has no such region.
        """
        service = self._services[provider]
        if region == service.card.region:
            return
        self._quotes.choose_region(provider, region)
        service.resume(self._herald)
        held = self._purchase.take_elsewhere()
        if held:
            queued = await self._library.requests(states=frozenset({RequestState.QUEUED}))
            self._scheduler.offer(request for request in queued if request.id in held)
