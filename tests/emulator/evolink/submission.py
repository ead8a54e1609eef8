"""EvoLink's paid POST: pre-charged by the count asked for, once for each key (sheet, 3.3, 3.4)."""

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.counter import Counter
from tests.emulator.evolink.catalogue import CATALOGUE, TOTAL_MAX, Model
from tests.emulator.evolink.documents import accepted
from tests.emulator.evolink.strictness import check_key, checked_model
from tests.emulator.evolink.world import World
from tests.emulator.jobs import Doom, Job, Wish
from tests.emulator.production import Found
from tests.emulator.replies import page
from tests.emulator.strictness import json_body, need

_DOOMS = {
    "not_fetched": Doom("failed", "image_processing_error", "An image could not be fetched."),
    "not_read": Doom("failed", "image_processing_error", "An image could not be read."),
}
_MODERATED = Doom("failed", "content_policy_violation", "The content was flagged.")


def submitting(world: World) -> Callable:
    """Return the handler of POST /v1/images/generations."""
    desk = Desk(world)

    async def handle(request: Request) -> Response:
        key = request.headers.get("idempotency-key")
        check_key(key)
        need(request.headers.get("x-evo-run-id") == key, "X-Evo-Run-Id must equal the key")
        known = world.book.get(world.tasks.get(key or "", ""))
        if known is not None:
            return await _replayed(world, request, known)
        if key and key in world.unsettled:
            return _pending(world, None)
        world.unsettled.add(key or "")
        try:
            return await desk.sell(request, key=key or "")
        finally:
            world.unsettled.discard(key or "")

    return handle


async def _replayed(world: World, request: Request, job: Job) -> Response:
    """Return the task that a key has; nothing is sold."""
    world.look()
    is_same = json.dumps(await json_body(request), sort_keys=True) == job.facts["body"]
    if not is_same or "key_clash" in job.cues:
        return world.voice.error(409, "The key is of another body", code="idempotency_conflict")
    order = job.cues.get("outcome_pending")
    job.facts["replays"] = job.facts.get("replays", 0) + 1
    if order is not None and job.facts["replays"] <= order["replays"]:
        return _pending(world, order["retry_after"], order["status"])
    answer = accepted(world, job)
    answer.headers["idempotency-replayed"] = "true"
    return answer


def _pending(world: World, retry_after: int | None, status: int = 409) -> Response:
    text = "The first attempt is not settled"
    answer = world.voice.error(status, text, code="paid_outcome_unknown")
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


class Desk(Counter):
    """EvoLink's counter."""

    world: World

    async def checked(self, request: Request) -> Wish:
        """Check the body against its model; n is cut to what references leave."""
        inputs = await json_body(request)
        model = checked_model(inputs)
        pictures = tuple(inputs.get("image_urls", ()))
        asked = 1 if model.is_single else min(inputs.get("n", 1), TOTAL_MAX - len(pictures))
        width, height = model.size(inputs)
        shape = inputs if model.is_single else inputs.get("model_params", {})
        return Wish(
            model=model.id,
            inputs=inputs,
            price_micros=self._price_micros(model, (width, height), asked, len(pictures)),
            prompt=inputs["prompt"],
            pictures=pictures,
            asked=asked,
            size=(width, height),
            format=shape.get("output_format", "jpeg"),
        )

    def doom(self, job: Job, trouble: str) -> Doom | None:
        """Say how a task ends badly, and with which word."""
        cues = job.cues
        if trouble:
            return _DOOMS[trouble]
        if "moderated" in cues:
            return _MODERATED._replace(code=cues["moderated"]["code"] or _MODERATED.code)
        if "failed" in cues:
            code = cues["failed"]["code"] or "service_error"
            return Doom("failed", code, cues["failed"]["error"])
        if "ends_as" in cues:
            word = cues["ends_as"]["word"]
            return Doom(word, "request_cancelled", f"The task is {word}.")
        return None

    def produce(self, job: Job, found: list[Found | None]) -> None:
        """Make the pictures, settle the price to what came, and keep the order's key."""
        super().produce(job, found)
        job.facts["body"] = json.dumps(job.inputs, sort_keys=True)
        if job.facts["key"] and "key_ignored" not in job.cues:
            self.world.tasks[job.facts["key"]] = job.id
        if job.doom is None:
            came, sent = len(job.slots), len(job.wish.pictures)
            size = job.wish.size or (1, 1)
            job.price_micros = came and self._price_micros(CATALOGUE[job.model], size, came, sent)

    def _price_micros(self, model: Model, size: tuple[int, int], outputs: int, sent: int) -> int:
        each = model.each_micros(size[0] * size[1])
        whole = each * outputs + model.per_image_micros * sent
        return round(whole * self.world.settings.discount)

    async def answer(self, request: Request, job: Job) -> Response:
        """Return the task; its key was kept when it was committed."""
        if "outcome_pending" in job.cues:
            return page(504, "Gateway Time-out")
        return accepted(self.world, job)
