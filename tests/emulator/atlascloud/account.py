"""Catalogue, schemas, price estimates and the webhooks' public keys; all free."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.atlascloud.catalogue import CATALOGUE, MICROS, published, schema_of
from tests.emulator.atlascloud.submission import wish_of
from tests.emulator.atlascloud.world import World, success, told
from tests.emulator.replies import page, reply

_KEYS = {
    "keys": [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "kid": "emulator-1",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    ]
}
_VIDEO = {"model": "bytedance/seedance-v1.5-pro", "type": "Video", "display_console": True}


def models(world: World) -> Callable:
    """Return the handler of GET /api/v1/models, which needs no key; its code is a text."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("models")
        if trouble is not None:
            return trouble
        statics, discount = world.urls["media"], world.settings.discount
        listed = [published(m, statics, i, discount) for i, m in enumerate(CATALOGUE.values())]
        return told({"code": "200", "data": [*listed, _VIDEO]})

    return handle


def schema(world: World) -> Callable:
    """Return the handler of a model's schema, at a host of its own."""
    by_name = {f"{name.replace('/', '-')}.json": model for name, model in CATALOGUE.items()}

    async def handle(request: Request) -> Response:
        trouble = world.played_error("schema")
        if trouble is not None:
            return trouble
        model = by_name.get(request.path_params["name"])
        return page(404, "NoSuchKey") if model is None else reply(schema_of(model))

    return handle


def calculate(world: World) -> Callable:
    """Return the handler of POST /api/v1/model/calculate: an order's price, and no order."""

    async def handle(request: Request) -> Response:
        wish = await wish_of(world, request)
        trouble = world.played_error("price")
        if trouble is not None:
            return trouble
        price = wish.price_micros / MICROS
        return success({"price": price, "currency": "USD", "estimated": True})

    return handle


def webhook_keys(world: World) -> Callable:
    """Return the handler of GET /api/v1/webhooks/jwks.json."""

    async def handle(request: Request) -> Response:
        return reply(_KEYS)

    return handle
