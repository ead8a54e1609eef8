"""Encoding: JPEGs are made without the interpreter's lock, and are the same bytes."""

from io import BytesIO

import numpy as np
from PIL import Image

from seedream_desktop.domain.picture import PictureFormat
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.encode import encoded


def photograph(width: int, height: int) -> Image.Image:
    rng = np.random.default_rng(1)
    return Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8))


def test_a_jpeg_is_what_pillow_writes_into_memory():
    image, out = photograph(300, 200), BytesIO()
    image.save(out, "JPEG", quality=95, subsampling="4:4:4", icc_profile=srgb_profile())
    assert encoded(image, PictureFormat.JPEG) == out.getvalue()


def test_a_jpeg_is_written_into_a_file_of_the_system_which_is_when_pillow_drops_the_lock(
    monkeypatch,
):
    descriptors, save = [], Image.Image.save

    def watched(image, file, *rest, **named):
        descriptors.append(file.fileno())
        save(image, file, *rest, **named)

    monkeypatch.setattr(Image.Image, "save", watched)
    encoded(photograph(30, 20), PictureFormat.JPEG)
    assert len(descriptors) == 1
