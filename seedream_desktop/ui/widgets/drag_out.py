"""Watches a view for drags that begin on its pictures, and has their files dragged out."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from seedream_desktop.domain.ids import SubjectId


class DragDoor(Protocol):
    """Who makes files of results and drags them; ui.desk.handing.Handing is one."""

    @property
    def is_going(self) -> bool:
        """Say whether a drag is on or about to begin."""

    def drag(
        self,
        source: QWidget,
        subjects: tuple[SubjectId, ...],
        ended: Callable[[], object] | None = None,
    ) -> None:
        """Begin to drag."""
        ...


class DragOut(QObject):
    """Belongs to the view. Of an item view, what is selected before stays so when it is pulled at.

    A view that paints itself passes itself; it hears no move of the mouse from where a drag
    begins on.
    """

    def __init__(
        self,
        view: QWidget,
        door: DragDoor,
        subjects: Callable[[], tuple[SubjectId, ...]],
        is_picture: Callable[[QPoint], bool] | None = None,
    ) -> None:
        """Take the view, what its selection is, and whether a picture is at a point of it."""
        super().__init__(view)
        self._door = door
        self._subjects = subjects
        self._is_picture = is_picture or (lambda _at: True)
        self._pressed: QPoint | None = None
        self._watched = view
        if isinstance(view, QAbstractItemView):
            self._watched = view.viewport()
            if is_picture is None:
                self._is_picture = lambda at: view.indexAt(at).isValid()
            view.setDragEnabled(True)
            view.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._watched.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        at, left = event.position().toPoint(), Qt.MouseButton.LeftButton
        match event.type():
            case QEvent.Type.MouseButtonPress:
                is_begun = event.button() is left and self._is_picture(at)
                self._pressed = at if is_begun else None
            case QEvent.Type.MouseButtonRelease:
                self._pressed = None
            case QEvent.Type.MouseMove if event.buttons() & left:
                return self._moved(at)
        return False

    def _moved(self, at: QPoint) -> bool:
        if self._door.is_going:
            return True
        if self._pressed is None:
            return False
        if (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._door.drag(self._watched, self._subjects())
        return True
