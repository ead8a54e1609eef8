"""Orders, jobs and their course in a service's time; nothing here runs by itself.

States follow from the clock when they are looked at: advance() before every look. What a
synchronous service was asked for is a job too, which lasts as long as its reply is awaited.
"""

import heapq
import itertools
from collections import deque
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.emulator.artist import Pixels, Recipe
from tests.emulator.script import Cues
from tests.emulator.till import Till


class Doom(NamedTuple):
    """How a job ends that does not go well, in the service's words."""

    status: str
    code: int | str
    text: str


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a paid POST asks for, in terms that all services share.

    inputs is the body as it came, pictures are its references in order (addresses or data URIs),
    asked is the most outputs that may come, price_micros what is taken for all of it at first.
    size None follows the first picture.
    """

    model: str
    inputs: dict[str, Any]
    price_micros: int
    prompt: str = ""
    pictures: tuple[str, ...] = ()
    asked: int = 1
    size: Pixels | None = None
    format: str = "jpeg"


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
    """One order that was taken. doom is how it will end if not well.

    price_micros is what it is billed for once it has gone well: where a service bills what it
    gave, its produce() lowers it. facts is what the service itself wants to remember of it.
    """

    id: str
    ordinal: int
    wish: Wish
    digests: tuple[str, ...]
    created_at: float
    service_s: float
    cues: Cues
    facts: dict[str, Any] = field(default_factory=dict)
    slots: list[Slot] = field(default_factory=list)
    doom: Doom | None = None
    price_micros: int = -1
    text: str | None = None
    status: str = "created"
    started_at: float | None = None
    ended_at: float | None = None
    polls: int = 0
    history_calls: int = 0

    def __post_init__(self) -> None:
        if self.price_micros < 0:
            self.price_micros = self.wish.price_micros

    @property
    def model(self) -> str:
        """The model that was asked for."""
        return self.wish.model

    @property
    def inputs(self) -> dict[str, Any]:
        """The body of the order."""
        return self.wish.inputs

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
        self._till.take(job.id, job.wish.price_micros, now)
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
        job.status = job.doom.status if job.doom else "completed"
        if job.doom:
            self._till.owe(job.id, now + self.refund_delay_s)
        else:
            self._till.earn(job.id, job.price_micros)
