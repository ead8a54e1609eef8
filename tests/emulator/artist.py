"""Paints what an emulated model returns: re-graded inputs, panels for a text, flat pictures.

Same recipe, same bytes. Painting is done on request and kept, up to a bound of bytes.
"""

import functools
import hashlib
import io
import random
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from tests.emulator.oddities import stamped

Pixels = tuple[int, int]

_QUALITY = 82
_CROP_MAX = 0.04
_COLLAGE_GAP_PX = 8
_AREA_UNSAID_PX = 2048 * 2048
_EDGE_STEP_PX = 16
_TEXT_GRID_PX = 48
_KEPT_BYTES = 96_000_000


@dataclass(frozen=True)
class Recipe:
    """One output. kind: edit, copy, collage (of recipes), text or plain.

    sources are encoded pictures or other recipes; size None follows the first source. scale
    shrinks what is painted, for tests to which the number of pixels does not matter. stamp
    makes the bytes of a plain picture unique; path is a file to give instead of a gradient.
    """

    kind: str
    seed: str = ""
    sources: tuple["bytes | Recipe", ...] = ()
    size: Pixels | None = None
    format: str = "jpeg"
    scale: float = 1.0
    stamp: str = ""
    path: str = ""


class Artist:
    """Encodes recipes; remembers what it painted by a name."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._lock = threading.Lock()

    def paint(self, name: str, recipe: Recipe) -> bytes:
        """Return the encoded picture; name must stand for this recipe only."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        data = encoded(recipe)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = data
                self._kept_bytes += len(data)
            while self._kept_bytes > _KEPT_BYTES and len(self._kept) > 1:
                self._kept_bytes -= len(self._kept.popitem(last=False)[1])
        return data

    def forget(self) -> None:
        """Drop everything kept."""
        with self._lock:
            self._kept.clear()
            self._kept_bytes = 0


def encoded(recipe: Recipe) -> bytes:
    """Paint and encode a recipe."""
    if recipe.kind == "plain":
        if recipe.path:
            return stamped(_kept_file(recipe.path), recipe.stamp)
        size = recipe.size or (2048, 2048)
        return stamped(_flat(_scaled(size, recipe.scale), recipe.format), recipe.stamp)
    return _encode(_painted(recipe), recipe.format)


def size_like(size: Pixels) -> Pixels:
    """Return the output size of a request without one: the input's shape, 2048² in area."""
    factor = (_AREA_UNSAID_PX / (size[0] * size[1])) ** 0.5
    return tuple(max(1, round(edge * factor / _EDGE_STEP_PX)) * _EDGE_STEP_PX for edge in size)


def _painted(recipe: Recipe) -> Image.Image:
    if recipe.kind == "text":
        return _panel(recipe)
    if recipe.kind == "collage":
        return _collage(recipe)
    picture = _opened(recipe.sources[0])
    size = _scaled(recipe.size or size_like(picture.size), recipe.scale)
    if recipe.kind == "copy":
        return ImageOps.fit(picture, size, Image.Resampling.BILINEAR)
    return _edited(picture, size, random.Random(recipe.seed))


def _edited(picture: Image.Image, size: Pixels, chance: random.Random) -> Image.Image:
    """Crop a little, fit to the size, and shift colour, brightness and contrast."""
    width, height = picture.size
    left, top, right, bottom = (chance.uniform(0, _CROP_MAX) for _ in range(4))
    box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
    cropped = picture.crop(tuple(round(edge) for edge in box))
    fitted = ImageOps.fit(cropped, size, Image.Resampling.BILINEAR)
    contrast = chance.uniform(0.85, 1.2)
    table: list[int] = []
    for _ in range(3):
        gain, lift = chance.uniform(0.86, 1.14), chance.uniform(-10, 10)
        steps = ((value - 128) * contrast * gain + 128 + lift for value in range(256))
        table += [min(255, max(0, round(step))) for step in steps]
    return fitted.point(table)


def _panel(recipe: Recipe) -> Image.Image:
    """Paint a smooth field of colours with some grain, chosen by the seed."""
    digest = hashlib.sha256(recipe.seed.encode()).digest()
    chance = np.random.default_rng(int.from_bytes(digest[:8]))
    across, down = np.meshgrid(np.linspace(0, 1, _TEXT_GRID_PX), np.linspace(0, 1, _TEXT_GRID_PX))
    corners = chance.uniform(20, 235, size=(3, 3))
    field = corners[0] * across[..., None] + corners[1] * down[..., None]
    field += corners[2] * (1 - np.maximum(across, down))[..., None]
    field += chance.normal(0, 14, size=field.shape)
    small = Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))
    return small.resize(_scaled(recipe.size or (2048, 2048), recipe.scale))


def _collage(recipe: Recipe) -> Image.Image:
    """Tile the pictures of several recipes into one."""
    tiles = [_opened(source) for source in recipe.sources]
    size = _scaled(recipe.size or size_like(tiles[0].size), recipe.scale)
    columns = max(1, round(len(tiles) ** 0.5))
    rows = -(-len(tiles) // columns)
    cell = (
        max(1, (size[0] - _COLLAGE_GAP_PX) // columns - _COLLAGE_GAP_PX),
        max(1, (size[1] - _COLLAGE_GAP_PX) // rows - _COLLAGE_GAP_PX),
    )
    sheet = Image.new("RGB", size, (244, 244, 244))
    for index, tile in enumerate(tiles):
        row, column = divmod(index, columns)
        place = (
            _COLLAGE_GAP_PX + column * (cell[0] + _COLLAGE_GAP_PX),
            _COLLAGE_GAP_PX + row * (cell[1] + _COLLAGE_GAP_PX),
        )
        sheet.paste(ImageOps.fit(tile, cell, Image.Resampling.BILINEAR), place)
    return sheet


def _opened(source: "bytes | Recipe") -> Image.Image:
    if isinstance(source, Recipe):
        return _painted(source) if source.kind != "plain" else _plain_again(source)
    with Image.open(io.BytesIO(source)) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


def _plain_again(source: Recipe) -> Image.Image:
    with Image.open(io.BytesIO(encoded(source))) as picture:
        return picture.convert("RGB")


def _scaled(size: Pixels, scale: float) -> Pixels:
    return (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))


def _encode(picture: Image.Image, format_: str) -> bytes:
    buffer = io.BytesIO()
    if format_ == "png":
        picture.save(buffer, "PNG", compress_level=1)
    else:
        picture.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


@functools.lru_cache(maxsize=16)
def _flat(size: Pixels, format_: str) -> bytes:
    """Encode a gradient once per size and format: what a bench fetches a thousand times."""
    ramp = Image.linear_gradient("L").resize(size)
    return _encode(Image.merge("RGB", (ramp, ramp, ramp)), format_)


@functools.lru_cache(maxsize=4)
def _kept_file(path: str) -> bytes:
    return Path(path).read_bytes()
