"""The only caller of Provider.submit: intent first, one POST, and what its end means."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    KeyMissing,
    NothingSent,
    OutcomeUnknown,
    SeedreamError,
    StorageFailed,
)
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import (
    Output,
    OutputState,
    Request,
    RequestState,
    Trouble,
)
from seedream_desktop.engine.budget import Budget
from seedream_desktop.engine.charges import charge_micros
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.departure import Departure
from seedream_desktop.engine.luggage import Luggage
from seedream_desktop.engine.order import order_of
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.verdict import broken_off
from seedream_desktop.engine.witness import Witness
from seedream_desktop.ports.library import Library, Settlement
from seedream_desktop.ports.provider import (
    Accepted,
    Finished,
    OutputMissing,
    OutputStored,
    OutputUrl,
    Provider,
    Reference,
    RemoteOutput,
)
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

MAYBE_SENT: Final = "maybe_sent_since_copy"
"""The code of a doubt about a request of a copied library, which may have been sent since."""


class Submitter:
    """Buys. Whatever happens, the ledger knows it before and after."""

    def __init__(
        self,
        library: Library,
        outbox: BlobOutbox,
        clock: Clock,
        budget: Budget,
        clearance: Clearance,
        luggage: Luggage,
        witness: Witness,
    ) -> None:
        """Take the ledger, where outputs are put, who may hold a POST back, what goes along.

        witness sees what the account holds before anything is bought.
        """
        self._library = library
        self._outbox = outbox
        self._clock = clock
        self._budget = budget
        self._clearance = clearance
        self._witness = witness
        self._luggage = luggage
        self._posts: dict[RequestId, asyncio.Task[Request]] = {}

    async def unload(self, request: RequestId) -> None:
        """Drop what goes along with a request, unless its POST needs it and drops it itself."""
        if request not in self._posts:
            await self._luggage.drop(request)

    async def submit(
        self,
        request: Request,
        provider: Provider,
        references: tuple[Reference, ...],
        card: Card,
    ) -> Request | RequestId:
        """Send a PREPARING request once; return it in the state that this led to.

        Returns another request's id, with nothing sent, when that one has bought or may be
        buying the same. Raises OverBudget with nothing sent. AccountRefused, KeyMissing and
        NothingSent are raised after the request is QUEUED again. A cancelled caller does not
        cancel the POST: see finish(). What is local costs nothing anywhere, so an interrupted
        one is simply QUEUED again; so is one that provably had not left. Raises StorageFailed
        when the ledger, or an output inside the reply, cannot be written. What goes along is
        dropped when the POST is over.
        """
        await self._witness.mark(provider)
        caps = await self._budget.caps(request.run)
        is_doubtful = request.copied_at > 0 and not card.is_local
        if is_doubtful and await self._witness.clears(request, provider):
            request, is_doubtful = replace(request, copied_at=0.0), False
        is_unsent = is_doubtful or card.is_local or provider.announces_leaving
        request = replace(request, is_unsent=is_unsent)
        begun = await self._library.begin_sending(request, caps, self._clock.moment())
        if not isinstance(begun, Request):
            return begun
        if is_doubtful:
            return await self._withhold(begun)
        post = asyncio.create_task(self._post(begun, provider, references, card))
        self._posts[begun.id] = post
        return await asyncio.shield(post)

    async def finish(self, timeout_s: float) -> None:
        """Wait for POSTs in flight, bounded; those that take longer end IN_DOUBT."""
        posts = set(self._posts.values())
        if not posts:
            return
        _, late = await asyncio.wait(posts, timeout=timeout_s)
        for post in late:
            post.cancel()
        await asyncio.gather(*posts, return_exceptions=True)

    async def _post(
        self,
        request: Request,
        provider: Provider,
        references: tuple[Reference, ...],
        card: Card,
    ) -> Request:
        try:
            return await self._sent(request, provider, references, card)
        finally:
            del self._posts[request.id]
            await self._luggage.drop(request.id)

    async def _sent(
        self,
        request: Request,
        provider: Provider,
        references: tuple[Reference, ...],
        card: Card,
    ) -> Request:
        recipe = request.recipe
        assert recipe is not None, "a request is sent with its recipe"
        way = Departure(request, self._library, self._outbox, self._clearance)
        try:
            self._clearance.check(request)
            reply = await provider.submit(order_of(request, recipe, references), way)
        except SeedreamError as error:
            return await self._ended(way, error, card)
        except BaseException as error:
            await asyncio.shield(self._break_off(way, error))
            raise
        return await asyncio.shield(self._keep(await way.request(), reply, card))

    async def _withhold(self, request: Request) -> Request:
        """Put in doubt, unsent, what a later library than the copied one may have bought."""
        trouble = Trouble(code=MAYBE_SENT, billed=Billed.UNKNOWN)
        return await self._doubt(replace(request, is_unsent=False), trouble)

    async def _ended(self, way: Departure, error: SeedreamError, card: Card) -> Request:
        """Record what an adapter's error means; raise it where the caller has to know.

        A service that has handed over some outputs and then says no, or nothing, has not taken
        them back: only the others are in doubt, and nothing is if there are none.
        """
        request, here = await way.request(), await way.here()
        if here and not isinstance(error, StorageFailed):
            recipe = request.recipe
            assert recipe is not None, "a request is sent with its recipe"
            if len(here) == len(recipe.targets):
                whole = Finished(outputs=tuple(here.values()))
                return await self._collect(request, whole, tuple(here), card)
            return await self._doubt(request, broken_off(request, len(here)))
        if isinstance(error, NothingSent | AccountRefused | KeyMissing):
            await self._free(request, RequestState.QUEUED, error)
            raise error
        if isinstance(error, StorageFailed):
            await self._break_off(way, error)
            raise error
        may_be_paid = error.billed is not Billed.NO and not request.is_unsent
        if may_be_paid or isinstance(error, OutcomeUnknown):
            return await self._doubt(request, Trouble.of(error, Billed.UNKNOWN))
        return await self._free(request, RequestState.FAILED, error)

    async def _break_off(self, way: Departure, error: BaseException) -> None:
        """Record a POST that ended without an answer of the service.

        After a cancel, a full disk or a bug in an adapter the bytes may be out, so that nothing
        is known, unless it is known that none of them left.
        """
        request, here = await way.request(), await way.here()
        if request.is_unsent:
            again = NothingSent("interrupted_before_sending")
            await self._free(request, RequestState.QUEUED, again)
            return
        if here:
            await self._doubt(request, broken_off(request, len(here)))
            return
        cause = error.code if isinstance(error, SeedreamError) else type(error).__name__
        await self._doubt(request, Trouble.of(OutcomeUnknown("outcome_unknown", cause=cause)))

    async def _keep(self, request: Request, reply: Accepted | Finished, card: Card) -> Request:
        now = self._clock.now()
        request = replace(request, is_unsent=False)
        if isinstance(reply, Accepted):
            _log.info("request %s accepted as %s", request.id, reply.remote_id)
            taken = replace(request, remote_id=reply.remote_id, accepted_at=now, trouble=None)
            return await self._library.move(taken, RequestState.ACCEPTED)
        return await self._collect(request, reply, range(len(reply.outputs)), card)

    async def _collect(
        self, request: Request, reply: Finished, indexes: Sequence[int], card: Card
    ) -> Request:
        """Go on with an answer whose outputs have these places."""
        _log.info("request %s answered with %d outputs", request.id, len(reply.outputs))
        charged = charge_micros(request, reply, card)
        now = self._clock.now()
        taken = replace(request, accepted_at=now, trouble=None, charged_micros=charged)
        rows = zip(outputs_of(reply.outputs), indexes, strict=True)
        placed = [replace(row, index=index) for row, index in rows]
        return await self._library.begin_collecting(taken, placed)

    async def _free(self, request: Request, to: RequestState, error: SeedreamError) -> Request:
        _log.info("request %s was not bought: %s", request.id, error.code)
        told = replace(request, is_unsent=False, trouble=Trouble.of(error))
        return await self._library.settle(
            told, to, Settlement(charged_micros=0, note=error.code), self._clock.now()
        )

    async def _doubt(self, request: Request, trouble: Trouble) -> Request:
        _log.warning("request %s is in doubt: %s", request.id, trouble.code)
        told = replace(request, trouble=trouble)
        return await self._library.settle(
            told,
            RequestState.IN_DOUBT,
            Settlement(charged_micros=None, note=trouble.code),
            self._clock.now(),
        )


def outputs_of(outputs: Sequence[RemoteOutput]) -> tuple[Output, ...]:
    """Return a reply's outputs as rows to be collected."""
    rows = []
    for index, output in enumerate(outputs):
        match output:
            case OutputUrl(url):
                rows.append(Output(index=index, state=OutputState.AWAITED, url=url))
            case OutputStored(digest, size):
                rows.append(Output(index=index, state=OutputState.STORED, digest=digest, size=size))
            case OutputMissing(trouble):
                rows.append(Output(index=index, state=OutputState.LOST, trouble=trouble))
    return tuple(rows)
