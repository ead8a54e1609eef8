"""The balance, and the tasks of the service's other models, of which there are none here."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.novita.world import World
from tests.emulator.replies import reply

_MICROS_PER_UNIT = 100


def balance(world: World) -> Callable:
    """Return the handler of GET /openapi/v1/billing/balance/detail: texts, in 1/10000 USD."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("balance")
        if trouble is not None:
            return trouble
        world.look()
        available = str(world.till.balance_micros // _MICROS_PER_UNIT)
        return reply(
            {
                "availableBalance": available,
                "cashBalance": available,
                "creditLimit": "0",
                "pendingCharges": str(world.till.frozen_micros // _MICROS_PER_UNIT),
                "outstandingInvoices": "0",
            }
        )

    return handle


def task_result(world: World) -> Callable:
    """Return the handler of GET /v3/async/task-result: Seedream's orders make no tasks."""

    async def handle(request: Request) -> Response:
        return world.voice.error(404, "task not found", code="TASK_NOT_FOUND")

    return handle
