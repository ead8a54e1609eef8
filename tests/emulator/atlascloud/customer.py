"""A bare HTTP customer of the emulated Atlas Cloud, for tests of the emulator itself."""

import time
from typing import Any

import httpx

from tests.emulator.customer import TIMEOUT_S, Served, Shopper

LITE = "bytedance/seedream-v5.0-lite"
EDITS = f"{LITE}/edit-sequential"
_RUNNING = ("queued", "starting", "processing")


class Customer(Shopper):
    """Uploads, orders and fetches with one call each and no policy at all."""

    def __init__(self, service: Served) -> None:
        super().__init__(service, "/api/v1/model")

    def upload(self, data: bytes, name: str = "ref.jpg") -> str:
        """Upload a JPEG; return its address."""
        answer = self.api.post("uploadMedia", files={"file": (name, data, "image/jpeg")})
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["download_url"]

    def order(self, model: str, **inputs: Any) -> httpx.Response:
        """Submit once."""
        return self.api.post("generateImage", json={"model": model, **inputs})

    def bought(self, model: str, **inputs: Any) -> str:
        """Submit once; return the job's id."""
        answer = self.order(model, **inputs)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["id"]

    def look(self, job: str) -> dict[str, Any]:
        """Poll once."""
        return self.api.get(f"prediction/{job}").json()["data"]

    def settled(self, job: str) -> dict[str, Any]:
        """Poll until the job has ended."""
        deadline = time.monotonic() + TIMEOUT_S
        while (found := self.look(job))["status"] in _RUNNING:
            assert time.monotonic() < deadline, found
            time.sleep(0.005)
        return found
