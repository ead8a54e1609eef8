"""A bare HTTP customer of the emulator, for tests of the emulator itself."""

import io
import time
from typing import Any, Protocol, Self

import httpx
from PIL import Image

LITE = "bytedance/seedream-v5.0-lite"
EDITS = f"{LITE}/edit-sequential"
_TIMEOUT_S = 10.0


class Service(Protocol):
    """What a customer must know of the emulator."""

    key: str
    url: str


class Customer:
    """Uploads, orders and fetches with one call each and no policy at all."""

    def __init__(self, service: Service) -> None:
        bearer = {"Authorization": f"Bearer {service.key}"}
        base = f"{service.url}/api/v3/"
        self.api = httpx.Client(base_url=base, headers=bearer, timeout=_TIMEOUT_S, trust_env=False)
        self.web = httpx.Client(timeout=_TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.api.close()
        self.web.close()

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
        deadline = time.monotonic() + _TIMEOUT_S
        while (found := self.look(job))["status"] in ("created", "processing"):
            assert time.monotonic() < deadline, found
            time.sleep(0.005)
        return found

    def picture(self, url: str) -> Image.Image:
        """Fetch and decode an output."""
        answer = self.web.get(url)
        assert answer.status_code == 200, answer.status_code
        picture = Image.open(io.BytesIO(answer.content))
        picture.load()
        return picture


def photograph(colour: tuple[int, int, int], size: tuple[int, int] = (96, 72)) -> bytes:
    """Return a small JPEG with one dominant colour and a little shape."""
    picture = Image.new("RGB", size, colour)
    picture.paste((240, 240, 240), (size[0] // 4, size[1] // 4, size[0] // 3, size[1] // 2))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


RED, GREEN, BLUE = (190, 40, 40), (40, 170, 40), (40, 40, 190)


def dominant(picture: Image.Image) -> str:
    """Return which of red, green and blue a picture is mostly made of."""
    means = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return ("red", "green", "blue")[means.index(max(means))]
