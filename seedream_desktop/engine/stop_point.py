"""The user's stop point: so many requests more, then the queue is held."""

from collections.abc import Callable

from seedream_desktop.domain.ids import RequestId


class StopPoint:
    """Counts requests that may still be sent; each takes its place in the count as it begins.

    A place is given back when a request comes to rest unsent, so that the count is of POSTs and
    is never passed, however many requests begin at once. Lives as long as the process, like the
    pause that it leads to.
    """

    def __init__(self) -> None:
        """Start without one."""
        self.left: int | None = None
        """Requests that may still be sent; None where all may."""
        self.moved: Callable[[int | None], object] = _nothing
        """Called with left when it changes, with 0 when the last one is sent."""
        self._begun: dict[RequestId, None] = {}
        self._leaving: set[RequestId] = set()
        self._covered: set[RequestId] = set()

    @property
    def may_begin(self) -> bool:
        """Say whether the count has a place for one more."""
        return self.left is None or len(self._covered) < self.left

    def set(self, count: int | None) -> None:
        """Let so many be sent from now on; None for all. What is leaving already is not counted.

        Of requests that are being made ready the first are covered; the others have to turn.
        """
        self.left = count
        ready = [request for request in self._begun if request not in self._leaving]
        self._covered = set(ready[:count]) if count is not None else set()
        self.moved(count)

    def begin(self, request: RequestId) -> None:
        """Note that a request leaves the queue; may_begin was asked before."""
        self._begun[request] = None
        if self.left is not None:
            self._covered.add(request)

    def covers(self, request: RequestId) -> bool:
        """Say whether a request may still leave for the service."""
        is_known = request in self._begun and request not in self._leaving
        return self.left is None or not is_known or request in self._covered

    def leave(self, request: RequestId) -> None:
        """Note that a request is made ready and turns back no more."""
        if request in self._begun:
            self._leaving.add(request)

    def end(self, request: RequestId, *, is_sent: bool) -> None:
        """Note that a request was sent, or rests unsent."""
        self._begun.pop(request, None)
        self._leaving.discard(request)
        if request not in self._covered:
            return
        self._covered.discard(request)
        if is_sent and self.left is not None:
            self.left -= 1
            left = self.left
            if not left:
                self.left = None
            self.moved(left)


def _nothing(_left: int | None) -> None:
    """Tell nobody."""
