import numpy as np
import pytest
from PIL import Image, ImageCms

from seedream_desktop.imaging.colour import eight_bit
from tests.fixtures import photographs


def ramp16():
    return np.linspace(0, 65_535, 256).astype(np.uint16)


def expected8():
    return np.rint(ramp16() / 257)


@pytest.mark.parametrize("format_", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_and_not_clipped(uploaded, format_):
    image = Image.fromarray(np.repeat(ramp16()[None], 16, axis=0))
    assert image.mode == "I;16"
    data = photographs.encoded(image, format_)
    found = np.asarray(uploaded(data))[8, :, 0]
    assert np.abs(found.astype(int) - expected8()).max() <= 2
    assert np.abs(np.asarray(eight_bit(image))[8] - expected8()).max() == 0


@pytest.mark.parametrize("photometric", [0, 1])
def test_sixteen_bit_grey_tiffs_of_both_polarities_are_right(uploaded, photometric):
    strip = np.repeat(ramp16()[None], 16, axis=0).astype("<u2").tobytes()
    entries = [(258, 3, (16,)), (259, 3, (1,)), (262, 3, (photometric,)), (277, 3, (1,))]
    data = photographs.tiff(256, 16, strip, entries=entries)
    found = np.asarray(uploaded(data))[8, :, 0].astype(int)
    wanted = expected8() if photometric else 255 - expected8()
    assert np.abs(found - wanted).max() <= 2


def test_sixteen_bit_colour_png_is_scaled(uploaded):
    row = np.stack([ramp16(), ramp16()[::-1], ramp16()], axis=1).astype(">u2").tobytes()
    data = photographs.png(256, 16, 16, 2, [row] * 16)
    found = np.asarray(uploaded(data))[8].astype(int)
    wanted = np.stack([expected8(), expected8()[::-1], expected8()], axis=1)
    assert np.abs(found - wanted).max() <= 3


def test_sixteen_bit_colour_tiff_is_scaled(uploaded):
    row = np.stack([ramp16(), ramp16()[::-1], ramp16()], axis=1).astype("<u2").tobytes()
    entries = [(258, 3, (16, 16, 16)), (259, 3, (1,)), (262, 3, (2,)), (277, 3, (3,))]
    data = photographs.tiff(256, 16, row * 16, entries=entries)
    found = np.asarray(uploaded(data))[8].astype(int)
    wanted = np.stack([expected8(), expected8()[::-1], expected8()], axis=1)
    assert np.abs(found - wanted).max() <= 3


@pytest.mark.parametrize(
    ("values", "white"),
    [
        (np.linspace(0, 1, 256, dtype=np.float32), 1),
        (np.linspace(0, 65_535, 256, dtype=np.float32), 65_535),
        (np.arange(256, dtype=np.int32), 255),
        (np.arange(256, dtype=np.int32) * 257, 65_535),
        (np.arange(256, dtype=np.int32) * 8_000_000, 255 * 8_000_000),
    ],
)
def test_wide_grey_is_scaled_by_the_range_that_holds_it(values, white):
    image = eight_bit(Image.fromarray(np.repeat(values[None], 3, axis=0)))
    assert image.mode == "L"
    assert np.abs(np.asarray(image)[1] - np.rint(values / white * 255)).max() <= 1


def test_values_that_are_no_numbers_become_black():
    image = eight_bit(Image.fromarray(np.array([[np.nan, np.inf, 1.0, 0.5]], np.float32)))
    assert np.asarray(image).tolist() == [[0, 0, 255, 128]]


def seen_through(mode):
    """Return a picture half clear and half (40, 160, 60), in a mode with transparency."""
    image = Image.new("RGBA", (32, 16), (255, 0, 0, 0))
    image.paste((40, 160, 60, 255), (16, 0, 32, 16))
    if mode == "P":
        palette = Image.new("P", (32, 16), 0)
        palette.putpalette([255, 0, 0, 40, 160, 60])
        palette.paste(1, (16, 0, 32, 16))
        return palette, {"transparency": 0}
    if mode == "RGB":
        return image.convert("RGB"), {"transparency": (255, 0, 0)}
    return image.convert(mode), {}


@pytest.mark.parametrize("mode", ["RGBA", "P", "RGB", "LA"])
def test_what_is_transparent_becomes_white_for_an_upload(uploaded, mode):
    source, options = seen_through(mode)
    image = uploaded(photographs.encoded(source, "PNG", **options))
    assert image.mode == "RGB"
    assert min(image.getpixel((4, 8))) >= 252
    wanted = (40, 160, 60) if mode != "LA" else (source.getpixel((24, 8))[0],) * 3
    assert np.abs(np.array(image.getpixel((28, 8))) - wanted).max() <= 4


@pytest.mark.parametrize("mode", ["RGBA", "P", "RGB", "LA"])
def test_alpha_is_kept_when_told(uploaded, mode):
    source, options = seen_through(mode)
    data = photographs.encoded(source, "PNG", **options)
    image = uploaded(data, keep_alpha=True)
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert image.getpixel((4, 8))[3] == 0
    assert image.getpixel((28, 8))[3] == 255


def test_half_transparent_is_mixed_with_white(uploaded):
    data = photographs.encoded(Image.new("RGBA", (16, 16), (0, 0, 0, 128)), "PNG")
    image = uploaded(data)
    assert np.abs(np.array(image.getpixel((8, 8))) - 127).max() <= 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "YCbCr", "LAB"])
def test_other_colour_layouts_become_rgb(uploaded, mode):
    source = photographs.quadrants()
    if mode in {"1", "L"}:
        expected = np.repeat(
            np.array([np.asarray(source.convert("L"))[y, x] for y, x in ((6, 6), (6, 57))])[
                :, None
            ],
            3,
            axis=1,
        )
    if mode == "LAB":
        spaces = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
        lab = ImageCms.profileToProfile(source, *spaces, outputMode="LAB")
        lab.info = {}
        source = lab
    elif mode == "1":
        source = Image.new("1", (64, 48), 1)
        expected = np.full((2, 3), 255)
    else:
        source = source.quantize(8) if mode == "P" else source.convert(mode)
    if mode not in {"1", "L"}:
        expected = np.array(photographs.QUADRANTS[:2])
    image = uploaded(photographs.encoded(source, "TIFF"))
    assert image.mode == "RGB"
    assert np.abs(np.array(photographs.corner_colours(image)[:2]) - expected).max() <= 6
