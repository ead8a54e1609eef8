"""Walks a window as a keyboard and a screen reader do: what is reached, and its name."""

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
STEPS_MAX = 400
ROWS_MAX = 60
"""Rows of one list that are looked at; what is wrong with rows is wrong with the first ones."""


def interactive(window: QWidget) -> list[QWidget]:
    """Return what a person can act on now: visible, enabled, and no part of another control."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and not isinstance(widget, QScrollBar)
        and widget.window() is window
        and widget.isVisible()
        and widget.isEnabled()
        and not _is_part(widget)
    ]


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says first of a widget."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face is not None else ""


def tabbed(window: QWidget) -> list[QWidget]:
    """Return what Tab goes through, from where the focus is until it comes round."""
    seen: list[QWidget] = []
    for _ in range(STEPS_MAX):
        now = QApplication.focusWidget()
        if now is None or any(now is other for other in seen):
            return seen
        seen.append(now)
        # A field that takes Tab as a letter is left with Ctrl+Tab, as everywhere.
        takes_tab = isinstance(now, QPlainTextEdit | QTextEdit) and not now.tabChangesFocus()
        takes_tab |= bool(now.property("keeps_tab"))  # the canvas, where Tab hides the panels
        keys = Qt.KeyboardModifier.ControlModifier if takes_tab else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(now, Qt.Key.Key_Tab, keys)
        QCoreApplication.processEvents()
    raise AssertionError(f"Tab never comes round: {[label(widget) for widget in seen[-5:]]}")


def unreachable(window: QWidget) -> list[str]:
    """Return the controls that neither Tab nor the arrows within a reached group come to."""
    stops = tabbed(window)
    groups = {id(stop.group()) for stop in stops if isinstance(stop, QAbstractButton)}
    return [
        label(widget)
        for widget in interactive(window)
        if not any(widget is stop or stop.focusProxy() is widget for stop in stops)
        and not (isinstance(widget, QAbstractButton) and _is_in(widget, groups))
    ]


def nameless(window: QWidget) -> list[str]:
    """Return the controls that a screen reader has no name for."""
    return [label(widget) for widget in interactive(window) if not name_of(widget)]


def speechless(window: QWidget) -> list[str]:
    """Return the rows and cells that a screen reader has no words for."""
    views = [w for w in interactive(window) if isinstance(w, QAbstractItemView)]
    return [row for view in views for row in mute_rows(view)]


def mute_rows(view: QAbstractItemView) -> list[str]:
    """Return those of a view's first rows that say nothing: by name of the view and place."""
    return [
        f"{label(view)} row {place}"
        for place, index in enumerate(_rows(view))
        if not str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "").strip()
    ]


def _rows(view: QAbstractItemView) -> list[QModelIndex]:
    model, found, waiting = view.model(), [], [QModelIndex()]
    while waiting and model is not None:
        parent = waiting.pop()
        rows = [model.index(row, 0, parent) for row in range(min(model.rowCount(parent), ROWS_MAX))]
        found += rows
        waiting += rows
    return found[:ROWS_MAX]


def label(widget: QWidget) -> str:
    """Return how a failed test tells which control it is."""
    above = widget.parentWidget()
    inside = f" in {type(above).__name__}" if above is not None else ""
    return f"{type(widget).__name__} '{name_of(widget)}'{inside}"


def _is_in(button: QAbstractButton, groups: set[int]) -> bool:
    return button.group() is not None and id(button.group()) in groups


def _is_part(widget: QWidget) -> bool:
    """Say whether a widget is the inside of a control that answers for it."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QComboBox | QAbstractSpinBox | QAbstractItemView | QMenuBar):
            return True
        above = above.parentWidget()
    return isinstance(widget, QAbstractButton) and isinstance(widget.parentWidget(), QLineEdit)
