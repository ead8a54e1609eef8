"""Novita AI on loopback, in a thread or in a process of its own."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.emulator.emulator import Emulator, EmulatorProcess, Service
from tests.emulator.novita import account, submission
from tests.emulator.novita.catalogue import CATALOGUE
from tests.emulator.novita.world import Settings, World
from tests.emulator.world import keyed

KEY = "sk_canary_live_5b1e7d90c2f64a3f"


def _api(world: World) -> list[Route]:
    def route(path: str, handle: Callable, method: str) -> Route:
        return Route(path, _named(world, keyed(world, handle)), methods=[method])

    return [
        *(
            route(f"/v3/{model.id}", submission.submitting(world, model), "POST")
            for model in CATALOGUE.values()
        ),
        route("/openapi/v1/billing/balance/detail", account.balance(world), "GET"),
        route("/v3/async/task-result", account.task_result(world), "GET"),
    ]


def _named(world: World, handle: Callable) -> Callable:
    """Return a handler that tells a call without any key from one with another key."""

    async def handler(request: Request) -> Response:
        if "authorization" not in request.headers:
            return world.voice.missing_key()
        return await handle(request)

    return handler


SERVICE = Service(
    id="novita",
    key=KEY,
    trusted={"api": _api},
    world=World,
    settings=Settings,
    key_variable="NOVITA_API_KEY",
    url_variables={"api": "SEEDREAM_NOVITA_URL"},
)


class NovitaEmulator(Emulator):
    """Novita AI in a thread of this process."""

    service = SERVICE


class NovitaProcess(EmulatorProcess):
    """Novita AI in a process of its own."""

    service = SERVICE
