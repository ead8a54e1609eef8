"""Colours on the screen: converted where a profile is known, and said where it is not."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor, QColorSpace, QGuiApplication, QImage, QSurfaceFormat
from PySide6.QtWidgets import QWidget

from seedream_desktop.app.application import ask_for_management
from seedream_desktop.imaging.colour import srgb_profile
from seedream_desktop.ui import colour
from seedream_desktop.ui.images import decoded
from tests.fixtures import photographs, profiles


def picture(rgb, profile):
    return photographs.encoded(Image.new("RGB", (64, 48), rgb), "PNG", icc_profile=profile)


def shown(data, space=None):
    return QColor(decoded(data, 64, space).pixel(9, 9)).getRgb()[:3]


@pytest.mark.parametrize("primaries", [profiles.DISPLAY_P3, profiles.ADOBE_RGB])
def test_a_wide_picture_is_shown_as_a_colour_engine_says(primaries):
    rgb, gamma = (120, 160, 90), 2.2
    linear = (profiles.matrix_d50(primaries)) @ [(level / 255) ** gamma for level in rgb]
    back = profiles.srgb_encoded(np.linalg.solve(profiles.matrix_d50(profiles.SRGB), linear))
    seen = shown(picture(rgb, profiles.rgb_profile(primaries, gamma=gamma)))
    assert max(abs(255 * want - got) for want, got in zip(back, seen, strict=True)) <= 1.5
    assert seen != rgb


def test_a_picture_in_srgb_or_without_a_profile_is_left_alone():
    assert shown(picture((250, 10, 10), srgb_profile())) == (250, 10, 10)
    assert shown(picture((250, 10, 10), None)) == (250, 10, 10)
    assert shown(picture((250, 10, 10), b"no profile")) == (250, 10, 10)


def test_a_screen_of_another_space_gets_the_pixels_that_look_alike():
    p3 = QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
    red, green, blue = shown(picture((250, 10, 10), srgb_profile()), p3)
    assert red < 240
    assert green > 40
    assert blue > 20


def test_formats_stay_those_of_which_pixmaps_are_made_without_another_pass():
    opaque = decoded(picture((1, 2, 3), profiles.rgb_profile(profiles.ADOBE_RGB, gamma=2.2)), 64)
    assert opaque.format() is QImage.Format.Format_RGB32
    data = photographs.encoded(Image.new("RGBA", (8, 8), (200, 0, 0, 90)), "PNG")
    assert decoded(data, 64).format() is QImage.Format.Format_ARGB32_Premultiplied


@pytest.mark.parametrize("height", [1, 63, 64, 65, 200])
@pytest.mark.parametrize(
    "form", [QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied]
)
def test_a_picture_converted_in_bands_is_the_picture_converted_whole(form, height):
    rng = np.random.default_rng(height)
    pixels = rng.integers(0, 256, (height, 37, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    p3 = QColorSpace(QColorSpace.NamedColorSpace.DisplayP3)
    image = QImage(pixels.tobytes(), 37, height, 4 * 37, form).copy()
    image.setColorSpace(p3)
    whole = image.convertedToColorSpace(colour.srgb())
    banded = colour.in_space(image.copy(), colour.srgb())
    assert banded == whole
    assert banded.format() is form
    assert banded.colorSpace() == colour.srgb()


def test_the_picture_that_was_given_to_others_is_not_changed():
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor(250, 10, 10))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    kept = QImage(image)
    assert colour.in_space(image, colour.srgb()).pixel(1, 1) != kept.pixel(1, 1)


def test_where_qt_does_not_know_the_screen_it_is_said(qtbot, shown_window):
    display = colour.display_of(shown_window)
    assert not display.is_known
    assert display.space == colour.srgb()
    assert "not known" in display.words
    assert "sRGB" in display.words


def test_a_window_that_the_system_converts_is_said_to_be_converted(shown_window, monkeypatch):
    asked = shown_window.windowHandle().format()
    asked.setColorSpace(colour.srgb())
    shown_window.windowHandle().setFormat(asked)
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "cocoa")
    display = colour.display_of(shown_window)
    assert display.is_known
    assert "by the system" in display.words


def test_the_system_is_asked_to_convert_where_it_can():
    before = QSurfaceFormat.defaultFormat()
    try:
        ask_for_management("linux")
        assert not QSurfaceFormat.defaultFormat().colorSpace().isValid()
        ask_for_management("darwin")
        assert QSurfaceFormat.defaultFormat().colorSpace() == colour.srgb()
    finally:
        QSurfaceFormat.setDefaultFormat(before)


@pytest.fixture
def shown_window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    widget.close()
