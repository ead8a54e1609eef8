"""Credits, and the models that a key may use; free (sheet, 3.1 and 3.7)."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.evolink.catalogue import CATALOGUE, in_credits
from tests.emulator.evolink.world import World
from tests.emulator.replies import reply


def balance(world: World) -> Callable:
    """Return the handler of GET /v1/credits; the key's own figure is zero, and without a bound."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("credits")
        if trouble is not None:
            return trouble
        world.look()
        used = in_credits(world.till.billed_micros())
        token = {"remaining_credits": 0, "unlimited_credits": True, "used_credits": used}
        user = {"remaining_credits": in_credits(world.till.balance_micros), "used_credits": used}
        return reply({"data": {"token": token, "user": user}, "message": "", "success": True})

    return handle


def models(world: World) -> Callable:
    """Return the handler of GET /v1/models."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("models")
        if trouble is not None:
            return trouble
        return reply({"data": [{"id": name} for name in CATALOGUE]})

    return handle
