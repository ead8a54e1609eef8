"""The service's own description of a task, as submit, poll, list and batch give it."""

from typing import Any

from starlette.responses import Response

from tests.emulator.evolink.catalogue import CREDITS_PER_USD, MICROS, in_credits
from tests.emulator.evolink.world import World
from tests.emulator.gallery import address, reissue
from tests.emulator.jobs import Job
from tests.emulator.polling import status_word
from tests.emulator.replies import reply

_WORDS = {"created": "pending"}
_PROGRESS = {"pending": 0, "processing": 50, "completed": 100}


def accepted(world: World, job: Job) -> Response:
    """Return the answer to an order: the task as it stands, with what is held back for it."""
    return reply(_head(job, "pending") | _reserved(job))


def described(world: World, job: Job) -> dict[str, Any]:
    """Return what a poll is answered with."""
    word = status_word(job, _WORDS.get(job.status, job.status))
    document = _head(job, word)
    if job.is_final and job.doom is not None:
        document["error"] = {"code": job.doom.code, "message": job.doom.text}
        return document
    if job.status == word == "completed":
        return document | _done(world, job)
    return document | _reserved(job)


def listed(job: Job) -> dict[str, Any]:
    """Return one row of the list: neither what was sent nor what came of it."""
    return _head(job, _WORDS.get(job.status, job.status))


def _head(job: Job, word: str) -> dict[str, Any]:
    return {
        "created": int(job.created_at),
        "id": job.id,
        "model": job.model,
        "object": "image.generation.task",
        "progress": _PROGRESS.get(word, 0),
        "status": word,
        "task_info": {"can_cancel": word == "pending"},
        "type": "image",
    }


def _reserved(job: Job) -> dict[str, Any]:
    reserved = in_credits(job.wish.price_micros)
    usage = {"billing_rule": "per_call", "credits_reserved": reserved, "user_group": "default"}
    return {"usage": usage}


def _done(world: World, job: Job) -> dict[str, Any]:
    for slot in job.slots:
        reissue(job, slot)
    urls = [address(world, job, index) for index in range(len(job.slots))]
    document: dict[str, Any] = {"results": urls}
    data = job.cues.get("result_data")
    if data is not None:
        document["result_data"] = [{"image_url": url} for url in urls]
        if data["place"] == "only":
            document["results"] = []
    if "succeeds_as" in job.cues:
        document["status"] = job.cues["succeeds_as"]["word"]
    usage = _bill(job, job.cues.get("bill_told_as", {"form": "credits"})["form"])
    return document | ({"usage": usage} if usage else {})


def _bill(job: Job, form: str) -> dict[str, Any]:
    used = in_credits(job.price_micros)
    if form == "credits":
        return {"billing_rule": "per_call", "credits_used": used}
    if form == "cost":
        return {"cost": {"credits": used, "usd": round(used / CREDITS_PER_USD, 6)}}
    return {"cost": {"usd": job.price_micros / MICROS}} if form == "usd" else {}
