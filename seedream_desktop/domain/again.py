"""The user's wish to have something made anew that is there already."""

from dataclasses import dataclass

from seedream_desktop.domain.ids import ImageId, StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Frames to be made anew, each at its full price, though what decides them is unchanged.

    With onward, what rests on their results follows as well: later steps, and within a step the
    rest of a chain. Frames that were never made are simply made.
    """

    frames: frozenset[tuple[ImageId, StepId]]
    onward: bool = False
