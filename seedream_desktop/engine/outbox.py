"""Puts outputs that come inside a reply into the blob store the moment they come."""

from seedream_desktop.domain.errors import OutputUnusable
from seedream_desktop.engine.showcase import Showcase
from seedream_desktop.ports.library import Blobs
from seedream_desktop.ports.pictures import Pictures
from seedream_desktop.ports.provider import OutputStored

OUTPUT_BYTES_MAX = 160_000_000
OUTPUT_PIXELS_MAX = 120_000_000


class BlobOutbox:
    """Implements ports.provider.Outbox on the blob store."""

    def __init__(self, blobs: Blobs, pictures: Pictures, showcase: Showcase) -> None:
        """Take the store, and what verifies a picture before it counts as stored and shows it."""
        self._blobs = blobs
        self._pictures = pictures
        self._showcase = showcase

    async def keep(self, data: bytes) -> OutputStored:
        """Store one encoded picture and verify it by a complete decode.

        Raises OutputUnusable, StorageFailed. A damaged picture's bytes stay in the store until
        the sweep: they were paid for.
        """
        if len(data) > OUTPUT_BYTES_MAX:
            raise OutputUnusable("output_too_large", limit_bytes=OUTPUT_BYTES_MAX)
        digest = await self._blobs.put(data)
        path = self._blobs.path(digest)
        verified = await self._pictures.verify(path, pixels_max=OUTPUT_PIXELS_MAX)
        self._showcase.show(digest, verified)
        return OutputStored(digest, verified.size)
