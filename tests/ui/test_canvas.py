"""The canvas' pixels: exact at 100 %, calm when small, squares when large, each way as it says."""

import io

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from seedream_desktop.domain.geometry import Size
from seedream_desktop.ui.canvas.canvas import Canvas
from seedream_desktop.ui.canvas.decoding import read_bytes
from seedream_desktop.ui.canvas.difference import Pair, difference
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.painting import Surface, paint_stage
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, Tier, levels_of
from seedream_desktop.ui.canvas.stage import Exhibit, Stage
from seedream_desktop.ui.canvas.viewport import Box, View
from seedream_desktop.ui.colour import srgb
from tests.fixtures.photographs import encoded
from tests.fixtures.profiles import DISPLAY_P3, rgb_profile

pytestmark = pytest.mark.usefixtures("qapp")

RED, GREEN = (200, 40, 40), (40, 160, 60)


def pixels(image: QImage) -> np.ndarray:
    kept = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(kept.constBits(), np.uint8).reshape(kept.height(), kept.bytesPerLine())
    return rows[:, : kept.width() * 3].reshape(kept.height(), kept.width(), 3).copy()


def pyramid(values, name="a", size=None) -> Pyramid:
    """Return a picture of these pixels, or of one colour."""
    array = np.asarray(values, np.uint8)
    if array.ndim == 1:
        array = np.broadcast_to(array, (48, 64, 3))
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(array)).save(buffer, "PNG")
    image = read_bytes(buffer.getvalue(), srgb())
    own = size or Size(image.width(), image.height())
    return Pyramid(file=PictureFile(name, name, own), tier=Tier.WHOLE, levels=levels_of(image))


def stage_of(*pyramids, mode=Mode.SPLIT) -> Stage:
    stage = Stage()
    stage.show_mode(mode)
    stage.show_exhibits([Exhibit(file=one.file, pixels=one) for one in pyramids])
    return stage


def painted(stage, width, height, density=1.0, offset=0.0) -> np.ndarray:
    """Return what a canvas of so many device pixels shows; offset is where it begins on them."""
    image = QImage(width + 2, height + 2, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    image.setDevicePixelRatio(density)
    painter = QPainter(image)
    painter.translate(offset / density, offset / density)
    paint_stage(painter, stage, Surface(Box(0, 0, width, height), density))
    painter.end()
    image.setDevicePixelRatio(1.0)
    return pixels(image)[:height, :width]


def noise(height=60, width=80, seed=1):
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), np.uint8)


