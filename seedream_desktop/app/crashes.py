"""What nothing caught in the window: a report in the logs, a banner, and the program goes on."""

import logging
from functools import partial
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    QUrl,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices

from seedream_desktop.logs.crash import CrashHooks
from seedream_desktop.logs.redaction import RedactingFormatter
from seedream_desktop.logs.setup import FOLDER, Logs, Ring
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.messages import Messages, Remark
from seedream_desktop.ui.theme.tokens import Tone

_qt = logging.getLogger("seedream_desktop.qt")
_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_CAUSE: Final = "crash"


class Crashes(QObject):
    """Takes uncaught exceptions of all threads and Qt's own messages, from the first line on."""

    _failed = Signal(object, object)

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        """Take the data root, in which reports are written; install() begins."""
        super().__init__(parent)
        self._ring = Ring()
        self._ring.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
        self._hooks = CrashHooks(Logs(self._ring, root / FOLDER, None), self._failed.emit)
        self._messages: Messages | None = None

    def install(self) -> None:
        """Begin to take them."""
        logging.getLogger().addHandler(self._ring)
        self._hooks.install()
        qInstallMessageHandler(_log_qt)

    def remove(self) -> None:
        """Put back what was there before."""
        qInstallMessageHandler(None)
        self._hooks.remove()
        logging.getLogger().removeHandler(self._ring)

    def tell(self, messages: Messages) -> None:
        """Say them in the window from now on; they may come from any thread."""
        self._messages = messages
        self._failed.connect(self._on_failed)

    def _on_failed(self, report: Path | None, error: BaseException) -> None:
        if report is None or self._messages is None or not shiboken6.isValid(self._messages):
            return
        remark = Remark(
            words=text.text("crashed", {"kind": type(error).__name__}, section="shell"),
            tone=Tone.FAILED,
            action=text.text("crash_report", section="shell"),
            act=partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(report))),
            is_closable=True,
        )
        self._messages.put_up(_CAUSE, remark)


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    _qt.log(_LEVELS.get(kind, logging.WARNING), "%s", message)
