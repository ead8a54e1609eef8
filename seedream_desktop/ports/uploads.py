"""Where references lie at services, and until when."""

from collections.abc import Collection
from typing import Protocol

from seedream_desktop.domain.ids import Digest, ProviderId
from seedream_desktop.ports.provider import Upload


class Uploads(Protocol):
    """A part of the library; raises StorageFailed or DiskFull as the library does."""

    async def address(self, provider: ProviderId, digest: Digest, now: float) -> str | None:
        """Return the address of an upload that is still good."""
        ...

    async def save(self, provider: ProviderId, digest: Digest, upload: Upload) -> None:
        """Remember an upload in the place of an older one."""
        ...

    async def all(self, provider: ProviderId) -> tuple[tuple[Digest, str], ...]:
        """List what was sent to a provider, and where it lies: what runs out first is first."""
        ...

    async def retire(self, provider: ProviderId, digests: Collection[Digest]) -> None:
        """Give none of these addresses out any more; they stay in the list, ahead of others."""
        ...

    async def forget(self, provider: ProviderId, urls: Collection[str]) -> None:
        """Take addresses off the list; one that another has replaced stays."""
        ...
