"""When to ask next: the rhythm of polls and the growing waits of what is tried again."""

from collections import deque
from collections.abc import Mapping
from statistics import median

from seedream_desktop.domain.ids import ModelId

_REMEMBERED = 9
_UNKNOWN_FIRST_S = 0.4
_LONGEST_S = 3.0
_SHORTEST_S = 0.04


def backoff_s(tries: int, *, first_s: float = 1.0, longest_s: float = 60.0) -> float:
    """Return the wait after the given number of failed tries (1 and up): doubling, bounded."""
    return float(min(longest_s, first_s * 2 ** min(tries - 1, 16)))


class PollPace:
    """Learns how long a model takes, and so asks when the answer is likely to be there.

    Asking too early wastes calls, asking late wastes the user's time: the wait is a share of
    what is expected, never above three seconds.
    """

    def __init__(self, history: Mapping[ModelId, float] | None = None) -> None:
        """Start with expected durations in seconds, if any are known."""
        self._seen: dict[ModelId, deque[float]] = {
            model: deque([expected], maxlen=_REMEMBERED)
            for model, expected in (history or {}).items()
        }

    def expected_s(self, model: ModelId) -> float | None:
        """Return the median duration of the model's last jobs; None before the first."""
        seen = self._seen.get(model)
        return median(seen) if seen else None

    def learn(self, model: ModelId, took_s: float) -> None:
        """Take note of one finished job."""
        self._seen.setdefault(model, deque(maxlen=_REMEMBERED)).append(took_s)

    def wait_s(self, model: ModelId, elapsed_s: float) -> float:
        """Return how long to wait before the next poll of a job that runs for elapsed_s."""
        expected = self.expected_s(model)
        if expected is None:
            return _within(0.35 * elapsed_s, _UNKNOWN_FIRST_S)
        ahead = 0.97 * expected - elapsed_s
        if ahead > 0:
            return _within(ahead, _SHORTEST_S)
        return _within(0.06 * expected - 0.3 * ahead, _SHORTEST_S)


def _within(wait_s: float, shortest_s: float) -> float:
    return min(_LONGEST_S, max(shortest_s, wait_s))
