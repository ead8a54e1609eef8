"""Which queued requests can go: those whose inputs no open request still has to make."""

from collections import defaultdict
from collections.abc import Iterable

from seedream_desktop.domain.ids import ImageId, RequestId, RunId
from seedream_desktop.domain.request import Request

_Frame = tuple[RunId, int, ImageId]


class Readiness:
    """Counts, per request, the frames it waits for; each change costs what it touches."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self._makers: dict[_Frame, set[RequestId]] = defaultdict(set)
        self._waiters: dict[_Frame, set[RequestId]] = defaultdict(set)
        self._missing: dict[RequestId, set[_Frame]] = {}

    def add(self, requests: Iterable[Request]) -> tuple[RequestId, ...]:
        """Take in open requests of whole runs; return those that wait for nothing."""
        requests = tuple(requests)
        for request in requests:
            for target in request.targets:
                self._makers[request.run, request.step_index, target.image].add(request.id)
        ready = []
        for request in requests:
            missing = {frame for frame in _needs(request) if self._is_open(frame, request.id)}
            self._missing[request.id] = missing
            for frame in missing:
                self._waiters[frame].add(request.id)
            if not missing:
                ready.append(request.id)
        return tuple(ready)

    def end(self, request: Request) -> tuple[RequestId, ...]:
        """Note that a request ended, whatever its outcome; return those that may go now."""
        ready = []
        self._missing.pop(request.id, None)
        for target in request.targets:
            frame = (request.run, request.step_index, target.image)
            makers = self._makers[frame]
            makers.discard(request.id)
            if makers:
                continue
            del self._makers[frame]
            for waiter in self._waiters.pop(frame, ()):
                missing = self._missing.get(waiter)
                if missing is None:
                    continue
                missing.discard(frame)
                if not missing:
                    ready.append(waiter)
        return tuple(ready)

    def is_ready(self, request: RequestId) -> bool:
        """Say whether a request waits for no frame."""
        return not self._missing.get(request)

    def _is_open(self, frame: _Frame, asker: RequestId) -> bool:
        makers = self._makers.get(frame)
        return bool(makers and makers - {asker})


def _needs(request: Request) -> Iterable[_Frame]:
    for wanted in request.inputs:
        if wanted.image is not None and wanted.after_step is not None:
            yield request.run, wanted.after_step, wanted.image
