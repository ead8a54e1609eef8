"""An event loop whose lookups of hosts cannot hold anything else up.

Without a network the system's resolver may think for half a minute. asyncio has it do so on
the threads that also plan, store and delete, of which there are half a dozen, and waits for
them at the end. Here each host is asked for once at a time, on a thread that nobody waits for.
"""

import asyncio
import socket
import sys
import threading
from contextlib import suppress
from typing import Any, TypeAlias

if sys.platform == "win32":
    from asyncio import ProactorEventLoop as _UsualLoop
else:
    from asyncio import SelectorEventLoop as _UsualLoop

_Question: TypeAlias = tuple[Any, ...]
_Found: TypeAlias = list[tuple[Any, ...]]


class LookupLoop(_UsualLoop):
    """The system's usual event loop, with a thread for each lookup under way."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        super().__init__()
        self._lookups: dict[_Question, asyncio.Future[_Found]] = {}

    async def getaddrinfo(
        self,
        host: Any,
        port: Any,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - asyncio's name
        proto: int = 0,
        flags: int = 0,
    ) -> _Found:
        """Ask the system for a host's addresses; who is cancelled does not wait. Raises OSError."""
        question = (host, port, family, type, proto, flags)
        lookup = self._lookups.get(question)
        if lookup is None:
            lookup = self.create_future()
            self._lookups[question] = lookup
            lookup.add_done_callback(lambda done: self._forget(question, done))
            threading.Thread(
                target=self._look_up, args=(question, lookup), name="lookup", daemon=True
            ).start()
        return await asyncio.shield(lookup)

    def _look_up(self, question: _Question, lookup: "asyncio.Future[_Found]") -> None:
        """Ask, on a thread of its own; nobody may be there any more for the answer."""
        found: _Found = []
        error: Exception | None = None
        try:
            found = socket.getaddrinfo(*question)
        except Exception as caught:  # noqa: BLE001 - a barrier: whoever asked gets it
            error = caught
        with suppress(RuntimeError):  # the loop has ended
            self.call_soon_threadsafe(_settle, lookup, found, error)

    def _forget(self, question: _Question, lookup: "asyncio.Future[_Found]") -> None:
        del self._lookups[question]
        if not lookup.cancelled():
            lookup.exception()  # whoever asked may have gone: then it is no news


def _settle(lookup: "asyncio.Future[_Found]", found: _Found, error: Exception | None) -> None:
    if lookup.done():
        return
    if error is not None:
        lookup.set_exception(error)
    else:
        lookup.set_result(found)
