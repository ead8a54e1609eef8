"""What the eye is on, shared by Timeline, Compare and the inspector."""

from dataclasses import dataclass

from seedream_desktop.domain.ids import ImageId, StepId, VersionId


@dataclass(frozen=True, slots=True)
class Shot:
    """A state of an image: step None is the original, version None the chosen one."""

    image: ImageId
    step: StepId | None = None
    version: VersionId | None = None
