"""When an order of unknown fate is old enough for what its service does not show to count."""

from collections.abc import Iterator
from typing import Final

from seedream_desktop.domain.card import Card, Recovery
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import Request
from seedream_desktop.engine.verdict import BROKE_OFF
from seedream_desktop.ports.world import Clock

KILLED: Final = "interrupted_sending"
"""The code of a doubt about an order that was leaving when this program ended."""

_LOOKS_S: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0)
_SETTLED_S: Final = 600.0
"""Age from which a list that lacks a job is a sign that it was never made; never the only one."""

_SETTLED_SOON_S: Final = 45.0
"""The same where this program died between announcing the POST and its answer: its connection
died with it, so the service had the whole order then or never will. And where an order has a key
of its own, so that to send it again buys nothing twice even if the list lags."""

_LOOK_AGAIN_S: Final = 5.0


class Ripeness:
    """Says when to look for orders in doubt, and from when on it counts that they are not there.

    The clock on the wall may be set ahead meanwhile, which makes no order older: since this
    process first saw one, time is taken from the clock that nobody sets.
    """

    def __init__(self, clock: Clock) -> None:
        """Take both clocks."""
        self._clock = clock
        self._seen: dict[RequestId, tuple[float, float]] = {}

    def see(self, request: Request) -> None:
        """Note that a request is in doubt, as early as that is known."""
        now = self._clock.now(), self._clock.monotonic()
        self._seen.setdefault(request.id, now)

    def looks(self, request: Request, card: Card) -> Iterator[float]:
        """Give the waits before each look, until the list is settled where that is soon."""
        yield from _LOOKS_S
        while _settled_s(request, card) < _SETTLED_S and not self._is_old(request, card):
            yield _LOOK_AGAIN_S

    def is_settled(self, request: Request, card: Card) -> bool:
        """Say whether the service's list has had its time, and still goes back that far."""
        if request.trouble is not None and request.trouble.code == BROKE_OFF:
            return False  # some of it is here: it was made, whatever the list says
        is_listed = self._clock.now() - request.sent_at < card.history_s
        return self._is_old(request, card) and is_listed

    def _is_old(self, request: Request, card: Card) -> bool:
        return self._age_s(request) > _settled_s(request, card)

    def _age_s(self, request: Request) -> float:
        """Return what has passed since an order was sent, by whichever clock says less."""
        now, count = self._clock.now(), self._clock.monotonic()
        seen_at, seen_count = self._seen.get(request.id, (now, count))
        return min(now, seen_at + count - seen_count) - request.sent_at


def _settled_s(request: Request, card: Card) -> float:
    is_soon = _is_killed(request) or card.recovery is Recovery.IDEMPOTENCY
    return _SETTLED_SOON_S if is_soon else _SETTLED_S


def _is_killed(request: Request) -> bool:
    trouble = request.trouble
    return trouble is not None and KILLED in (trouble.code, trouble.params.get("cause"))
