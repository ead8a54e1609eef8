"""What people think of a picture, and how it stands, can be told without seeing any colour."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from seedream_desktop.domain.frames import FrameState
from seedream_desktop.domain.judgement import Flag, Label
from seedream_desktop.ui.delegates.verdict import draw_verdict
from seedream_desktop.ui.models.frame_words import TONES, flag_word, label_word, state_word
from seedream_desktop.ui.theme.labels import label_colour
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme, Tone
from seedream_desktop.ui.widgets import state_glyph

LABELS = [label for label in Label if label is not Label.NONE]
HALF, NEAR = 128, 30
WIDTHS = {"narrow": 80, "wide": 240}


def drawn(width: int, draw) -> QImage:
    image = QImage(width, 24, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, width, 24))
    painter.end()
    return image


def shape(image: QImage, ground: str = "") -> bytes:
    """Return where something stands out from a ground, or from nothing."""
    colours = (image.pixelColor(x, y) for y in range(image.height()) for x in range(image.width()))
    return bytes(each.alpha() > HALF and not is_like(each, ground) for each in colours)


def is_like(colour: QColor, ground: str) -> bool:
    return bool(ground) and abs(colour.lightness() - QColor(ground).lightness()) < NEAR


def verdict(width: int, flag: Flag = Flag.NONE, label: Label = Label.NONE) -> QImage:
    word = label_word(label)
    return drawn(width, lambda painter, box: draw_verdict(
        painter, box, stars=0, flag=flag, label=label, label_word=word
    ))  # fmt: skip


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_labels_are_told_by_their_letters(qapp, theme, width):
    look.show_theme(theme)
    shapes = {
        label: shape(verdict(width, label=label), label_colour(label, theme)) for label in LABELS
    }
    assert all(any(each) for each in shapes.values())
    for one, other in combinations(LABELS, 2):
        assert shapes[one] != shapes[other], (one, other)


def test_picks_and_rejects_are_told_by_their_shapes_and_words(qapp):
    picked, rejected = (shape(verdict(80, flag)) for flag in (Flag.PICK, Flag.REJECT))
    assert any(picked)
    assert picked != rejected
    assert flag_word(Flag.PICK) != flag_word(Flag.REJECT)


def test_states_are_told_by_their_shapes_and_each_has_a_word(qapp):
    ink, ground = look.tokens.text, look.tokens.canvas
    shapes = {
        tone: shape(drawn(16, lambda p, _box, tone=tone: state_glyph.draw(
            p, QRectF(0, 4, 16, 16), tone, ink, ground
        )), ground)
        for tone in Tone
        if tone in TONES.values()
    }  # fmt: skip
    assert len(set(shapes.values())) == len(shapes)
    assert len({state_word(state) for state in FrameState}) == len(FrameState)
