"""Which pictures a sequence sends first with every request, in order."""

from dataclasses import dataclass

from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One picture, its number from 1, and whether it is one for being among the first images."""

    number: int
    picture: Picture
    is_leading: bool = False

    @property
    def mark(self) -> str:
        """What stands on its corner."""
        return f"A{self.number}"


def anchors_of(sequence: Sequence) -> tuple[Anchor, ...]:
    """Return the anchors of the steps that are on (of all where none is), each once."""
    steps = sequence.steps_on or sequence.steps
    leading = max((step.leading_anchors for step in steps), default=0)
    found: dict[Digest, tuple[Picture, bool]] = {}
    for image in sequence.images[:leading]:
        if image.picture is not None:
            found.setdefault(image.picture.digest, (image.picture, True))
    for step in steps:
        for picture in step.anchors:
            found.setdefault(picture.digest, (picture, False))
    return tuple(
        Anchor(number=number, picture=picture, is_leading=is_leading)
        for number, (picture, is_leading) in enumerate(found.values(), 1)
    )
