"""Pairing: which output shows which input, and how sure that is."""

from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """Why a pair, or a whole reply, is not taken for certain."""

    LOOK_ALIKE = "look_alike"
    """Another input resembles the output about as much."""

    WEAK = "weak"
    """The output resembles no input."""

    ANCHOR_RETURNED = "anchor_returned"
    """The output shows an anchor rather than a target."""

    COLLAGE = "collage"
    """The output shows several inputs in one picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One output with the target it shows: indices into the reply and into the targets.

    confidence runs from 0 to 1; is_sure says that it may leave the program unseen.
    """

    output: int
    target: int
    confidence: float
    is_sure: bool
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The verdict on one reply; what is in no pair is named in a list of its own."""

    pairs: tuple[Pair, ...]
    missing_targets: tuple[int, ...] = ()
    stray_outputs: tuple[int, ...] = ()
    collages: tuple[int, ...] = ()
    returned_anchors: tuple[int, ...] = ()
