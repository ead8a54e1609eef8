"""Files that a client sent: the store behind a service's addresses, and multipart bodies."""

import hashlib
import mimetypes
import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

from starlette.requests import Request

from tests.emulator.strictness import Mistake

_KINDS = ("image/", "video/", "audio/")
_BOUNDARY = re.compile(r'multipart/form-data;.*?boundary="?([^";,]+)"?', re.IGNORECASE)


@dataclass
class Upload:
    """One file, or the promise of one; headers are those that its sender has to keep to."""

    id: str
    filename: str
    size: int
    content_type: str | None
    made_at: float
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes | None = None
    digest: str = ""
    stored_at: float = 0.0
    downloads: int = 0


@dataclass(frozen=True)
class Part:
    """The file in a multipart body, and the other fields beside it."""

    filename: str
    content_type: str | None
    data: bytes
    fields: dict[str, str] = field(default_factory=dict)


class Uploads:
    """The media store of one account; a file can be read for kept_s after it was stored."""

    def __init__(self, media_url: str, kept_s: float) -> None:
        self._media_url = media_url
        self._kept_s = kept_s
        self._by_id: dict[str, Upload] = {}

    def open(self, filename: str, size: int, content_type: str | None, now: float) -> Upload:
        """Make a place for a file that is still to come."""
        upload = Upload(uuid.uuid4().hex, filename, size, content_type, now)
        self._by_id[upload.id] = upload
        return upload

    def store(self, upload: Upload, data: bytes, now: float) -> None:
        """Put a file's bytes behind its address."""
        upload.data = data
        upload.digest = hashlib.sha256(data).hexdigest()
        upload.stored_at = now

    def add(self, part: Part, now: float) -> Upload:
        """Store a file that came whole."""
        upload = self.open(part.filename, len(part.data), part.content_type, now)
        self.store(upload, part.data, now)
        return upload

    def remove(self, upload: Upload) -> None:
        """Forget a file."""
        self._by_id.pop(upload.id, None)

    def get(self, upload_id: str) -> Upload | None:
        """Return a file or its place."""
        return self._by_id.get(upload_id)

    def all(self) -> list[Upload]:
        """Return every file, oldest first."""
        return list(self._by_id.values())

    def address(self, upload: Upload) -> str:
        """Return the address at which the file can be read."""
        return f"{self._media_url}/media/{upload.id}/{quote(upload.filename)}"

    def at(self, url: str, now: float) -> Upload | None:
        """Return the file behind an address, unless it is missing or expired."""
        prefix = f"{self._media_url}/media/"
        if not url.startswith(prefix):
            return None
        upload = self._by_id.get(url.removeprefix(prefix).split("/")[0])
        if upload is None or not self.is_there(upload, now):
            return None
        return upload if url == self.address(upload) else None

    def is_there(self, upload: Upload, now: float) -> bool:
        """Say whether a file has come and is still kept."""
        return upload.data is not None and now - upload.stored_at <= self._kept_s


def is_media(filename: str, content_type: str | None) -> bool:
    """Say whether a file is of a kind that a media service stores."""
    kind = content_type or mimetypes.guess_type(filename)[0] or "image/unknown"
    return kind.startswith(_KINDS) or kind == "application/octet-stream"


async def receive_some(request: Request, count: int) -> None:
    """Take in the first bytes of a body."""
    received = 0
    while received < count:
        message = await request.receive()
        received += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return


def form_boundary(request: Request) -> str:
    """Return the boundary of a multipart request; Mistake when it is none."""
    found = _BOUNDARY.match(request.headers.get("content-type", ""))
    if found is None:
        raise Mistake("Content-Type must be multipart/form-data with a boundary")
    return found[1]


def form_file(body: bytes, boundary: str) -> Part:
    """Return the part "file" of a multipart body; Mistake when there is none."""
    file: tuple[str, str | None, bytes] | None = None
    fields: dict[str, str] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode()):
        head, gap, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not gap:
            continue
        headers = _part_headers(head)
        named = _disposition(headers.get("content-disposition", ""))
        if named.get("name") == "file" and "filename" in named:
            file = file or (named["filename"], headers.get("content-type"), data)
        elif "name" in named:
            fields[named["name"]] = data.decode("utf-8", "replace")
    if file is None or not file[2]:
        raise Mistake("a part named 'file' with a filename is required")
    return Part(*file, fields=fields)


def _part_headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _disposition(value: str) -> dict[str, str]:
    pairs = (item.strip().partition("=") for item in value.split(";")[1:])
    return {name.lower(): text.strip('"') for name, _, text in pairs}
