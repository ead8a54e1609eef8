"""Looking at jobs: poll, history and delete; all free."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.jobs import Job
from tests.emulator.polling import found_job, poll_trouble, status_word
from tests.emulator.replies import reply
from tests.emulator.strictness import Mistake, check_fields, json_body, whole
from tests.emulator.timepiece import moment_of
from tests.emulator.wavespeed.documents import described, listed
from tests.emulator.wavespeed.world import World, error, success

_PAGE_MAX = 100
_HISTORY_FIELDS: dict[str, Any] = {
    "page": int,
    "page_size": int,
    "model": str,
    "status": str,
    "created_after": str,
    "created_before": str,
    "include_inputs": bool,
}


def polling(world: World) -> Callable:
    """Return the handler of GET /api/v3/predictions/{id}[/result]."""

    async def handle(request: Request) -> Response:
        job = found_job(world, request.path_params["id"])
        if job is None:
            return error(404, "prediction not found")
        trouble = poll_trouble(world, job)
        if trouble is not None:
            return trouble
        document = await described(world, job)
        word = status_word(job, document["status"])
        if word != document["status"]:
            document |= {"status": word, "outputs": []}
        return reply(document) if "no_envelope" in job.cues else success(document)

    return handle


def history(world: World) -> Callable:
    """Return the handler of POST /api/v3/predictions."""

    async def handle(request: Request) -> Response:
        body = check_fields(await json_body(request), _HISTORY_FIELDS)
        page = whole(body, "page", 1, 1_000_000)
        size = whole(body, "page_size", _PAGE_MAX, _PAGE_MAX)
        after, before = (_moment(body, name) for name in ("created_after", "created_before"))
        trouble = world.played_error("history")
        if trouble is not None:
            return trouble
        now = world.look()
        found = [
            job
            for job in reversed(world.book.all())
            if _is_shown(world, job, now)
            and body.get("model", job.model) == job.model
            and body.get("status", job.status) == job.status
            and (after is None or job.created_at >= after)
            and (before is None or job.created_at <= before)
        ]
        chosen = found[(page - 1) * size : page * size]
        with_inputs = body.get("include_inputs", False)
        items = [listed(world, job, with_inputs=with_inputs) for job in chosen]
        return success({"page": page, "total": len(found), "items": items})

    return handle


def _is_shown(world: World, job: Job, now: float) -> bool:
    """Say whether the list has a job already, and still."""
    lag = job.cues.get("history_lag")
    if lag is not None:
        job.history_calls += 1
        if lag["calls"] is None or job.history_calls <= lag["calls"]:
            return False
        if now < job.created_at + lag["seconds"]:
            return False
    return now - job.created_at <= world.outputs_kept_s


def _moment(body: dict[str, Any], name: str) -> float | None:
    if name not in body:
        return None
    try:
        return moment_of(body[name])
    except ValueError:
        raise Mistake(f"{name!r} must be an RFC 3339 time with a zone") from None


def deleting(world: World) -> Callable:
    """Return the handler of POST /api/v3/predictions/delete."""

    async def handle(request: Request) -> Response:
        body = check_fields(await json_body(request), {"ids": list})
        ids = body.get("ids")
        if not ids or not all(isinstance(item, str) for item in ids):
            raise Mistake("'ids' must be a list of prediction ids")
        world.look()
        return success({"deleted_count": sum(world.book.remove(item) for item in ids)})

    return handle
