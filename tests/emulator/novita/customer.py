"""A bare HTTP customer of the emulated Novita AI, for tests of the emulator itself."""

import base64
from typing import Any

import httpx
from PIL import Image

from tests.emulator.customer import Served, Shopper, opened


class Customer(Shopper):
    """Orders and reads answers with one call each and no policy at all."""

    def __init__(self, service: Served) -> None:
        super().__init__(service, "/v3")

    def order(self, model: str, /, **inputs: Any) -> httpx.Response:
        """Submit once."""
        return self.api.post(model, json=inputs)

    def bought(self, model: str, /, **inputs: Any) -> list[Any]:
        """Submit once; return what stands for the pictures."""
        answer = self.order(model, **inputs)
        assert answer.status_code == 200, answer.text
        return answer.json()["images"]

    def seen(self, told: str) -> Image.Image:
        """Return the picture behind an address, a data URI or bare base64."""
        if told.startswith("http"):
            return self.picture(told)
        return opened(base64.b64decode(told.rpartition(",")[2], validate=True))


def data_uri(data: bytes, kind: str = "jpeg") -> str:
    """Return a file as references are sent."""
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
