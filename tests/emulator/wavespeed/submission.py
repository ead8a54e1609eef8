"""The paid POST: checked, committed once, and answered as its cues order."""

import uuid
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tests.emulator.replies import Silence, page, reply
from tests.emulator.script import Cues
from tests.emulator.wavespeed.catalogue import CATALOGUE, Model
from tests.emulator.wavespeed.documents import described
from tests.emulator.wavespeed.jobs import Job
from tests.emulator.wavespeed.production import find_source, prepare
from tests.emulator.wavespeed.strictness import Mistake, check_inputs
from tests.emulator.wavespeed.world import Post, World, error, failing, json_body, success

_MINUTE_S = 60.0
_NO_MONEY = "Insufficient credits. Please top up to continue."
_SYNC_OVER = "Sync mode timed out after 90 seconds. The prediction is still processing."
_NO_WEBHOOK = (
    "webhook callback does not support base64 output, please use the normal API to use "
    "base64 output"
)


def submitting(world: World) -> Callable:
    """Return the handler of POST /api/v3/{model}."""

    async def handle(request: Request) -> Response:
        model = CATALOGUE.get(request.path_params["model"])
        if model is None:
            return error(404, f"model {request.path_params['model']} not found")
        ordinal, cues = world.script.draw("submit", model.id)
        post = Post(ordinal, model.id)
        world.posts.append(post)
        return await _submit(world, request, model, post, cues)

    return handle


async def _submit(world: World, request: Request, model: Model, post: Post, cues: Cues) -> Response:
    if "reset_receiving" in cues:
        await request.receive()
        post.outcome = "reset_receiving"
        return Silence("reset")
    try:
        inputs = await json_body(request)
        check_inputs(model, inputs)
    except ClientDisconnect:
        post.outcome = "client_gone"
        raise
    except Mistake:
        post.outcome = "refused_400"
        raise
    refused = _webhook_mistake(request, inputs) or _refused(world, model, inputs, cues)
    if refused is not None:
        post.outcome = f"refused_{refused.status_code}"
        return refused
    if "commit_delayed" in cues:
        await world.pause(cues["commit_delayed"]["seconds"])
    job = _commit(world, model, inputs, post, cues)
    return await _answer(world, request, job)


def _webhook_mistake(request: Request, inputs: dict) -> Response | None:
    if "webhook" not in request.query_params:
        return None
    if inputs.get("enable_base64_output"):
        return reply({"error": _NO_WEBHOOK}, 400)
    if inputs.get("enable_sync_mode"):
        return reply({"error": "webhook callback does not support sync mode"}, 400)
    return None


def _refused(world: World, model: Model, inputs: dict, cues: Cues) -> Response | None:
    """Return the refusal that a cue or the account's state calls for; nothing is charged."""
    ordered = _refused_by_cue(world, model, cues)
    if ordered is not None:
        return ordered
    if not world.till.can_pay(model.total_micros(inputs)):
        return _no_money(world.settings.no_money_form)
    if _is_over_rate(world):
        return failing(429, world.settings.limit_retry_after_s)
    return None


def _refused_by_cue(world: World, model: Model, cues: Cues) -> Response | None:
    if "unauthorised" in cues:
        return error(401, "Unauthorized: the API key is missing or not valid")
    if "forbidden" in cues:
        code = cues["forbidden"]["error_code"]
        return error(403, "This account may not use the model", error_code=code)
    if "rate_limited" in cues:
        return failing(429, cues["rate_limited"]["retry_after"])
    if "server_error" in cues:
        return failing(cues["server_error"]["status"])
    if "redirected" in cues:
        place = {"Location": f"{world.urls['foreign']}/api/v3/{model.id}"}
        return Response(b"", cues["redirected"]["status"], place)
    return _no_money(cues["no_money"]["form"]) if "no_money" in cues else None


def _no_money(form: str) -> Response:
    if form == "200":
        return reply({"code": 400, "message": _NO_MONEY, "data": None})
    return error(int(form), _NO_MONEY)


def _is_over_rate(world: World) -> bool:
    """Count a submission; the counter starts anew a minute after its first."""
    now = world.clock.now()
    if now - world.minute_start >= _MINUTE_S:
        world.minute_start, world.minute_count = now, 0
    if world.settings.per_minute and world.minute_count >= world.settings.per_minute:
        return True
    world.minute_count += 1
    return False


def _commit(world: World, model: Model, inputs: dict, post: Post, cues: Cues) -> Job:
    now = world.look()
    found = [find_source(world, url, now) for url in inputs.get("images", ())]
    service = cues.get("service_time", {}).get("seconds", world.settings.service_time_s)
    job = Job(
        id=uuid.uuid4().hex,
        ordinal=post.ordinal,
        model=model.id,
        inputs=inputs,
        digests=tuple(item[0] if item else "" for item in found),
        price_micros=model.total_micros(inputs),
        created_at=now,
        service_s=service,
        cues=cues,
    )
    prepare(world, model, job, found)
    world.book.add(job, now)
    post.outcome, post.job = "committed", job.id
    return job


async def _answer(world: World, request: Request, job: Job) -> Response:
    """Return what the client gets to see of a committed job."""
    cues = job.cues
    if "reply_dropped" in cues:
        return Silence(cues["reply_dropped"]["how"])
    if "gateway_timeout" in cues:
        return page(cues["gateway_timeout"]["status"], "Gateway Time-out")
    if "reply_delayed" in cues:
        await world.pause(cues["reply_delayed"]["seconds"], request.scope)
    if "garbled_reply" in cues:
        return Response(b'{"code":200,"message":"succ', media_type="application/json")
    if job.inputs.get("enable_sync_mode"):
        document = await _finished(world, request, job)
    else:
        document = await described(world, job) | {"status": "created", "outputs": []}
    return reply(document) if "no_envelope" in cues else success(document)


async def _finished(world: World, request: Request, job: Job) -> dict:
    """Wait for the job's end, within the service's own limit; return what is known then."""

    def is_final() -> bool:
        world.look()
        return job.is_final

    if "sync_timeout" not in job.cues:
        await world.until(is_final, world.settings.sync_wait_s, request.scope)
    document = await described(world, job)
    if not job.is_final:
        document |= {"status": "processing", "code": 5004, "error": _SYNC_OVER}
    return document
