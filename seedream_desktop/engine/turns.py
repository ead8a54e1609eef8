"""Whose turn is next: ready requests by provider, runs in the user's order, one run by step."""

import heapq
from collections.abc import Callable, Iterator
from math import inf

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.library import Run

_Rank = tuple[int, float, int]
_Place = tuple[int, int, RequestId]


class Turns:
    """Ready requests. The order of runs is looked at anew for each turn, so it may change."""

    def __init__(
        self,
        may_begin: Callable[[RunId], bool],
        begins: Callable[[RequestId], object] | None = None,
    ) -> None:
        """Take who says whether a run may begin anything, and who is told what begins."""
        self._may_begin = may_begin
        self._begins = begins
        self._ranks: dict[RunId, _Rank] = {}
        self._ready: dict[ProviderId, dict[RunId, list[_Place]]] = {}
        self._inside: set[RequestId] = set()

    def know(self, run: Run) -> None:
        """Take a run's place as it is now; equal places go by age, then as they came."""
        came = self._ranks.get(run.id, (0, inf, len(self._ranks)))[-1]
        self._ranks[run.id] = (run.place, run.started_at, came)

    def __contains__(self, request: RequestId) -> bool:
        """Say whether a request waits for its turn."""
        return request in self._inside

    def push(self, request: Request) -> None:
        """Let a request wait for its turn."""
        self._ranks.setdefault(request.run, (0, inf, len(self._ranks)))
        runs = self._ready.setdefault(request.provider, {})
        place = (request.step_index, request.position, request.id)
        heapq.heappush(runs.setdefault(request.run, []), place)
        self._inside.add(request.id)

    def discard(self, request: RequestId) -> None:
        """Forget a request."""
        self._inside.discard(request)

    def providers(self) -> Iterator[ProviderId]:
        """Give the providers that requests may wait for."""
        return iter(tuple(self._ready))

    def pop(self, provider: ProviderId) -> RequestId | None:
        """Take out the request whose turn it is; None where no run may begin one."""
        runs = self._ready.get(provider, {})
        while allowed := [run for run in runs if self._may_begin(run)]:
            first = min(allowed, key=self._ranks.__getitem__)
            places = runs[first]
            while places:
                request = heapq.heappop(places)[-1]
                if not places:
                    del runs[first]
                if request in self._inside:
                    self._inside.discard(request)
                    if self._begins is not None:
                        self._begins(request)
                    return request
        return None
