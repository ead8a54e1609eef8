"""The ring around what has the keyboard: one for a window, outside of every control."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionViewItem,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from seedream_desktop.ui.theme import paint
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import RADIUS, RING

_WRITES: Final = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
_MOVES: Final = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}
)
RADIUS_PROPERTY: Final = "ring_radius"
_KEYS: Final = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})
_BY_MOUSE: Final = "focus_by_mouse"
_HAS_FOCUS: Final = QStyle.StateFlag.State_HasFocus
NONE_PROPERTY: Final = "ring_none"
WHOLE_PROPERTY: Final = "ring_whole"
"""For a view whose current item looks the same without the focus: the ring is around all of it."""


def is_marked(option: QStyleOptionViewItem) -> bool:
    """Say whether a delegate marks an item as the one that has the keyboard."""
    if not option.state & _HAS_FOCUS:
        return False
    view = option.widget
    return view is None or not view.window().property(_BY_MOUSE)


class FocusRing(QWidget):
    """Follows the focus through a window.

    It shows for whatever is written into, and for the rest once the keyboard is used, so that
    a click leaves no mark, wherever the program then puts the focus. Views mark their current
    item themselves. A widget's property ring_radius is the radius of its own corners; ring_none
    says that it shows its focus itself.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._around: QWidget | None = None
        self._watched: list[QObject] = []
        self._by_mouse = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        look.changed.connect(self.update)
        self._on_focus(None, QApplication.focusWidget())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _MOVES:
            self._place()
        elif kind in _KEYS and self._by_mouse:
            self._note(by_mouse=False)
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._around is None or not isValid(self._around):
            return
        painter = QPainter(self)
        paint.begin(painter)
        given = self._around.property(RADIUS_PROPERTY)
        radius = RADIUS if given is None else float(given)
        box = QRectF(self.rect()).adjusted(RING, RING, -RING, -RING)
        paint.ring(painter, box, look.tokens.accent, radius)
        painter.end()

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._watched = []
        self._around = None
        window = self._window
        if new is not None and new is not window and window.isAncestorOf(new):
            self._around = new
            if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
                self._note(by_mouse=True)
            above: QWidget | None = new
            while above is not None and above is not window:
                above.installEventFilter(self)
                self._watched.append(above)
                above = above.parentWidget()
        self._place()

    def _note(self, *, by_mouse: bool) -> None:
        self._by_mouse = by_mouse
        self._window.setProperty(_BY_MOUSE, by_mouse)
        if isinstance(self._around, QAbstractItemView):
            self._around.viewport().update()

    def _place(self) -> None:
        widget = self._around
        if widget is None or not isValid(widget) or not self._wants(widget):
            self.hide()
            return
        window = self._window
        box = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        grown = box.adjusted(-RING, -RING, RING, RING) & window.rect()  # whole, at its edge too
        self.setGeometry(grown)
        seen = self._seen(widget, grown)
        if seen.isEmpty():
            self.hide()
            return
        if seen == grown:
            self.clearMask()
        else:
            self.setMask(QRegion(seen.translated(-grown.topLeft())))
        self.show()
        self.raise_()
        self.update()

    def _seen(self, widget: QWidget, box: QRect) -> QRect:
        """Return the part of a box that scrolled views around the widget leave to be seen."""
        window = self._window
        above = widget.parentWidget()
        while above is not None and above is not window:
            outer = above.parentWidget()
            if isinstance(outer, QAbstractScrollArea) and outer.viewport() is above:
                box = box & QRect(above.mapTo(window, QPoint(0, 0)), above.size())
            above = outer
        return box

    def _wants(self, widget: QWidget) -> bool:
        if not widget.isVisible() or widget.property(NONE_PROPERTY):
            return False
        if self._by_mouse and not isinstance(widget, _WRITES):
            return False
        if isinstance(widget, QAbstractItemView):
            is_whole = bool(widget.property(WHOLE_PROPERTY))
            return is_whole or not widget.currentIndex().isValid()
        return True
