"""Atlas Cloud on loopback, in a thread or in a process of its own."""

from starlette.routing import Route

from tests.emulator.atlascloud import account, billing, files, predictions, submission
from tests.emulator.atlascloud.world import Settings, World
from tests.emulator.emulator import Emulator, EmulatorProcess, Service
from tests.emulator.world import keyed

KEY = "apikey-live-canary-9b2f64c1d0e84a7f"
_MODEL = "/api/v1/model"


def _api(world: World) -> list[Route]:
    polling = keyed(world, predictions.polling(world))
    return [
        Route(
            f"{_MODEL}/generateImage", keyed(world, submission.submitting(world)), methods=["POST"]
        ),
        Route(f"{_MODEL}/prediction/{{id}}", polling, methods=["GET"]),
        Route(f"{_MODEL}/prediction/{{id}}/", polling, methods=["GET"]),
        Route(f"{_MODEL}/uploadMedia", keyed(world, files.uploading(world)), methods=["POST"]),
        Route(f"{_MODEL}/calculate", keyed(world, account.calculate(world)), methods=["POST"]),
        Route("/api/v1/models", account.models(world), methods=["GET"]),
        Route("/api/v1/webhooks/jwks.json", account.webhook_keys(world), methods=["GET"]),
        Route("/public/v1/balance", billing.balance(world), methods=["GET"]),
        Route("/public/v1/model-usage", billing.daily(world, "usage"), methods=["GET"]),
        Route("/public/v1/model-costs", billing.daily(world, "cost"), methods=["GET"]),
    ]


def _media(world: World) -> list[Route]:
    return [Route("/model/schema/{name}", account.schema(world), methods=["GET"])]


SERVICE = Service(
    id="atlascloud",
    key=KEY,
    trusted={"api": _api},
    media=_media,
    world=World,
    settings=Settings,
    key_variable="ATLASCLOUD_API_KEY",
    url_variables={"api": "SEEDREAM_ATLASCLOUD_URL"},
)


class AtlasCloudEmulator(Emulator):
    """Atlas Cloud in a thread of this process."""

    service = SERVICE


class AtlasCloudProcess(EmulatorProcess):
    """Atlas Cloud in a process of its own."""

    service = SERVICE
