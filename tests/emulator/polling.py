"""What goes wrong when a client looks at a job; for services whose jobs live on after the reply."""

from typing import Any

from starlette.responses import Response

from tests.emulator.jobs import Job
from tests.emulator.replies import Silence
from tests.emulator.world import World


def found_job(world: World, job_id: str) -> Job | None:
    """Return a job that a client may look at, and count the look."""
    now = world.look()
    job = world.book.get(job_id)
    if job is None or now - job.created_at > world.outputs_kept_s:
        return None
    job.polls += 1
    return job


def poll_trouble(world: World, job: Job) -> Response | None:
    """Return the trouble that a job's cues have in store for this poll, one kind after another."""
    before = 0
    for name in ("early_404", "poll_rate_limited", "poll_page", "poll_reset"):
        order = job.cues.get(name)
        if order is None:
            continue
        start = before + order.get("after", 0)
        before = start + order["polls"]
        if start < job.polls <= before:
            return _trouble(world, name, order)
    return None


def _trouble(world: World, name: str, order: dict[str, Any]) -> Response:
    if name == "early_404":
        return world.voice.error(404, "prediction not found")
    if name == "poll_rate_limited":
        return world.voice.failing(429, order["retry_after"])
    return world.voice.failing(order["status"]) if name == "poll_page" else Silence("reset")


def status_word(job: Job, word: str) -> str:
    """Return a status, or the unknown one that a cue wants in its place."""
    order = job.cues.get("unknown_word")
    if order is None or order["polls"] == 0:
        return word
    order["polls"] = None if order["polls"] is None else order["polls"] - 1
    return order["word"]
