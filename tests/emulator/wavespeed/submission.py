"""WaveSpeed's paid POST: the model in the path, a job in the reply."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.artist import Pixels
from tests.emulator.counter import Counter
from tests.emulator.jobs import Doom, Job, Wish
from tests.emulator.production import Found
from tests.emulator.replies import reply
from tests.emulator.strictness import json_body
from tests.emulator.wavespeed.catalogue import CATALOGUE, TOTAL_MAX
from tests.emulator.wavespeed.documents import described
from tests.emulator.wavespeed.strictness import check_inputs
from tests.emulator.wavespeed.world import World, error, success

_SYNC_OVER = "Sync mode timed out after 90 seconds. The prediction is still processing."
_NO_WEBHOOK = (
    "webhook callback does not support base64 output, please use the normal API to use "
    "base64 output"
)
_DOOMS = {
    "not_fetched": Doom("failed", 1402, "Failed to download image from the provided URL."),
    "not_read": Doom("failed", 1401, "The image cannot be decoded."),
    "too_many": Doom("failed", 1403, "Task execution failed: too many images."),
    "moderated": Doom("failed", 1200, "The content was flagged as potentially sensitive."),
}


def submitting(world: World) -> Callable:
    """Return the handler of POST /api/v3/{model}."""
    desk = Desk(world)

    async def handle(request: Request) -> Response:
        name = request.path_params["model"]
        if name not in CATALOGUE:
            return error(404, f"model {name} not found")
        return await desk.sell(request, name)

    return handle


class Desk(Counter):
    """WaveSpeed's counter."""

    world: World

    async def checked(self, request: Request) -> Wish:
        """Check the body against its model."""
        model = CATALOGUE[request.path_params["model"]]
        inputs = await json_body(request)
        check_inputs(model, inputs)
        return Wish(
            model=model.id,
            inputs=inputs,
            price_micros=model.total_micros(inputs),
            prompt=inputs.get("prompt", ""),
            pictures=tuple(inputs.get("images", ())),
            asked=inputs.get("max_images", 1),
            size=_size(inputs.get("size")),
            format=inputs.get("output_format", "jpeg"),
        )

    def refusal(self, request: Request, wish: Wish) -> Response | None:
        """Refuse what cannot go with a webhook."""
        if "webhook" not in request.query_params:
            return None
        if wish.inputs.get("enable_base64_output"):
            return reply({"error": _NO_WEBHOOK}, 400)
        if wish.inputs.get("enable_sync_mode"):
            return reply({"error": "webhook callback does not support sync mode"}, 400)
        return None

    def doom(self, job: Job, trouble: str) -> Doom | None:
        """Say how a job ends badly, and with which code."""
        cues, wish = job.cues, job.wish
        if trouble:
            return _DOOMS[trouble]
        if wish.pictures and len(wish.pictures) + wish.asked > TOTAL_MAX:
            return _DOOMS["too_many"]
        if "moderated" in cues:
            return _DOOMS["moderated"]
        if "failed" in cues:
            return Doom("failed", cues["failed"]["code"], cues["failed"]["error"])
        if "ends_as" in cues:
            word = cues["ends_as"]["word"]
            return Doom(word, 5004 if word == "timeout" else 0, f"The task is {word}.")
        return None

    def produce(self, job: Job, found: list[Found | None]) -> None:
        """Make pictures, or the optimiser's text."""
        if CATALOGUE[job.model].gives_text:
            better = f"{job.inputs['text'].strip()}, in soft natural light, with fine detail"
            job.text = job.cues.get("other_text", {}).get("text", better)
        else:
            super().produce(job, found)

    async def answer(self, request: Request, job: Job) -> Response:
        """Return the job as it is, or in sync mode as it ended."""
        if job.inputs.get("enable_sync_mode"):
            document = await self._finished(request, job)
        else:
            document = await described(self.world, job) | {"status": "created", "outputs": []}
        return reply(document) if "no_envelope" in job.cues else success(document)

    async def _finished(self, request: Request, job: Job) -> dict:
        """Wait for the job's end, within the service's own limit; return what is known then."""
        if "sync_timeout" not in job.cues:
            await self.finished(request, job, self.world.settings.sync_wait_s)
        document = await described(self.world, job)
        if not job.is_final:
            document |= {"status": "processing", "code": 5004, "error": _SYNC_OVER}
        return document


def _size(asked: str | None) -> Pixels | None:
    if asked is None:
        return None
    width, _, height = asked.partition("*")
    return int(width), int(height)
