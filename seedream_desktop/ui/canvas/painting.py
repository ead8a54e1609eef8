"""Paints a stage: pictures in device pixels, then words on top of them."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QTransform

from seedream_desktop.ui.canvas.chips import draw_chip, draw_sentence
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.stage import A, B, Exhibit, Stage
from seedream_desktop.ui.canvas.viewport import Box, Frame, snapped
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RING

_AT_BOTH_SIDES: Final = frozenset({Mode.SPLIT, Mode.ONION, Mode.DIFFERENCE})
_WITHIN: Final = 2 * RING
"""How far from the canvas' edge a frame is, so that it is not one with that of the whole."""
_PLAIN: Final = QPainter.RenderHint.Antialiasing


@dataclass(frozen=True, slots=True)
class Surface:
    """What is painted on: the room in device pixels, and how many go to one of the window."""

    room: Box
    density: float

    def logical(self, box: Box) -> QRectF:
        """Return a box in the window's own pixels."""
        d = self.density
        return QRectF(box.x / d, box.y / d, box.width / d, box.height / d)

    def framed(self, box: Box) -> QRectF:
        """Return where the frame around a part of the room is, clear of that of the whole."""
        inner = self.logical(self.room).adjusted(_WITHIN, _WITHIN, -_WITHIN, -_WITHIN)
        return self.logical(box) & inner


def paint_stage(painter: QPainter, stage: Stage, surface: Surface) -> None:
    """Paint everything but the ground and the handle."""
    seen, frames = stage.seen(surface.room), stage.frames(surface.room)
    painter.save()
    to_device(painter)
    if stage.mode is Mode.DIFFERENCE and not stage.is_before_held and len(stage.exhibits) > 1:
        if A in frames:
            _paint_difference(painter, stage, frames[A], surface.room)
    else:
        for number, box in seen.items():
            if stage.mode is Mode.ONION and number == B and not stage.is_before_held:
                painter.setOpacity(stage.opacity)
            _paint_one(painter, stage.exhibits[number], frames.get(number), stage, box)
    painter.restore()
    paint.begin(painter)
    for number, box in _worded(stage, seen, surface.room).items():
        _paint_words(painter, stage, number, surface.logical(box))
    if stage.mode is Mode.SURVEY and stage.current in seen:
        around = surface.framed(seen[stage.current])
        paint.frame(painter, around, look.tokens.text, look.tokens.canvas)


def to_device(painter: QPainter) -> None:
    """Let coordinates be whole pixels of the device, wherever the widget begins among them."""
    painter.setRenderHint(_PLAIN, False)
    device = painter.deviceTransform()
    back, can_go_back = device.inverted()
    if can_go_back:
        corner = QTransform.fromTranslate(round(device.dx()), round(device.dy()))
        painter.setWorldTransform(corner * back)


def _paint_one(
    painter: QPainter, one: Exhibit, frame: Frame | None, stage: Stage, seen: Box
) -> None:
    if frame is None or one.pixels is None or one.trouble:
        return
    one.pixels.draw(painter, snapped(frame.placed(stage.view)), seen)


def _paint_difference(painter: QPainter, stage: Stage, frame: Frame, room: Box) -> None:
    if stage.difference is not None:
        stage.difference.draw(painter, snapped(frame.placed(stage.view)), room)


def _worded(stage: Stage, seen: dict[int, Box], room: Box) -> dict[int, Box]:
    """Return where each picture's words stand: at the corners of what is seen of it."""
    if stage.mode in {Mode.ONION, Mode.DIFFERENCE} and not stage.is_before_held:
        return dict.fromkeys(seen, room)
    return seen


def _paint_words(painter: QPainter, stage: Stage, number: int, box: QRectF) -> None:
    one = stage.exhibits[number]
    if one.trouble:
        draw_sentence(painter, box, one.trouble)
    at_right = number == B and stage.mode in _AT_BOTH_SIDES
    if one.words:
        draw_chip(painter, box, one.letter, one.words, at_right=at_right)


def ground(painter: QPainter, box: QRectF, colour: str) -> None:
    """Fill what lies behind the pictures."""
    painter.fillRect(box, QColor(colour))
