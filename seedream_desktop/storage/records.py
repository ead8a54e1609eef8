"""Domain values as JSON in a column, and back."""

import json
import threading
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_guard: Final = threading.Lock()
_decoders: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}


def encoded(value: object) -> str:
    """Return a value as JSON.

    A path of a file system that knows no encoding may hold lone surrogates, which UTF-8 does
    not have; such a value is written with escapes.
    """
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value))


def decoded(text: str, kind: type[T]) -> T:
    """Return the value that encoded() wrote. Any thread."""
    decoder: msgspec.json.Decoder[T] = _decoders.get(kind) or _made(kind)
    try:
        return decoder.decode(text)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(text), type=kind)


def _made(kind: type[T]) -> msgspec.json.Decoder[T]:
    """Return a decoder, made by one thread at a time.

    What msgspec knows of a dataclass it finds out at its first use, and it takes the process
    down with it where two threads find out at once (msgspec 0.22, tests/unit/storage/test_records).
    """
    with _guard:
        return _decoders.setdefault(kind, msgspec.json.Decoder(kind))


def plain(text: str) -> str:
    """Return text that a column can hold: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode()


def marks(values: "tuple[Any, ...] | list[Any]") -> str:
    """Return "?, ?, ?": one parameter's place for each value."""
    return ", ".join("?" * len(values))
