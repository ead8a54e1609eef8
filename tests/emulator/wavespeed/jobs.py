"""Jobs of the emulated service and their course in its time; nothing here runs by itself.

States follow from the clock when they are looked at: advance() before every look.
"""

import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.emulator.artist import Recipe
from tests.emulator.script import Cues
from tests.emulator.till import Till

KEPT_S = 7 * 86_400


@dataclass
class Slot:
    """One output: what it is painted from, what it shows, and how often it was fetched.

    shows is the index of the target, "anchor:N", "collage" or "panel:N". edition counts the
    addresses that were given out for it.
    """

    recipe: Recipe
    shows: int | str
    edition: int = 0
    fetches: int = 0
    is_missed: bool = False


@dataclass
class Job:
    """One prediction. doom is how it will end if not well: (status word, code, error)."""

    id: str
    ordinal: int
    model: str
    inputs: dict[str, Any]
    digests: tuple[str, ...]
    price_micros: int
    created_at: float
    service_s: float
    cues: Cues
    slots: list[Slot] = field(default_factory=list)
    doom: tuple[str, int, str] | None = None
    text: str | None = None
    status: str = "created"
    started_at: float | None = None
    ended_at: float | None = None
    polls: int = 0
    history_calls: int = 0

    @property
    def is_final(self) -> bool:
        """Whether the service has said its last word."""
        return self.ended_at is not None

    @property
    def inference_ms(self) -> int:
        """Time spent on the job, 0 until it has ended."""
        if self.ended_at is None or self.started_at is None:
            return 0
        return round((self.ended_at - self.started_at) * 1000)


class JobBook:
    """Every job, the queue before the account's parallel places, and the money's moves."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._running: list[tuple[float, int, Job]] = []
        self._tie = itertools.count()
        self.parallel = 0
        self.refund_delay_s = 0.0
        self.most_running = 0

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: Job, now: float) -> None:
        """Commit a job: money is taken and it starts, or queues, or is stuck."""
        self._till.take(job.id, job.price_micros, now)
        self._jobs[job.id] = job
        if "stuck" not in job.cues:
            self._waiting.append(job)
        self.advance(now)

    def get(self, job_id: str) -> Job | None:
        """Return a job that was not deleted."""
        return self._jobs.get(job_id)

    def all(self) -> list[Job]:
        """Return every job, oldest first."""
        return list(self._jobs.values())

    def remove(self, job_id: str) -> bool:
        """Delete a job that has ended; false if there is none."""
        job = self._jobs.get(job_id)
        if job is None or not job.is_final:
            return False
        del self._jobs[job_id]
        return True

    def advance(self, now: float) -> None:
        """Let everything happen that is due."""
        while self._running and self._running[0][0] <= now:
            ended_at, _, job = heapq.heappop(self._running)
            self._end(job, ended_at)
            self._start(ended_at)
        self._start(now)
        self._till.settle(now)

    def finish(self, now: float, job_id: str | None = None) -> int:
        """End one job at once, stuck or not, or all but stuck ones; return how many."""
        chosen = [job for job in self._jobs.values() if job.id == job_id or job_id is None]
        ended = 0
        for job in chosen:
            if job.is_final or (job_id is None and "stuck" in job.cues):
                continue
            job.started_at = job.started_at if job.started_at is not None else now
            self._end(job, now)
            ended += 1
        self._running = [place for place in self._running if not place[2].is_final]
        heapq.heapify(self._running)
        self._waiting = deque(job for job in self._waiting if not job.is_final)
        self.advance(now)
        return ended

    def _start(self, now: float) -> None:
        while self._waiting and (not self.parallel or len(self._running) < self.parallel):
            job = self._waiting.popleft()
            job.status = "processing"
            job.started_at = now
            heapq.heappush(self._running, (now + job.service_s, next(self._tie), job))
            self.most_running = max(self.most_running, len(self._running))

    def _end(self, job: Job, now: float) -> None:
        job.ended_at = now
        job.status = job.doom[0] if job.doom else "completed"
        if job.doom:
            self._till.owe(job.id, now + self.refund_delay_s)
        else:
            self._till.earn(job.id)
