"""What arrived before an answer broke off becomes results; only the rest stays in doubt."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import StorageFailed
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.pairing import Pairing
from seedream_desktop.domain.request import (
    Output,
    OutputState,
    Request,
    RequestState,
    Target,
)
from seedream_desktop.engine.charges import charge_micros
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.matcher import Matcher
from seedream_desktop.engine.verdict import broken_off, filled_targets, rescued
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.provider import Finished, OutputStored
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)


class Salvage:
    """Works on requests in doubt, as often as anybody asks: whatever is done is not done again."""

    def __init__(
        self,
        library: Library,
        matcher: Matcher,
        clock: Clock,
        cards: Mapping[ProviderId, Card],
        herald: Herald,
    ) -> None:
        """Take the ledger, what pairs outputs, and whom to tell."""
        self._library = library
        self._matcher = matcher
        self._clock = clock
        self._cards = cards
        self._herald = herald

    async def rescue(self, request: Request) -> Request:
        """Return a request as it stands once all that arrived of it is a result.

        One that is IN_DOUBT stays so, with versions for what is here; where all is here, it is
        COLLECTING, at the card's price. Others are returned as they are. Raises StorageFailed
        for the library; outputs that cannot be compared now wait for the next time.
        """
        if request.state is not RequestState.IN_DOUBT:
            return request
        outputs = await self._library.outputs(request.id)
        there = [output for output in outputs if output.state is OutputState.STORED]
        recipe = request.recipe
        if not there or recipe is None:
            return request
        made = await self._library.arrivals.versions(request.id)
        if len(there) == len(recipe.targets) and not made:
            return await self._go_on(request, there)
        used = {version.output_index for version in made}
        fresh = [output for output in there if output.index not in used]
        pairing = await self._paired(request, fresh, filled_targets(recipe, made))
        versions = rescued(request, fresh, pairing, self._clock.now())
        told = replace(request, trouble=broken_off(request, len(there)))
        kept = await self._library.arrivals.keep(told, versions)
        for version in versions:
            self._herald.frame_done(kept, version)
        return kept if kept.version == request.version else self._herald.moved(kept)

    async def missing(self, request: Request) -> tuple[Target, ...]:
        """Return the targets of a request that have no result of its own."""
        made = await self._library.arrivals.versions(request.id)
        done = {(version.image, version.take) for version in made}
        return tuple(t for t in request.targets if (t.image, t.take) not in done)

    async def _go_on(self, request: Request, there: list[Output]) -> Request:
        """Collect a request of which nothing is missing but the end of its answer."""
        word = Finished(outputs=tuple(_stored(output) for output in there))
        charged = charge_micros(
            request, word, self._cards[request.provider].in_region(request.region)
        )
        now = self._clock.now()
        whole = replace(request, accepted_at=now, trouble=None, charged_micros=charged)
        return self._herald.moved(await self._library.begin_collecting(whole, there))

    async def _paired(
        self, request: Request, fresh: list[Output], filled: frozenset[int]
    ) -> Pairing:
        try:
            return await self._matcher.pair(
                request, fresh, self._cards[request.provider].in_region(request.region), filled
            )
        except StorageFailed as error:
            _log.warning("what arrived of request %s is not paired now: %s", request.id, error)
            return Pairing(pairs=())


def _stored(output: Output) -> OutputStored:
    assert output.digest is not None, "a stored output has a digest"
    assert output.size is not None, "a stored output has a size"
    return OutputStored(output.digest, output.size)
