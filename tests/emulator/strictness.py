"""What a request has wrong, and the checks that every strict service makes."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,([A-Za-z0-9+/]+={0,2})")
_JSON = "application/json"


class Mistake(Exception):
    """What a request has wrong; the text goes into the refusal.

    status is the refusal's HTTP status, code the service's own word for it, where it has one.
    """

    def __init__(self, text: str, *, status: int = 400, code: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.code = code


def need(is_so: bool, text: str, **more: Any) -> None:
    """Raise Mistake unless something holds."""
    if not is_so:
        raise Mistake(text, **more)


async def json_body(request: Request) -> Any:
    """Return the body of a JSON call; Mistake when it is none."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    need(kind == _JSON, f"Content-Type must be {_JSON}, not {kind or 'nothing'}")
    content = await request.body()
    try:
        return json.loads(content)
    except ValueError:
        raise Mistake("the body is not JSON") from None


def check_fields(body: Any, known: Mapping[str, type | tuple[type, ...]]) -> dict[str, Any]:
    """Return the body of a small JSON call; Mistake for an unknown field or a wrong type."""
    need(isinstance(body, dict), "the body must be a JSON object")
    for name, value in body.items():
        need(name in known, f"property {name!r} is unknown")
        need(isinstance(value, known[name]), f"property {name!r} has the wrong type")
        if isinstance(value, bool):
            need(known[name] is bool, f"property {name!r} has the wrong type")
    return body


def whole(body: Mapping[str, Any], name: str, default: int, top: int) -> int:
    """Return an integer from 1 to top; Mistake else."""
    value = body.get(name, default)
    need(type(value) is int and 1 <= value <= top, f"{name!r} must be from 1 to {top}")
    return value


def is_data_uri(value: Any) -> bool:
    """Say whether a value is a picture as a lower-case Base64 data URI."""
    return isinstance(value, str) and _DATA_URI.fullmatch(value) is not None


def data_in(uri: str) -> bytes | None:
    """Return the bytes inside a data URI; None when they cannot be read."""
    try:
        return base64.b64decode(uri.partition(",")[2], validate=True)
    except binascii.Error:
        return None
