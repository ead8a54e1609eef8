"""Looking at jobs; free. There is no list of them."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.atlascloud.documents import described
from tests.emulator.atlascloud.world import World
from tests.emulator.polling import found_job, poll_trouble


def polling(world: World) -> Callable:
    """Return the handler of GET /api/v1/model/prediction/{id}[/]."""

    async def handle(request: Request) -> Response:
        job = found_job(world, request.path_params["id"])
        if job is None:
            return world.voice.error(404, "prediction not found")
        early = job.cues.get("early_400")
        if early is not None and job.polls <= early["polls"]:
            return world.voice.error(400, "bad request")
        trouble = poll_trouble(world, job)
        return trouble if trouble is not None else await described(world, job)

    return handle
