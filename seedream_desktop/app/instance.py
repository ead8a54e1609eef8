"""One window per library: a second start hands its files to the first and ends."""

import hashlib
import os
import struct
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_CONNECT_MS: Final = 1000
_ANSWER_MS: Final = 3000
_BYTES_MAX: Final = 16 * 2**20
_HEAD: Final = struct.Struct("<4sI")
_MAGIC: Final = b"SDH1"
_TAKEN: Final = b"ok"
_NOBODY: Final = frozenset(
    {
        QLocalSocket.LocalSocketError.ServerNotFoundError,
        QLocalSocket.LocalSocketError.ConnectionRefusedError,
    }
)


class HandOver(Enum):
    """What became of files that were offered to a first instance."""

    TAKEN = "taken"
    NOBODY = "nobody"
    """No instance listens: this one is the first."""
    NO_ANSWER = "no_answer"
    """One listens but does not answer in time; it may be busy or of another version."""


class Instance(QObject):
    """Listens for second starts. The library's lock decides who is first; this only talks."""

    handed = Signal(object)
    """Carries the paths, as a tuple, that a second start was given; empty: show the window."""

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        """Take the data root of the library; nothing listens before listen()."""
        super().__init__(parent)
        self._name = server_name(root)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        self._heard: dict[QLocalSocket, bytearray] = {}

    def listen(self) -> bool:
        """Begin to listen; False where that is impossible, and then only hand-over is missing.

        Call this while the library's lock is held: what is left of the name is then of a
        process that is gone, and is removed.
        """
        if self._server.listen(self._name):
            return True
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        for socket in tuple(self._heard):
            socket.abort()
        self._heard.clear()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._heard[socket] = bytearray()
            socket.readyRead.connect(self._hear)
            socket.disconnected.connect(self._forget)
            self._read(socket)

    def _hear(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        """Take what has come; a whole message is answered and told."""
        heard = self._heard.get(socket)
        if heard is None:
            return
        heard += bytes(socket.readAll().data())
        try:
            paths = unpacked(bytes(heard))
        except ValueError:
            self._heard.pop(socket, None)
            socket.abort()
            socket.deleteLater()
            return
        if paths is None:
            return
        del self._heard[socket]
        socket.write(_TAKEN)
        socket.flush()
        socket.disconnectFromServer()
        self.handed.emit(paths)

    def _forget(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._heard.pop(socket, None)
            socket.deleteLater()


class Offer(QObject):
    """hand_over() for a program that has its window already: it waits for nothing.

    Not a thread: what QLocalSocket waits in keeps Python's lock, and the window would stand.
    """

    answered = Signal(object)
    """Carries the HandOver, once."""

    def __init__(self, root: Path, paths: Sequence[Path], parent: QObject | None = None) -> None:
        """Offer the paths to the instance that has this library open."""
        super().__init__(parent)
        self._message = packed([Path(os.path.abspath(path)) for path in paths])  # noqa: PTH100 (keeps links)
        self._heard = b""
        self._is_over = False
        self._socket = QLocalSocket(self)
        self._socket.connected.connect(self._send)
        self._socket.readyRead.connect(self._hear)
        self._socket.errorOccurred.connect(self._fail)
        QTimer.singleShot(_ANSWER_MS, self, self._give_up)
        # Where nobody listens that is told at once, before anyone hears of it.
        self._name = server_name(root)
        QTimer.singleShot(0, self, self._begin)

    def _begin(self) -> None:
        self._socket.connectToServer(self._name)

    def _send(self) -> None:
        self._socket.write(self._message)

    def _hear(self) -> None:
        self._heard += bytes(self._socket.readAll().data())
        if self._heard == _TAKEN:
            self._end(HandOver.TAKEN)

    def _fail(self, error: QLocalSocket.LocalSocketError) -> None:
        # Not by the socket's state: on Unix it still connects while it says that nobody is there.
        self._end(HandOver.NOBODY if error in _NOBODY else HandOver.NO_ANSWER)

    def _give_up(self) -> None:
        self._end(HandOver.NO_ANSWER)

    def _end(self, answer: HandOver) -> None:
        if not self._is_over:
            self._is_over = True
            self._socket.abort()
            self.answered.emit(answer)
            self.deleteLater()


def hand_over(root: Path, paths: Sequence[Path]) -> HandOver:
    """Offer paths to the instance that has this library open. Waits, for seconds at most.

    For the start of a second process, before it has a window: relative paths are meant from
    where it was started.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(root))
    if not socket.waitForConnected(_CONNECT_MS):
        return HandOver.NOBODY
    message = packed([Path(os.path.abspath(path)) for path in paths])  # noqa: PTH100 (keeps links)
    socket.write(message)
    answer = b""
    while len(answer) < len(_TAKEN) and socket.waitForReadyRead(_ANSWER_MS):
        answer += bytes(socket.readAll().data())
    socket.abort()
    return HandOver.TAKEN if answer == _TAKEN else HandOver.NO_ANSWER


def server_name(root: Path) -> str:
    """Return a short name that is the same for every spelling of one data root."""
    whole = os.path.normcase(os.path.realpath(root))
    return f"seedream-{hashlib.sha256(os.fsencode(whole)).hexdigest()[:24]}"


def packed(paths: Sequence[Path]) -> bytes:
    """Return a message: a head with the length, then paths as the system spells them, after NUL.

    Names of files are bytes on Unix and need not be text; no system has NUL in them.
    """
    body = b"".join(b"\0" + os.fsencode(path) for path in paths)
    return _HEAD.pack(_MAGIC, len(body)) + body


def unpacked(message: bytes) -> tuple[Path, ...] | None:
    """Return a message's paths; None while it is not whole. Raises ValueError for another thing."""
    if not _MAGIC.startswith(message[: len(_MAGIC)]):
        raise ValueError("not a hand-over")
    if len(message) < _HEAD.size:
        return None
    _, length = _HEAD.unpack_from(message)
    body = message[_HEAD.size :]
    if length > _BYTES_MAX or len(body) > length or (body and not body.startswith(b"\0")):
        raise ValueError("not a hand-over")
    if len(body) < length:
        return None
    return tuple(Path(os.fsdecode(name)) for name in body.split(b"\0")[1:])
