"""WaveSpeed on loopback: four origins, in a thread of this process, or in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from tests.emulator.host import App, Host
from tests.emulator.journal import Journal
from tests.emulator.remote import HttpClient, ThreadClient, control_app, mirrored
from tests.emulator.wavespeed import account, files, gallery, predictions, submission
from tests.emulator.wavespeed.control import Control
from tests.emulator.wavespeed.world import Settings, World, error, keyed

KEY = "wsk_live_canary_4f1c9a7be2d84d0f9a63"
_ORIGINS = ("api", "media", "control", "foreign")
_FIRST_BALANCE_MICROS = 100_000_000
_START_S = 20.0
_LOOK_S = 0.02
_ROOT = Path(__file__).parents[3]


@mirrored(Control, "LocalControl", "The control of an emulator in this process.")
class LocalControl(ThreadClient):
    pass


@mirrored(Control, "EmulatorControl", "The control of an emulator anywhere, by its control URL.")
class EmulatorControl(HttpClient):
    pass


class WaveSpeedEmulator:
    """The service in a thread; use it in a with statement.

    url is the API's base, media_url the host of files and signed PUTs, foreign_url a trap,
    control_url the control over HTTP; control has the methods of control.Control. settings
    are those of world.Settings. Leaving the block raises when the emulator itself had an
    error; it does not judge violations, tests do.
    """

    def __init__(
        self,
        *,
        key: str = KEY,
        balance_micros: int = _FIRST_BALANCE_MICROS,
        **settings: Any,
    ) -> None:
        self.key = key
        self._balance_micros = balance_micros
        self._settings = Settings(**settings)

    def __enter__(self) -> Self:
        self._host = Host("wavespeed-emulator", _ORIGINS)
        self.urls = dict(self._host.urls)
        self.url, self.media_url = self.urls["api"], self.urls["media"]
        self.foreign_url, self.control_url = self.urls["foreign"], self.urls["control"]
        journal = Journal(self.key)
        world = World(self.key, self.urls, self._balance_micros, self._settings, journal)
        inner = Control(world)
        apps: dict[str, App] = {
            "api": journal.watch("api", _api(world), is_trusted=True),
            "media": journal.watch("media", _media(world), is_trusted=False),
            "control": control_app(inner),
            "foreign": journal.watch("foreign", _foreign, is_trusted=False, is_trap=True),
        }
        self.control = LocalControl(self._host, inner)
        self._host.start(apps)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._host.stop()
        if self._host.faults and kind is None:
            raise RuntimeError("the emulator failed:\n" + "\n".join(self._host.faults))


class WaveSpeedProcess:
    """The service in a process of its own, with the attributes of WaveSpeedEmulator.

    settings are those of the thread form. The process ends with the block, or with this one.
    """

    def __init__(self, *, key: str = KEY, **settings: Any) -> None:
        self.key = key
        self._settings = settings

    def __enter__(self) -> Self:
        with tempfile.TemporaryDirectory(prefix="emulator-") as folder:
            port_file = Path(folder) / "ports.json"
            self._process = subprocess.Popen(
                self._command(port_file),
                cwd=_ROOT,
                env=os.environ | {"PYTHONPATH": str(_ROOT)},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
            )
            self.urls = self._awaited(port_file)
        self.url, self.media_url = self.urls["api"], self.urls["media"]
        self.foreign_url, self.control_url = self.urls["foreign"], self.urls["control"]
        self.control = EmulatorControl(self.control_url)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        status = self._stop()
        if status != 0 and kind is None:
            raise RuntimeError(f"the emulator failed, exit status {status}; see its output")

    def _command(self, port_file: Path) -> list[str]:
        command = [sys.executable, "-m", "tests.emulator.wavespeed", "--key", self.key]
        command += ["--port-file", str(port_file), "--until-stdin-closes"]
        return [*command, "--settings", json.dumps(self._settings)]

    def _awaited(self, port_file: Path) -> dict[str, str]:
        deadline = time.monotonic() + _START_S
        while not port_file.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._stop()
                raise RuntimeError("the emulator process did not start")
            time.sleep(_LOOK_S)
        return json.loads(port_file.read_text())

    def _stop(self) -> int:
        self._process.stdin.close()
        try:
            return self._process.wait(_START_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _api(world: World) -> App:
    def route(path: str, method: str, handle: Any) -> Route:
        return Route(f"/api/v3/{path}", keyed(world, handle(world)), methods=[method])

    routes = [
        route("predictions/delete", "POST", predictions.deleting),
        route("predictions/{id}/result", "GET", predictions.polling),
        route("predictions/{id}", "GET", predictions.polling),
        route("predictions", "POST", predictions.history),
        route("media/uploads", "POST", files.ticketing),
        route("media/upload/binary", "POST", files.multipart),
        route("balance", "GET", account.balance),
        route("models", "GET", account.models),
        route("model/price", "POST", account.price),
        route("model/pricing", "POST", account.pricing),
        route("billings/search", "POST", account.billings),
        route("webhook/secret", "GET", account.webhook_secret),
        route("{model:path}", "POST", submission.submitting),
    ]
    return Router(routes, redirect_slashes=False, default=_unknown)


def _media(world: World) -> App:
    routes = [
        Route("/put/{id}", files.putting(world), methods=["PUT"]),
        Route("/media/{id}/{name}", gallery.uploaded(world), methods=["GET"]),
        Route("/output/{job}/{name}", gallery.outputs(world), methods=["GET"]),
        Route("/hop/{left:int}/{job}/{name}", gallery.hopping(world), methods=["GET"]),
    ]
    return Router(routes, redirect_slashes=False, default=_unknown)


async def _unknown(scope: dict, receive: Any, send: Any) -> None:
    await error(404, "not found")(scope, receive, send)


async def _foreign(scope: dict, receive: Any, send: Any) -> None:
    """Take whatever comes, so that the log and the key scan see all of it."""
    await Request(scope, receive).body()
    await Response(b"", 200)(scope, receive, send)
