"""Notices: the banner for what stops everything, and the toast for what is done."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_3, SPACE_4, TOAST_MS, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, IconButton, Kind
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph

_TINT: Final = 0.14
_BANNER: Final = 40


class Banner(QFrame):
    """One line under the toolbar with one action; it stays until its cause is gone."""

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        tone: Tone,
        words: str,
        action: str = "",
        close: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Take the tone, the words, and the names of the action and of closing, if there are."""
        super().__init__(parent)
        self._tone = tone
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_4, SPACE_1 + 2, SPACE_2, SPACE_1 + 2)
        row.setSpacing(SPACE_3)
        self.setMinimumHeight(look.height(_BANNER))
        row.addWidget(StateGlyph(tone), 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = Label(words, wraps=True)
        row.addWidget(self._words, 1)
        if action:
            button = Button(action)
            button.clicked.connect(self.acted)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        if close:
            closer = IconButton("close", close, icon_px=14, edge_px=24)
            closer.clicked.connect(self.closed)
            row.addWidget(closer, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_words(self, words: str) -> None:
        """Say the same thing further on, as a count does; it is not read aloud again."""
        self._words.setText(words)
        self.setAccessibleName(words)

    def announce(self) -> None:
        """Have it read aloud."""
        speech.read_aloud(self, self.accessibleName(), is_urgent=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens, box = look.tokens, QRectF(self.rect())
        colour = tokens.tone(self._tone)
        paint.fill(painter, box, mixed(colour, tokens.surface, _TINT), 0)
        paint.hairline(painter, 0, box.right(), box.bottom() - 1, mixed(colour, tokens.line, 0.4))
        painter.end()


class Toast(QFrame):
    """A line that comes at the bottom right and goes by itself; never for errors.

    It waits while the pointer or the focus is on it.
    """

    gone = Signal()

    def __init__(self, words: str, action: str, close: str, tone: Tone, room: "Toaster") -> None:
        super().__init__(room.window)
        self._room = room
        self.setAccessibleName(words)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(StateGlyph(tone), 0, Qt.AlignmentFlag.AlignVCenter)
        self._words = Label(words, Type.CONTROL)
        row.addWidget(self._words, 1)
        row.addSpacing(SPACE_2)
        self.action = Button(action or close, Kind.QUIET, parent=self)
        self.action.setVisible(bool(action))
        self.action.clicked.connect(self.leave)
        row.addWidget(self.action)
        self.close_button = IconButton("close", close, icon_px=14, edge_px=24)
        self.close_button.clicked.connect(self.leave)
        row.addWidget(self.close_button)
        self._life = QTimer(self)
        self._life.setSingleShot(True)
        self._life.setInterval(TOAST_MS)
        self._life.timeout.connect(self._on_time)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        look.changed.connect(self._on_look)

    def come(self) -> None:
        """Show it and begin its time."""
        self._fit()
        place = self._place()
        self.move(place)
        self.show()
        self.raise_()
        if look.motion_ms:
            self._slide.setDuration(look.motion_ms)
            self._slide.setStartValue(place + QPoint(0, SPACE_4))
            self._slide.setEndValue(place)
            self._slide.start()
        self._life.start()
        speech.read_aloud(self, self.accessibleName())

    def leave(self) -> None:
        """Take it away."""
        self._life.stop()
        self._slide.stop()
        self.hide()
        self.gone.emit()

    def follow(self) -> None:
        """Go back to its corner when the window has changed its size."""
        self._slide.stop()
        self._fit()
        self.move(self._place())

    def _on_look(self) -> None:
        if self.isVisible():
            self.follow()

    def _fit(self) -> None:
        """Be as wide as the words, or as the window lets it: then they go on below."""
        window = self.parentWidget()
        assert window is not None
        self._words.setWordWrap(False)
        layout = self._row
        layout.activate()
        room = max(window.width() - 2 * SPACE_4, layout.minimumSize().width() // 2)
        wanted = layout.sizeHint()
        if wanted.width() > room:
            self._words.setWordWrap(True)
            layout.activate()
            wanted = QSize(room, layout.totalHeightForWidth(room))
        self.resize(wanted)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.begin(painter)
        paint.fill(painter, QRectF(self.rect()), look.tokens.raised, 8)
        paint.outline(painter, QRectF(self.rect()), look.tokens.line, 8)
        painter.end()

    def _place(self) -> QPoint:
        window = self.parentWidget()
        assert window is not None
        room = window.size()
        return QPoint(
            room.width() - self.width() - SPACE_4,
            room.height() - self.height() - SPACE_4 - self._room.foot_px(),
        )

    def _on_time(self) -> None:
        focused = self.window().focusWidget()
        if self.underMouse() or (focused is not None and self.isAncestorOf(focused)):
            self._life.start()
        else:
            self.leave()


class Toaster(QObject):
    """Shows one toast of a window at a time; the next takes the place of the last."""

    def __init__(self, window: QWidget, foot_px: Callable[[], int] = lambda: 0) -> None:
        """Take the window, and what says how much of its lower edge is to be kept free."""
        super().__init__(window)
        self.window = window
        self.foot_px = foot_px
        self._toast: Toast | None = None
        window.installEventFilter(self)

    def show(self, words: str, *, close: str, action: str = "", tone: Tone = Tone.DONE) -> Toast:
        """Show words; close is the name of the button that takes them away."""
        self._drop()
        self._toast = Toast(words, action, close, tone, self)
        self._toast.gone.connect(self._drop)
        self._toast.come()
        return self._toast

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.follow()
        elif event.type() == QEvent.Type.LayoutRequest and self._toast is not None:
            QTimer.singleShot(0, self, self.follow)  # the lower edge may be another by then
        return False

    def follow(self) -> None:
        """Have a toast stand where it belongs now."""
        if self._toast is not None:
            self._toast.follow()

    def _drop(self) -> None:
        toast, self._toast = self._toast, None
        if toast is not None:
            toast.hide()
            toast.deleteLater()
