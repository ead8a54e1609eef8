"""Whether a frame shows what it shows because somebody chose it, or because it came last."""

from collections.abc import Iterable
from dataclasses import dataclass

from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import Version


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a version came, and with which others: those of one request came together.

    What was taken over when a run began has no request, and its time instead. order grows with
    each version of a library.
    """

    order: int
    request: RequestId
    made_at: float
    is_chosen: bool


def is_by_hand(arrivals: Iterable[Arrival]) -> bool:
    """Say of a frame's versions whether the chosen one was chosen by somebody.

    A new version becomes the chosen one by itself, which says nothing about the results of other
    words; an older one that is chosen was chosen by hand.
    """
    held = tuple(arrivals)
    chosen = next((one for one in held if one.is_chosen), None)
    return chosen is not None and any(_is_later(one, chosen) for one in held)


def chosen_by_hand(versions: Iterable[Version]) -> Version | None:
    """Return the version of one frame that somebody chose, of all it holds, oldest first."""
    held = tuple(versions)
    arrivals = (Arrival(n, v.request, v.made_at, v.is_chosen) for n, v in enumerate(held))
    return next((v for v in held if v.is_chosen), None) if is_by_hand(arrivals) else None


def _is_later(one: Arrival, chosen: Arrival) -> bool:
    if one.order <= chosen.order:
        return False
    return one.request != chosen.request or (not one.request and one.made_at > chosen.made_at)
