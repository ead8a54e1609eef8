"""Proxies: upright, of screen size, in the picture's own colours, never the output's undoing."""

import io

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.imaging import proxies
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.proxies import proxy
from seedream_desktop.imaging.thumbnails import thumbnail
from seedream_desktop.imaging.verify import verify
from tests.fixtures import photographs, profiles


def found(data):
    return Image.open(io.BytesIO(data))


def seen(write, gate, data, **how):
    """Return what is made of an output while it is verified."""
    return verify(write(data), gate, pixels_max=36_000_000, makes_previews=True, **how).previews


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3000, 2000), (2048, 1365)), ((2000, 5000), (819, 2048)), ((300, 200), (300, 200))],
)
@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_proxy_fits_2048_and_is_never_enlarged(write, gate, size, expected, format_):
    data = photographs.encoded(photographs.photograph(*size), format_)
    assert found(proxy(write(data), gate)).size == expected
    assert found(seen(write, gate, data).proxy).size == expected


def test_what_is_made_at_arrival_looks_like_what_is_made_on_demand(write, gate):
    data = photographs.encoded(photographs.photograph(4096, 2304), "PNG")
    shown, path = seen(write, gate, data), write(data)
    for made, asked in ((shown.proxy, proxy(path, gate)), (shown.thumbnail, thumbnail(path, gate))):
        one, other = np.asarray(found(made), float), np.asarray(found(asked), float)
        assert one.shape == other.shape
        assert 10 * np.log10(255**2 / np.mean((one - other) ** 2)) > 36


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", photographs.TURNABLE)
def test_a_turned_picture_is_upright_in_both(write, gate, orientation, format_):
    stored = photographs.quadrants(64, 48)
    data = photographs.turned(stored, format_, orientation)
    expected = photographs.corner_colours(photographs.shown(stored, orientation))
    shown = seen(write, gate, data)
    for made in (proxy(write(data), gate), shown.proxy, shown.thumbnail):
        colours = photographs.corner_colours(found(made))
        assert np.abs(np.subtract(colours, expected)).max() < 25


@pytest.mark.parametrize("space", [profiles.DISPLAY_P3, profiles.ADOBE_RGB])
def test_a_wide_picture_stays_in_its_own_space(write, gate, space):
    profile = profiles.rgb_profile(space, gamma=2.2)
    colour = (250, 10, 10)
    data = photographs.encoded(Image.new("RGB", (64, 64), colour), "PNG", icc_profile=profile)
    shown = seen(write, gate, data)
    for made in (proxy(write(data), gate), shown.proxy):
        image = found(made)
        assert image.info["icc_profile"] == profile
        assert np.abs(np.subtract(image.getpixel((32, 32)), colour)).max() <= 2
    small = found(shown.thumbnail)
    assert small.info["icc_profile"] == srgb_profile()
    assert small.getpixel((32, 32)) != colour


def test_ink_grey_and_sixteen_bits_become_srgb(write, gate):
    ink = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    grey = Image.fromarray(np.full((64, 64), 32_768, np.uint16))
    for data in (
        photographs.encoded(ink, "JPEG", icc_profile=profiles.cmyk_profile()),
        photographs.encoded(grey, "PNG"),
    ):
        shown = seen(write, gate, data)
        for made in (proxy(write(data), gate), shown.proxy):
            assert found(made).mode == "RGB"
            assert found(made).info["icc_profile"] == srgb_profile()
    assert np.abs(np.subtract(found(shown.proxy).getpixel((9, 9)), 128)).max() <= 1


def test_what_is_transparent_is_white_as_services_get_it(write, gate):
    data = photographs.encoded(Image.new("RGBA", (2400, 64), (200, 0, 0, 0)), "PNG")
    assert found(seen(write, gate, data).proxy).getpixel((9, 9)) == (255, 255, 255)
    assert found(proxy(write(data), gate)).getpixel((9, 9)) == (255, 255, 255)


def test_a_profile_heavier_than_a_picture_is_not_carried_along(write, gate):
    heavy = profiles.rgb_profile(profiles.DISPLAY_P3, name="x" * 100_000)
    data = photographs.encoded(Image.new("RGB", (64, 64), (250, 10, 10)), "PNG", icc_profile=heavy)
    assert found(proxy(write(data), gate)).info["icc_profile"] == srgb_profile()


def test_previews_that_fail_cost_the_output_nothing(write, gate, monkeypatch):
    def broken(*_):
        raise MemoryError

    monkeypatch.setattr(proxies, "_previews", broken)
    data = photographs.encoded(photographs.quadrants(), "PNG")
    verified = verify(write(data), gate, pixels_max=36_000_000, makes_previews=True)
    assert verified.previews is None
    assert str(verified.size) == "64 × 48"


def test_nothing_is_made_where_nobody_looks(write, gate):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))
    assert verify(path, gate, pixels_max=36_000_000).previews is None


def test_a_file_that_is_no_picture_has_no_proxy(write, gate):
    with pytest.raises(BadInput):
        proxy(write(b"text"), gate)
