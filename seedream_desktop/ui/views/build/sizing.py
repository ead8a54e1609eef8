"""What the card says to the size that a step asks for, and the size that would be right."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from seedream_desktop.domain.card import ModelCard
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.step import SizeKind, Step, StepMode
from seedream_desktop.engine.packing import wanted_size
from seedream_desktop.engine.sizes import fit
from seedream_desktop.ui.views.build.facts import said


@dataclass(frozen=True, slots=True)
class SizeRemark:
    """A sentence on a step's size; mend is the exact size to ask for instead."""

    words: str
    mend: Size | None = None


def remark_on(step: Step, model: ModelCard, originals: Iterable[Size]) -> SizeRemark | None:
    """Return what is to be said; None where every picture is sent as it is asked for.

    originals are the sizes of the sequence's pictures. Raises ValueError for a model that
    allows no size.
    """
    choice = step.size
    if not model.takes_size:
        is_asked = choice.kind is not SizeKind.MATCH
        return SizeRemark(said("size_by_service")) if is_asked else None
    if choice.size is not None:
        return _on_exact(choice.size, model)
    sizes = () if step.mode is StepMode.STORY else tuple(originals)
    return _on_many(step, model, sizes)


def _on_exact(asked: Size, model: ModelCard) -> SizeRemark | None:
    fitted = fit(asked, model.size)
    if fitted.reason is None:
        return None
    return SizeRemark(said("size_remark", asked=asked, reason=fitted.reason.value), fitted.size)


def _on_many(step: Step, model: ModelCard, sizes: tuple[Size, ...]) -> SizeRemark | None:
    changed: list[tuple[Size, Size]] = []
    count = 0
    for original, times in Counter(sizes).items():
        wanted = wanted_size(step, model, original)
        sent = fit(wanted, model.size) if wanted is not None else None
        if wanted is not None and sent is not None and _differs(wanted, sent.size):
            changed.append((wanted, sent.size))
            count += times
    if not changed:
        return None
    asked, size = changed[0]
    return SizeRemark(said("size_some", count=count, total=len(sizes), asked=asked, sent=size))


def _differs(wanted: Size, sent: Size) -> bool:
    """Say whether two sizes differ by more than the rounding to whole pixels."""
    wide, high = wanted.width_px - sent.width_px, wanted.height_px - sent.height_px
    return max(abs(wide), abs(high)) > 1
