"""Says that a folder is watched for the open sequence, with the way to end it."""

from functools import partial

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_4
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.label import CutLabel
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.sign import Sign
from seedream_desktop.ui.widgets.tips import plain_tip

_words = partial(text.text, section="imports")


class WatchLine(QFrame):
    """Stands below the pictures of the sequence that a watched folder adds to; else not there."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Follow what is watched and what is open."""
        super().__init__(parent)
        self._desk = desk
        self.setProperty("ground", "surface")
        self.said = CutLabel("")
        self.stop = Button(_words("watch_stop"), Kind.QUIET)
        self.stop.clicked.connect(desk.actions.action("library.stop_watching").trigger)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_2)
        row.addWidget(Sign("folder", "muted"))
        row.addWidget(self.said, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(row)
        desk.watching.changed.connect(self._show)
        desk.documents.changed.connect(self._show)
        self._show()

    def _show(self, _news: object = None) -> None:
        watched, document = self._desk.watching.watched, self._desk.documents.current
        if watched is None or document is None or watched.sequence != document.sequence.id:
            self.hide()
            return
        self.said.show_words(_words("watching", {"name": watched.folder.name}))
        more = _words("watching_more", {"folder": str(watched.folder)})
        self.setToolTip(plain_tip(more))
        self.said.setAccessibleDescription(more)
        self.show()
