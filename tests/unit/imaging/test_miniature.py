"""Pictures that go to reviewers: small, upright, in sRGB, within their bytes, and only pixels."""

import io

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.imaging.miniature import THUMB_PX, miniature
from seedream_desktop.ports.reviews import MiniatureWish
from tests.fixtures import photographs, profiles

ROOM = 10_000_000


@pytest.fixture
def made(write, gate, digest_of):
    def make(data, *, edge_px=1600, bytes_max=ROOM):
        path = write(data)
        wish = MiniatureWish(edge_px=edge_px, bytes_max=bytes_max)
        return miniature(path, digest_of(path), wish, gate)

    return make


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("size", "expected"),
    [((3000, 2000), (1600, 1067)), ((2000, 3000), (1067, 1600)), ((300, 200), (300, 200))],
)
def test_it_fits_the_edge_and_is_never_enlarged(made, size, expected):
    found = made(photographs.encoded(photographs.photograph(*size), "JPEG"))
    assert opened(found.data).size == expected == (found.size.width_px, found.size.height_px)
    assert max(opened(found.thumb).size) == min(THUMB_PX, max(size))


def test_its_bytes_are_within_the_wish_at_the_best_quality_that_is(made):
    data = photographs.encoded(photographs.photograph(1600, 1200), "JPEG")
    roomy = len(made(data).data)
    sizes = [len(made(data, bytes_max=roomy * part // 100).data) for part in (99, 70, 50, 30)]
    assert all(
        size <= roomy * part // 100 for size, part in zip(sizes, (99, 70, 50, 30), strict=True)
    )
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[1] > roomy * 0.5


def test_where_no_quality_is_enough_it_becomes_smaller(made):
    found = made(photographs.encoded(photographs.noise(1200, 900), "JPEG"), bytes_max=20_000)
    assert len(found.data) <= 20_000
    assert found.size.width_px < 1200
    assert opened(found.data).size == (found.size.width_px, found.size.height_px)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright(made, orientation):
    turned = photographs.turned(photographs.quadrants(320, 240), "JPEG", orientation)
    corners = photographs.corner_colours(opened(made(turned).data))
    shown = photographs.corner_colours(
        photographs.shown(photographs.quadrants(320, 240), orientation)
    )
    assert np.abs(np.array(corners, float) - np.array(shown, float)).max() < 14


@pytest.mark.parametrize("primaries", [profiles.DISPLAY_P3, profiles.ADOBE_RGB])
def test_colours_of_other_spaces_become_srgb(made, primaries):
    own = profiles.rgb_profile(primaries)
    picture = Image.new("RGB", (400, 300), (180, 90, 60))
    found = opened(made(photographs.encoded(picture, "PNG", icc_profile=own)).data)
    assert found.info["icc_profile"] == srgb_profile()
    linear = profiles.srgb_decoded(np.array([180, 90, 60]) / 255)
    to_srgb = np.linalg.inv(profiles.matrix_d50(profiles.SRGB)) @ profiles.matrix_d50(primaries)
    expected = profiles.srgb_encoded(np.clip(to_srgb @ linear, 0, 1)) * 255
    assert np.abs(np.asarray(found.convert("RGB"), float).mean((0, 1)) - expected).max() < 4


def test_nothing_but_pixels_and_their_space_is_in_it(made):
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "secretive words", {1: "N", 2: (48.0, 8.0, 14.0)}
    data = photographs.encoded(photographs.photograph(500, 400), "JPEG", exif=exif)
    found = made(data)
    for picture in (found.data, found.thumb):
        assert not opened(picture).getexif()
        assert b"secretive" not in picture
        assert b"EXIF" not in picture


def test_what_is_transparent_becomes_white(made):
    clear = Image.new("RGBA", (100, 80), (200, 0, 0, 0))
    found = opened(made(photographs.encoded(clear, "PNG")).data).convert("RGB")
    assert found.getpixel((50, 40)) == (255, 255, 255)


def test_a_file_that_is_another_by_now_is_refused(write, gate, digest_of):
    path = write(photographs.encoded(photographs.quadrants(), "PNG"))
    digest = digest_of(path)
    path.write_bytes(photographs.encoded(photographs.noise(), "PNG"))
    with pytest.raises(BadInput) as caught:
        miniature(path, digest, MiniatureWish(edge_px=1600, bytes_max=ROOM), gate)
    assert caught.value.code == "picture_changed"
