"""A second sign beside a service's list: whether the money of an order in doubt is still there."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.card import Card, Recovery
from seedream_desktop.domain.errors import SeedreamError, StorageFailed
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.engine.order import same_order
from seedream_desktop.ports.balances import Trail
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_ANSWER_S: Final = 10.0
_BUSY_S: Final = (1.0, 2.0, 5.0, *[10.0] * 30)


class Weight(StrEnum):
    """What the balance says of an order in doubt."""

    THERE = "there"
    """To the last micro-dollar as if it had never been made."""

    GONE = "gone"
    """Fallen by the order's price, or more, beyond what this library bought."""

    UNCLEAR = "unclear"
    """No balance, no mark, or other movements: it proves nothing."""

    BUSY = "busy"
    """Other orders are under way; to be weighed again once they are done."""


class Witness:
    """Marks a service's balance while nothing is under way, and weighs doubts against the mark.

    A charge is excluded only by equality: the balance has fallen by exactly what the ledger has
    spent since, of orders whose price is beyond doubt. Anything else, a top-up, a discount, a
    refund on its way or another program that uses the account, makes it unclear.
    """

    def __init__(self, library: Library, cards: Mapping[ProviderId, Card], clock: Clock) -> None:
        """Take the ledger with its marks, the cards as they stand, and the clock."""
        self._library = library
        self._cards = cards
        self._clock = clock
        self._marking: dict[ProviderId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._untouched: set[ProviderId] = set()

    async def mark(self, provider: Provider) -> None:
        """Take a mark before an order, where one is of use and none that holds is there.

        Raises StorageFailed. A service that does not say its balance leaves the last mark.
        """
        if self._cards[provider.id].recovery is not Recovery.HISTORY:
            return
        balances = self._library.balances
        async with self._marking[provider.id]:
            entry = await balances.may_mark(provider.id, self._clock.now())
            if entry is None:
                return
            balance_micros = await self._balance(provider)
            if balance_micros is not None:
                await balances.mark(provider.id, balance_micros, entry, self._clock.now())

    async def clears(self, request: Request, provider: Provider) -> bool:
        """Say whether a request of a copied library was surely not sent since the copy.

        Where the balance shows that nothing was bought, that holds for all of the provider's, as
        long as this process is the only one that buys.
        """
        async with self._marking[provider.id]:
            for wait_s in _BUSY_S:
                if provider.id in self._untouched:
                    break
                weight = await self.weigh(request, provider)
                if weight is Weight.THERE:
                    self._untouched.add(provider.id)
                if weight is not Weight.BUSY:
                    break
                await self._clock.sleep(wait_s)
        return provider.id in self._untouched

    async def weigh(self, request: Request, provider: Provider) -> Weight:
        """Say what the balance shows of a request IN_DOUBT, or of one that may have been sent."""
        trail = await self._library.balances.trail(provider.id)
        if trail is None:
            return Weight.UNCLEAR
        if trail.is_busy:
            return Weight.BUSY
        balance_micros = await self._balance(provider)
        if balance_micros is None:
            return Weight.UNCLEAR
        if await self._library.balances.trail(provider.id) != trail:
            return Weight.BUSY
        beyond_micros = trail.balance_micros - balance_micros - trail.spent_micros
        _log.info("the balance of %s differs by %d", provider.id, beyond_micros)
        if beyond_micros == 0 and await self._is_exact(request, trail, provider):
            return Weight.THERE
        recipe = request.recipe
        assert recipe is not None, "what may have been sent has a recipe"
        return Weight.GONE if 0 < recipe.cost_micros <= beyond_micros else Weight.UNCLEAR

    async def _is_exact(self, request: Request, trail: Trail, provider: Provider) -> bool:
        """Say whether each price that the sum is made of is what the service takes.

        Were the service cheaper than the ledger believes, the difference could hide a charge.
        """
        bought = [await self._library.request(bought) for bought in trail.spent]
        if any(one.state is not RequestState.DONE or one.trouble is not None for one in bought):
            return False
        charges = [(one, trail.spent[one.id]) for one in bought]
        assert request.recipe is not None, "what may have been sent has a recipe"
        charges.append((request, request.recipe.cost_micros))
        different = {(_kind(one), micros): one for one, micros in charges}
        try:
            for (_, micros), one in different.items():
                live_micros = await provider.price_micros(same_order(one))
                if micros == 0 or live_micros not in (None, micros):
                    return False
        except SeedreamError as error:
            _log.info("prices of %s cannot be asked for: %s", provider.id, error.code)
            return False
        return True

    async def _balance(self, provider: Provider) -> int | None:
        try:
            async with asyncio.timeout(_ANSWER_S):
                return await provider.check_account()
        except StorageFailed:
            raise
        except (SeedreamError, TimeoutError) as error:
            _log.info("no balance of %s: %s", provider.id, type(error).__name__)
            return None


def _kind(request: Request) -> tuple[object, ...]:
    """Return what a price depends on."""
    recipe = request.recipe
    assert recipe is not None, "what was sent has a recipe"
    options = tuple(sorted(request.options.items()))
    return request.model, len(recipe.targets), len(recipe.inputs), recipe.size, options
