"""Ark's answers: a whole document, or a stream of events (sheet, 1.6 and 1.7)."""

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.byteplus.world import World
from tests.emulator.gallery import address, enclosed
from tests.emulator.jobs import Job
from tests.emulator.replies import Events, event, reply

_KIND = "image_generation"
_PIXELS_PER_TOKEN = 256


async def whole(world: World, job: Job) -> Response:
    """Return everything at once."""
    failed = job.facts["failed"]
    data = [
        await _member(world, job, index)
        for index in range(len(job.slots))
        if index not in failed or "failures_left_out" not in job.cues
    ]
    document = {"model": job.model, "created": int(job.created_at), "data": data}
    return reply(document | _usage(job), headers={"x-request-id": job.id})


def streamed(world: World, request: Request, job: Job) -> Response:
    """Return each picture as soon as it is made."""
    cues, events = job.cues, _events(world, job)
    if "crumbs" in cues:
        events = _crumbled(events, cues["crumbs"]["bytes"])
    if "stream_stalled" in cues:

        async def stall() -> None:
            await world.pause(cues["stream_stalled"]["seconds"], request.scope)

        after = cues["stream_stalled"]["after"]
        return Events(events, after=after, how="", ending=stall)
    if "stream_cut" in cues:
        return Events(events, **cues["stream_cut"])
    return Events(events)


async def _crumbled(events: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes]:
    async for one in events:
        for begin in range(0, len(one), count):
            yield one[begin : begin + count]
            await asyncio.sleep(0)


async def _events(world: World, job: Job) -> AsyncIterator[bytes]:
    """Yield a job's events in the course of its service time."""
    count = len(job.slots)
    order = list(range(count))
    if "out_of_turn" in job.cues:
        order.reverse()
    for index in order:
        await _ended(world, job, job.service_s / count)
        word = "partial_failed" if index in job.facts["failed"] else "partial_succeeded"
        yield _worded(job, word, {"image_index": index, **await _member(world, job, index)})
    await _ended(world, job, 1e9)
    doom = job.doom
    error = job.cues.get("error_event")
    if doom is not None or error is not None:
        code, text = (doom.code, doom.text) if doom else (error["code"], "Something broke.")
        yield _framed(job, event({"error": {"code": code, "message": text}}))
    elif "no_completed" not in job.cues:
        yield _worded(job, "completed", _usage(job))
    if "no_done" not in job.cues:
        yield _framed(job, event("[DONE]"))


async def _ended(world: World, job: Job, limit_s: float) -> None:
    """Wait for a job's end, or so long."""

    def is_final() -> bool:
        world.look()
        return job.is_final

    await world.until(is_final, limit_s)


def _worded(job: Job, word: str, more: dict[str, Any]) -> bytes:
    kind = f"{_KIND}.{word}"
    facts = {"type": kind, "model": job.model, "created": int(job.created_at), **more}
    return _framed(job, event(facts, kind))


def _framed(job: Job, whole_event: bytes) -> bytes:
    """Return an event as the job's cues have it written; a comment goes with it."""
    if "unknown_event" in job.cues:
        whole_event = event({"type": f"{_KIND}.progress", "percent": 50}) + whole_event
    if "comments" in job.cues:
        whole_event = b": keep-alive\n\n:\n" + whole_event
    return whole_event.replace(b"\n", b"\r\n") if "crlf" in job.cues else whole_event


async def _member(world: World, job: Job, index: int) -> dict[str, Any]:
    """Return one picture of an answer, or why there is none."""
    why = job.facts["failed"].get(index)
    if why is not None:
        return {"error": {"code": why[0], "message": why[1]}}
    wants_url = job.inputs.get("response_format", "url") == "url" or "url_outputs" in job.cues
    if wants_url:
        said: dict[str, Any] = {"url": address(world, job, index)}
    else:
        data = await enclosed(world, job, index)
        said = {"b64_json": (await asyncio.to_thread(base64.b64encode, data)).decode()}
    width, height = job.wish.size or (0, 0)
    sign = "×" if "times_sign_size" in job.cues else "x"
    if "output_format" in job.inputs:
        said["output_format"] = job.wish.format
    return {**said, "size": f"{width}{sign}{height}"}


def _usage(job: Job) -> dict[str, Any]:
    if "no_usage" in job.cues:
        return {}
    width, height = job.wish.size or (0, 0)
    tokens = job.facts["made"] * width * height // _PIXELS_PER_TOKEN
    facts = {
        "generated_images": job.facts["made"],
        "output_tokens": tokens,
        "total_tokens": tokens,
    }
    if "layer_decomposition" in job.inputs or job.model.count("-pro-"):
        facts["input_images"] = len(job.wish.pictures)
    return {"usage": facts}
