"""Purchase keys: what decides a frame's result, and which purchases repeat one another."""

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, FrameKey, ModelId, ProviderId
from seedream_desktop.domain.request import Target

_REPEAT: Final = "+"


def frame_key(
    *,
    provider: ProviderId,
    model: ModelId,
    prompt: str,
    size: Size | None,
    options: Mapping[str, str],
    anchors: tuple[Digest, ...],
    carried: Digest | None,
    own: Digest | None,
    target: Target,
) -> FrameKey:
    """Return the purchase key of one frame: equal keys are the same purchase.

    It holds what the user decided (prompt as written, anchors in order, the frame's own
    input), and not which other images share the request: adding one picture to a set of 200
    must not buy the 200 again. A frame without an input of its own (a story's panel) is told
    apart by its take, the panel's number.
    """
    content = [
        provider,
        model,
        prompt.strip(),
        (size.width_px, size.height_px) if size else None,
        sorted(options.items()),
        list(anchors),
        carried,
        own,
        target.take,
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return repeated(FrameKey(hashlib.sha256(text.encode()).hexdigest()), target.repeat)


def repeated(key: FrameKey, repeat: int) -> FrameKey:
    """Return the key of the repeat of this number of a first purchase; 0 is the first itself."""
    return FrameKey(f"{key}{_REPEAT}{repeat}") if repeat else key


def original(key: FrameKey) -> FrameKey:
    """Return the key of the first purchase that one repeats; its own, where it repeats none."""
    return FrameKey(key.partition(_REPEAT)[0])


def repeat_of(key: FrameKey) -> int:
    """Return which repeat of its first purchase a key is; 0 for the first itself."""
    return int(key.partition(_REPEAT)[2] or 0)
