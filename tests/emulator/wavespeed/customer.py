"""A bare HTTP customer of the emulated WaveSpeed, for tests of the emulator itself."""

import time
from typing import Any

import httpx

from tests.emulator.customer import (
    BLUE,
    GREEN,
    RED,
    TIMEOUT_S,
    Served,
    Shopper,
    dominant,
    photograph,
)

__all__ = ["BLUE", "EDITS", "GREEN", "LITE", "RED", "Customer", "dominant", "photograph"]

LITE = "bytedance/seedream-v5.0-lite"
EDITS = f"{LITE}/edit-sequential"


class Customer(Shopper):
    """Uploads, orders and fetches with one call each and no policy at all."""

    def __init__(self, service: Served) -> None:
        super().__init__(service, "/api/v3")

    def ticket(self, data: bytes, name: str = "ref.jpg") -> dict[str, Any]:
        """Ask for an upload ticket."""
        wish = {"filename": name, "size": len(data), "content_type": "image/jpeg"}
        return self.api.post("media/uploads", json=wish).json()["data"]

    def upload(self, data: bytes, name: str = "ref.jpg") -> str:
        """Upload a JPEG; return its address."""
        ticket = self.ticket(data, name)
        put = ticket["upload"]
        assert self.web.put(put["url"], content=data, headers=put["headers"]).status_code == 200
        return ticket["download_url"]

    def order(self, model: str, **inputs: Any) -> httpx.Response:
        """Submit once."""
        return self.api.post(model, json=inputs)

    def bought(self, model: str, **inputs: Any) -> str:
        """Submit once; return the job's id."""
        answer = self.order(model, **inputs)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]["id"]

    def look(self, job: str) -> dict[str, Any]:
        """Poll once."""
        return self.api.get(f"predictions/{job}/result").json()["data"]

    def settled(self, job: str) -> dict[str, Any]:
        """Poll until the job has ended."""
        deadline = time.monotonic() + TIMEOUT_S
        while (found := self.look(job))["status"] in ("created", "processing"):
            assert time.monotonic() < deadline, found
            time.sleep(0.005)
        return found
