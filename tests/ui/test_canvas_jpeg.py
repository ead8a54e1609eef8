"""JPEGs on the canvas: decoded by another library than Qt's, to the very same pixels."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from PySide6.QtGui import QColorSpace

from seedream_desktop.domain.geometry import Size
from seedream_desktop.imaging import jpeg_pixels
from seedream_desktop.ui.canvas.decoding import read_bytes
from seedream_desktop.ui.colour import srgb
from tests.fixtures.decoders import by_qt, noted
from tests.fixtures.photographs import encoded, photograph, turned
from tests.fixtures.profiles import DISPLAY_P3, rgb_profile

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = (301, 203)
PROFILE = rgb_profile(DISPLAY_P3)


@pytest.fixture(autouse=True)
def _loaded():
    jpeg_pixels.load()


@pytest.fixture
def quick(monkeypatch):
    """Notes whether what was decoded since was decoded quickly."""
    return noted(monkeypatch, "_quickly")


@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"icc_profile": PROFILE}], ids=str)
def test_every_pixel_is_the_one_that_qt_gives(quick, subsampling, options):
    data = encoded(photograph(*SIZE), "JPEG", quality=90, subsampling=subsampling, **options)
    for space in (srgb(), QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)):
        assert read_bytes(data, space) == by_qt(data, space=space)
    assert quick()


@pytest.mark.parametrize(("least_px", "parts"), [(150, 2), (60, 4)])
def test_a_reduced_picture_has_the_size_and_the_look_that_qt_gives_it(quick, least_px, parts):
    data = encoded(photograph(*SIZE), "JPEG")
    made, wanted = read_bytes(data, srgb(), least_px=least_px), by_qt(data, parts)
    assert quick()
    assert made.size() == wanted.size()
    far = [
        abs(a - b)
        for x in range(0, made.width(), 7)
        for y in range(0, made.height(), 5)
        for a, b in zip(
            made.pixelColor(x, y).getRgb(), wanted.pixelColor(x, y).getRgb(), strict=True
        )
    ]
    assert sum(far) / len(far) < 1  # a proxy, that stands for a moment


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(turned(photograph(*SIZE), "JPEG", 6), id="turned"),
        pytest.param(encoded(photograph(*SIZE).convert("L"), "JPEG"), id="grey"),
        pytest.param(encoded(photograph(*SIZE), "JPEG", keep_rgb=True), id="rgb"),
    ],
)
def test_what_is_not_plain_is_left_to_qt(quick, data):
    assert read_bytes(data, srgb()) == by_qt(data)
    assert not quick()


@pytest.mark.qt_log_ignore("Corrupt JPEG data|Premature end")  # Qt's decoder says so
def test_a_file_that_ends_too_soon_is_shown_as_far_as_qt_shows_it(quick):
    whole = encoded(photograph(*SIZE), "JPEG")
    cut = whole[: len(whole) // 2]
    assert read_bytes(cut, srgb()) == by_qt(cut)
    assert not quick()


def test_several_threads_at_once_do_not_wait_for_each_other_for_good():
    pictures = [encoded(photograph(64 + n, 48), form) for n in range(4) for form in ("JPEG", "PNG")]
    with ThreadPoolExecutor(8) as threads:
        read = threads.map(lambda data: read_bytes(data, srgb()), pictures * 100, timeout=30)
        assert all(image is not None for image in read)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff", b"no picture"])
def test_what_is_no_picture_fills_nothing(data):
    assert not jpeg_pixels.fill_bgra(data, Size(4, 4), memoryview(bytearray(64)))


def test_a_size_that_cannot_be_decoded_to_is_refused():
    data = encoded(Image.new("RGB", (40, 30)), "JPEG")
    for size in (Size(80, 60), Size(39, 30)):
        room = memoryview(bytearray(size.pixels * 4))
        assert not jpeg_pixels.fill_bgra(data, size, room)
