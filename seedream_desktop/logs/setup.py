"""Where log lines go: a rotating file in the library, and a ring in memory for reports."""

import contextlib
import logging
import logging.handlers
import os
import time
from collections import deque
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from seedream_desktop.logs.redaction import RedactingFormatter

FOLDER: Final = "logs"
FILE: Final = "seedream.log"

_FILE_BYTES: Final = 2_000_000
_FILES_KEPT: Final = 4
_RING_LINES: Final = 500
_LINE: Final = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s [%(threadName)s] %(message)s"
_TIME: Final = "%Y-%m-%dT%H:%M:%S"

_OWN: Final = "seedream_desktop"
_TALKATIVE: Final = ("httpx", "httpcore")
"""They log each address with its query at INFO, and headers at DEBUG."""


_open: "list[Logs]" = []
"""Set-ups in force; levels are restored when the last of them closes, in whatever order."""

_levels_before: dict[str, int] = {}


class Ring(logging.Handler):
    """The last lines, scrubbed, in memory."""

    def __init__(self, lines: int = _RING_LINES) -> None:
        """Keep this many lines."""
        super().__init__()
        self._lines: deque[str] = deque(maxlen=lines)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        try:
            self._lines.append(self.format(record))
        except Exception:  # noqa: BLE001 (barrier: a line that cannot be made disturbs no work)
            self._lines.append(f"(a line of {record.name} could not be formatted)")

    def lines(self) -> tuple[str, ...]:
        """Return what is kept, oldest first."""
        self.acquire()
        try:
            return tuple(self._lines)
        finally:
            self.release()


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log file for its owner's eyes, whose failures (a full disk) disturb nothing."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, opener=_private)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Say nothing: logging would print the line and its arguments unscrubbed."""


class Logs:
    """What set_up() has set up. close() takes it all back."""

    def __init__(self, ring: Ring, folder: Path, file: logging.Handler | None) -> None:
        """Hold the handlers, the logs folder and, where it can be written, its file."""
        self.ring = ring
        self.folder = folder
        self.has_file = file is not None
        self._handlers = [ring, *([file] if file is not None else [])]

    def close(self) -> None:
        """Take the handlers off, close the file and restore the levels."""
        for handler in self._handlers:
            logging.getLogger().removeHandler(handler)
            with contextlib.suppress(OSError):  # a full disk refuses the last line here too
                handler.close()
        if self in _open:
            _open.remove(self)
        if not _open:
            for name, level in _levels_before.items():
                logging.getLogger(name).setLevel(level)


def set_up(data_root: Path, *, level: int = logging.INFO) -> Logs:
    """Log this program's lines from `level` up, and warnings of libraries; return the handle.

    Never raises: where the folder cannot be written, lines are kept in memory only and
    `has_file` is False.
    """
    folder = data_root / FOLDER
    logs = Logs(Ring(), folder, _open_file(folder))
    formatter = RedactingFormatter(_LINE, _TIME)
    formatter.converter = time.gmtime
    for handler in logs._handlers:  # noqa: SLF001 (its maker)
        handler.setFormatter(formatter)
        logging.getLogger().addHandler(handler)
    if not _open:
        names = (_OWN, *_TALKATIVE)
        _levels_before.update({name: logging.getLogger(name).level for name in names})
    _open.append(logs)
    logging.getLogger(_OWN).setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return logs


def _open_file(folder: Path) -> logging.Handler | None:
    """Open the log file; None where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _LogFile(
            folder / FILE, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
        )
    except OSError:
        return None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
