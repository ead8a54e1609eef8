"""EvoLink on loopback, in a thread or in a process of its own."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.emulator import gallery
from tests.emulator.emulator import Emulator, EmulatorProcess, Service
from tests.emulator.evolink import account, files, submission, tasks
from tests.emulator.evolink.world import Settings, World
from tests.emulator.replies import page
from tests.emulator.world import keyed

KEY = "sk-evo-live-canary-4d1b7c90a2e64f38"
_FILES = "/api/v1/files"
_COMMON = ("python-urllib", "python-requests", "python-httpx", "curl", "aiohttp")


def _api(world: World) -> list[Route]:
    made = (
        ("/v1/images/generations", "POST", submission.submitting),
        ("/v1/tasks/batch", "POST", tasks.batch),
        ("/v1/tasks/{id}", "GET", tasks.polling),
        ("/v1/tasks", "GET", tasks.listing),
        ("/v1/credits", "GET", account.balance),
        ("/v1/models", "GET", account.models),
    )
    return [Route(path, keyed(world, make(world)), methods=[verb]) for path, verb, make in made]


def _files(world: World) -> list[Route]:
    made = (
        ("/upload/stream", "POST", files.streaming),
        ("/upload/base64", "POST", files.base64ed),
        ("/upload/url", "POST", files.fetching),
        ("/list", "GET", files.listing),
        ("/quota", "GET", files.quota),
        ("/{id}", "DELETE", files.deleting),
    )
    return [
        Route(_FILES + path, keyed(world, make(world)), methods=[verb]) for path, verb, make in made
    ]


def _media(world: World) -> list[Route]:
    """Serve outputs to programs that say who they are (sheet, 3.3: a common name gets 403)."""
    return [Route("/output/{job}/{name}", _named_only(gallery.outputs(world)), methods=["GET"])]


def _named_only(handle: Callable) -> Callable:
    async def handler(request: Request) -> Response:
        agent = request.headers.get("user-agent", "").lower()
        if not agent or agent.startswith(_COMMON):
            return page(403, "error code: 1010")
        return await handle(request)

    return handler


SERVICE = Service(
    id="evolink",
    key=KEY,
    trusted={"api": _api, "files": _files},
    media=_media,
    world=World,
    settings=Settings,
    key_variable="EVOLINK_API_KEY",
    url_variables={"api": "SEEDREAM_EVOLINK_URL", "files": "SEEDREAM_EVOLINK_FILES_URL"},
)


class EvoLinkEmulator(Emulator):
    """EvoLink in a thread of this process."""

    service = SERVICE


class EvoLinkProcess(EmulatorProcess):
    """EvoLink in a process of its own."""

    service = SERVICE
