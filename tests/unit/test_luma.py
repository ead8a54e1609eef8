"""Lightness of a picture, whatever way it is stored."""

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.imaging.luma import upright_luma
from tests.fixtures.retouches import to_image
from tests.fixtures.scenes import ceramic


def stored(image: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    if mode == "RGBA":
        return image.convert("RGBA")
    return image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("L", "jpg"),
        ("CMYK", "jpg"),
        ("RGBA", "png"),
        ("LA", "png"),
        ("P", "gif"),
        ("I;16", "png"),
        ("1", "png"),
        ("F", "tiff"),
        ("RGB", "webp"),
        ("RGB", "bmp"),
    ],
)
def test_lightness_is_the_same_in_every_stored_layout(tmp_path, mode, suffix):
    rng = np.random.default_rng(13)
    plain = to_image(ceramic(rng, 300, 400).pixels)
    stored(plain, mode).save(tmp_path / f"a.{suffix}")
    seen = np.asarray(upright_luma(tmp_path / f"a.{suffix}"), np.float32)
    plain.save(tmp_path / "b.png")
    expected = np.asarray(upright_luma(tmp_path / "b.png"), np.float32)
    assert seen.shape == expected.shape
    if mode != "1":
        assert np.abs(seen - expected).mean() < 8


def test_transparent_parts_are_white(tmp_path):
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert np.asarray(upright_luma(tmp_path / "a.png")).min() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_file_is_compared_upright(tmp_path, orientation):
    rng = np.random.default_rng(14)
    image = to_image(ceramic(rng, 300, 400).pixels).resize((1600, 1200))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    turned = image.transpose(Image.Transpose(back[orientation])) if orientation > 1 else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned.save(tmp_path / "a.jpg", exif=exif, quality=95)
    image.save(tmp_path / "b.jpg", quality=95)
    seen, expected = upright_luma(tmp_path / "a.jpg"), upright_luma(tmp_path / "b.jpg")
    assert seen.size == expected.size == (256, 192)
    assert np.abs(np.asarray(seen, np.float32) - np.asarray(expected, np.float32)).mean() < 3
