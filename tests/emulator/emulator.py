"""One emulated service on loopback: in a thread of this process, or in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from tests.emulator import gallery
from tests.emulator.control import Control
from tests.emulator.host import App, Host
from tests.emulator.journal import Journal
from tests.emulator.remote import HttpClient, ThreadClient, control_app, mirrored
from tests.emulator.world import Settings, World

_FIRST_BALANCE_MICROS = 100_000_000
_START_S = 20.0
_LOOK_S = 0.02
_ROOT = Path(__file__).parents[2]

Routes = Callable[[World], list[Route]]


@dataclass(frozen=True, kw_only=True)
class Service:
    """What makes one service: its id, a canary of a key, and what its origins serve.

    trusted are the origins that the key may be sent to, "api" first. Beside them there are
    always "media" (outputs, uploads and what `media` adds), "foreign" (a trap) and "control".
    key_variable and url_variables (by origin) are what the program under test is told by.
    """

    id: str
    key: str
    trusted: Mapping[str, Routes]
    key_variable: str
    url_variables: Mapping[str, str]
    media: Routes = lambda _: []
    world: type[World] = World
    settings: type[Settings] = Settings
    control: type[Control] = Control

    @property
    def origins(self) -> tuple[str, ...]:
        """The names of all its ports."""
        return (*self.trusted, "media", "control", "foreign")

    def client(self, carrier: type) -> Any:
        """Return the class that carries calls to this service's control in a carrier's way."""
        name = f"{self.control.__name__}By{carrier.__name__}"
        return mirrored(self.control, name, f"The control of {self.id}.")(
            type(name, (carrier,), {})
        )

    def apps(self, world: World, journal: Journal) -> dict[str, App]:
        """Return what each origin serves, with every request written down."""
        apps = {
            origin: journal.watch(origin, _router(world, routes(world)), is_trusted=True)
            for origin, routes in self.trusted.items()
        }
        media = _router(world, [*self.media(world), *gallery.routes(world)])
        return apps | {
            "media": journal.watch("media", media, is_trusted=False),
            "foreign": journal.watch("foreign", _foreign, is_trusted=False, is_trap=True),
        }


class _Served:
    """What a test sees of an emulator, wherever it runs. key and urls are the service's."""

    key: str
    urls: dict[str, str]
    control: Any
    service: ClassVar[Service]

    @property
    def url(self) -> str:
        """The base of the service's interface."""
        return self.urls["api"]

    @property
    def media_url(self) -> str:
        """The host of files: outputs, uploads, signed PUTs."""
        return self.urls["media"]

    @property
    def foreign_url(self) -> str:
        """A trap, at which nobody may call."""
        return self.urls["foreign"]

    @property
    def control_url(self) -> str:
        """The control over HTTP, for people and for other processes."""
        return self.urls["control"]

    @property
    def environment(self) -> dict[str, str]:
        """What the program under test needs in its environment to use this service."""
        places = {name: self.urls[origin] for origin, name in self.service.url_variables.items()}
        return {self.service.key_variable: self.key, **places}

    def play(self, scenario: str, **options: Any) -> None:
        """Order a scenario; see Control.play()."""
        self.control.play(scenario, **options)

    @property
    def billed_micros(self) -> int:
        """What the customer has paid and not got back."""
        return self.control.billed()

    @property
    def sales(self) -> list[dict]:
        """Every sale, oldest first."""
        return self.control.sales()

    @property
    def violations(self) -> list[dict]:
        """What a client must never do and did."""
        return self.control.violations()


class Emulator(_Served):
    """The service in a thread; use it in a with statement, or start() and stop().

    control has the methods of the service's Control; settings are those of its Settings. Leaving
    the block raises when the emulator itself had an error (faults); it does not judge violations,
    tests do.
    """

    def __init__(
        self,
        *,
        key: str | None = None,
        balance_micros: int = _FIRST_BALANCE_MICROS,
        **settings: Any,
    ) -> None:
        self.key = self.service.key if key is None else key
        self._balance_micros = balance_micros
        self._settings = self.service.settings(**settings)

    def start(self) -> Self:
        """Serve; returns when every port accepts."""
        service = self.service
        self._host = Host(f"{service.id}-emulator", service.origins)
        self.urls = dict(self._host.urls)
        journal = Journal(self.key)
        world = service.world(self.key, self.urls, self._balance_micros, self._settings, journal)
        inner = service.control(world)
        self.control = service.client(ThreadClient)(self._host, inner)
        self._host.start({**service.apps(world, journal), "control": control_app(inner)})
        return self

    def stop(self) -> None:
        """Cut every connection and free the ports."""
        self._host.stop()

    @property
    def faults(self) -> list[str]:
        """The tracebacks of errors of the emulator itself."""
        return self._host.faults

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.stop()
        if self.faults and kind is None:
            raise RuntimeError("the emulator failed:\n" + "\n".join(self.faults))


class EmulatorProcess(_Served):
    """The service in a process of its own, with what an Emulator shows but for its faults.

    settings are those of the thread form. The process ends with the block, or with this one.
    """

    def __init__(self, *, key: str | None = None, **settings: Any) -> None:
        self.key = self.service.key if key is None else key
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
        self.control = self.service.client(HttpClient)(self.control_url)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        status = self._stop()
        if status != 0 and kind is None:
            raise RuntimeError(f"the emulator failed, exit status {status}; see its output")

    def _command(self, port_file: Path) -> list[str]:
        package = type(self).__module__.rpartition(".")[0]
        command = [sys.executable, "-m", package, "--key", self.key]
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


def _router(world: World, routes: list[Route]) -> App:
    async def unknown(scope: dict, receive: Any, send: Any) -> None:
        await world.voice.not_found()(scope, receive, send)

    return Router(routes, redirect_slashes=False, default=unknown)


async def _foreign(scope: dict, receive: Any, send: Any) -> None:
    """Take whatever comes, so that the log and the key scan see all of it."""
    await Request(scope, receive).body()
    await Response(b"", 200)(scope, receive, send)
