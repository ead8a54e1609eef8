"""Balance, catalogue, prices and billing; all free."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.strictness import Mistake, check_fields, json_body, whole
from tests.emulator.till import Sale, SaleState
from tests.emulator.timepiece import moment_of, rfc3339
from tests.emulator.wavespeed.catalogue import CATALOGUE, MICROS, Model, published
from tests.emulator.wavespeed.world import World, success

_PAGE_MAX = 100
_SECRET = "whsec_7b1f0d2c9e8a4f53b6c1"
_BILLING_FIELDS: dict[str, Any] = {
    "page": int,
    "page_size": int,
    "billing_type": str,
    "prediction_uuids": list,
    "sort": str,
    "start_time": str,
    "end_time": str,
}


def balance(world: World) -> Callable:
    """Return the handler of GET /api/v3/balance."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("balance")
        if trouble is not None:
            return trouble
        world.look()
        return success({"balance": world.till.balance_micros / MICROS})

    return handle


def models(world: World) -> Callable:
    """Return the handler of GET /api/v3/models."""

    async def handle(request: Request) -> Response:
        trouble = world.played_error("models")
        if trouble is not None:
            return trouble
        server = world.urls["api"]
        return success([published(m, server, i) for i, m in enumerate(CATALOGUE.values())])

    return handle


def price(world: World) -> Callable:
    """Return the handler of POST /api/v3/model/price; incomplete inputs give the floor price."""

    async def handle(request: Request) -> Response:
        body = check_fields(await json_body(request), {"model_id": str, "inputs": dict})
        trouble = world.played_error("price")
        if trouble is not None:
            return trouble
        model = _model(body)
        total = model.total_micros(body.get("inputs", {})) / MICROS
        return success(
            {"model_id": model.id, "price": total, "discounted_price": total, "currency": "USD"}
        )

    return handle


def pricing(world: World) -> Callable:
    """Return the handler of POST /api/v3/model/pricing, the older form."""

    async def handle(request: Request) -> Response:
        model = _model(check_fields(await json_body(request), {"model_id": str}))
        unit = model.price_micros / MICROS
        return success({"model_id": model.id, "unit_price": unit, "currency": "USD"})

    return handle


def webhook_secret(world: World) -> Callable:
    """Return the handler of GET /api/v3/webhook/secret."""

    async def handle(request: Request) -> Response:
        return success({"secret": _SECRET})

    return handle


def billings(world: World) -> Callable:
    """Return the handler of POST /api/v3/billings/search: deductions and refunds as items."""

    async def handle(request: Request) -> Response:
        body = check_fields(await json_body(request), _BILLING_FIELDS)
        page = whole(body, "page", 1, 1_000_000)
        size = whole(body, "page_size", _PAGE_MAX, _PAGE_MAX)
        trouble = world.played_error("billings")
        if trouble is not None:
            return trouble
        world.look()
        jobs = body.get("prediction_uuids")
        items = [
            (moment, item)
            for sale in world.till.sales
            if not jobs or sale.job in jobs
            for moment, item in _items(world, sale)
            if body.get("billing_type", item["billing_type"]) == item["billing_type"]
            and _lies_within(body, moment)
        ]
        items.sort(key=lambda pair: pair[0], reverse="asc" not in body.get("sort", ""))
        chosen = [item for _, item in items[(page - 1) * size : page * size]]
        return success({"page": page, "total": len(items), "items": chosen})

    return handle


def _items(world: World, sale: Sale) -> list[tuple[float, dict[str, Any]]]:
    amount = sale.price_micros / MICROS
    job = world.book.get(sale.job)
    state = "done" if sale.state is SaleState.DONE else "pre"
    common = {
        "price": amount,
        "order": {"uuid": sale.id, "state": state, "price": amount, "origin_price": amount},
        "prediction": {
            "uuid": sale.job,
            "model_uuid": job.model if job else "",
            "status": job.status if job else "deleted",
        },
        "access_key_name": "emulator",
    }
    taken = common | {
        "uuid": sale.id,
        "billing_type": "deduct",
        "created_at": rfc3339(sale.taken_at),
    }
    if sale.refunded_at is None:
        return [(sale.taken_at, taken)]
    back = common | {
        "uuid": sale.refund_id,
        "billing_type": "refund",
        "created_at": rfc3339(sale.refunded_at),
    }
    return [(sale.taken_at, taken), (sale.refunded_at, back)]


def _lies_within(body: dict[str, Any], moment: float) -> bool:
    try:
        start = moment_of(body["start_time"]) if "start_time" in body else moment
        end = moment_of(body["end_time"]) if "end_time" in body else moment
    except ValueError:
        raise Mistake("times must be RFC 3339 with a zone") from None
    return start <= moment <= end


def _model(body: dict[str, Any]) -> Model:
    model = CATALOGUE.get(body.get("model_id", ""))
    if model is None:
        raise Mistake(f"model {body.get('model_id')!r} not found")
    return model
