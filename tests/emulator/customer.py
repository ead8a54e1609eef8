"""What every bare customer of an emulator needs, for tests of the emulators themselves."""

import io
from typing import Any, Protocol, Self

import httpx
from PIL import Image

TIMEOUT_S = 10.0
RED, GREEN, BLUE = (190, 40, 40), (40, 170, 40), (40, 40, 190)


class Served(Protocol):
    """What a customer must know of an emulator."""

    key: str
    url: str


class Shopper:
    """Calls with the key at api (below a path of the service's), and fetches at web without."""

    def __init__(self, service: Served, path: str = "") -> None:
        self.key = service.key
        self.api = self.line(f"{service.url}{path}/")
        self.web = httpx.Client(timeout=TIMEOUT_S, trust_env=False)
        self._lines = [self.api, self.web]

    def line(self, base: str) -> httpx.Client:
        """Return a client that sends the key to one base."""
        bearer: dict[str, Any] = {"Authorization": f"Bearer {self.key}"}
        return httpx.Client(base_url=base, headers=bearer, timeout=TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.close()

    def picture(self, url: str) -> Image.Image:
        """Fetch and decode an output."""
        answer = self.web.get(url)
        assert answer.status_code == 200, answer.status_code
        return opened(answer.content)


def opened(data: bytes) -> Image.Image:
    """Decode a picture."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def photograph(colour: tuple[int, int, int], size: tuple[int, int] = (96, 72)) -> bytes:
    """Return a small JPEG with one dominant colour and a little shape."""
    picture = Image.new("RGB", size, colour)
    picture.paste((240, 240, 240), (size[0] // 4, size[1] // 4, size[0] // 3, size[1] // 2))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def dominant(picture: Image.Image) -> str:
    """Return which of red, green and blue a picture is mostly made of."""
    means = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return ("red", "green", "blue")[means.index(max(means))]
