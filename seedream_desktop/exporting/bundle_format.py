"""What stands in a review bundle and in the file of choices that comes back: shapes and limits."""

import hashlib
import zlib
from collections.abc import Iterable
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from seedream_desktop.domain.judgement import NOTE_CHARS_MAX

BUNDLE_FORMAT: Final = "seedream-review"
BUNDLE_VERSION: Final = 1
CHOICES_VERSION: Final = 1
BUNDLE_SUFFIXES: Final = (".html", ".htm")
CHOICES_SUFFIX: Final = ".seedream-choices.json"
REVIEW_SUFFIXES: Final = frozenset({*BUNDLE_SUFFIXES, ".json"})
"""What is looked at as a file of a review: browsers put " (1)" before the last ending."""
CHOICES_BYTES_MAX: Final = 64 * 2**20
WHO_CHARS_MAX: Final = 200

_AT_MS_MAX: Final = 2**53 - 1
_ESCAPED: Final = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028"}
_UNSAFE: Final = str.maketrans(_ESCAPED | {"\u2029": r"\u2029"})

_Name = Annotated[str, Meta(max_length=1_000)]
_Id = Annotated[str, Meta(max_length=100)]
_AtMs = Annotated[int, Meta(ge=0, le=_AT_MS_MAX)]


class BundledNote(Struct, frozen=True, kw_only=True):
    """What somebody wrote; who is empty for the sender."""

    who: str = ""
    text: str


class BundledMark(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What held of a picture when the bundle was packed."""

    flag: str = ""
    stars: int = 0
    label: str = ""
    notes: tuple[BundledNote, ...] = ()


class BundledVersion(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A result; picture is its place among the bundle's pictures."""

    id: str
    picture: int
    is_chosen: bool = False
    is_unsure: bool = False
    cost_usd: str = ""


class BundledImage(Struct, frozen=True, kw_only=True):
    """A row: steps has one list of versions for each of the bundle's steps."""

    id: str
    name: str
    picture: int | None
    steps: tuple[tuple[BundledVersion, ...], ...]


class BundledStep(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A column; without a name the page calls it by its number."""

    name: str = ""
    prompt: str = ""


class BundledPicture(Struct, frozen=True, kw_only=True):
    """A picture of the bundle: its size in pixels, and the hash of its bytes."""

    width: int
    height: int
    sha256: str


class BundleIndex(Struct, frozen=True, kw_only=True):
    """Everything of a bundle but the pictures' bytes."""

    format: str = BUNDLE_FORMAT
    version: int = BUNDLE_VERSION
    id: str
    sequence: str
    title: str
    made_at: int
    steps: tuple[BundledStep, ...]
    images: tuple[BundledImage, ...]
    pictures: tuple[BundledPicture, ...]
    marks: dict[str, BundledMark] = {}


class Choice(Struct, frozen=True, kw_only=True):
    """One word of a reviewer; name and step say for people what subject is."""

    subject: _Id
    aspect: Literal["flag", "stars", "label", "note"]
    value: Annotated[str, Meta(max_length=NOTE_CHARS_MAX)]
    at: _AtMs
    name: _Name = ""
    step: Annotated[int, Meta(ge=0, le=1_000)] = 0


class ChoicesFile(Struct, frozen=True, kw_only=True):
    """What a reviewer sends back; at and saved_at are milliseconds, made_at seconds since 1970."""

    format: Literal["seedream-choices"]
    version: int
    review: _Id
    sequence: _Id
    title: _Name = ""
    made_at: _AtMs = 0
    who: Annotated[str, Meta(max_length=WHO_CHARS_MAX)] = ""
    saved_at: _AtMs = 0
    seal: _Id
    choices: Annotated[tuple[Choice, ...], Meta(max_length=200_000)]


def script_json(content: object) -> str:
    """Return JSON that may stand within a script element: nothing in it can end the element."""
    return msgspec.json.encode(content).decode().translate(_UNSAFE)


def bundle_seal(index: str) -> str:
    """Return what the page's head says of its index: the format's version, and a hash."""
    return f"{BUNDLE_VERSION} {hashlib.sha256(index.encode()).hexdigest()}"


def choices_seal(review: str, who: str, choices: Iterable[Choice]) -> str:
    """Return the sum over choices that tells a file which was changed on its way."""
    lines = (f"{one.subject}\t{one.aspect}\t{one.value}\t{one.at}" for one in choices)
    said = "\n".join((review, who, *lines))
    return f"{zlib.crc32(said.encode()):08x}"
