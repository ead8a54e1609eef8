"""Runs ASGI applications on loopback sockets of their own, in a thread with its own loop.

Each application is one origin (one port). Every scope carries the connection's transport under
TRANSPORT, so that an application may end a connection as a broken network would.
"""

import asyncio
import logging
import socket
import threading
import traceback
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import ClientDisconnect
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

App = Callable[[dict, Callable, Callable], Awaitable[None]]
TRANSPORT = "emulator.transport"
_LOOPBACK = "127.0.0.1"
_BACKLOG = 512
_START_TIMEOUT_S = 10.0
_KEEP_ALIVE_S = 75
_TURNS_TO_ACCEPT = 8


class _Protocol(H11Protocol):
    """HTTP/1.1 whose application sees the transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        # asyncio skips this for sockets of protocol number 0, which create_server() makes; head
        # and body then wait 40 ms for each other.
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        app = self.app

        async def with_transport(scope: dict, receive: Callable, send: Callable) -> None:
            scope[TRANSPORT] = transport
            await app(scope, receive, send)

        self.app = with_transport


class Host:
    """A thread that serves a set of applications until stop() is called.

    faults collects the tracebacks of errors inside the applications: bugs of the emulator
    itself, which its owner must not swallow.
    """

    def __init__(self, name: str, origins: tuple[str, ...]) -> None:
        self._name = name
        self._sockets = {
            origin: socket.create_server((_LOOPBACK, 0), backlog=_BACKLOG) for origin in origins
        }
        self.urls = {
            origin: f"http://{_LOOPBACK}:{sock.getsockname()[1]}"
            for origin, sock in self._sockets.items()
        }
        self.faults: list[str] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ending: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, apps: Mapping[str, App]) -> None:
        """Serve; returns when every socket accepts."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)

        def main() -> None:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(apps))

        self._thread = threading.Thread(target=main, name=self._name)
        self._thread.start()
        if not self._ready.wait(_START_TIMEOUT_S):
            raise RuntimeError(f"{self._name} did not start")

    def stop(self) -> None:
        """Cut every connection, free the ports and join the thread."""
        if self._thread is None:
            for sock in self._sockets.values():
                sock.close()
            return
        if self._thread.is_alive() and self._loop is not None and self._ending is not None:
            self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()

    def call(self, work: Callable[[], Any]) -> Any:
        """Run work on the serving thread and return what it returns or awaits to."""
        if self._loop is None or self._loop.is_closed():
            raise RuntimeError(f"{self._name} does not run")

        async def run() -> Any:
            result = work()
            return await result if asyncio.iscoroutine(result) else result

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    async def _serve(self, apps: Mapping[str, App]) -> None:
        self._loop = asyncio.get_running_loop()
        self._ending = asyncio.Event()
        state = ServerState()
        servers = [
            await self._listen(sock, apps[origin], state) for origin, sock in self._sockets.items()
        ]
        self._ready.set()
        await self._ending.wait()
        # Closing a server while a connection is half accepted leaks that connection (CPython 3.11),
        # so accepting stops first.
        for sock in self._sockets.values():
            self._loop.remove_reader(sock)
        await _cut(state)
        for server in servers:
            server.close()

    async def _listen(self, sock: socket.socket, app: App, state: ServerState) -> asyncio.Server:
        config = Config(
            self._guarded(app),
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
        )
        config.load()
        loop = asyncio.get_running_loop()
        return await loop.create_server(
            lambda: _Protocol(config=config, server_state=state, app_state={}, _loop=loop),
            sock=sock,
            backlog=_BACKLOG,
        )

    def _guarded(self, app: App) -> App:
        async def guarded(scope: dict, receive: Callable, send: Callable) -> None:
            try:
                await app(scope, receive, send)
            except (asyncio.CancelledError, ClientDisconnect):
                scope[TRANSPORT].abort()
            except Exception:  # noqa: BLE001 - the barrier: shown to the owner by faults
                self.faults.append(traceback.format_exc())
                scope[TRANSPORT].abort()
                await until_gone(receive)

        return guarded


async def until_gone(receive: Callable) -> None:
    """Return when the connection of this request is closed."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cut(state: ServerState) -> None:
    """Abort every connection, also those that were accepted a moment ago, and their handlers."""
    for _ in range(_TURNS_TO_ACCEPT):
        for connection in list(state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
    tasks = list(state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0)
