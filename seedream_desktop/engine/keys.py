"""Purchase keys of frames, made alike when a plan is made and when a request is bound."""

from collections.abc import Iterable, Mapping

from seedream_desktop.domain.frame_key import frame_key
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, FrameKey, ModelId
from seedream_desktop.domain.request import Target
from seedream_desktop.domain.step import Step


def key_size(step: Step) -> Size | None:
    """Return the size that tells purchases apart: the user's word, and not what is sent.

    What is sent depends on a model's limits and on the other pictures of the request. Without
    an exact size the picture itself decides; a tier stands as the square of its area.
    """
    choice = step.size
    if choice.tier is not None:
        return Size(choice.tier.edge_px, choice.tier.edge_px)
    return choice.size


def anchor_digests(step: Step, leading: Iterable[Digest]) -> tuple[Digest, ...]:
    """Return the step's anchor pictures, then the leading anchors, each content once."""
    return tuple(dict.fromkeys([*(picture.digest for picture in step.anchors), *leading]))


def key_of(
    step: Step,
    model: ModelId,
    options: Mapping[str, str],
    *,
    anchors: tuple[Digest, ...],
    carried: Digest | None,
    own: Digest | None,
    target: Target,
) -> FrameKey:
    """Return the key of one frame; a picture is not its own anchor."""
    return frame_key(
        provider=step.provider,
        model=model,
        prompt=step.prompt,
        size=key_size(step),
        options=options,
        anchors=tuple(digest for digest in anchors if digest != own),
        carried=carried,
        own=own,
        target=target,
    )
