"""A window that is moved to a screen of another density is sharp there, at once."""

from contextlib import suppress
from itertools import pairwise

import pytest
from PIL import Image, ImageOps
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import IconButton
from seedream_desktop.ui.widgets.state_glyph import StateGlyph
from tests.fixtures.compared import Compared
from tests.fixtures.sharpness import Drawn, drawn


def edges(image: QImage) -> int:
    """Count how sharp an image is: pixels that differ much from the one at their left."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = (bytes(grey.constScanLine(y))[: grey.width()] for y in range(grey.height()))
    return sum(abs(a - b) > 40 for row in rows for a, b in pairwise(row))


@pytest.fixture
def dense():
    screens = {screen.name(): screen for screen in QGuiApplication.screens()}
    if "dense" not in screens:
        pytest.skip("this platform has not the screens of the tests")
    return screens["dense"]


def go(window: QWidget, to: QPoint, density: float, qtbot) -> None:
    window.move(to)
    qtbot.waitUntil(lambda: window.devicePixelRatioF() == density)


def test_icons_and_glyphs_are_drawn_anew_for_the_screen_they_come_to(shown, dense, qtbot):
    room = QWidget()
    column = QVBoxLayout(room)
    button, glyph = IconButton("settings", "Settings"), StateGlyph(Tone.DOUBT, "in doubt")
    column.addWidget(button)
    column.addWidget(glyph)
    shown(room, 120, 80)
    plain = button.grab().toImage()
    go(room, dense.geometry().topLeft() + QPoint(40, 40), 2.0, qtbot)
    moved = button.grab().toImage()
    assert moved.width() == 2 * plain.width()
    stretched = plain.scaled(moved.size())
    assert edges(moved) > 0
    assert moved.convertToFormat(stretched.format()) != stretched
    assert look.pixmap("settings", look.tokens.text, button).devicePixelRatio() == 2.0
    go(room, QPoint(40, 40), 1.0, qtbot)
    assert button.grab().toImage() == plain


@pytest.fixture
def pictures(tmp_path):
    """Pictures with more pixels than any place on the screens of the tests has."""
    pattern = Image.effect_noise((1500, 1000), 90).convert("RGB")
    paths = [tmp_path / f"noise-{n}.png" for n in range(3)]
    for n, path in enumerate(paths):
        ImageOps.colorize(pattern.convert("L"), "#000000", f"#ffff{n:02x}").save(
            path, compress_level=0
        )
    return paths


def unsettled(running, window: QWidget, count: int = 0) -> list[Drawn]:
    """Wait until as many pictures are painted as are asked for, all sharp; return what is not."""
    found: list[Drawn] = []

    def is_sharp() -> bool:
        now = drawn(window)
        found[:] = [each for each in now if each.is_blurred] if len(now) >= count else now
        return len(now) >= count and not found

    with suppress(TimeoutError):
        running.wait(is_sharp, 2)
    return found


def test_every_picture_of_the_window_is_sharp_on_the_screen_it_is_moved_to(
    running, dense, qtbot, pictures, tmp_path
):
    window, desk = running.window, running.desk
    room = Compared(running, tmp_path / "in")
    room.begin(pictures)
    for number, path in enumerate(pictures):
        room.result(number, 0, path)
    document = desk.documents.current
    images = document.sequence.images
    document.add_anchors_to_all([images[0].picture, images[1].picture])
    window.resize(1440, 900)
    window.show()
    desk.frames.refresh()
    running.wait(lambda: desk.frames.is_read and desk.outlook.is_fresh)
    stale = {}
    for place in ("go.library", "go.build", "go.timeline", "timeline.loupe", "go.compare"):
        desk.actions.do(place)
        if place == "go.timeline":
            window._workspaces[place].table.go_to(0, 1)
        assert unsettled(running, window) == [], place
        count = len(drawn(window))
        go(window, dense.geometry().topLeft() + QPoint(40, 40), 2.0, qtbot)
        stale |= {place: found} if (found := unsettled(running, window, count)) else {}
        go(window, QPoint(40, 40), 1.0, qtbot)
    window.hide()
    assert stale == {}


def test_pictures_of_the_guide_are_made_anew_for_the_screen_they_come_to(running, dense, qtbot):
    running.window.show()
    running.window.do("help.guide")
    guide = running.window.chores.guide.guide
    guide.go("first-run")
    file = guide.page.page.pictures[0]
    image = QTextDocument.ResourceType.ImageResource
    for to, density in ((QPoint(40, 40), 1.0), (dense.geometry().topLeft(), 2.0)):
        go(guide, to, density, qtbot)
        guide.grab()
        assert guide.page.document().resource(image, QUrl(file)).devicePixelRatio() == density
    running.window.chores.guide.close()
    running.window.hide()


def test_at_100_percent_a_pixel_of_a_picture_is_one_of_the_screen_on_both(
    running, dense, qtbot, tmp_path
):
    path = tmp_path / "stripes.png"
    row = bytes(255 * (n % 2) for n in range(1200))
    Image.frombytes("L", (1200, 900), 900 * row).convert("RGB").save(path)
    room = Compared(running, tmp_path / "in")
    room.begin([path])
    room.result(0, 0, path)
    running.window.resize(1180, 720)
    running.window.show()
    room.show()
    room.view.canvas.zoom_to(1.0)
    room.sharp()
    for to, density in ((QPoint(40, 40), 1.0), (dense.geometry().topLeft(), 2.0)):
        go(running.window, to, density, qtbot)
        shown = room.canvas.grab().toImage()
        line = shown.copy(shown.width() // 2 - 300, shown.height() // 2, 200, 1)
        assert edges(line) == 199, "every pixel differs from the one beside it"
    running.window.hide()
