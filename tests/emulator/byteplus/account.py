"""The list of models; free."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.byteplus.world import World
from tests.emulator.replies import reply


def models(world: World) -> Callable:
    """Return the handler of GET /api/v3/models."""

    async def handle(request: Request) -> Response:
        cues, trouble = world.draw("models")
        code = cues.get("models_error", {}).get("code")
        if trouble is not None and code:
            return world.voice.error(trouble.status_code, "It is not allowed.", code=code)
        if trouble is not None:
            return trouble
        listed = [{"id": name, "object": "model"} for name in world.models]
        return reply({"object": "list", "data": listed})

    return handle
