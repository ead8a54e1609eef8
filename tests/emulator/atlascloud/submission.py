"""Atlas Cloud's paid POST: the model in the body, a job's id in the reply."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.artist import Pixels
from tests.emulator.atlascloud.catalogue import TOTAL_MAX
from tests.emulator.atlascloud.documents import told_job
from tests.emulator.atlascloud.strictness import check_headers, checked_model
from tests.emulator.atlascloud.world import World
from tests.emulator.counter import Counter
from tests.emulator.jobs import Doom, Job, Wish
from tests.emulator.strictness import json_body, need

BODY_MAX = 50_000_000
MODERATED = 1039
_DOOMS = {
    "not_fetched": Doom("failed", 0, "Failed to download an image from its URL."),
    "not_read": Doom("failed", 0, "An image cannot be decoded."),
    "too_many": Doom("failed", 0, "Task processing failed: too many images."),
}
_CONTENT = "Input Prompt violates policy"


def submitting(world: World) -> Callable:
    """Return the handler of POST /api/v1/model/generateImage."""
    desk = Desk(world)

    async def handle(request: Request) -> Response:
        return await desk.sell(request)

    return handle


async def wish_of(world: World, request: Request) -> Wish:
    """Read an order as strictly as the service does, also where its price alone is asked for."""
    check_headers(request.headers)
    length = int(request.headers.get("content-length", "0"))
    need(length <= BODY_MAX, "request entity too large", status=413)
    inputs = await json_body(request)
    model = checked_model(inputs)
    return Wish(
        model=model.id,
        inputs=inputs,
        price_micros=model.total_micros(inputs, world.settings.discount),
        prompt=inputs["prompt"],
        pictures=tuple(inputs.get("images", ())),
        asked=inputs.get("max_images", 1),
        size=_size(inputs.get("size", "2048*2048")),
        format=inputs.get("output_format", "jpeg"),
    )


class Desk(Counter):
    """Atlas Cloud's counter."""

    world: World

    async def checked(self, request: Request) -> Wish:
        """Check the body against its model."""
        return await wish_of(self.world, request)

    def doom(self, job: Job, trouble: str) -> Doom | None:
        """Say how a job ends badly, and with which code."""
        cues, wish = job.cues, job.wish
        if trouble:
            return _DOOMS[trouble]
        if wish.pictures and len(wish.pictures) + wish.asked > TOTAL_MAX:
            return _DOOMS["too_many"]
        if "moderated" in cues:
            return Doom("failed", cues["moderated"]["code"] or MODERATED, _CONTENT)
        if "failed" in cues:
            return Doom("failed", cues["failed"]["code"], cues["failed"]["error"])
        if "ends_as" in cues:
            word = cues["ends_as"]["word"]
            return Doom(word, 0, f"The task is {word}.")
        return None

    async def answer(self, request: Request, job: Job) -> Response:
        """Return the job's id; the rest is told when it is asked for."""
        return told_job(job, {"id": job.id, "status": "starting"})


def _size(asked: str) -> Pixels:
    width, _, height = asked.partition("*")
    return int(width), int(height)
