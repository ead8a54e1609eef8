"""Drops on any part of the window: zones light up while pictures hang over it."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QWindow,
)
from PySide6.QtWidgets import QGridLayout, QWidget

from seedream_desktop.exporting.bundle_format import REVIEW_SUFFIXES
from seedream_desktop.exporting.queue_file import SUFFIX
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.imports import Target
from seedream_desktop.ui.mime import Drop, may_be_taken, read_mime
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_4, SPACE_6
from seedream_desktop.ui.views.opening import Opening
from seedream_desktop.ui.widgets.empty_state import DropZone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

_words = partial(text.text, section="imports")
_VEIL: Final = 0.96
_ENDINGS: Final = frozenset({QEvent.Type.DragLeave, QEvent.Type.Drop})
_ICONS: Final = {Target.NEW_SEQUENCE: "add", Target.HERE: "image", Target.ANCHORS: "anchor"}


class DropOverlay(QWidget):
    """Covers the window while a drag hangs over it; what cannot be chosen says why."""

    def __init__(self, window: QWidget, desk: "Desk") -> None:
        """Take the window to cover."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._zones: dict[Target, DropZone] = {}
        self._whole: DropZone | None = None
        self._lit: Target | None = None
        self.setAcceptDrops(True)
        self.setAccessibleName(_words("zones"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        self._grid.setSpacing(SPACE_4)
        self.hide()

    @property
    def lit(self) -> Target | None:
        """Where pictures would go now."""
        return self._lit

    def zone(self, target: Target) -> DropZone:
        """Return a target's zone."""
        return self._zones[target]

    def come(self, mime: QMimeData) -> None:
        """Cover the window, with zones as things stand now; one for a queue's or review's file."""
        for zone in (*self._zones.values(), *filter(None, (self._whole,))):
            self._grid.removeWidget(zone)
            zone.deleteLater()
        self._zones, self._whole = {}, None
        if (kind := _file_kind(read_mime(mime))) is not None:
            self._whole = DropZone(_words(f"zone_{kind}"), kind)
            self._whole.light(is_lit=True)
            self._grid.addWidget(self._whole, 0, 0, 2, 2)
        else:
            self._add_zones()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()

    def _add_zones(self) -> None:
        self._zones = {target: self._made(target) for target in Target}
        self._grid.addWidget(self._zones[Target.NEW_SEQUENCE], 0, 0)
        self._grid.addWidget(self._zones[Target.HERE], 0, 1)
        self._grid.addWidget(self._zones[Target.ANCHORS], 1, 0, 1, 2)
        self._grid.setRowStretch(0, 2)
        self._grid.setRowStretch(1, 1)

    def go(self) -> None:
        """Uncover the window."""
        self._lit = None
        self.hide()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take the drag wherever it comes in, so that all that follows is told here."""
        self._follow(event)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.go()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read values out of the drop and return; the sender waits until then."""
        target = self._at(event.position().toPoint())
        self.go()
        drop = read_mime(event.mimeData())
        is_file = _file_kind(drop) is not None
        if target is None and not is_file:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if target is None or is_file:
            QTimer.singleShot(0, self, partial(self._desk.open_files, drop.paths))
            return
        QTimer.singleShot(0, self, partial(self._desk.imports.take, drop, target))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = QColor(look.tokens.canvas)
        veil.setAlphaF(_VEIL)
        painter.fillRect(QRectF(self.rect()), veil)
        painter.end()

    def _follow(self, event: QDragMoveEvent) -> None:
        target = self._at(event.position().toPoint())
        if target is not self._lit:
            for each, zone in self._zones.items():
                zone.light(is_lit=each is target)
            self._lit = target
        if target is None and self._whole is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def _at(self, point: QPoint) -> Target | None:
        """Return the zone that is nearest to a point, None where it cannot be chosen now."""

        def distance(target: Target) -> int:
            box = self._zones[target].geometry()
            x = min(max(point.x(), box.left()), box.right())
            y = min(max(point.y(), box.top()), box.bottom())
            return (QPoint(x, y) - point).manhattanLength()

        if not self._zones:
            return None
        nearest = min(self._zones, key=distance)
        return nearest if self._zones[nearest].isEnabled() else None

    def _made(self, target: Target) -> DropZone:
        document = self._desk.documents.current
        words, is_on = _words("zone_new"), True
        if target is Target.HERE:
            is_on = document is not None
            words = _words("zone_here_none")
            if document is not None:
                words = _words("zone_here", {"title": document.sequence.title})
        elif target is Target.ANCHORS:
            has_steps = document is not None and bool(document.sequence.steps)
            code = "zone_anchors_no_step" if document is not None else "zone_anchors_none"
            words, is_on = _words("zone_anchors" if has_steps else code), has_steps
        zone = DropZone(words, _ICONS[target])
        zone.setEnabled(is_on)
        return zone


def _file_kind(drop: Drop) -> str | None:
    """Return what a drop opens as: "queue" or "review" where it is nothing but such files."""
    suffixes = {path.suffix.lower() for path in drop.paths}
    kinds = {"queue": {SUFFIX}, "review": REVIEW_SUFFIXES}
    found = (kind for kind, own in kinds.items() if suffixes and suffixes <= own)
    return next(found, None)


class Dropping(QObject):
    """Watches the window for drags from elsewhere; drags within the program pass by.

    It filters the native window's events, since a field of text under the pointer would
    otherwise take a file's address for its own before the window is asked.
    """

    def __init__(self, window: QWidget, desk: "Desk") -> None:
        """Take the window, whose workspaces need know nothing of it."""
        super().__init__(window)
        self._window = window
        self._handle: QWindow | None = None
        self.overlay = DropOverlay(window, desk)
        self.opening = Opening(window, desk)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._watch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._handle:
            if isinstance(event, QDragEnterEvent):
                self._on_enter(event)
            elif kind in _ENDINGS and self.overlay.isVisible():
                QTimer.singleShot(0, self.overlay, self.overlay.go)
        elif kind in {QEvent.Type.Show, QEvent.Type.WinIdChange}:
            self._watch()
        elif kind == QEvent.Type.Resize and self.overlay.isVisible():
            self.overlay.setGeometry(self._window.rect())
        return False

    def _watch(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _on_enter(self, event: QDragEnterEvent) -> None:
        if event.source() is None and may_be_taken(event.mimeData()):
            self.overlay.come(event.mimeData())
