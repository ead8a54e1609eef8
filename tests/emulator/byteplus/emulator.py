"""Ark on loopback, in a thread or in a process of its own."""

from starlette.routing import Route

from tests.emulator.byteplus import account, submission
from tests.emulator.byteplus.control import Control
from tests.emulator.byteplus.world import Settings, World
from tests.emulator.emulator import Emulator, EmulatorProcess, Service
from tests.emulator.world import keyed

KEY = "ark-canary-6f0d2b8e-71c3-4a9f-9f57"


def _api(world: World) -> list[Route]:
    return [
        Route(
            "/api/v3/images/generations",
            keyed(world, submission.submitting(world)),
            methods=["POST"],
        ),
        Route("/api/v3/models", keyed(world, account.models(world)), methods=["GET"]),
    ]


SERVICE = Service(
    id="byteplus",
    key=KEY,
    trusted={"api": _api},
    world=World,
    settings=Settings,
    control=Control,
    key_variable="ARK_API_KEY",
    url_variables={"api": "SEEDREAM_BYTEPLUS_URL"},
)


class BytePlusEmulator(Emulator):
    """Ark in a thread of this process."""

    service = SERVICE


class BytePlusProcess(EmulatorProcess):
    """Ark in a process of its own."""

    service = SERVICE