@pytest.mark.parametrize("density", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("mode", [Mode.ONE, Mode.SPLIT, Mode.SIDE])
def test_at_100_percent_each_pixel_of_the_picture_is_one_of_the_device(density, mode):
    values = noise()
    stage = stage_of(pyramid(values), pyramid(values, "b"), mode=mode)
    stage.view = View(1.0, 0.37, 0.61)
    shown = painted(stage, 41, 31, density, offset=0.25)
    width = 19 if mode is Mode.SIDE else 41
    found = any(
        np.array_equal(shown[:, :width], values[top : top + 31, left : left + width])
        for top in range(60 - 31 + 1)
        for left in range(80 - width + 1)
    )
    assert found


def test_above_300_percent_pixels_are_squares_of_one_colour():
    values = noise(12, 16)
    stage = stage_of(pyramid(values), pyramid(values, "b"), mode=Mode.ONE)
    stage.view = View(4.0)
    shown = painted(stage, 64, 48)
    assert np.array_equal(shown, values.repeat(4, 0).repeat(4, 1))
    stage.view = View(2.0)
    between = painted(stage, 32, 24)
    assert not np.array_equal(between, values[3:9, 4:12].repeat(4, 0).repeat(4, 1)[:24, :32])


def test_what_is_shown_small_is_the_mean_and_does_not_flicker():
    board = np.indices((1024, 1024)).sum(0) % 2 * 255
    values = np.repeat(board[..., None], 3, 2)
    stage = stage_of(pyramid(values), pyramid(values, "b"), mode=Mode.ONE)
    shown = painted(stage, 150, 150)[5:-5, 5:-5].astype(int)
    assert abs(shown - 127).max() <= 2


def test_a_split_shows_a_at_the_left_and_b_at_the_right_of_the_handle():
    stage = stage_of(pyramid(RED), pyramid(GREEN, "b"))
    stage.show_share(0.25)
    shown = painted(stage, 64, 48)
    assert tuple(shown[24, 15]) == RED
    assert tuple(shown[24, 16]) == GREEN
    stage.show_mode(Mode.TOP_BOTTOM)
    shown = painted(stage, 64, 48)
    assert (tuple(shown[11, 30]), tuple(shown[12, 30])) == (RED, GREEN)


def test_a_difference_is_what_channels_differ_by_times_the_gain():
    a, b = pyramid((100, 100, 100)), pyramid((103, 90, 100), "b")
    stage = stage_of(a, b, mode=Mode.DIFFERENCE)
    for gain in (1, 2, 3, 8, 32):
        stage.show_difference(difference(Pair(a, b, gain=gain)), "")
        shown = painted(stage, 64, 48)[24, 32]
        assert tuple(shown) == tuple(min(d * gain, 255) for d in (3, 10, 0))


def test_equal_pictures_of_other_sizes_do_not_differ():
    a = pyramid(np.full((96, 128, 3), (90, 120, 30)))
    b = pyramid(np.full((48, 64, 3), (90, 120, 30)), "b")
    made = difference(Pair(a, b))
    assert made.levels[0].size().toTuple() == (64, 48)
    assert pixels(made.levels[0]).max() == 0
    assert made.file.size == a.file.size


def test_a_picture_that_was_moved_does_not_differ_once_it_is_aligned():
    values = noise(64, 64).repeat(4, 0).repeat(4, 1)
    moved = np.roll(values, (8, 16), (0, 1))
    a, b = pyramid(values), pyramid(moved, "b")
    made = pixels(difference(Pair(a, b, -16 / 256, -8 / 256)).levels[0])
    assert made[: 256 - 8, : 256 - 16].max() == 0
    assert pixels(difference(Pair(a, b)).levels[0]).mean() > 20


def test_an_onion_skin_mixes_by_its_opacity():
    stage = stage_of(pyramid(RED), pyramid(GREEN, "b"), mode=Mode.ONION)
    for opacity in (0.0, 0.5, 1.0):
        stage.show_opacity(opacity)
        shown = painted(stage, 64, 48)[24, 32]
        mixed = [a * (1 - opacity) + b * opacity for a, b in zip(RED, GREEN, strict=True)]
        assert np.abs(shown - np.array(mixed)).max() <= 1


def test_the_frame_in_a_survey_goes_around_all_of_its_picture_and_meets_no_other_frame():
    surface = Surface(Box(0, 0, 800, 400), 2.0)
    assert surface.framed(Box(0, 0, 396, 400)) == QRectF(4, 4, 194, 192)
    assert surface.framed(Box(404, 0, 396, 400)) == QRectF(202, 4, 194, 192)


def test_pictures_of_one_shape_and_other_sizes_lie_on_each_other():
    values = noise(64, 64, 3).repeat(8, 0).repeat(8, 1)
    large, small = pyramid(values), pyramid(values[::2, ::2], "b")
    stage = stage_of(small, large, mode=Mode.ONE)
    stage.view = View(1.0, 0.3, 0.4)
    whole = painted(stage, 100, 100).astype(int)
    stage.show_exhibits(tuple(reversed(stage.exhibits)))
    stage.view = View(2.0, 0.3, 0.4)
    half = painted(stage, 100, 100).astype(int)
    assert np.abs(whole - half)[2:-2, 2:-2].mean() < 12


@pytest.mark.parametrize(
    ("mode", "form", "options"),
    [
        ("RGB", "JPEG", {"quality": 98}),
        ("RGB", "PNG", {}),
        ("RGB", "WEBP", {"lossless": True}),
        ("RGB", "TIFF", {}),
        ("L", "PNG", {}),
        ("P", "PNG", {}),
    ],
)
def test_pictures_of_many_kinds_become_plain_pixels(mode, form, options):
    image = Image.new("RGB", (300, 200), RED).convert(mode)
    wanted = image.convert("RGB").getpixel((0, 0))
    read = read_bytes(encoded(image, form, **options), srgb())
    assert read.format() == QImage.Format.Format_RGB32
    assert np.abs(pixels(read)[100, 150].astype(int) - wanted).max() <= 2


def test_transparent_pictures_stay_so_and_opaque_ones_are_drawn_as_such():
    clear = Image.new("RGBA", (300, 300), (*RED, 0))
    solid = Image.new("RGBA", (300, 300), (*RED, 255))
    assert read_bytes(encoded(clear, "PNG"), srgb()).hasAlphaChannel()
    assert not read_bytes(encoded(solid, "PNG"), srgb()).hasAlphaChannel()


def test_wide_colours_are_brought_into_the_screens_space_and_a_small_band_is_none_less():
    profile = rgb_profile(DISPLAY_P3)
    image = Image.new("RGB", (70, 700), (200, 60, 40))
    shown = pixels(read_bytes(encoded(image, "PNG", icc_profile=profile), srgb()))
    assert shown[0, 0, 0] > 205, "red of a wider space is more of sRGB's"
    assert (shown == shown[0, 0]).all()


def test_cmyk_and_what_is_no_picture_are_left_to_others():
    cmyk = Image.new("CMYK", (40, 40), (0, 200, 200, 0))
    assert read_bytes(encoded(cmyk, "JPEG"), srgb()) is None
    assert read_bytes(b"no picture", srgb()) is None


def test_what_is_under_the_pointer_is_there_again_after_zooming_in_and_out(shown):
    stage = stage_of(pyramid(noise()), pyramid(noise(), "b"), mode=Mode.ONE)
    canvas = shown(Canvas(stage), 300, 100)
    at = QPointF(140.0, 30.0)
    before = stage.frames(canvas.room)[1].fraction_at(stage.view, at.x(), at.y())
    for _ in range(10):
        canvas.zoom_by(1.25, at)
    near = stage.frames(canvas.room)[1].fraction_at(stage.view, at.x(), at.y())
    assert near == pytest.approx(before, abs=0.02)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert stage.view.scale is not None
