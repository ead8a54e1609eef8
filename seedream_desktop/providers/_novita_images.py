"""Takes the pictures out of Novita's answer while it comes, one whole element after another."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

_LIST: Final = b'"images"'
_TEXT_END: Final = re.compile(rb'["\\]')
_MARK: Final = re.compile(rb'["{}\[\],:]')
_HEAD_BYTES: Final = 1 << 16
_QUOTE, _BACKSLASH, _COMMA, _COLON = b'"', b"\\", b",", b":"
_IN_OBJECT, _IN_LIST = 1, 2
_OPENING, _CLOSING = frozenset({b"{", b"["}), frozenset({b"}", b"]"})


class ImagesReader:
    """Reads {"images": […], …} in pieces that follow no rule: what came is not lost to a cut.

    has_images says whether the list began, is_whole whether the document has ended. head is how
    the document begins, for an answer that is no such list.
    """

    def __init__(self) -> None:
        """Begin before the first byte."""
        self.has_images = False
        self.is_whole = False
        self.head = b""
        self._text = bytearray()  # from what is not done with
        self._at = 0  # the next byte to look at
        self._depth = 0
        self._quoted_from: int | None = None
        self._name = b""  # the last text in the outermost object
        self._element_from: int | None = None
        self._is_named = False
        self._is_listed = False
        self._element: bytes | None = None  # what the last step made whole

    def feed(self, piece: bytes) -> Iterator[Any]:
        """Take a piece; give the elements that are whole by it, None for one that is no JSON."""
        self.head += piece[: _HEAD_BYTES - len(self.head)]
        self._text += piece
        while not self.is_whole and self._step():
            if self._element is not None:
                yield _decoded(self._element)
        self._forget()

    def _step(self) -> bool:
        """Go to the next mark; say whether there was one."""
        self._element = None
        if self._quoted_from is not None:
            return self._go_on_in_text(self._quoted_from)
        found = _MARK.search(self._text, self._at)
        if found is None:
            self._at = len(self._text)
            return False
        self._at = found.end()
        self._note(found[0], found.start())
        return True

    def _go_on_in_text(self, begin: int) -> bool:
        found = _TEXT_END.search(self._text, self._at)
        if found is None:
            self._at = len(self._text)
            return False
        if found[0] == _BACKSLASH:
            if found.end() == len(self._text):
                self._at = found.start()
                return False
            self._at = found.end() + 1
            return True
        self._at = found.end()
        self._quoted_from = None
        if self._depth == _IN_OBJECT:
            self._name = bytes(self._text[begin : self._at])
        elif self._depth == _IN_LIST:
            self._end_element(self._at)  # a text is whole before its comma comes
        return True

    def _note(self, mark: bytes, place: int) -> None:
        """Take a mark outside texts in."""
        if mark == _QUOTE:
            self._quoted_from = place
        elif mark in _OPENING:
            self._depth += 1
            if self._depth == _IN_LIST and mark == b"[" and self._is_named:
                self.has_images = self._is_listed = True
                self._element_from = place + 1
        elif mark in _CLOSING:
            if self._depth == _IN_LIST:
                self._end_element(place)
                self._is_listed = False
            self._depth -= 1
            self.is_whole = self._depth <= 0
        elif mark == _COMMA and self._depth == _IN_LIST:
            self._end_element(place)
            self._element_from = place + 1 if self._is_listed else None
        elif self._depth == _IN_OBJECT:
            self._is_named = mark == _COLON and self._name == _LIST

    def _end_element(self, place: int) -> None:
        if self._element_from is not None:
            found = bytes(self._text[self._element_from : place]).strip()
            self._element, self._element_from = found or None, None

    def _forget(self) -> None:
        """Let go of what is done with."""
        held = [place for place in (self._quoted_from, self._element_from) if place is not None]
        done = min([self._at, *held])
        del self._text[:done]
        self._at -= done
        self._quoted_from = None if self._quoted_from is None else self._quoted_from - done
        self._element_from = None if self._element_from is None else self._element_from - done


def _decoded(element: bytes) -> Any:
    try:
        return msgspec.json.decode(element)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
