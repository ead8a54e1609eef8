"""What a test may order from an emulator, and ask it afterwards. Runs on the serving thread."""

import json
from collections import defaultdict
from dataclasses import asdict, replace
from typing import Any

from tests.emulator.jobs import Job, Wish
from tests.emulator.world import World


class Control:
    """The control of one emulated account; all arguments and results are plain JSON values.

    Calls block their caller. The await_ methods belong into a thread when the client under test
    runs on the caller's event loop: `await asyncio.to_thread(ws.control.await_jobs, 1)`.
    A service with more to order or to ask has a Control of its own.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def play(
        self,
        scenario: str,
        *,
        times: int | None = 1,
        skip: int = 0,
        at: int | None = None,
        model: str | None = None,
        **options: Any,
    ) -> None:
        """Order a scenario (see scenarios.py) for the next `times` events of its stage.

        times None: for ever. skip: after so many others. at: for the event of this ordinal,
        counted from 0. Scenarios combine; orders of the same scenario follow each other.
        """
        when = {"times": times, "skip": skip, "at": at, "model": model}
        self._world.script.play(scenario, options, **when)

    def stop_playing(self, scenario: str | None = None) -> None:
        """Drop the orders of one scenario, or all; jobs that exist keep theirs."""
        self._world.script.clear(scenario)

    def cues(self) -> list[dict]:
        """Return the orders still to be played."""
        return self._world.script.listed()

    def scenarios(self) -> list[str]:
        """Return the names of all that can be played."""
        return sorted(self._world.scenarios)

    def configure(self, **changes: Any) -> dict:
        """Change settings (see the world's Settings); return them all."""
        unknown = set(changes) - set(asdict(self._world.settings))
        if unknown:
            raise ValueError(f"no setting {', '.join(sorted(unknown))}")
        self._world.settings = replace(self._world.settings, **changes)
        return asdict(self._world.settings)

    def set_balance(self, micros: int) -> None:
        """Set the account's money."""
        self._world.till.balance_micros = micros

    def advance(self, seconds: float) -> None:
        """Let the service's time pass at once: service time, minutes, days, delayed refunds."""
        self._world.clock.advance(seconds)
        self._world.look()

    def finish_now(self, job: str | None = None) -> int:
        """End one job, or all that are not stuck; return how many."""
        self._world.look()
        return self._world.book.finish(self._world.clock.now(), job)

    def release(self) -> None:
        """Let go of every reply and commit that is delayed until released."""
        self._world.releases += 1

    def reset(self) -> None:
        """Forget jobs, money, files, orders, log and violations; settings stay."""
        self._world.renew()
        self._world.journal.entries.clear()
        self._world.journal.violations.clear()

    def balance(self) -> int:
        """Return the account's money in micro-dollars."""
        self._world.look()
        return self._world.till.balance_micros

    def billed(self) -> int:
        """Return what was taken and not given back, in micro-dollars."""
        self._world.look()
        return self._world.till.billed_micros()

    def sales(self) -> list[dict]:
        """Return every sale, oldest first: job, price_micros, state and times."""
        self._world.look()
        return [asdict(sale) for sale in self._world.till.sales]

    def job_count(self) -> int:
        """Return how many jobs there are."""
        return len(self._world.book)

    def jobs(self) -> list[dict]:
        """Return every job, oldest first; `shows` tells the truth about each output."""
        self._world.look()
        return [self._described(job) for job in self._world.book.all()]

    def job(self, job: str) -> dict:
        """Return one job; ValueError when there is none."""
        self._world.look()
        found = self._world.book.get(job)
        if found is None:
            raise ValueError(f"no job {job}")
        return self._described(found)

    def posts(self) -> list[dict]:
        """Return every submit POST with a good key: ordinal, model, outcome, job."""
        return [asdict(post) for post in self._world.posts]

    def most_running(self) -> int:
        """Return how many jobs ran at once at most."""
        self._world.look()
        return self._world.book.most_running

    def uploads(self) -> list[dict]:
        """Return every upload: url, filename, size, digest (empty until stored)."""
        store = self._world.uploads
        return [
            {
                "url": store.address(upload),
                "filename": upload.filename,
                "content_type": upload.content_type,
                "size": upload.size,
                "digest": upload.digest,
                "downloads": upload.downloads,
            }
            for upload in store.all()
        ]

    def log(self, origin: str | None = None, path_contains: str = "") -> list[dict]:
        """Return the requests, oldest first; origin is api, media or foreign."""
        return self._world.journal.listed(origin, path_contains)

    def violations(self) -> list[dict]:
        """Return what a client must never do: key sent astray, a trap called."""
        return list(self._world.journal.violations)

    def duplicates(self, *, charged_only: bool = True) -> dict:
        """Return groups of jobs bought twice.

        same_order: equal but for where its pictures lay; their contents and order count.
        shared_urls: jobs that used one picture address (proper for anchors).
        """
        self._world.look()
        orders: dict[Any, list[str]] = defaultdict(list)
        urls: dict[str, list[str]] = defaultdict(list)
        for job in self._world.book.all():
            if charged_only and not self._world.till.is_charged(job.id):
                continue
            orders[_order_key(job)].append(job.id)
            for url in dict.fromkeys(job.wish.pictures):
                if not url.startswith("data:"):
                    urls[url].append(job.id)
        return {
            "same_order": [ids for ids in orders.values() if len(ids) > 1],
            "shared_urls": [{"url": url, "jobs": ids} for url, ids in urls.items() if len(ids) > 1],
        }

    async def await_posts(self, count: int, timeout_s: float = 10.0) -> bool:
        """Wait until so many submit POSTs have come in whole; false when the time is over."""
        return await self._world.until(lambda: self._received() >= count, timeout_s)

    def _received(self) -> int:
        return sum(post.outcome != "receiving" for post in self._world.posts)

    async def await_jobs(self, count: int, timeout_s: float = 10.0) -> bool:
        """Wait until so many jobs are committed; false when the time is over."""
        return await self._world.until(lambda: len(self._world.book) >= count, timeout_s)

    async def await_requests(self, count: int, path_contains: str, timeout_s: float = 10.0) -> bool:
        """Wait until so many requests to such a path have arrived; false when time is over."""
        journal = self._world.journal
        return await self._world.until(
            lambda: sum(path_contains in entry.path for entry in journal.entries) >= count,
            timeout_s,
        )

    def _described(self, job: Job) -> dict:
        return {
            "id": job.id,
            "ordinal": job.ordinal,
            "model": job.model,
            "inputs": job.inputs,
            "digests": list(job.digests),
            "status": job.status,
            "price_micros": job.price_micros,
            "is_charged": self._world.till.is_charged(job.id),
            "created_at": job.created_at,
            "started_at": job.started_at,
            "ended_at": job.ended_at,
            "polls": job.polls,
            "cues": list(job.cues),
            "shows": [slot.shows for slot in job.slots],
            "fetches": [slot.fetches for slot in job.slots],
        }


def _order_key(job: Job) -> tuple:
    wish = job.wish
    pictures = [digest or url for digest, url in zip(job.digests, wish.pictures, strict=True)]
    asked = {name: value for name, value in wish.inputs.items() if not _holds(wish, value)}
    return (wish.model, json.dumps(asked, sort_keys=True), *pictures)


def _holds(wish: Wish, value: Any) -> bool:
    """Say whether a part of an order is (or lists) its pictures."""
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, str) and item in wish.pictures for item in items)
