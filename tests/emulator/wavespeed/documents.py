"""The service's own description of a job, as submit, poll and history give it."""

import base64
from typing import Any

from tests.emulator.gallery import address, picture, reissue
from tests.emulator.jobs import Job
from tests.emulator.timepiece import rfc3339
from tests.emulator.wavespeed.world import World


async def described(world: World, job: Job) -> dict[str, Any]:
    """Return the object that a submit or a poll carries."""
    is_done = job.status == "completed"
    document: dict[str, Any] = {
        "id": job.id,
        "model": job.model,
        "status": job.status,
        "outputs": await _outputs(world, job) if is_done else [],
        "urls": {"get": _get_url(world, job)},
        "has_nsfw_contents": [False] * len(job.slots) if is_done else [],
        "created_at": rfc3339(job.created_at),
        "error": "",
        "timings": {"inference": job.inference_ms},
    }
    if job.is_final and job.doom is not None:
        document |= {"code": job.doom.code, "error": job.doom.text}
    return document


def listed(world: World, job: Job, *, with_inputs: bool) -> dict[str, Any]:
    """Return a job as one item of the history."""
    is_done = job.status == "completed"
    document = {
        "id": job.id,
        "model": job.model,
        "status": job.status,
        "outputs": [address(world, job, i) for i in range(len(job.slots))] if is_done else [],
        "urls": {"get": _get_url(world, job)},
        "created_at": rfc3339(job.created_at),
        "error": job.doom.text if job.is_final and job.doom else "",
        "executionTime": job.inference_ms,
        "timings": {"inference": job.inference_ms},
        "has_nsfw_contents": [False] * len(job.slots) if is_done else [],
    }
    return document | ({"inputs": job.inputs} if with_inputs else {})


async def _outputs(world: World, job: Job) -> list[Any]:
    if job.text is not None:
        return [job.text]
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


def _get_url(world: World, job: Job) -> str:
    host = world.urls["foreign" if "foreign_get_url" in job.cues else "api"]
    return f"{host}/api/v3/predictions/{job.id}/result"
