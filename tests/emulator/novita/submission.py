"""Novita's paid POSTs: a path for each model, and the pictures in the answer."""

import base64
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tests.emulator.counter import Counter
from tests.emulator.gallery import address, enclosed
from tests.emulator.jobs import Doom, Job, Wish
from tests.emulator.novita.catalogue import Model
from tests.emulator.novita.strictness import asked_of, check_fields, pictures_in, size_of
from tests.emulator.novita.world import World, document
from tests.emulator.replies import Silence, reply
from tests.emulator.strictness import json_body, need

_FORMS = ("url", "data_uri", "bare_base64")
_MODERATED = "The prompt or an image was found to be illegal."
_NOT_READ = Doom("failed", "INVALID_REQUEST_BODY", "An image cannot be downloaded.")


def submitting(world: World, model: Model) -> Callable:
    """Return the handler of POST /v3/<model>."""
    desk = Desk(world, model)

    async def handle(request: Request) -> Response:
        return await desk.sell(request, model.id)

    return handle


class Desk(Counter):
    """Novita's counter for one model."""

    world: World

    def __init__(self, world: World, model: Model) -> None:
        super().__init__(world)
        self._model = model

    async def checked(self, request: Request) -> Wish:
        """Check the body against the model."""
        model, settings = self._model, self.world.settings
        length = int(request.headers.get("content-length", "0"))
        need(length <= settings.body_bytes_max, "request entity too large", status=413)
        body = await json_body(request)
        check_fields(model, body)
        pictures = pictures_in(model, body, settings.file_bytes_max)
        asked = asked_of(model, body, len(pictures))
        return Wish(
            model=model.id,
            inputs=body,
            price_micros=model.price_micros * asked,
            prompt=body["prompt"],
            pictures=tuple(pictures),
            asked=asked,
            size=size_of(model, body),
        )

    def doom(self, job: Job, trouble: str) -> Doom | None:
        """Say why nothing is made, and with which reason."""
        cues = job.cues
        if trouble:
            return _NOT_READ
        if "moderated" in cues:
            return Doom("failed", cues["moderated"]["code"] or "ILLEGAL_PROMPT", _MODERATED)
        for name in ("refused_under_200", "error_in_object"):
            if name in cues:
                return Doom("failed", cues[name]["code"], "Nothing was made.")
        return None

    async def answer(self, request: Request, job: Job) -> Response:
        """Return the pictures once all are made, or why there are none."""
        if not await self.finished(request, job):
            return Silence()
        if job.doom is not None:
            return _no(job, job.doom)
        told = [await self._told(job, index) for index in range(len(job.slots))]
        stall = job.cues.get("answer_stalls")
        return reply({"images": told}) if stall is None else self._stalling(request, told, **stall)

    def _stalling(
        self, request: Request, told: list[Any], after: int, seconds: float | None
    ) -> Response:
        """Return the answer in two parts, the first of which ends after so many pictures."""
        body = bytes(reply({"images": told}).body)
        head = bytes(reply({"images": told[:after]}).body).removesuffix(b"]}")

        async def parts() -> AsyncIterator[bytes]:
            yield head
            await self.world.pause(seconds, request.scope)
            yield body[len(head) :]

        length = {"Content-Length": str(len(body))}
        return StreamingResponse(parts(), headers=length, media_type="application/json")

    async def _told(self, job: Job, index: int) -> Any:
        form = job.cues.get("answer_form", {}).get("form") or self.world.settings.form
        form = _FORMS[index % len(_FORMS)] if form == "mixed" else form
        if form == "url":
            text = address(self.world, job, index)
        else:
            data = await enclosed(self.world, job, index)
            text = base64.b64encode(data).decode()
        if form == "data_uri":
            text = f"data:image/{job.slots[index].recipe.format};base64,{text}"
        wrapped = job.cues.get("object_outputs")
        return text if wrapped is None else {wrapped["key"]: text, "image_type": "jpeg"}


def _no(job: Job, doom: Doom) -> Response:
    error = document(400, doom.text, str(doom.code))
    if "refused_under_200" in job.cues:
        return reply(error)
    if "error_in_object" in job.cues:
        inner = {"code": doom.code, "message": doom.text}
        return reply({"error": inner}, job.cues["error_in_object"]["status"])
    return reply(error, 400)
