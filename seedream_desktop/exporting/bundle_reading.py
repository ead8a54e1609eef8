"""Reads what comes back from a reviewer: a file of choices, or a bundle that has choices in it.

Whatever somebody sends is only data here: it is bounded before it is read, checked against its
shape, and nothing of it is run or followed.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.exporting.bundle_format import (
    BUNDLE_VERSION,
    CHOICES_BYTES_MAX,
    CHOICES_VERSION,
    BundleIndex,
    ChoicesFile,
    bundle_seal,
    choices_seal,
)

_HEAD_BYTES: Final = 65_536
_SEAL: Final = re.compile(rb'<meta name="seedream-review" content="(\d{1,9}) ([0-9a-f]{64})"')
_BLOCK: Final = b'<script type="application/json" id="%s">'
_END: Final = b"</script>"
_KEPT: Final = frozenset("\n\t")
_TURNING: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Signs that turn the direction of writing: a name must not make what follows read otherwise."""


_UNSEEN: Final = frozenset({"Cf", "Zs", "Zl", "Zp"})


class ReviewKind(StrEnum):
    """What a file of a review is."""

    BUNDLE = "bundle"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A file that was recognised; choices is None for a bundle that nobody has judged in."""

    kind: ReviewKind
    path: Path
    sequence: SequenceId
    title: str
    choices: ChoicesFile | None
    images: int = 0


def read_review(path: Path) -> Review:
    """Return what a file is and holds; blocking.

    Raises BadInput: review_unreadable, review_not_ours, review_broken, review_newer, each with
    the file and the reason.
    """
    if path.is_fifo() or path.is_char_device():  # these may never end, or never begin
        raise BadInput("review_unreadable", path=str(path), cause="not_a_file")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            if _looks_like_json(head):
                rest = file.read(CHOICES_BYTES_MAX - len(head) + 1)
                return _choices_review(head + rest, path)
            seal = _SEAL.search(head)
            if seal is None:
                raise BadInput("review_not_ours", path=str(path))
            if int(seal[1]) > BUNDLE_VERSION:
                raise _newer(path, int(seal[1]), BUNDLE_VERSION)
            front = head + file.read(CHOICES_BYTES_MAX)
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise BadInput("review_unreadable", path=str(path), cause=cause) from error
    return _bundle_review(front, f"{seal[1].decode()} {seal[2].decode()}", path)


def cleaned(text: str, *, is_name: bool = False) -> str:
    """Return text without signs that steer terminals, of a name without those that turn it."""
    return "".join(
        "\ufffd"
        if (unicodedata.category(sign) in {"Cc", "Cs"} and (is_name or sign not in _KEPT))
        or (is_name and sign in _TURNING)
        else sign
        for sign in text
    )


def named(text: str) -> str:
    """Return a person's name; nothing where there is nothing in it to be seen."""
    name = cleaned(text.strip(), is_name=True)
    return name if any(unicodedata.category(sign) not in _UNSEEN for sign in name) else ""


def _looks_like_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _choices_review(data: bytes, path: Path) -> Review:
    choices = _choices(data.removeprefix(b"\xef\xbb\xbf"), path)
    return Review(
        kind=ReviewKind.CHOICES,
        path=path,
        sequence=SequenceId(choices.sequence),
        title=cleaned(choices.title, is_name=True),
        choices=choices,
    )


def _bundle_review(front: bytes, seal: str, path: Path) -> Review:
    index_text = _block(front, b"seedream-review", path)
    if bundle_seal(index_text.decode("utf-8", "replace")) != seal:
        raise _broken(path, "index_changed")
    try:
        index = msgspec.json.decode(index_text, type=BundleIndex)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _broken(path, str(error)) from error
    said = _block(front, b"seedream-choices", path)
    choices = None if said.strip() in {b"", b"null"} else _choices(said, path)
    if choices is not None and choices.review != index.id:
        raise _broken(path, "other_review")
    return Review(
        kind=ReviewKind.BUNDLE,
        path=path,
        sequence=SequenceId(index.sequence),
        title=cleaned(index.title, is_name=True),
        choices=choices if choices is not None and choices.choices else None,
        images=len(index.images),
    )


def _block(front: bytes, name: bytes, path: Path) -> bytes:
    start = front.find(_BLOCK % name)
    begin = start + len(_BLOCK % name)
    end = front.find(_END, begin) if start >= 0 else -1
    if end < 0:
        raise _broken(path, "cut_off")
    return front[begin:end]


class _Heading(msgspec.Struct, kw_only=True):
    format: str = ""
    version: int = 0


def _choices(data: bytes, path: Path) -> ChoicesFile:
    if len(data) > CHOICES_BYTES_MAX:
        raise _broken(path, "too_large")
    try:
        heading = msgspec.json.decode(data, type=_Heading)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _broken(path, str(error)) from error
    if heading.format != "seedream-choices":
        raise BadInput("review_not_ours", path=str(path))
    if heading.version > CHOICES_VERSION:
        raise _newer(path, heading.version, CHOICES_VERSION)
    try:
        found = msgspec.json.decode(data, type=ChoicesFile)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _broken(path, str(error)) from error
    if choices_seal(found.review, found.who, found.choices) != found.seal:
        raise _broken(path, "changed_on_its_way")
    return found


def _broken(path: Path, cause: str) -> BadInput:
    """Return the error; cause is of the texts' section "causes", or what a decoder says."""
    return BadInput("review_broken", path=str(path), cause=cause)


def _newer(path: Path, version: int, known: int) -> BadInput:
    return BadInput("review_newer", path=str(path), version=version, known=known)
