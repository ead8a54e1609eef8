"""One file as a form (multipart/form-data, RFC 7578), sent in pieces and never whole in memory."""

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import uuid4

from seedream_desktop.net.disk import chunks_of, length_of

_PLAIN: Final = re.compile(r"[A-Za-z0-9._/+-]{1,120}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A file as one part of a form. file_name is what the service is told, no more.

    Names are plain: letters, digits and ".", "-", "_". media_type is the file's kind. fields are
    texts that go before it, as plain.
    """

    path: Path
    part: str
    file_name: str
    media_type: str
    fields: Mapping[str, str] = field(default_factory=dict)
    boundary: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        """Refuse what would end a header early: names are made by adapters, never by users."""
        parts = [self.part, self.file_name, self.media_type]
        parts += [*self.fields, *self.fields.values()]
        assert all(_PLAIN.fullmatch(part) for part in parts), "names are plain"

    async def headers(self) -> Mapping[str, str]:
        """Return what announces the body. Raises StorageFailed."""
        length = len(self._head) + await length_of(self.path) + len(self._tail)
        return {
            "Content-Type": f"multipart/form-data; boundary={self.boundary}",
            "Content-Length": str(length),
        }

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Yield the body. Raises StorageFailed."""
        yield self._head
        chunks = chunks_of(self.path)
        try:
            async for chunk in chunks:
                yield chunk
        finally:
            await chunks.aclose()
        yield self._tail

    @property
    def _head(self) -> bytes:
        lines = []
        for name, value in self.fields.items():
            lines += [f"--{self.boundary}", f'Content-Disposition: form-data; name="{name}"']
            lines += ["", value]
        disposition = f'form-data; name="{self.part}"; filename="{self.file_name}"'
        lines += [f"--{self.boundary}", f"Content-Disposition: {disposition}"]
        lines += [f"Content-Type: {self.media_type}", "", ""]
        return "\r\n".join(lines).encode()

    @property
    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()
