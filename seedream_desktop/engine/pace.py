"""When to ask next: the rhythm of polls and the growing waits of what is tried again."""

from collections import deque
from collections.abc import Mapping

from seedream_desktop.domain.ids import ModelId

_MINUTE_S = 60.0
_REMEMBERED = 9
_EARLY = 4
_LONGEST_S = 3.0
_SHORTEST_S = 0.025
_UNKNOWN_SHORTEST_S = 0.1
_UNKNOWN_SHARE = 0.2
_MARGIN = 0.98
_FOUND_DONE = 0.95
_STEP = 0.05
_GROWTH = 0.3


def backoff_s(tries: int, *, first_s: float = 1.0, longest_s: float = 60.0) -> float:
    """Return the wait after the given number of failed tries (1 and up): doubling, bounded."""
    return float(min(longest_s, first_s * 2 ** min(tries - 1, 16)))


class LastMinute:
    """Counts what was sent within the last minute, for services that bound it."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._sent: deque[tuple[float, int]] = deque()

    def add(self, now: float, count: int = 1) -> None:
        """Note that so many were sent now."""
        self._sent.append((now, count))

    def wait_s(self, now: float, count: int, *, most: int) -> float:
        """Return how long so many have to wait for at most `most` a minute (0: no bound).

        More than may be sent in a whole minute wait for one in which nothing else is.
        """
        while self._sent and self._sent[0][0] <= now - _MINUTE_S:
            self._sent.popleft()
        wait_s, over = 0.0, sum(sent for _, sent in self._sent) + count - most
        for at, sent in self._sent if most else ():
            if over <= 0:
                break
            over -= sent
            wait_s = at + _MINUTE_S - now
        return wait_s


class PollPace:
    """Learns how long a model takes, and so asks when the answer is likely to be there.

    Asking too early wastes calls, asking late wastes the user's time: the wait is a share of
    what is expected, never above three seconds unless the service wants more.
    """

    def __init__(
        self, history: Mapping[ModelId, float] | None = None, *, apart_s: float = 0.0
    ) -> None:
        """Start with expected durations in seconds, if any are known.

        apart_s is what the service wants between two polls of a job.
        """
        self._apart_s = apart_s
        self._seen: dict[ModelId, deque[float]] = {
            model: deque([expected], maxlen=_REMEMBERED)
            for model, expected in (history or {}).items()
        }

    def expected_s(self, model: ModelId) -> float | None:
        """Return how long one of the model's quicker recent jobs took; None before the first.

        Of the remembered ones it is the lower quartile: most jobs are then asked for at about
        their end, and few long after it.
        """
        seen = self._seen.get(model)
        return sorted(seen)[len(seen) // _EARLY] if seen else None

    def learn(self, model: ModelId, ended_by_s: float, *, ran_at_s: float | None = None) -> None:
        """Take note of one job that was over by ended_by_s, and still ran at ran_at_s.

        It ended somewhere between. Of a job that was over when first asked for, only this is
        known: the next one may be asked for a little earlier.
        """
        took_s = _FOUND_DONE * ended_by_s if ran_at_s is None else (ran_at_s + ended_by_s) / 2
        self._seen.setdefault(model, deque(maxlen=_REMEMBERED)).append(took_s)

    def wait_s(self, model: ModelId, elapsed_s: float) -> float:
        """Return how long to wait before the next poll of a job that runs for elapsed_s."""
        return max(self._apart_s, self._wait_s(model, elapsed_s))

    def _wait_s(self, model: ModelId, elapsed_s: float) -> float:
        expected = self.expected_s(model)
        if expected is None:
            return _within(_UNKNOWN_SHARE * elapsed_s, _UNKNOWN_SHORTEST_S)
        ahead = _MARGIN * expected - elapsed_s
        if ahead > 0:
            return _within(ahead, _SHORTEST_S)
        return _within(_STEP * expected - _GROWTH * ahead, _SHORTEST_S)


def _within(wait_s: float, shortest_s: float) -> float:
    return min(_LONGEST_S, max(shortest_s, wait_s))
