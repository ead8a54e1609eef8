"""The body of an order as JSON: long texts in it are sent as they are and never copied."""

import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Final

import msgspec

_PIECE_BYTES: Final = 1 << 18


class Inlined:
    """A long text that stands in an order, as bytes: a file in base64.

    It needs no escape in JSON: printable ASCII without quotation marks and backslashes. No
    dataclass, which the encoder would take apart.
    """

    def __init__(self, text: bytes | bytearray) -> None:
        """Take the text, which is not changed afterwards."""
        self.text = text

    def __repr__(self) -> str:
        """Tell how long it is: no log holds a picture."""
        return f"Inlined({len(self.text)} bytes)"


class Content:
    """A JSON document in pieces, of which the long ones are those of the payload itself.

    Fourteen references of ten megabytes are there once, and no more of them at a time is
    handed to the connection than it takes.
    """

    def __init__(self, payload: object) -> None:
        """Encode the payload: mappings, sequences, texts, numbers, and Inlined among them."""
        self._parts = _parts(payload)
        self.length = sum(len(part) for part in self._parts)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the document in pieces of at most 256 KiB."""
        for part in self._parts:
            view = memoryview(part)
            for begin in range(0, len(view), _PIECE_BYTES):
                yield bytes(view[begin : begin + _PIECE_BYTES])


def _parts(payload: object) -> tuple[bytes | bytearray, ...]:
    """Encode all but the long texts, for which marks stand that nobody can have guessed."""
    marks: dict[bytes, Inlined] = {}

    def mark(value: object) -> str:
        if not isinstance(value, Inlined):
            raise TypeError(f"no JSON of {type(value).__name__}")
        word = secrets.token_hex(16)
        marks[word.encode()] = value
        return word

    return tuple(_woven(msgspec.json.encode(payload, enc_hook=mark), marks))


def _woven(document: bytes, marks: dict[bytes, Inlined]) -> Iterator[bytes | bytearray]:
    """Put each long text where its mark stands; the marks come in the order they were made."""
    rest = document
    for word, inlined in marks.items():
        before, found, rest = rest.partition(word)
        assert found, "a mark stands in the document"
        yield before
        yield inlined.text
    yield rest
