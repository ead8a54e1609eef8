"""PNGs on the canvas: unpacked by another library than Qt's, to the very same pixels."""

import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColorSpace

from seedream_desktop.imaging import png_pixels
from seedream_desktop.ui.canvas.decoding import read_bytes, read_file
from seedream_desktop.ui.colour import srgb
from tests.fixtures.decoders import by_qt, noted
from tests.fixtures.photographs import encoded, noise, photograph, png, turned
from tests.fixtures.profiles import DISPLAY_P3, rgb_profile

pytestmark = pytest.mark.usefixtures("qapp")

SIZE = (301, 203)
PHOTOGRAPH = photograph(*SIZE)
WIDE = QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
ADOBE_PRIMARIES = struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
NONE, SUB, UP, AVERAGE, PAETH = range(5)


@pytest.fixture(autouse=True)
def _loaded():
    png_pixels.load()


@pytest.fixture
def quick(monkeypatch):
    """Notes whether what was decoded since was decoded quickly."""
    return noted(monkeypatch, "_png")


def with_alpha(image):
    made = image.convert("RGBA")
    made.putalpha(Image.linear_gradient("L").resize(image.size))
    return made


def filtered(image, kind):
    """Return a PNG all of whose rows are filtered in one way (PNG, third edition, 9.2)."""
    pixels = np.asarray(image).astype(np.int16)
    left, up, both = (np.zeros_like(pixels) for _ in range(3))
    left[:, 1:], up[1:], both[1:, 1:] = pixels[:, :-1], pixels[:-1], pixels[:-1, :-1]
    p = left + up - both
    far = [np.abs(p - near) for near in (left, up, both)]
    paeth = np.select([(far[0] <= far[1]) & (far[0] <= far[2]), far[1] <= far[2]], [left, up], both)
    guess = (np.zeros_like(pixels), left, up, (left + up) // 2, paeth)[kind]
    rows = (pixels - guess).astype(np.uint8).reshape(image.height, -1)
    data = zlib.compress(b"".join(bytes([kind]) + row.tobytes() for row in rows))
    return in_chunks(image, data)


def in_chunks(image, data, length=1 << 30, chunks=()):
    """Return a PNG of packed rows, cut into chunks."""
    colour = {"RGB": 2, "RGBA": 6}[image.mode]
    whole = png(*image.size, 8, colour, [], chunks)
    front = whole[: whole.index(b"IDAT") - 4]
    parts = [data[at : at + length] for at in range(0, len(data), length)]
    return front + b"".join(chunk(b"IDAT", part) for part in parts) + chunk(b"IEND", b"")


def chunk(name, content):
    checksum = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checksum


def rows_of(image):
    return b"".join(b"\0" + row.tobytes() for row in np.asarray(image))


@pytest.mark.parametrize("kind", [NONE, SUB, UP, AVERAGE, PAETH])
@pytest.mark.parametrize("image", [PHOTOGRAPH, with_alpha(PHOTOGRAPH)], ids=["RGB", "RGBA"])
def test_every_pixel_is_the_one_that_qt_gives(quick, image, kind):
    data = filtered(image, kind)
    for space in (srgb(), WIDE):
        assert read_bytes(data, space) == by_qt(data, space=space)
    assert quick()


@pytest.mark.parametrize(
    "words",
    [
        [("sRGB", b"\0")],
        [("gAMA", struct.pack(">I", 100_000))],
        [("gAMA", struct.pack(">I", 45_455)), ("cHRM", ADOBE_PRIMARIES)],
        [("cICP", bytes((12, 13, 0, 1)))],
        [("iCCP", b"wide\0\0" + zlib.compress(rgb_profile(DISPLAY_P3)))],
        [("iCCP", b"broken\0\0no profile"), ("pHYs", bytes(9)), ("tEXt", b"a\0b")],
    ],
    ids=lambda words: "+".join(name for name, _ in words),
)
@pytest.mark.qt_log_ignore("libpng|fromIccProfile|ColorSpace")  # of what is broken
def test_colours_are_what_the_file_says_of_them(quick, words):
    data = in_chunks(PHOTOGRAPH, zlib.compress(rows_of(PHOTOGRAPH)), chunks=words)
    assert read_bytes(data, srgb()) == by_qt(data)
    assert quick()


@pytest.mark.parametrize("length", [1, 100, 8192, 1 << 30])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_chunks_and_blocks_of_any_length_make_the_same_picture(quick, level, length):
    image = noise(640, 500) if length > 1 else noise(64, 50)
    data = in_chunks(image, zlib.compress(rows_of(image), level), length)
    assert read_bytes(data, srgb()) == by_qt(data)
    assert quick()


def test_a_file_is_decoded_as_its_bytes_are(quick, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(PHOTOGRAPH, "PNG"))
    image, form = read_file(path, srgb())
    assert (image, form) == (by_qt(path.read_bytes()), "png")
    assert quick()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encoded(PHOTOGRAPH.convert("L"), "PNG"), id="grey"),
        pytest.param(encoded(PHOTOGRAPH.convert("P"), "PNG"), id="palette"),
        pytest.param(encoded(PHOTOGRAPH, "PNG", transparency=(1, 2, 3)), id="keyed"),
        pytest.param(png(8, 8, 16, 2, [bytes(range(48))] * 8), id="sixteen bits"),
    ],
)
def test_what_is_not_plain_is_left_to_qt(quick, data):
    assert read_bytes(data, srgb()) == by_qt(data)
    assert not quick()


