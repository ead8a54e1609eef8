"""What comes in now, in one quiet line: counted facts, speed, and a way to stop."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.desk import Desk
from seedream_desktop.ui.desk.intakes import Progress
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, SPACE_4
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.panel import Hairline
from seedream_desktop.ui.widgets.progress_line import ProgressLine

_words = partial(text.text, section="imports")
_SLOW: Final = 10


class ImportLine(QFrame):
    """Stands at the bottom of a workspace while pictures are read; otherwise it is not there."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Follow the desk's imports."""
        super().__init__(parent)
        self._desk = desk
        self.setProperty("ground", "surface")
        self.line = ProgressLine(_words("coming"))
        self.cancel = Button(_words("cancel"), Kind.QUIET)
        self.cancel.clicked.connect(desk.imports.cancel)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_4, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_3)
        row.addWidget(self.line, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(row)
        desk.imports.started.connect(self._show_now)
        desk.imports.progressed.connect(self._show_now)
        desk.imports.ended.connect(self._show_now)
        self._show_now()

    def _show_now(self, *_facts: object) -> None:
        now = self._desk.imports.now
        self.setVisible(now is not None)
        if now is not None:
            share = now.seen / now.total if now.total else None
            self.line.show_progress(_counted(now), share, _speed(now))


def _counted(now: Progress) -> str:
    if not now.total:
        return _words("counting")
    params: dict[str, str | int | float] = {
        "title": now.title,
        "seen": now.seen,
        "total": now.total,
        "count": now.skipped,
    }
    return _words("reading_out" if now.skipped else "reading", params)


def _speed(now: Progress) -> str:
    if not now.per_second:
        return ""
    code = "speed" if now.per_second >= _SLOW else "speed_slow"
    return _words(code, {"speed": now.per_second})
