"""WaveSpeed's upload tickets: a file's place with a signed address that takes its bytes once."""

import hashlib

from tests.emulator.uploads import Upload, Uploads

TICKET_S = 3_600


class TicketOffice(Uploads):
    """The media store of one account, with tickets."""

    def open(self, filename: str, size: int, content_type: str | None, now: float) -> Upload:
        """Make a ticket."""
        upload = super().open(filename, size, content_type, now)
        headers = {"Content-Type": content_type} if content_type else {}
        upload.headers = {**headers, "If-None-Match": "*"}
        return upload

    def put_address(self, upload: Upload) -> str:
        """Return the signed address that takes the bytes, once."""
        signature = hashlib.sha256(f"{upload.id}/put".encode()).hexdigest()
        return f"{self._media_url}/put/{upload.id}?sig={signature}"

    def is_signed(self, upload: Upload, signature: str) -> bool:
        """Say whether a PUT carries the ticket's signature."""
        return self.put_address(upload).endswith(f"?sig={signature}")
