"""Purchase keys of frames, made alike for a plan, for a request and for what is shown of both."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, FrameKey, ModelId, ProviderId
from seedream_desktop.domain.request import Target
from seedream_desktop.domain.step import Step

_REPEAT: Final = "+"


class FrameKeys:
    """Makes the keys of frames that share all but their own pictures.

    A key holds what the user decided (prompt as written, anchors in order, the frame's own
    input), and not which other images share the request: adding one picture to a set of 200
    must not buy the 200 again. A frame without an input of its own (a story's panel) is told
    apart by its take, the panel's number.
    """

    def __init__(
        self,
        *,
        provider: ProviderId,
        model: ModelId,
        prompt: str,
        size: Size | None,
        options: Mapping[str, str],
        anchors: tuple[Digest, ...],
    ) -> None:
        """Take what is shared; it is hashed once."""
        content = [
            provider,
            model,
            prompt.strip(),
            (size.width_px, size.height_px) if size else None,
            sorted(options.items()),
            list(anchors),
        ]
        # The text is that of one list, of which the last three items are still to come.
        begun = json.dumps(content, ensure_ascii=False, separators=(",", ":"))[:-1]
        self._begun = hashlib.sha256(begun.encode())

    def key(self, carried: Digest | None, own: Digest | None, take: int) -> FrameKey:
        """Return the purchase key of one frame: equal keys are the same purchase."""
        whole = self._begun.copy()
        whole.update(f",{_item(carried)},{_item(own)},{take}]".encode())
        return FrameKey(whole.hexdigest())


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


def keys_of(
    step: Step,
    model: ModelId,
    options: Mapping[str, str],
    *,
    anchors: tuple[Digest, ...],
    own: Digest | None,
) -> FrameKeys:
    """Return what makes the keys of frames of one step; a picture is not its own anchor."""
    return FrameKeys(
        provider=step.provider,
        model=model,
        prompt=step.prompt,
        size=key_size(step),
        options=options,
        anchors=tuple(digest for digest in anchors if digest != own),
    )


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
    """Return the key of one frame, or of the repeat that its target is."""
    keys = keys_of(step, model, options, anchors=anchors, own=own)
    return repeated(keys.key(carried, own, target.take), target.repeat)


def repeated(key: FrameKey, repeat: int) -> FrameKey:
    """Return the key of the repeat of this number of a first purchase; 0 is the first itself.

    What was bought before and is deliberately bought anew is told apart by nothing else.
    """
    return FrameKey(f"{key}{_REPEAT}{repeat}") if repeat else key


def original(key: FrameKey) -> FrameKey:
    """Return the key of the first purchase that one repeats; its own, where it repeats none."""
    return FrameKey(key.partition(_REPEAT)[0])


def repeat_of(key: FrameKey) -> int:
    """Return which repeat of its first purchase a key is; 0 for the first itself."""
    return int(key.partition(_REPEAT)[2] or 0)


def _item(digest: Digest | None) -> str:
    return "null" if digest is None else f'"{digest}"'
