"""Ark's paid POST: the pictures come in its answer, at once or one by one."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.artist import Pixels
from tests.emulator.byteplus.answers import streamed, whole
from tests.emulator.byteplus.catalogue import OUTPUTS_MAX, TOTAL_MAX
from tests.emulator.byteplus.strictness import check_fields, missing, pictures_in, size_of
from tests.emulator.byteplus.world import World
from tests.emulator.counter import Counter
from tests.emulator.jobs import Doom, Job, Wish
from tests.emulator.production import Found
from tests.emulator.replies import Silence, reply
from tests.emulator.strictness import Mistake, data_in, json_body, need

_MODERATED = {
    "Input": "The request failed because the input may contain sensitive information.",
    "Output": "The request failed because the output image may contain sensitive information.",
}
_SENSITIVE = "OutputImageSensitiveContentDetected"


def submitting(world: World) -> Callable:
    """Return the handler of POST /api/v3/images/generations."""
    desk = Desk(world)

    async def handle(request: Request) -> Response:
        facts: dict[str, Any] = {
            "client_request_id": request.headers.get("x-client-request-id", "")
        }
        answer = await desk.sell(request, **facts)
        if facts["client_request_id"]:
            answer.headers["x-client-request-id"] = facts["client_request_id"]
        return answer

    return handle


class Desk(Counter):
    """Ark's counter."""

    world: World

    async def checked(self, request: Request) -> Wish:
        """Check the body in the service's order."""
        settings = self.world.settings
        body = await json_body(request)
        need(isinstance(body, dict), "the body must be a JSON object")
        need(
            len(await request.body()) <= settings.body_bytes_max,
            "the request body is too large",
        )
        body = {name: value for name, value in body.items() if value is not None}
        if not body.get("model"):
            raise missing("model")
        model = self.world.models.get(body["model"])
        if model is None:
            text = f"The model or endpoint {body['model']} does not exist or you do not have access"
            raise Mistake(f"{text} to it.", status=404, code="InvalidEndpointOrModel.NotFound")
        check_fields(model, body, settings)
        pictures = pictures_in(model, body, settings)
        size = size_of(model, body, _shape(pictures), settings)
        asked = _asked(body, len(pictures))
        return Wish(
            model=body["model"],
            inputs=body,
            price_micros=model.cost_micros(asked, len(pictures), size),
            prompt=body["prompt"],
            pictures=tuple(pictures),
            asked=asked,
            size=size,
            format=body.get("output_format", "jpeg"),
        )

    def refusal(self, request: Request, wish: Wish) -> Response | None:
        """Refuse pictures beyond the rate, which is counted in them."""
        world = self.world
        most = world.settings.images_per_minute
        if world.meter.takes(wish.asked, most, world.clock.now()):
            return None
        return world.voice.too_many("ModelAccountIpmRateLimitExceeded")

    def doom(self, job: Job, trouble: str) -> Doom | None:
        """Say why nothing is made, and with which code."""
        if trouble:
            place = next((url for url in job.wish.pictures if url.startswith("http")), "")
            return Doom("failed", "InvalidParameter", f"Timeout while downloading url={place}.")
        if "moderated" in job.cues:
            code = job.cues["moderated"]["code"] or _SENSITIVE
            text = _MODERATED["Input" if code.startswith("Input") else "Output"]
            return Doom("failed", code, text)
        if "error_under_200" in job.cues:
            return Doom("failed", job.cues["error_under_200"]["code"], "Nothing was made.")
        if job.cues.get("error_event", {}).get("after") == 0:
            return Doom("failed", job.cues["error_event"]["code"], "Something broke.")
        return None

    def produce(self, job: Job, found: list[Found | None]) -> None:
        """Make pictures; only those that come out are billed."""
        super().produce(job, found)
        failed = _failures(job)
        made = sum(index not in failed for index in range(len(job.slots)))
        job.facts |= {"failed": failed, "made": made}
        job.facts["request_sha256"] = hashlib.sha256(repr(job.inputs).encode()).hexdigest()
        assert job.wish.size is not None
        model = self.world.models[job.model]
        job.price_micros = model.cost_micros(made, len(job.wish.pictures), job.wish.size)

    async def answer(self, request: Request, job: Job) -> Response:
        """Return the pictures, or why there are none."""
        is_stream = job.inputs.get("stream") and "json_instead" not in job.cues
        doom = job.doom
        if is_stream and (doom is None or not _is_of_order(doom)):
            return streamed(self.world, request, job)
        if not await self.finished(request, job):
            return Silence()
        if doom is None:
            return await whole(self.world, job)
        status = 200 if "error_under_200" in job.cues else 400
        error = {"code": doom.code, "message": doom.text}
        return reply({"model": job.model, "created": int(job.created_at), "error": error}, status)


def _is_of_order(doom: Doom) -> bool:
    """Say whether something of the order is wrong, which is said before a stream begins."""
    return str(doom.code).startswith(("Input", "InvalidParameter"))


def _asked(body: dict[str, Any], references: int) -> int:
    """Return how many pictures may come: one, or a group's most beside its references."""
    if body.get("sequential_image_generation") != "auto":
        return 1
    most = body.get("sequential_image_generation_options", {}).get("max_images", OUTPUTS_MAX)
    return min(most, TOTAL_MAX - references)


def _shape(pictures: list[str]) -> Pixels | None:
    data = data_in(pictures[0]) if pictures and pictures[0].startswith("data:") else None
    if not data:
        return None
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


def _failures(job: Job) -> dict[int, tuple[str, str]]:
    """Return which members of a group fail, and how; none comes after an internal error."""
    failed: dict[int, tuple[str, str]] = {}
    cue = job.cues.get("partial_failed")
    if cue is not None:
        indexes = cue["index"] if isinstance(cue["index"], list) else [cue["index"]]
        failed = dict.fromkeys(indexes, (cue["code"], _MODERATED["Output"]))
    cut = job.cues.get("internal_500", job.cues.get("error_event"))
    if cut is not None:
        is_told = "internal_500" in job.cues
        job.slots = job.slots[: cut["after"] + is_told]
        failed |= {cut["after"]: ("InternalServiceError", "Something broke.")} if is_told else {}
    return {index: why for index, why in failed.items() if index < len(job.slots)}
