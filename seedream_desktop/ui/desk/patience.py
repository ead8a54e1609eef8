"""How long a person is let wait for a service's word: an answer soon, or that there is none."""

import asyncio
from collections.abc import Awaitable
from typing import Final, TypeVar

from seedream_desktop.domain.errors import NothingSent, RemoteGone, SeedreamError, Unreachable

_T = TypeVar("_T")

PATIENCE_S: Final = 12.0
"""Of a free question that somebody watches; without a network a lookup alone may take longer."""


async def soon(question: Awaitable[_T], service: str) -> _T:
    """Return the answer to a free question. Raises what it raises, and Unreachable in time.

    service is what the error calls it by.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await question
    except TimeoutError:
        raise Unreachable("service_unreachable", host=service, cause="ConnectTimeout") from None


def is_away(error: SeedreamError) -> bool:
    """Say whether a free question failed for the way to the service, and not for its answer."""
    return isinstance(error, Unreachable | NothingSent | RemoteGone)