def interlaced(image):
    """Return a PNG in seven passes (PNG, third edition, 8.2)."""
    pixels, rows = np.asarray(image), b""
    grid = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4))
    for x, y, across, down in (*grid, (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
        rows += rows_of(pixels[y::down, x::across])
    made = in_chunks(image, zlib.compress(rows))
    header = bytearray(made[16:29])
    header[12] = 1
    return made[:8] + chunk(b"IHDR", bytes(header)) + made[33:]


def test_what_comes_in_passes_is_left_to_qt(quick):
    data = interlaced(PHOTOGRAPH)
    assert read_bytes(data, srgb()) == by_qt(data) == by_qt(encoded(PHOTOGRAPH, "PNG"))
    assert not quick()


def damaged_sum():
    packed = bytearray(zlib.compress(rows_of(PHOTOGRAPH)))
    packed[-1] ^= 1
    return in_chunks(PHOTOGRAPH, bytes(packed))


def cut():
    whole = encoded(PHOTOGRAPH, "PNG")
    return whole[: len(whole) // 2]


def of_rows(rows):
    return in_chunks(PHOTOGRAPH, zlib.compress(rows))


def too_few_rows():
    return of_rows(rows_of(PHOTOGRAPH)[: 100 * (3 * SIZE[0] + 1)])


def unknown_filter():
    return of_rows(b"\x09" + rows_of(PHOTOGRAPH)[1:])


def without_end():
    return of_rows(rows_of(PHOTOGRAPH))[:-12]


def wrong_checksum(name):
    """Return a PNG in which a chunk's checksum alone is wrong."""
    words = [("gAMA", struct.pack(">I", 100_000))]
    data = bytearray(in_chunks(PHOTOGRAPH, zlib.compress(rows_of(PHOTOGRAPH)), chunks=words))
    at = data.index(name)
    data[at + 4 + int.from_bytes(data[at - 4 : at], "big")] ^= 1
    return bytes(data)


def with_chunk(name, content, before):
    """Return a PNG with a further chunk, before another or at the end."""
    data = in_chunks(PHOTOGRAPH, zlib.compress(rows_of(PHOTOGRAPH)), 10_000)
    at = data.rindex(before) - 4 if before else len(data)
    return data[:at] + chunk(name, content) + data[at:]


@pytest.mark.parametrize(
    "make",
    [
        damaged_sum,
        cut,
        too_few_rows,
        unknown_filter,
        without_end,
        pytest.param(lambda: wrong_checksum(b"IHDR"), id="header's checksum"),
        pytest.param(lambda: wrong_checksum(b"IDAT"), id="pixels' checksum"),
        pytest.param(lambda: with_chunk(b"tEXt", b"a\0b", b"IDAT"), id="pixels interrupted"),
        pytest.param(lambda: with_chunk(b"CgBI", bytes(4), b"IEND"), id="unknown and critical"),
        pytest.param(lambda: with_chunk(b"tExt", b"a\0b", b"IEND"), id="name of no kind"),
        pytest.param(lambda: png(0, 8, 8, 2, []), id="no pixels"),
        pytest.param(lambda: png(8, 1 << 31, 8, 2, []), id="too high to count"),
    ],
)
@pytest.mark.qt_log_ignore("libpng")
def test_what_is_damaged_is_shown_as_far_as_qt_shows_it(quick, tmp_path, make):
    path, wanted = tmp_path / "a.png", by_qt(make())
    path.write_bytes(make())
    for shown in (read_bytes(make(), srgb()), read_file(path, srgb())[0]):
        assert (shown is None and wanted.isNull()) or shown == wanted
    assert not quick()


def test_more_rows_than_a_picture_has_are_not_unpacked(quick):
    bomb = of_rows(rows_of(PHOTOGRAPH) + bytes(10_000_000))
    assert read_bytes(bomb, srgb()) == by_qt(bomb)
    assert not quick()


def test_a_header_behind_the_end_says_nothing(quick):
    header = struct.pack(">IIBBBBB", 5, 5, 8, 2, 0, 0, 0)
    data = with_chunk(b"IHDR", header, b"") + chunk(b"IDAT", b"more")
    assert read_bytes(data, srgb()) == by_qt(data) == by_qt(encoded(PHOTOGRAPH, "PNG"))
    assert quick()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(wrong_checksum(b"gAMA"), id="damaged"),
        pytest.param(
            in_chunks(
                PHOTOGRAPH,
                zlib.compress(rows_of(PHOTOGRAPH)),
                chunks=[("PLTE", bytes(range(48))), ("gAMA", struct.pack(">I", 100_000))],
            ),
            id="behind a palette",
        ),
    ],
)
@pytest.mark.qt_log_ignore("libpng")
def test_what_is_said_of_colours_in_the_wrong_way_counts_as_little_as_in_qt(data):
    assert read_bytes(data, srgb()) == by_qt(data) == by_qt(encoded(PHOTOGRAPH, "PNG"))


def test_a_profile_too_large_to_copy_is_left_to_qt(quick, monkeypatch):
    monkeypatch.setattr(png_pixels, "_COLOURS_BYTES_MAX", 100)
    profile = b"wide\0\0" + zlib.compress(rgb_profile(DISPLAY_P3))
    data = in_chunks(PHOTOGRAPH, zlib.compress(rows_of(PHOTOGRAPH)), chunks=[("iCCP", profile)])
    assert read_bytes(data, srgb()) == by_qt(data) != by_qt(encoded(PHOTOGRAPH, "PNG"))
    assert not quick()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_file_is_left_to_those_who_turn_it(tmp_path, orientation):
    path = tmp_path / "a.png"
    path.write_bytes(turned(PHOTOGRAPH, "PNG", orientation))
    assert (read_file(path, srgb())[0] is None) == (orientation > 1)


def test_without_the_fast_library_qt_decodes(quick, monkeypatch):
    monkeypatch.delitem(sys.modules, "isal.isal_zlib")
    data = encoded(PHOTOGRAPH, "PNG")
    assert read_bytes(data, srgb()) == by_qt(data)
    assert not quick()
