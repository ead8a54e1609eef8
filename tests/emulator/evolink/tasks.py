"""Looking at tasks: one, many by their ids, and the list; all free (sheet, 3.1)."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.evolink.documents import described, listed
from tests.emulator.evolink.world import World
from tests.emulator.jobs import Job
from tests.emulator.polling import found_job, poll_trouble
from tests.emulator.replies import reply
from tests.emulator.strictness import Mistake, check_fields, json_body, need

_BATCH_MAX = 50
_PAGE_MAX = 100
_QUESTIONS = {"status", "type", "model", "page", "page_size"}


def polling(world: World) -> Callable:
    """Return the handler of GET /v1/tasks/{id}."""

    async def handle(request: Request) -> Response:
        job = found_job(world, request.path_params["id"])
        if job is None:
            return world.voice.error(404, "Task not found or expired")
        trouble = poll_trouble(world, job)
        return trouble if trouble is not None else reply(described(world, job))

    return handle


def listing(world: World) -> Callable:
    """Return the handler of GET /v1/tasks."""

    async def handle(request: Request) -> Response:
        asked = dict(request.query_params)
        need(set(asked) <= _QUESTIONS, "a query parameter is unknown")
        page, size = number(asked, "page", 1), number(asked, "page_size", 20)
        need(size <= _PAGE_MAX, "'page_size' is too large")
        trouble = world.played_error("list")
        if trouble is not None:
            return trouble
        now = world.look()
        found = [
            job
            for job in reversed(world.book.all())
            if _is_shown(world, job, now)
            and asked.get("model", job.model) == job.model
            and asked.get("type", "image") == "image"
            and asked.get("status", listed(job)["status"]) == listed(job)["status"]
        ]
        rows = [listed(job) for job in found[(page - 1) * size : page * size]]
        return reply({"data": rows, "total": len(found), "page": page, "page_size": size})

    return handle


def batch(world: World) -> Callable:
    """Return the handler of POST /v1/tasks/batch: of unknown ids there is nothing."""

    async def handle(request: Request) -> Response:
        body = check_fields(await json_body(request), {"task_ids": list})
        names = body.get("task_ids", [])
        need(bool(names) and len(names) <= _BATCH_MAX, "'task_ids' must hold 1 to 50")
        trouble = world.played_error("batch")
        if trouble is not None:
            return trouble
        found = [found_job(world, str(name)) for name in names]
        return reply({"data": [described(world, job) for job in found if job is not None]})

    return handle


def number(asked: dict[str, Any], name: str, default: int) -> int:
    """Read a parameter of a query that counts from 1."""
    text = asked.get(name, str(default))
    if not (text.isdigit() and int(text) >= 1):
        raise Mistake(f"{name!r} must be a positive number")
    return int(text)


def _is_shown(world: World, job: Job, now: float) -> bool:
    """Say whether the list has a task already, and still."""
    lag = job.cues.get("list_lag")
    if lag is not None:
        job.history_calls += 1
        if lag["calls"] is None or job.history_calls <= lag["calls"]:
            return False
    return now - job.created_at <= world.outputs_kept_s
