"""What other programs are given: files that they can read, and a picture that can be pasted."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """Files in the order of the sequence; they are there, whole, when this is.

    picture is the first of them as a PNG in sRGB, where that was asked for. unsure is how many
    results stayed because nobody has looked at their pairing.
    """

    files: tuple[Path, ...] = ()
    unsure: int = 0
    picture: bytes = b""
