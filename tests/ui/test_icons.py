"""Icons: all are there, drawn alike, tinted, crisp, and kept."""

import re

import pytest
from PySide6.QtGui import QColor, QIcon, QImage

from seedream_desktop.bundle import bundled
from seedream_desktop.ui.theme import icons
from seedream_desktop.ui.theme.look import look

# The list of the design.
WANTED = (
    "library build timeline compare queue ledger settings add folder image anchor step play "
    "pause stop retry check doubt fail waiting split side blink difference onion survey pin "
    "lock swap star pick reject note export review search filter sort grid zoom undo redo key "
    "cloud offline money info close more "
)


def inked(pixmap):
    """Return the colours of the pixels that are fully drawn, and the share that is drawn."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    raw = bytes(image.constBits())
    pixels = [raw[at : at + 4] for at in range(0, len(raw), 4)]
    solid = {tuple(pixel[:3]) for pixel in pixels if pixel[3] == 255}
    return solid, sum(pixel[3] > 0 for pixel in pixels) / len(pixels)


def is_near(colours, wanted):
    """Say whether all colours are one colour, but for the rounding of half-drawn pixels."""
    want = QColor(wanted).getRgb()[:3]
    return all(abs(a - b) <= 2 for colour in colours for a, b in zip(colour, want, strict=True))


def test_all_icons_of_the_design_are_there():
    assert set(WANTED.split()) - set(icons.names()) == set()


@pytest.mark.parametrize("name", icons.names())
def test_an_icon_is_a_line_drawing_on_the_common_grid(name):
    drawing = bundled("icons", f"{name}.svg").read_text(encoding="utf-8")
    head = drawing.partition(">")[0]
    for part in (
        'viewBox="0 0 20 20"',
        'fill="none"',
        'stroke="currentColor"',
        'stroke-width="1.5"',
        'stroke-linecap="round"',
    ):
        assert part in head
    assert not re.search(r"#[0-9A-Fa-f]{3,6}|<style|<script|<image|href", drawing)


@pytest.mark.parametrize("density", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", icons.names())
def test_an_icon_takes_the_tint_at_every_density(qapp, name, density):
    pixmap = icons.pixmap(name, "#E08BD0", 20, density)
    assert pixmap.width() == pixmap.height() == round(20 * density)
    assert pixmap.deviceIndependentSize().width() == pytest.approx(20)
    solid, share = inked(pixmap)
    assert is_near(solid, "#E08BD0")
    assert 0.01 < share < 0.7


def test_an_icon_is_drawn_once_for_a_tint_size_and_density(qapp):
    one = icons.pixmap("add", "#123456", 20, 1.0)
    assert icons.pixmap("add", "#123456", 20, 1.0).cacheKey() == one.cacheKey()
    assert icons.pixmap("add", "#123457", 20, 1.0).cacheKey() != one.cacheKey()
    assert icons.pixmap("add", "#123456", 16, 1.0).cacheKey() != one.cacheKey()


def test_the_kept_drawings_are_bounded(qapp):
    for number in range(icons._KEPT_MAX + 50):
        icons.pixmap("minus", f"#{number:06X}", 4)
    assert len(icons._kept) == icons._KEPT_MAX


def test_a_menu_icon_shows_that_its_action_is_off(qapp):
    icon = look.icon("export", 16)
    on, _ = inked(icon.pixmap(16, 16))
    off, _ = inked(icon.pixmap(16, 16, QIcon.Mode.Disabled))
    assert on
    assert is_near(on, look.tokens.text)
    assert off
    assert is_near(off, look.tokens.muted)


def test_the_program_has_an_icon_of_its_own(qapp):
    assert not qapp.windowIcon().isNull()
    _, share = inked(icons.program_icon().pixmap(64, 64))
    assert share > 0.8
