"""Outputs that came before their answer broke off: on the record one by one."""

from collections.abc import Sequence
from typing import Protocol

from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import Output, Request, Version


class Arrivals(Protocol):
    """A part of the library; each method that writes is one transaction, synced to disk.

    Raises StorageFailed or DiskFull as the library does.
    """

    async def record(self, request: RequestId, output: Output) -> None:
        """Record that one output of a SENDING request is stored; again, it is the same."""
        ...

    async def versions(self, request: RequestId) -> tuple[Version, ...]:
        """List the versions that a request's own outputs became, by output."""
        ...

    async def keep(self, request: Request, versions: Sequence[Version]) -> Request:
        """Write versions of a request in doubt, with its trouble; return it as it is then.

        A version whose output has one already is left out, and nothing is written once the
        request is no longer IN_DOUBT: both make a repetition harmless.
        """
        ...
