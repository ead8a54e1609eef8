"""Contrast of what lies right on pictures: on a black one, a white one and a busy one."""

import io
from functools import partial

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem

from seedream_desktop.domain.geometry import Size
from seedream_desktop.ui.canvas.canvas import Canvas
from seedream_desktop.ui.canvas.decoding import read_bytes
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid, Tier, levels_of
from seedream_desktop.ui.canvas.stage import Exhibit, Stage
from seedream_desktop.ui.colour import srgb
from seedream_desktop.ui.delegates.drag_chip import files_chip
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Ground, Theme
from tests.fixtures.pixels import RGB, low, measured, noted, pairs_of
from tests.fixtures.signs import change_pair, picture_of
from tests.shots import contrasts

EVERY_THEME = pytest.mark.parametrize("theme", Theme, ids=lambda theme: theme.value)
DENSITY = 2


def pyramid(kind: str) -> Pyramid:
    image = contrasts.photograph(kind).toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = bytes(image.constBits())
    buffer = io.BytesIO()
    Image.frombytes("RGB", (160, 120), rows).save(buffer, "PNG")
    read = read_bytes(buffer.getvalue(), srgb())
    file = PictureFile(kind, kind, Size(160, 120))
    return Pyramid(file=file, tier=Tier.WHOLE, levels=levels_of(read))


def staged(mode: Mode) -> Stage:
    """Return a stage with all pictures, one of which cannot be shown."""
    stage = Stage()
    shown = [
        Exhibit(letter=letter, words=f"{kind}, version 2", file=one.file, pixels=one)
        for letter, kind in zip("ABC", contrasts.PICTURES, strict=True)
        if (one := pyramid(kind))
    ]
    missing = Exhibit(letter="D", words="none", trouble="The file is no longer there.")
    stage.show_exhibits([*shown, missing] if mode is Mode.SURVEY else shown[:2])
    stage.show_mode(mode)
    return stage


@EVERY_THEME
def test_words_on_the_pictures_of_compare_are_readable(crisp, theme):
    look.show_theme(theme)
    for mode in (Mode.SURVEY, Mode.SPLIT, Mode.SIDE, Mode.ONION):
        canvas = Canvas(staged(mode))
        crisp(canvas, 800, 600)
        for ground in Ground:
            canvas.show_ground(ground)
            pairs = pairs_of(canvas)
            assert len(pairs) >= 4
            assert low(pairs, f"{mode} {ground}") == []


@EVERY_THEME
def test_the_frame_of_what_is_chosen_is_seen_on_every_picture_and_ground(crisp, theme):
    look.show_theme(theme)
    stage = staged(Mode.SURVEY)
    canvas = crisp(Canvas(stage), 400, 300)
    found = []
    for ground in (Ground.BLACK, Ground.GREY_50, Ground.WHITE):
        canvas.show_ground(ground)
        canvas.clearFocus()
        for number, box in stage.seen(canvas.room).items():
            part = canvas.surface.logical(box).toAlignedRect()
            stage.choose((number + 1) % len(stage.exhibits))
            before = picture_of(canvas, part)
            stage.choose(number)
            pair = change_pair(before, picture_of(canvas, part), f"frame of {number}", whole(part))
            found += low([pair], ground.value)
        before = picture_of(canvas, canvas.rect())
        canvas.setFocus(Qt.FocusReason.TabFocusReason)
        after = picture_of(canvas, canvas.rect())
        found += low([change_pair(before, after, "focus", whole(canvas.rect()) // 2)], ground.value)
    assert found == []


def whole(box: QRect) -> int:
    """Return how many pixels a line of one pixel of the window has around a box."""
    return 2 * (box.width() + box.height()) * DENSITY * DENSITY


@EVERY_THEME
def test_the_handle_between_pictures_is_seen_on_all_of_them(crisp, theme):
    look.show_theme(theme)
    for one in contrasts.PICTURES:
        stage = Stage()
        picture = pyramid(one)
        other = Pyramid(file=PictureFile("b", "b", picture.file.size), tier=Tier.WHOLE,
                        levels=picture.levels)  # fmt: skip
        stage.show_exhibits([Exhibit(file=each.file, pixels=each) for each in (picture, other)])
        stage.show_mode(Mode.SPLIT)
        canvas = crisp(Canvas(stage), 400, 300)
        handle = canvas.handle
        assert handle.isVisible()
        box = handle.geometry()
        after = picture_of(canvas, box)
        handle.hide()
        before = picture_of(canvas, box)
        assert low([change_pair(before, after, f"handle on {one}", box.height() * DENSITY)]) == []


@EVERY_THEME
def test_what_hangs_on_the_pointer_is_readable_over_every_picture(crisp, theme):
    look.show_theme(theme)
    room = crisp(contrasts.parts(), *contrasts.PARTS)
    views = [room.findChild(each) for each in contrasts.DRAGGED]
    found = []
    for view in views:
        index = view.model().index(0, 0)
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        option.rect = view.visualRect(index).translated(-view.visualRect(index).topLeft())
        for kind in contrasts.PICTURES:
            draw = partial(view.itemDelegate().paint, option=option, index=index)
            found += low(dragged(option.rect.size(), draw, kind), f"{type(view).__name__} {kind}")
    assert found == []
    assert not files_chip("12 files", room).toImage().pixelColor(20, 6).alpha() < 255


def dragged(size, draw, kind: str):
    """Return the pairs of what is painted for a drag, over a picture."""
    chip = QPixmap(size * DENSITY)
    chip.setDevicePixelRatio(DENSITY)
    chip.fill(Qt.GlobalColor.transparent)
    with noted() as notes:
        painter = QPainter(chip)
        draw(painter)
        painter.end()
    under = QImage(chip.size(), RGB)
    under.setDevicePixelRatio(DENSITY)
    painter = QPainter(under)
    painter.drawPixmap(QRectF(QPoint(0, 0), size), contrasts.photograph(kind), QRectF())
    painter.drawPixmap(QPoint(0, 0), chip)
    painter.end()
    assert notes.marks
    return measured(under, notes.marks)
