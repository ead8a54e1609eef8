"""What screen readers are told of widgets that the program draws, and what is read aloud.

Qt knows a widget that paints itself as a nameless box. A class that is more has a `voice`: what
makes its interface for assistive technology. A plain widget with a name becomes a group.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Protocol, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleStateChangeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAccessibleWidget,
    QApplication,
    QWidget,
)

Voice = Callable[[QWidget], QAccessibleInterface]
_PRESS, _TOGGLE = "Press", "Toggle"


class Selectable(Protocol):
    """A widget of which one among several is selected, by pressing it."""

    def is_selected(self) -> bool:
        """Say whether it is the one."""

    def press(self) -> None:
        """Do what Enter does."""


class ItemVoice(QAccessibleWidget):
    """Makes a Selectable an item of a list."""

    def __init__(self, widget: QWidget) -> None:
        """Take the widget, which is Selectable."""
        super().__init__(widget, QAccessible.Role.ListItem)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.selectable = True
        state.selected = self._item().is_selected()
        return state

    def actionNames(self) -> list[str]:
        return [_PRESS, *super().actionNames()]

    def doAction(self, name: str) -> None:
        if name == _PRESS:
            self._item().press()
        else:
            super().doAction(name)

    def _item(self) -> Selectable:
        # Asked for each time: a voice that keeps its widget would keep it from being collected.
        return cast("Selectable", self.widget())


class ToggleVoice(QAccessibleWidget):
    """Has a button that is on or off do the same for a screen reader as for the pointer.

    Qt's own (QAccessibleButton::doAction) turns it without a click, which nobody hears of who
    listens to the user only; and it knows one of several only by autoExclusive, not by a group.
    """

    def role(self) -> QAccessible.Role:
        group = self._button().group()
        is_one_of_several = group is not None and group.exclusive()
        return QAccessible.Role.RadioButton if is_one_of_several else QAccessible.Role.CheckBox

    def text(self, what: QAccessible.Text) -> str:
        said = super().text(what)
        is_name = what == QAccessible.Text.Name
        return said or self._button().text().replace("&", "") if is_name else said

    def state(self) -> QAccessible.State:
        state, button = super().state(), self._button()
        state.checkable = True
        state.checked = button.isChecked()
        state.pressed = button.isDown()
        return state

    def actionNames(self) -> list[str]:
        own = [_TOGGLE, _PRESS] if self._button().isEnabled() else []
        return [*own, *super().actionNames()]

    def doAction(self, name: str) -> None:
        if name in (_TOGGLE, _PRESS):
            self._button().click()
        else:
            super().doAction(name)

    def _button(self) -> QAbstractButton:
        return cast("QAbstractButton", self.widget())


class Seen(Protocol):
    """A widget that says what is to be seen on it."""

    told: str


class SeenVoice(QAccessibleWidget):
    """Makes a Seen a picture that is called what it tells now, though its name may come later."""

    def __init__(self, widget: QWidget) -> None:
        """Take the widget, which is Seen."""
        super().__init__(widget, QAccessible.Role.Graphic)

    def text(self, what: QAccessible.Text) -> str:
        told = cast("Seen", self.widget()).told if what == QAccessible.Text.Name else ""
        return told or super().text(what)


class GroupVoice(QAccessibleWidget):
    """A widget that only holds others is a group where it has a name, unless it is a window.

    Of a pile of pages too: Qt's own "layered pane" is read out each time the focus comes in.
    """

    def role(self) -> QAccessible.Role:
        widget = self.widget()
        if widget.isWindow():
            return QAccessible.Role.Window
        is_named = bool(widget.accessibleName())
        return QAccessible.Role.Grouping if is_named else QAccessible.Role.Client


def voice_of(role: QAccessible.Role) -> Voice:
    """Return the voice of widgets that have another role than Qt sees, and nothing else."""
    return partial(_made, role)


def _made(role: QAccessible.Role, widget: QWidget) -> QAccessibleInterface:
    return QAccessibleWidget(widget, role)


@lru_cache(maxsize=1)
def give_voices() -> None:
    """Have Qt ask for voices from now on; once is enough, before anything is shown."""
    QAccessible.installFactory(_interface)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        app.focusChanged.connect(_tell_item)


def _interface(name: str, thing: QObject) -> QAccessibleInterface | None:
    """Return the interface of an object; Qt asks with the name of each of its classes in turn."""
    made: Voice | None = getattr(type(thing), "voice", None)
    if made is not None and isinstance(thing, QWidget):
        return made(thing)
    if name == "QStackedWidget" and isinstance(thing, QWidget):
        return GroupVoice(thing)
    # Asked as early as in a widget's constructor: it has neither name nor parent by then.
    if name == "QWidget" and isinstance(thing, QWidget):
        is_ours = type(thing) is not QWidget or thing.accessibleName()
        return GroupVoice(thing) if is_ours else None
    return None


def _tell_item(_before: QWidget | None, now: QWidget | None) -> None:
    """Have the item told that is looked at in a view: Qt tells of it only where it changes.

    Not at once, but after the view, of which Qt tells when the focus has come in.
    """
    if QAccessible.isActive() and isinstance(now, QAbstractItemView):
        QTimer.singleShot(0, now, partial(_tell_item_of, now))


def _tell_item_of(view: QAbstractItemView) -> None:
    face = QAccessible.queryAccessibleInterface(view)
    is_at_one = view.hasFocus() and view.currentIndex().isValid()
    item = face.focusChild() if face is not None and is_at_one else None
    if item is not None:
        QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))


def read_aloud(widget: QWidget, words: str, *, is_urgent: bool = False) -> None:
    """Have words read aloud, wherever the focus is; urgent ones at once.

    On Linux nobody hears Qt's alerts: announcements are heard on all systems.
    """
    if not words:
        return
    event = QAccessibleAnnouncementEvent(widget, words)
    if is_urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def tell_selected(widget: QWidget) -> None:
    """Tell that a widget is selected now, or no more."""
    change = QAccessible.State()
    change.selected = True
    QAccessible.updateAccessibility(QAccessibleStateChangeEvent(widget, change))
