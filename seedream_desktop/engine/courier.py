"""Carries one errand: its POST, the look-ups of its text, and how it ended, written down."""

import asyncio
import logging
from dataclasses import replace
from typing import Final, NoReturn

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    KeyMissing,
    NothingSent,
    OutcomeUnknown,
    OutputUnusable,
    Refused,
    RemoteGone,
    SeedreamError,
    StorageFailed,
    Unreachable,
    UserFixable,
)
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.domain.proposal import Proposal
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ports.errands import Errands, PromptEnhancer, TextSnapshot, Wish, Written
from seedream_desktop.ports.provider import Failed
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_PATIENCE_S: Final = 90.0
_FETCH_S: Final = 20.0
_FIRST_LOOK_S: Final = 0.4
_LOOK_S: Final = 2.0
_SETTLED_S: Final = 30.0
"""Age from which a job that the service does not know is taken to be gone."""
_STALE_S: Final = 3600.0
"""Age from which a text that is still not there is not waited for any more."""

BOUGHT: Final = "prompt_enhanced"
_NOT_SENT: Final = "enhancement_not_sent"
_FAILED: Final = "enhancement_failed"
_UNKNOWN: Final = "enhancement_unknown"
_LOST: Final = "enhancement_lost"
_GONE: Final = "enhancement_gone"
_UNREADABLE: Final = "enhancement_unreadable"


class Courier:
    """One better prompt on its way, whose end is written whatever it is."""

    def __init__(self, errands: Errands, clock: Clock, proposal: Proposal, title: str) -> None:
        """Take the ledger, the clock, what is asked for, and the service's name for people."""
        self._errands = errands
        self._clock = clock
        self._proposal = proposal
        self._title = title
        self._has_left = False

    async def order(self, enhancer: PromptEnhancer, wish: Wish) -> RemoteId:
        """Send the one POST and note the job's id; see Enhancer.enhance for what is raised."""
        try:
            remote_id = await self._sent(enhancer, wish)
        except SeedreamError:
            raise
        except BaseException:
            # Cancelled, or a bug in an adapter: the order may be out.
            charged = None if self._has_left else 0
            await asyncio.shield(self._settle(charged, _UNKNOWN))
            raise
        # The order is paid: what the disk says now must not keep the text from the user.
        try:
            await self._errands.note_remote(self._proposal.errand, remote_id)
        except StorageFailed as error:
            _log.warning("the id %s could not be kept: %s", remote_id, error.code)
        return remote_id

    async def await_words(self, enhancer: PromptEnhancer, remote_id: RemoteId) -> Proposal:
        """Wait for the text of what was just ordered; it is in no row yet."""
        try:
            return await self._awaited(enhancer, remote_id, _PATIENCE_S, is_fresh=True)
        except SeedreamError:
            raise
        except BaseException:
            await asyncio.shield(self._settle(None, _UNKNOWN))
            raise

    async def fetch(self, enhancer: PromptEnhancer) -> Proposal:
        """Ask for the text of an order that an earlier wait did not see the end of; free."""
        assert self._proposal.remote_id is not None, "only what has an id can be fetched"
        return await self._awaited(enhancer, self._proposal.remote_id, _FETCH_S, is_fresh=False)

    async def _sent(self, enhancer: PromptEnhancer, wish: Wish) -> RemoteId:
        try:
            return await enhancer.submit_text(wish, self._leave)
        except OutcomeUnknown as error:
            await self._settle(None, _UNKNOWN)
            raise OutcomeUnknown(_UNKNOWN, service=self._title) from error
        except NothingSent as error:
            await self._settle(0, error.code)
            raise NothingSent(_NOT_SENT, service=self._title) from error
        except (AccountRefused, KeyMissing, Refused, UserFixable) as error:
            await self._settle(0, error.code)
            raise
        except SeedreamError as error:
            await self._settle(None if self._has_left else 0, error.code)
            raise

    async def _awaited(
        self, enhancer: PromptEnhancer, remote_id: RemoteId, patience_s: float, *, is_fresh: bool
    ) -> Proposal:
        """Ask until the service's final word; free, so trouble only means to ask again."""
        end, wait_s = self._clock.monotonic() + patience_s, _FIRST_LOOK_S
        while self._clock.monotonic() < end:
            await self._clock.sleep(wait_s)
            wait_s = min(wait_s * 1.5, _LOOK_S)
            try:
                found = await self._looked_up(enhancer, remote_id)
            except (Unreachable, AccountRefused, KeyMissing) as error:
                if not is_fresh and not isinstance(error, Unreachable):
                    raise
                _log.info("prompt %s cannot be looked up now: %s", remote_id, error.code)
                continue
            if isinstance(found, Written):
                return replace(self._proposal, words=found.text, remote_id=remote_id)
            if isinstance(found, Failed):
                await self._end(found.trouble)
        if self._age_s() > _STALE_S:
            await self._close(_GONE, None)
        await self._settle(None, _LOST)
        raise OutputUnusable(_LOST, service=self._title)

    async def _looked_up(self, enhancer: PromptEnhancer, remote_id: RemoteId) -> TextSnapshot:
        """Ask once. A job that is not known yet may be known in a moment."""
        try:
            return await enhancer.look_up_text(remote_id)
        except RemoteGone as error:
            if self._age_s() > _SETTLED_S:
                await self._close(_GONE, error)
            raise Unreachable("poll_refused", service=self._title, said=error.code) from error
        except OutputUnusable as error:
            await self._close(_UNREADABLE, error)

    async def _close(self, code: str, cause: SeedreamError | None) -> NoReturn:
        """Record that what was bought is no text, and raise that."""
        await self._settle(None, code, is_closed=True)
        raise OutputUnusable(code, service=self._title) from cause

    async def _end(self, trouble: Trouble) -> NoReturn:
        """Record the service's final no, and raise it."""
        is_free = trouble.billed is Billed.NO
        await self._settle(0 if is_free else None, trouble.code, is_closed=True)
        if is_free:
            raise Refused(_FAILED, service=self._title, said=trouble.params.get("said", ""))
        raise OutcomeUnknown(_UNKNOWN, service=self._title)

    def _age_s(self) -> float:
        return self._clock.now() - self._proposal.sent_at

    async def _leave(self) -> None:
        self._has_left = True

    async def _settle(
        self, charged_micros: int | None, note: str, *, is_closed: bool = False
    ) -> None:
        errand, now = self._proposal.errand, self._clock.now()
        await self._errands.settle(errand, charged_micros, now, note, is_closed=is_closed)
