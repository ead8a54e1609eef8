"""Domain values as JSON in a column, and back."""

import json
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


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
    """Return the value that encoded() wrote."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(text), type=kind)


def plain(text: str) -> str:
    """Return text that a column can hold: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode()


def marks(values: "tuple[Any, ...] | list[Any]") -> str:
    """Return "?, ?, ?": one parameter's place for each value."""
    return ", ".join("?" * len(values))
