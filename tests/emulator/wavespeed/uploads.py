"""Files that a client sent: tickets, their signed addresses, and the bytes by digest."""

import hashlib
import mimetypes
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote

KEPT_S = 7 * 86_400
TICKET_S = 3_600
_KINDS = ("image/", "video/", "audio/")


@dataclass
class Upload:
    """One ticket and, once data is there, one file; headers are those that were signed."""

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


class Uploads:
    """The media store of one account."""

    def __init__(self, media_url: str) -> None:
        self._media_url = media_url
        self._by_id: dict[str, Upload] = {}

    def open(self, filename: str, size: int, content_type: str | None, now: float) -> Upload:
        """Make a ticket."""
        headers = {"Content-Type": content_type} if content_type else {}
        upload = Upload(uuid.uuid4().hex, filename, size, content_type, now)
        upload.headers = {**headers, "If-None-Match": "*"}
        self._by_id[upload.id] = upload
        return upload

    def store(self, upload: Upload, data: bytes, now: float) -> None:
        """Put a file's bytes behind its address."""
        upload.data = data
        upload.digest = hashlib.sha256(data).hexdigest()
        upload.stored_at = now

    def get(self, upload_id: str) -> Upload | None:
        """Return a ticket or file."""
        return self._by_id.get(upload_id)

    def all(self) -> list[Upload]:
        """Return every ticket, oldest first."""
        return list(self._by_id.values())

    def address(self, upload: Upload) -> str:
        """Return the address at which the file can be read."""
        return f"{self._media_url}/media/{upload.id}/{quote(upload.filename)}"

    def put_address(self, upload: Upload) -> str:
        """Return the signed address that takes the bytes, once."""
        signature = hashlib.sha256(f"{upload.id}/put".encode()).hexdigest()
        return f"{self._media_url}/put/{upload.id}?sig={signature}"

    def is_signed(self, upload: Upload, signature: str) -> bool:
        """Say whether a PUT carries the ticket's signature."""
        return self.put_address(upload).endswith(f"?sig={signature}")

    def at(self, url: str, now: float) -> Upload | None:
        """Return the file behind an address, unless it is missing or expired."""
        prefix = f"{self._media_url}/media/"
        if not url.startswith(prefix):
            return None
        upload = self._by_id.get(url.removeprefix(prefix).split("/")[0])
        if upload is None or upload.data is None or now - upload.stored_at > KEPT_S:
            return None
        return upload if url == self.address(upload) else None


def is_media(filename: str, content_type: str | None) -> bool:
    """Say whether a file is of a kind that the service stores."""
    kind = content_type or mimetypes.guess_type(filename)[0] or "image/unknown"
    return kind.startswith(_KINDS) or kind == "application/octet-stream"


def form_file(body: bytes, boundary: str) -> tuple[str, str | None, bytes] | None:
    """Return (filename, content type, bytes) of the part "file" of a multipart body."""
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode()):
        head, gap, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not gap:
            continue
        headers = _part_headers(head)
        fields = _disposition(headers.get("content-disposition", ""))
        if fields.get("name") == "file" and "filename" in fields:
            return fields["filename"], headers.get("content-type"), data
    return None


def _part_headers(head: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _disposition(value: str) -> dict[str, str]:
    pairs = (item.strip().partition("=") for item in value.split(";")[1:])
    return {name.lower(): text.strip('"') for name, _, text in pairs}
