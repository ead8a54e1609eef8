"""Carries calls of a control object: into the serving thread, or over HTTP to a process."""

import asyncio
import functools
import http.client
import inspect
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from tests.emulator.host import Host
from tests.emulator.replies import reply

_TIMEOUT_S = 60.0


def mirrored(control: type, name: str, doc: str) -> Callable[[type], type]:
    """Give a class each public method of a control class, sent through its own _send()."""

    def fill(client: type) -> type:
        for method, function in inspect.getmembers(control, inspect.isfunction):
            if not method.startswith("_"):
                setattr(client, method, _forwarding(method, function))
        client.__name__ = client.__qualname__ = name
        client.__doc__ = doc
        return client

    return fill


def _forwarding(method: str, function: Callable) -> Callable:
    @functools.wraps(function)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self._send(method, args, kwargs)

    return call


class ThreadClient:
    """Calls a control object on the thread that serves."""

    def __init__(self, host: Host, control: Any) -> None:
        self._host = host
        self._control = control

    def _send(self, method: str, args: tuple, kwargs: dict) -> Any:
        return self._host.call(lambda: getattr(self._control, method)(*args, **kwargs))


class HttpClient:
    """Calls a control object in another process; errors of use come back as ValueError."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url).netloc

    def _send(self, method: str, args: tuple, kwargs: dict) -> Any:
        connection = http.client.HTTPConnection(self._place, timeout=_TIMEOUT_S)
        try:
            body = json.dumps({"args": args, "kwargs": kwargs})
            connection.request("POST", f"/control/{method}", body)
            answer = connection.getresponse()
            content = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise ValueError(content["error"])
        return content["result"]


def control_app(control: Any) -> Router:
    """Serve a control object's public methods at POST /control/<method>."""

    async def handle(request: Request) -> Response:
        name = request.path_params["method"]
        method = None if name.startswith("_") else getattr(control, name, None)
        if not callable(method):
            return reply({"error": f"no control {name!r}"}, 404)
        content = await request.body()
        call = json.loads(content) if content else {}
        try:
            result = method(*call.get("args", ()), **call.get("kwargs", {}))
            if asyncio.iscoroutine(result):
                result = await result
        except (ValueError, TypeError, KeyError) as exc:
            return reply({"error": str(exc)}, 400)
        return reply({"result": result})

    return Router([Route("/control/{method}", handle, methods=["POST"])])
