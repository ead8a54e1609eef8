"""Server-sent events out of a body that comes in pieces cut anywhere (WHATWG HTML, 9.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

EVENT_BYTES_MAX: Final = 240_000_000
"""One event: a picture of 160 MB in base64, and room."""

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_CR: Final = 0x0D
_MARK: Final = b"\xef\xbb\xbf"


class EventTooLong(Exception):
    """An event that has no end within EVENT_BYTES_MAX."""


@dataclass(slots=True)
class Event:
    """One event: its name, "" where it has none, and its data, lines joined by line feeds."""

    name: str = ""
    data: bytearray = field(default_factory=bytearray)
    has_data: bool = False


class EventReader:
    """Collects pieces of a body into events.

    What is long is held once: a line grows in place and becomes the data of its event, without
    being copied. Comments, ids and waits for a reconnection are passed over: nothing that is
    paid for is asked for again.
    """

    def __init__(self) -> None:
        """Begin before the first byte."""
        self._line = bytearray()
        self._event = Event()
        self._ended_in_cr = False
        self._is_first = True

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Yield the events that a piece completes. Raises EventTooLong."""
        begin = 1 if self._ended_in_cr and piece.startswith(b"\n") else 0
        if piece:
            self._ended_in_cr = piece[-1] == _CR
        while (end := _LINE_END.search(piece, begin)) is not None:
            self._line += memoryview(piece)[begin : end.start()]
            begin = end.end()
            event = self._line_over()
            if event is not None:
                yield event
        self._line += memoryview(piece)[begin:]
        if len(self._line) + len(self._event.data) > EVENT_BYTES_MAX:
            raise EventTooLong

    def rest(self) -> Event | None:
        """Return what had come of an event when the body ended, without its blank line."""
        if self._line:
            self._line_over()
        event, self._event = self._event, Event()
        return event if event.has_data else None

    def _line_over(self) -> Event | None:
        """Take the line that is whole now; return the event that a blank one ends."""
        line, self._line = self._line, bytearray()
        if self._is_first:
            self._is_first = False
            if line.startswith(_MARK):
                del line[: len(_MARK)]
        if line:
            self._take(line)
            return None
        event, self._event = self._event, Event()
        return event if event.has_data else None

    def _take(self, line: bytearray) -> None:
        colon = line.find(b":")
        name = bytes(line if colon < 0 else line[:colon])
        if name not in (b"data", b"event"):
            return
        del line[: len(line) if colon < 0 else colon + 1]
        if line.startswith(b" "):
            del line[:1]
        if name == b"event":
            self._event.name = line.decode("utf-8", "replace")
        elif self._event.has_data:
            self._event.data += b"\n"
            self._event.data += line
        else:
            self._event.data, self._event.has_data = line, True
