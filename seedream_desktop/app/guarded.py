"""An adapter of another package, whose mistakes cost it an order and never the program."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import OutcomeUnknown, SeedreamError, Unreachable
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Failed,
    Finished,
    Order,
    Outbox,
    PastJob,
    Provider,
    Running,
    Snapshot,
    Upload,
)

_log = logging.getLogger(__name__)

_T = TypeVar("_T")
_NOTHING: Final = type(None)


class Guarded:
    """Implements ports.provider.Provider around another one.

    What it may raise it raises; anything else, and an answer of a wrong kind, becomes
    Unreachable for a free call and OutcomeUnknown for an order: it may have been bought.
    """

    def __init__(self, name: ProviderId, adapter: Provider) -> None:
        """Take the adapter, and the id that it goes by here."""
        self._name = name
        self._adapter = adapter

    @property
    def id(self) -> ProviderId:
        """The name of its entry point."""
        return self._name

    @property
    def announces_leaving(self) -> bool:
        """Say what the adapter says; one that does not say is not believed to."""
        return getattr(self._adapter, "announces_leaving", False) is True

    async def check_account(self) -> int | None:
        """See the port."""
        return await self._free(self._adapter.check_account, int, _NOTHING)

    async def upload(self, path: Path, name: str) -> Upload:
        """See the port."""
        return await self._free(lambda: self._adapter.upload(path, name), Upload)

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """See the port."""
        return await self._paid(lambda: self._adapter.submit(order, outbox), Accepted, Finished)

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """See the port."""
        asked = partial(self._adapter.look_up, remote_id, outbox)
        return await self._free(asked, Running, Finished, Failed)

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """See the port."""
        return await self._free(lambda: self._adapter.history(model, since, until), tuple)

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """See the port."""
        asked = partial(self._adapter.replay, order, outbox)
        return await self._paid(asked, Accepted, Finished, _NOTHING)

    async def price_micros(self, order: Order) -> int | None:
        """See the port."""
        return await self._free(lambda: self._adapter.price_micros(order), int, _NOTHING)

    async def refresh(self, card: Card) -> Card:
        """See the port."""
        return await self._free(lambda: self._adapter.refresh(card), Card)

    async def _free(self, call: Callable[[], Awaitable[_T]], *kinds: type) -> _T:
        try:
            return self._checked(await call(), kinds)
        except SeedreamError:
            raise
        except Exception as error:
            raise Unreachable("plugin_failed", **self._told(error)) from error

    async def _paid(self, call: Callable[[], Awaitable[_T]], *kinds: type) -> _T:
        try:
            return self._checked(await call(), kinds)
        except SeedreamError:
            raise
        except Exception as error:
            raise OutcomeUnknown("plugin_failed", **self._told(error)) from error

    def _checked(self, answer: _T, kinds: tuple[type, ...]) -> _T:
        if not isinstance(answer, kinds):
            raise TypeError(f"it answered with {type(answer).__name__}")
        return answer

    def _told(self, error: Exception) -> dict[str, Any]:
        _log.error("plugin %s failed", self._name, exc_info=error)
        return {"plugin": self._name, "reason": f"{type(error).__name__}: {error}"}
