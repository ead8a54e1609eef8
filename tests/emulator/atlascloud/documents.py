"""The service's own description of a job, as a poll gives it."""

import base64
from typing import Any

from starlette.responses import Response

from tests.emulator.atlascloud.catalogue import MICROS
from tests.emulator.atlascloud.world import World, success, told
from tests.emulator.gallery import address, picture, reissue
from tests.emulator.jobs import Job
from tests.emulator.polling import status_word
from tests.emulator.timepiece import rfc3339

_BROKEN = {"code": 500, "message": "Generation failed: task processing failed"}
_WORDS = {"created": "queued"}


async def described(world: World, job: Job) -> Response:
    """Return what a poll is answered with."""
    if job.is_final:
        job.facts["looks"] = job.facts.get("looks", 0) + 1
    turn = job.cues.get("turns_to_500")
    if turn is not None and job.facts.get("looks", 0) > turn["after"]:
        return _by_status(_BROKEN["message"])
    if job.is_final and job.doom is not None:
        return _failed(world, job)
    word = status_word(job, _WORDS.get(job.status, job.status))
    is_done = job.status == word == "completed"
    document: dict[str, Any] = {
        "id": job.id,
        "model": job.model,
        "status": word,
        "created_at": rfc3339(job.created_at),
    }
    if "foreign_get_url" in job.cues:
        place = f"{world.urls['foreign']}/api/v1/model/prediction/{job.id}"
        document["urls"] = {"get": place}
    if is_done:
        document |= await _done(world, job)
    return told_job(job, document)


def told_job(job: Job, document: dict[str, Any]) -> Response:
    """Return a job's description in the service's envelope, or as its cues want it."""
    if "no_envelope" in job.cues:
        return told(document)
    if "text_code" in job.cues:
        return told({"code": "200", "data": document})
    return success(document)


async def _done(world: World, job: Job) -> dict[str, Any]:
    outputs = await _outputs(world, job)
    where = {"outputs": outputs}
    if "other_output" in job.cues:
        where = {"output": outputs[0] if len(outputs) == 1 else outputs}
    late = job.cues.get("price_late", {"looks": 0})["looks"]
    is_priced = late is not None and job.facts["looks"] > late
    return {
        **where,
        "status": job.cues.get("succeeds_as", {"word": "completed"})["word"],
        "metrics": {"predict_time": job.inference_ms / 1000},
        "completed_at": rfc3339(job.ended_at or 0.0),
        **({"price": f"{job.price_micros / MICROS:.6f}"} if is_priced else {}),
    }


def _failed(world: World, job: Job) -> Response:
    """Return a failure in one of the three forms that were seen (B4.2)."""
    assert job.doom is not None, "a failure has a reason"
    form = next(
        (job.cues[name]["form"] for name in ("failed", "moderated") if name in job.cues),
        "documented",
    )
    if form == "http":
        words = job.doom.text if "moderated" in job.cues else _BROKEN["message"]
        return _by_status(words)
    if form == "envelope":
        words = job.doom.text if "moderated" in job.cues else "system error, unknown error"
        data = {"id": job.id, "status": job.doom.status, "outputs": None}
        return told({"code": 500, "msg": words, "data": data})
    document = {"id": job.id, "model": job.model, "status": job.doom.status}
    document |= {"error": job.doom.text, "created_at": rfc3339(job.created_at)}
    if job.doom.code:
        document["error_code"] = job.doom.code
    return told_job(job, document)


def _by_status(words: Any) -> Response:
    data = {"status": "failed", "outputs": None, "executionTime": 0, "timings": {"inference": 0}}
    return told({"code": 500, "message": words, "data": data}, 500)


async def _outputs(world: World, job: Job) -> list[Any]:
    for slot in job.slots:
        reissue(job, slot)
    wish = job.cues.get("base64_outputs")
    if wish is not None or job.inputs.get("enable_base64_output"):
        is_uri = wish is not None and wish["data_uri"]
        return [await _base64(world, job, i, is_uri=is_uri) for i in range(len(job.slots))]
    urls = [address(world, job, index) for index in range(len(job.slots))]
    if "object_outputs" in job.cues:
        return [{job.cues["object_outputs"]["key"]: url} for url in urls]
    return list(urls)


async def _base64(world: World, job: Job, index: int, *, is_uri: bool) -> str:
    text = base64.b64encode(await picture(world, job, index)).decode()
    return f"data:image/{job.slots[index].recipe.format};base64,{text}" if is_uri else text
