"""What became of each exported picture, for people and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.ids import ImageId, SubjectId
from seedream_desktop.domain.request import Trouble


class Fate(StrEnum):
    """What became of one file."""

    WRITTEN = "written"
    SAME = "same"
    """These very bytes lay there already."""

    REPLACED = "replaced"
    SKIPPED = "skipped"
    """Another file lies there, and was to be left alone."""

    REFUSED = "refused"
    """Its pairing is unsure, and such were to be left out."""

    FAILED = "failed"


THERE = frozenset({Fate.WRITTEN, Fate.SAME, Fate.REPLACED})
"""Fates after which the file is at its path."""


class Part(StrEnum):
    """What of a picture a change is about."""

    FORMAT = "format"
    SIZE = "size"
    COLOUR = "colour"
    METADATA = "metadata"
    NAME = "name"
    PAIRING = "pairing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that differs from the stored result, or was asked for and could not be.

    code names a sentence of the texts' section `receipts`, which params fill.
    """

    part: Part
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of one picture under one preset; path is absolute, "" where there is no file.

    subject is a version, or an image for an original that goes along.
    """

    subject: SubjectId
    image: ImageId
    preset: str
    path: str
    fate: Fate
    is_sure: bool = True
    changes: tuple[Change, ...] = ()
    trouble: Trouble | None = None

    def facts(self) -> dict[str, Any]:
        """Return what programs read."""
        return {
            "subject": self.subject,
            "image": self.image,
            "preset": self.preset,
            "path": self.path,
            "fate": self.fate.value,
            "sure": self.is_sure,
            "changes": [
                {"part": change.part.value, "code": change.code, **change.params}
                for change in self.changes
            ],
            **({"error": self.trouble.code, **self.trouble.params} if self.trouble else {}),
        }
