"""A bare HTTP customer of the emulated EvoLink, for tests of the emulator itself."""

import time
from typing import Any

import httpx

from tests.emulator.customer import TIMEOUT_S, Shopper
from tests.emulator.evolink.emulator import EvoLinkEmulator

LITE = "doubao-seedream-5.0-lite"
PRO = "doubao-seedream-5.0-pro"


class Customer(Shopper):
    """Uploads, orders and fetches with one call each and no policy at all."""

    def __init__(self, service: EvoLinkEmulator) -> None:
        super().__init__(service, "/v1")
        self.files = self.line(f"{service.urls['files']}/api/v1/files/")
        self.web.headers["User-Agent"] = "studio/1.0"
        self._lines.append(self.files)

    def sent(self, data: bytes, name: str = "ref.jpg") -> dict[str, Any]:
        """Upload a JPEG as a form; return the whole answer."""
        form = {"file": (name, data, "image/jpeg")}
        return self.files.post("upload/stream", files=form, data={"fileName": name}).json()

    def upload(self, data: bytes, name: str = "ref.jpg") -> str:
        """Upload a JPEG; return its address."""
        return self.sent(data, name)["data"]["file_url"]

    def order(self, key: str | None = None, **inputs: Any) -> httpx.Response:
        """Submit once."""
        headers = {"Idempotency-Key": key, "X-Evo-Run-Id": key} if key else {}
        return self.api.post("images/generations", json=inputs, headers=headers)

    def bought(self, key: str | None = None, **inputs: Any) -> str:
        """Submit once; return the task's id."""
        answer = self.order(key, **inputs)
        assert answer.status_code == 200, answer.text
        return answer.json()["id"]

    def look(self, task: str) -> dict[str, Any]:
        """Poll once."""
        return self.api.get(f"tasks/{task}").json()

    def settled(self, task: str) -> dict[str, Any]:
        """Poll until the task has ended."""
        deadline = time.monotonic() + TIMEOUT_S
        while (found := self.look(task))["status"] in ("pending", "processing"):
            assert time.monotonic() < deadline, found
            time.sleep(0.005)
        return found
