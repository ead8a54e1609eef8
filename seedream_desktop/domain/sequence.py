"""A sequence: an ordered set of images and an ordered list of steps."""

import hashlib
import json
from dataclasses import dataclass

from seedream_desktop.domain.ids import ImageId, SequenceId
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One row of a sequence. Without a picture it is a panel that a story step will fill."""

    id: ImageId
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """The user's work: images in order, steps in order."""

    id: SequenceId
    title: str
    images: tuple[Image, ...]
    steps: tuple[Step, ...]

    @property
    def steps_on(self) -> tuple[Step, ...]:
        """The steps that a run executes, in order."""
        return tuple(step for step in self.steps if step.is_on)

    def leading(self, step: Step) -> tuple[ImageId, ...]:
        """Return the images that a step sends along with every request, in order."""
        return tuple(image.id for image in self.images[: max(0, step.leading_anchors)])

    def fingerprint(self) -> str:
        """Return a hash of what the work is: pictures with their places, and steps, in order.

        Two sequences with one fingerprint are the same work started twice; ids and title
        do not count.
        """
        pictures = [image.picture for image in self.images]
        content = {
            "images": [(p.digest, p.path) if p else None for p in pictures],
            "steps": [
                (
                    step.prompt,
                    step.provider,
                    step.family,
                    step.mode,
                    str(step.size),
                    step.count,
                    step.leading_anchors,
                    [anchor.digest for anchor in step.anchors],
                    *([step.scenario, step.seed] if is_play(step.provider) else ()),
                )
                for step in self.steps_on
            ],
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
