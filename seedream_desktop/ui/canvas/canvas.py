"""The canvas: shows a stage, takes wheel, drag and keys, and says what it shows."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.canvas.handle import GRIP, SplitHandle
from seedream_desktop.ui.canvas.modes import CUT, Mode
from seedream_desktop.ui.canvas.painting import Surface, ground, paint_stage
from seedream_desktop.ui.canvas.stage import B, Stage
from seedream_desktop.ui.canvas.viewport import Box
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import CHIP_HEIGHT, SPACE_2
from seedream_desktop.ui.theme.tokens import GROUNDS, Ground
from seedream_desktop.ui.widgets.tips import plain_tip

_NOTCH: Final = 120.0
_PER_NOTCH: Final = 1.25
_OPACITY_PER_NOTCH: Final = 0.05
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_PANS: Final = frozenset({Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton})


class Canvas(QWidget):
    """Several may show one stage, each in its own room.

    The wheel zooms to the pointer, dragging moves; with Shift, or unlocked, only the picture
    under the pointer. Tab is a command here: Ctrl+Tab and Shift+Tab go on.
    """

    voice = speech.SeenVoice

    resized = Signal()
    """The room is another, so that fitted pictures have another scale."""

    def __init__(self, stage: Stage, parent: QWidget | None = None) -> None:
        """Take the stage."""
        super().__init__(parent)
        self.stage = stage
        self.told = ""
        self.ground = Ground.THEME
        self._drag: tuple[QPointF, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setProperty("ring_none", True)
        self.setProperty("keeps_tab", True)
        self.setMouseTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 160)
        self.handle = SplitHandle(self)
        self.handle.hide()
        self.handle.moved.connect(stage.show_share)
        stage.changed.connect(self._on_changed)
        look.changed.connect(self.update)
        self._on_changed()

    def tell(self, words: str, *, is_news: bool = False) -> None:
        """Say what is to be seen; is_news: it is announced as well, in fewer words.

        A screen reader reads the whole name of what has the focus when it is another: beside news
        of the same that would be heard twice, so that it hears of the name once the focus is gone.
        """
        self.told = words
        if not (is_news and self.hasFocus()):
            self.setAccessibleName(words)

    def show_ground(self, ground_kind: Ground) -> None:
        """Lay the pictures on another ground."""
        self.ground = ground_kind
        self.update()

    @property
    def surface(self) -> Surface:
        """The room in device pixels."""
        density = self.devicePixelRatioF()
        room = Box(0, 0, round(self.width() * density), round(self.height() * density))
        return Surface(room, density)

    @property
    def room(self) -> Box:
        """The room in device pixels."""
        return self.surface.room

    def zoom_by(self, factor: float, at: QPointF | None = None, *, is_alone: bool = False) -> None:
        """Zoom with what is at a point of the widget staying there; None for the middle."""
        x, y = self._device(at)
        number = self._alone_at(x, y) if is_alone or not self.stage.is_locked else None
        frames = self.stage.frames(self.room)
        scale = (
            frames[number].scale(self.stage.view)
            if number in frames
            else self.stage.scale(self.room)
        )
        self.stage.zoom(self.room, scale * factor, x, y, alone=number)

    def zoom_to(self, scale: float | None, at: QPointF | None = None) -> None:
        """Go to a scale, None for fitted; unlocked, only the picture that is judged."""
        x, y = self._device(at)
        alone = None if self.stage.is_locked else self._alone_at(x, y)
        self.stage.zoom(self.room, scale, x, y, alone=alone)

    def pan_by(self, by_x: float, by_y: float) -> None:
        """Move by parts of the room; unlocked, only the picture that is judged."""
        number = self.stage.current if self.stage.mode is Mode.SURVEY else B
        number = min(number, max(len(self.stage.exhibits) - 1, 0))
        by = (by_x * self.room.width, by_y * self.room.height)
        self.stage.pan(self.room, by, number, alone=not self.stage.is_locked)

    def sizeHint(self) -> QSize:
        return QSize(960, 640)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ground(painter, QRectF(self.rect()), GROUNDS.get(self.ground, look.tokens.canvas))
        paint_stage(painter, self.stage, self.surface)
        if self.hasFocus() and self.window().property("focus_by_mouse") is not True:
            paint.begin(painter)
            paint.frame(painter, QRectF(self.rect()), look.tokens.text, look.tokens.canvas)
        painter.end()

    def _on_changed(self) -> None:
        stage = self.stage
        is_cut = stage.mode in CUT and len(stage.exhibits) > 1 and not stage.is_before_held
        if is_cut:
            is_across = stage.mode is Mode.SPLIT
            along = Qt.Orientation.Horizontal if is_across else Qt.Orientation.Vertical
            if self.handle.orientation() != along or self.handle.isHidden():
                self.handle.lie(along)
            self.handle.show_share(stage.share)
            self._place_handle()
        if is_cut != self.handle.isVisibleTo(self):
            had = self.handle.hasFocus()
            self.handle.setVisible(is_cut)
            if had and not is_cut:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _place_handle(self) -> None:
        half = GRIP // 2
        if self.stage.mode is Mode.SPLIT:
            at = round(self.width() * self.stage.share)
            self.handle.setGeometry(at - half, 0, GRIP, self.height())
        else:
            at = round(self.height() * self.stage.share)
            self.handle.setGeometry(0, at - half, self.width(), GRIP)

    # -- events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_handle()
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_tab = event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}
            if is_tab and event.modifiers() & _CTRL:
                self.focusNextPrevChild(not event.modifiers() & _SHIFT)
                return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                is_alone = bool(event.modifiers() & _SHIFT)
                self.zoom_by(1 + event.value(), event.position(), is_alone=is_alone)
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.resized.emit()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tell(event)
            return True
        return super().event(event)

    def _tell(self, event: QHelpEvent) -> None:
        """Tell, where the chips are, their whole words: chips of narrow halves are cut."""
        is_there = event.pos().y() <= look.height(CHIP_HEIGHT) + 2 * SPACE_2
        words = [one.words for one in self.stage.exhibits if one.words] if is_there else []
        QToolTip.showText(event.globalPos(), plain_tip("\n".join(words)), self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setAccessibleName(self.told)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        notches = (turned.y() or turned.x()) / _NOTCH  # with Alt or Shift some systems swap them
        with_shift = bool(event.modifiers() & _SHIFT)
        if with_shift and self.stage.mode is Mode.ONION:
            self.stage.show_opacity(self.stage.opacity + notches * _OPACITY_PER_NOTCH)
        else:
            self.zoom_by(_PER_NOTCH**notches, event.position(), is_alone=with_shift)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in _PANS:
            event.ignore()
            return
        x, y = self._device(event.position())
        number = self.stage.number_at(self.room, x, y)
        if number is not None:
            if self.stage.mode is Mode.SURVEY:
                self.stage.choose(number)
            self._drag = event.position(), number
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        before, number = self._drag
        self._drag = event.position(), number
        moved = (event.position() - before) * self.devicePixelRatioF()
        is_alone = bool(event.modifiers() & _SHIFT) or not self.stage.is_locked
        self.stage.pan(self.room, (moved.x(), moved.y()), number, alone=is_alone)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._drag = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoom_to(1.0 if self.stage.view.scale is None else None, event.position())

    def _device(self, at: QPointF | None) -> tuple[float, float]:
        if at is None:
            frames = self.stage.frames(self.room)
            number = self.stage.current if self.stage.mode is Mode.SURVEY else B
            frame = frames.get(number) or next(iter(frames.values()), None)
            pane = frame.pane if frame is not None else self.room
            return pane.x + pane.width / 2, pane.y + pane.height / 2
        density = self.devicePixelRatioF()
        return at.x() * density, at.y() * density

    def _alone_at(self, x: float, y: float) -> int | None:
        return self.stage.number_at(self.room, x, y)
