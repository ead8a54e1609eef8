"""WaveSpeed on loopback, in a thread or in a process of its own."""

from starlette.routing import Route

from tests.emulator.control import Control
from tests.emulator.emulator import Emulator, EmulatorProcess, Service
from tests.emulator.remote import HttpClient, mirrored
from tests.emulator.wavespeed import account, files, predictions, submission
from tests.emulator.wavespeed.world import Settings, World
from tests.emulator.world import keyed

KEY = "wsk_live_canary_4f1c9a7be2d84d0f9a63"
_ROUTES = (
    ("predictions/delete", "POST", predictions.deleting),
    ("predictions/{id}/result", "GET", predictions.polling),
    ("predictions/{id}", "GET", predictions.polling),
    ("predictions", "POST", predictions.history),
    ("media/uploads", "POST", files.ticketing),
    ("media/upload/binary", "POST", files.multipart),
    ("balance", "GET", account.balance),
    ("models", "GET", account.models),
    ("model/price", "POST", account.price),
    ("model/pricing", "POST", account.pricing),
    ("billings/search", "POST", account.billings),
    ("webhook/secret", "GET", account.webhook_secret),
    ("{model:path}", "POST", submission.submitting),
)


def _api(world: World) -> list[Route]:
    return [
        Route(f"/api/v3/{path}", keyed(world, handle(world)), methods=[method])
        for path, method, handle in _ROUTES
    ]


def _media(world: World) -> list[Route]:
    return [Route("/put/{id}", files.putting(world), methods=["PUT"])]


SERVICE = Service(
    id="wavespeed",
    key=KEY,
    trusted={"api": _api},
    media=_media,
    world=World,
    settings=Settings,
    key_variable="WAVESPEED_API_KEY",
    url_variables={"api": "SEEDREAM_WAVESPEED_URL"},
)


@mirrored(Control, "EmulatorControl", "The control of an emulator anywhere, by its control URL.")
class EmulatorControl(HttpClient):
    pass


class WaveSpeedEmulator(Emulator):
    """WaveSpeed in a thread of this process."""

    service = SERVICE


class WaveSpeedProcess(EmulatorProcess):
    """WaveSpeed in a process of its own."""

    service = SERVICE
