"""The media host: uploaded files and outputs, given to anybody, well or as the cues order."""

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tests.emulator.jobs import Job, Slot
from tests.emulator.oddities import bomb_png, not_a_picture
from tests.emulator.replies import Cut, Drip, Flood, page
from tests.emulator.scenarios import DELIVERY
from tests.emulator.world import World

_PRIVATE = "http://10.255.255.1/output.jpeg"
_FILE = "file:///etc/hostname"


def routes(world: World) -> list[Route]:
    """Return the routes at which a media host gives uploads and outputs."""
    return [
        Route("/media/{id}/{name}", uploaded(world), methods=["GET"]),
        Route("/output/{job}/{name}", outputs(world), methods=["GET"]),
        Route("/hop/{left:int}/{job}/{name}", hopping(world), methods=["GET"]),
    ]


def address(world: World, job: Job, index: int) -> str:
    """Return where an output can be fetched now."""
    slot = job.slots[index]
    return f"{world.urls['media']}/output/{job.id}/{index}-{slot.edition}.{slot.recipe.format}"


async def picture(world: World, job: Job, index: int) -> bytes:
    """Return an output's bytes, painted off the loop."""
    name = f"{job.id}/{index}"
    return await asyncio.to_thread(world.artist.paint, name, job.slots[index].recipe)


async def enclosed(world: World, job: Job, index: int) -> bytes:
    """Return an output's bytes for the inside of a reply, spoilt where the job's cues say so."""
    cues = {name: cue for name, cue in job.cues.items() if name in DELIVERY}
    meant = [name for name, order in cues.items() if _is_meant(order, index, 0)]
    if "output_bomb" in meant:
        return bomb_png()
    if "output_wrong_type" in meant:
        return not_a_picture()
    data = await picture(world, job, index)
    return data[: len(data) // 2] if "output_damaged" in meant else data


def reissue(job: Job, slot: Slot) -> None:
    """Give an output that was asked for in vain a new address, where the cue says so."""
    order = job.cues.get("output_expired")
    if slot.is_missed and order is not None and order["reissue"]:
        slot.edition += 1
        slot.is_missed = False


def uploaded(world: World) -> Callable:
    """Return the handler of GET /media/{id}/{name}."""

    async def handle(request: Request) -> Response:
        upload = world.uploads.get(request.path_params["id"])
        if upload is None or not world.uploads.is_there(upload, world.clock.now()):
            return page(404, "NoSuchKey")
        upload.downloads += 1
        media_type = upload.content_type or "application/octet-stream"
        return Response(upload.data, media_type=media_type)

    return handle


def outputs(world: World) -> Callable:
    """Return the handler of GET /output/{job}/{index}-{edition}.{format}."""

    async def handle(request: Request) -> Response:
        now = world.look()
        job = world.book.get(request.path_params["job"])
        index, edition = _numbers(request.path_params["name"])
        if job is None or index >= len(job.slots) or not job.is_final:
            return page(404, "NoSuchKey")
        slot = job.slots[index]
        if now - job.created_at > world.outputs_kept_s or edition > slot.edition:
            return page(world.output_gone_status, "NoSuchKey")
        slot.fetches += 1
        for name in DELIVERY:
            order = job.cues.get(name)
            if order is not None and _is_meant(order, index, slot.fetches):
                answer = await _spoilt(world, job, index, name, order, edition)
                if answer is not None:
                    return answer
        return Response(await picture(world, job, index), media_type=f"image/{slot.recipe.format}")

    return handle


def hopping(world: World) -> Callable:
    """Return the handler of GET /hop/{left}/{job}/{name}: `left` redirects, then the output."""

    async def handle(request: Request) -> Response:
        left, job_id = int(request.path_params["left"]), request.path_params["job"]
        name = request.path_params["name"]
        if left > 0:
            place = f"{world.urls['media']}/hop/{left - 1}/{job_id}/{name}"
            return RedirectResponse(place, 302)
        job, (index, _) = world.book.get(job_id), _numbers(name)
        if job is None or index >= len(job.slots):
            return page(404, "NoSuchKey")
        media_type = f"image/{job.slots[index].recipe.format}"
        return Response(await picture(world, job, index), media_type=media_type)

    return handle


def _numbers(name: str) -> tuple[int, int]:
    """Return index and edition from "2-0.jpeg"; figures that no job has for another name."""
    index, _, edition = name.partition(".")[0].partition("-")
    return (int(index), int(edition)) if index.isdigit() and edition.isdigit() else (1 << 30, 0)


def _is_meant(order: dict[str, Any], index: int, fetches: int) -> bool:
    meant = order["index"]
    is_this = meant is None or meant == index or (isinstance(meant, list) and index in meant)
    return is_this and (order["fetches"] is None or fetches <= order["fetches"])


async def _spoilt(
    world: World, job: Job, index: int, name: str, order: dict[str, Any], edition: int
) -> Response | None:
    """Return the reply that one cue gives instead of the picture; None: it does not, this time."""
    slot = job.slots[index]
    media_type = f"image/{slot.recipe.format}"
    if name == "output_expired":
        if order["reissue"] and edition > 0:
            return None
        slot.is_missed = True
        return page(order["status"], "Expired")
    if name == "output_error":
        return world.voice.failing(order["status"])
    if name == "output_html":
        return page(200, "Please wait")
    if name == "output_bomb":
        return Response(bomb_png(), media_type="image/png")
    if name == "output_wrong_type":
        return Response(not_a_picture(), media_type=order["media_type"])
    if name == "output_redirected":
        return _redirect(world, job, index, order)
    return _mangled(await picture(world, job, index), media_type, name, order)


def _mangled(data: bytes, media_type: str, name: str, order: dict[str, Any]) -> Response:
    if name in ("output_truncated", "output_reset"):
        how = "reset" if name == "output_reset" else "close"
        return Cut(data, media_type, fraction=order["fraction"], how=how)
    if name == "output_slow":
        pace = {"chunk_bytes": order["chunk_bytes"], "pause_s": order["pause_s"]}
        return Drip(data, media_type, **pace)
    if name == "output_damaged":
        return Response(data[: len(data) // 2], media_type=media_type)
    return Flood(data[:4096], media_type, length=order.get("length"))


def _redirect(world: World, job: Job, index: int, order: dict[str, Any]) -> Response:
    chain = f"{world.urls['media']}/hop/{order['hops'] - 1}/{job.id}/{index}-0.x"
    places = {
        "private": _PRIVATE,
        "foreign": f"{world.urls['foreign']}/output.jpeg",
        "file": _FILE,
        "chain": chain,
    }
    return RedirectResponse(places.get(order["to"], order["to"]), 302)
