"""Choices: the switch, and the list to select from."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    Property,
    QEasingCurve,
    QEvent,
    QPointF,
    QPropertyAnimation,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QToolTip,
    QWidget,
)

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import ICON_SMALL, RADIUS, SPACE_2, TARGET, Type
from seedream_desktop.ui.widgets.tips import plain_tip

_TRACK_W: Final = 30
_TRACK_H: Final = 18
_GAP: Final = 8
_DIRECT: Final = Qt.FindChildOption.FindDirectChildrenOnly


class Switch(QCheckBox):
    """On or off, with its words to the right; without words give it an accessible name."""

    voice = speech.ToggleVoice

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._at = 0.0
        self._slide = QPropertyAnimation(self, b"at", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setProperty("ring_radius", RADIUS)
        self.toggled.connect(self._on_toggled)
        look.changed.connect(self._on_look)

    def _get_at(self) -> float:
        return self._at

    def _set_at(self, value: float) -> None:
        self._at = value
        self.update()

    at = Property(float, _get_at, _set_at)

    def sizeHint(self) -> QSize:
        metrics = look.metrics(Type.CONTROL)
        words = metrics.horizontalAdvance(self.text()) + _GAP if self.text() else 0
        return QSize(look.height(_TRACK_W) + words, max(look.height(TARGET), TARGET))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, at: object) -> bool:
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._at = float(self.isChecked())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        tokens, is_on = look.tokens, self.isChecked()
        width, height = look.height(_TRACK_W), look.height(_TRACK_H)
        track = QRectF(0, round((self.height() - height) / 2), width, height)
        if is_on:
            ground = tokens.accent if self.isEnabled() else tokens.outline
            paint.fill(painter, track, ground, height / 2)
        else:
            paint.fill(painter, track, tokens.pressed, height / 2)
            edge = tokens.muted if self.underMouse() else tokens.outline
            paint.outline(painter, track, edge, height / 2)
        knob = height - 6
        left = track.left() + 3 + self._at * (width - knob - 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.on_accent if is_on else tokens.muted))
        painter.drawEllipse(QRectF(left, track.top() + 3, knob, knob))
        if self.text():
            box = QRectF(width + _GAP, 0, self.width() - width - _GAP, self.height())
            ink = tokens.text if self.isEnabled() else tokens.muted
            paint.text(painter, box, self.text(), look.font(Type.CONTROL), ink)
        painter.end()

    def _on_look(self) -> None:
        self.updateGeometry()
        if look.motion_ms == 0:
            self._slide.stop()
            self._set_at(float(self.isChecked()))

    def _on_toggled(self, is_on: bool) -> None:
        self._slide.stop()
        if not self.isVisible() or look.motion_ms == 0:
            self._set_at(float(is_on))
            return
        self._slide.setDuration(look.motion_ms)
        self._slide.setStartValue(self._at)
        self._slide.setEndValue(float(is_on))
        self._slide.start()


class Select(QComboBox):
    """One of a list that folds away; its name says what is selected."""

    picked = Signal(object)
    """The data of the entry that the user chose."""

    def __init__(
        self, name: str, entries: Sequence[tuple[str, object]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._caption: QLabel | None = None
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # the combo box's own knows no sheet
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for words, data in entries:
            self.addItem(words, data)
        # AdjustToContents would shrink it to its hint behind the layout's back.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._on_activated)
        look.changed.connect(self.updateGeometry)

    def offer(self, entries: Sequence[tuple[str, object]], current: object) -> None:
        """Show these entries and select the one of a datum, without a signal."""
        had = [(self.itemText(row), self.itemData(row)) for row in range(self.count())]
        if had != list(entries):
            self.clear()
            for words, data in entries:
                self.addItem(words, data)
            self.updateGeometry()
        places = (row for row, (_, data) in enumerate(entries) if data == current)
        self.setCurrentIndex(next(places, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page that is scrolled must not change what passes under the pointer

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._see_to_caption()

    def sizeHint(self) -> QSize:
        metrics = look.metrics(Type.CONTROL)
        words = (self.itemText(row) for row in range(self.count()))
        widest = max((metrics.horizontalAdvance(text) for text in words), default=0)
        return QSize(widest + look.height(ICON_SMALL) + 3 * SPACE_2 + 2, look.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look.height(96)), look.height())

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            self.update()
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.toolTip() or (self.currentText() if self.is_cut else "")
            if words:
                QToolTip.showText(event.globalPos(), plain_tip(words), self)
                return True
        return super().event(event)

    @property
    def is_cut(self) -> bool:
        """Whether what is selected is longer than there is room for; a tool tip has it then."""
        needed = look.metrics(Type.CONTROL).horizontalAdvance(self.currentText())
        return needed > self.width() - (look.height(ICON_SMALL) + 3 * SPACE_2 + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QPainter(self)
        paint.begin(painter)
        tokens, box = look.tokens, QRectF(self.rect())
        is_open = bool(option.state & QStyle.StateFlag.State_On)
        is_over = self.isEnabled() and (self.underMouse() or is_open)
        ground = tokens.raised if self.isEnabled() else tokens.surface
        paint.fill(painter, box, tokens.hover if is_over else ground)
        paint.outline(painter, box, tokens.outline if self.isEnabled() else tokens.line)
        ink = tokens.text if self.isEnabled() else tokens.muted
        icon_px = look.height(ICON_SMALL)
        arrow = look.pixmap("chevron-down", tokens.muted, self, icon_px)
        at = QPointF(box.right() - icon_px - 6, round((box.height() - icon_px) / 2))
        painter.drawPixmap(at, arrow)
        room = QRectF(QRect(SPACE_2, 0, int(at.x()) - SPACE_2 - 4, self.height()))
        paint.text(painter, room, self.currentText(), look.font(Type.CONTROL), ink)
        painter.end()

    def _on_activated(self, row: int) -> None:
        self.picked.emit(self.itemData(row))

    def _see_to_caption(self) -> None:
        """Have a label that is never seen say what it is, where no other beside it does.

        On Linux Qt tells screen readers what is selected as the name of a combo box, and knows
        the accessible name only from a label whose buddy it is (QAccessibleComboBox::text).
        """
        beside = self.parentWidget()
        if beside is None or any(
            label.buddy() is self and label is not self._caption
            for label in beside.findChildren(QLabel, options=_DIRECT)
        ):
            return
        if self._caption is None:
            self._caption = QLabel()
            self._caption.hide()
        self._caption.setParent(beside)
        self._caption.setBuddy(self)
        self._caption.setText(self.accessibleName().replace("&", "&&"))
