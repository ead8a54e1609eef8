"""Sends an order of unknown fate again under its own key, where the service keeps such keys."""

import logging
from dataclasses import replace
from typing import Final

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    KeyMissing,
    NothingSent,
    OutcomeUnknown,
    Refused,
    Unreachable,
)
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.engine.order import same_order
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.submitter import outputs_of
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.provider import Accepted, Finished, Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_ASKED_AGAIN: Final = "asked_again"
"""The code of a doubt whose order was, or is about to be, sent again under its key."""

_WAITS_S: Final = (0.0, 5.0, 10.0, 20.0, 30.0, 60.0, 60.0, 60.0, 60.0, 60.0)
_WAIT_LONGEST_S: Final = 120.0


class Replays:
    """The only caller of Provider.replay: what is about to be sent is on the disk before it is.

    The key makes all POSTs of one attempt one purchase, which the ledger reserved once.
    """

    def __init__(self, library: Library, outbox: BlobOutbox, clock: Clock) -> None:
        """Take the ledger, and where outputs inside a reply are put."""
        self._library = library
        self._outbox = outbox
        self._clock = clock

    async def ask(self, request: Request, provider: Provider) -> Request:
        """Send a request IN_DOUBT again under its key until the service says what it has.

        Returns it ACCEPTED or COLLECTING, or IN_DOUBT where the service has no such call,
        refuses, cannot be asked, or does not make up its mind.
        """
        waits = list(_WAITS_S)
        while waits:
            await self._clock.sleep(waits.pop(0))
            request = await self._announce(request)
            try:
                word = await provider.replay(same_order(request), self._outbox)
            except (KeyMissing, AccountRefused) as error:
                return await self._told(request, Trouble.of(error, Billed.UNKNOWN))
            except Refused as error:
                _log.warning("request %s is refused under its key: %s", request.id, error.code)
                return await self._told(request, Trouble.of(error, Billed.UNKNOWN))
            except (Unreachable, NothingSent) as error:
                if error.retry_after_s is not None and waits:
                    waits[0] = min(error.retry_after_s, _WAIT_LONGEST_S)
                continue
            except OutcomeUnknown as error:
                _log.info("request %s is unknown under its key: %s", request.id, error.code)
                continue
            return request if word is None else await self._keep(request, word)
        return request

    async def _announce(self, request: Request) -> Request:
        trouble = Trouble(
            code=_ASKED_AGAIN, billed=Billed.UNKNOWN, params={"at": self._clock.now()}
        )
        return await self._told(request, trouble)

    async def _told(self, request: Request, trouble: Trouble) -> Request:
        return await self._library.move(replace(request, trouble=trouble), RequestState.IN_DOUBT)

    async def _keep(self, request: Request, word: Accepted | Finished) -> Request:
        taken = replace(request, accepted_at=self._clock.now(), trouble=None)
        if isinstance(word, Accepted):
            _log.info("request %s is %s under its key", request.id, word.remote_id)
            found = replace(taken, remote_id=word.remote_id)
            return await self._library.move(found, RequestState.ACCEPTED)
        if word.charged_micros is not None:
            taken = replace(taken, charged_micros=word.charged_micros)
        return await self._library.begin_collecting(taken, outputs_of(word.outputs))


def last_sent_at(request: Request) -> float:
    """Return when an order last left, replays included (seconds since 1970)."""
    at = request.trouble.params.get("at") if request.trouble is not None else None
    return max(request.sent_at, at) if isinstance(at, float) else request.sent_at
