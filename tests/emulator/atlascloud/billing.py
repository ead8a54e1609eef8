"""The billing interface: balance and daily sums, with errors in a form of their own (B5.1)."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.atlascloud.catalogue import MICROS
from tests.emulator.atlascloud.world import World, told

_DAYS_MAX = 180
_TYPES = {401: "authentication_error", 403: "permission_error", 400: "invalid_request_error"}


def balance(world: World) -> Callable:
    """Return the handler of GET /public/v1/balance."""

    async def handle(request: Request) -> Response:
        _, cues = world.script.draw("balance")
        order = cues.get("balance_error")
        if order is not None:
            return refusal(order["status"], "The request was refused.")
        world.look()
        nothing = money(0)
        grant = dict.fromkeys(("granted", "used", "remaining_overdraft", "overdrawn"), nothing)
        available = money(world.till.balance_micros)
        return told(
            {
                "object": "balance",
                "scope": "account",
                "account": {"id": "acc_1", "name": "Studio", "type": "personal"},
                "available": available,
                "cash": available,
                "bonus": nothing,
                "subscription_bonus": nothing,
                "frozen": money(world.till.frozen_micros),
                "credit_grant": {"status": "none", **grant},
            }
        )

    return _keyed(world, handle)


def daily(world: World, what: str) -> Callable:
    """Return the handler of GET /public/v1/model-usage or model-costs: sums by day and model."""

    async def handle(request: Request) -> Response:
        try:
            start = date.fromisoformat(request.query_params["start_date"])
            end = date.fromisoformat(request.query_params["end_date"])
        except (KeyError, ValueError):
            return refusal(400, "start_date and end_date are needed")
        if not timedelta(0) < end - start <= timedelta(_DAYS_MAX):
            return refusal(400, "the range is not valid")
        world.look()
        days = [start + timedelta(at) for at in range((end - start).days)]
        data = [_bucket(world, what, day) for day in days]
        return told(
            {
                "object": "list",
                "scope": "account",
                "data": data,
                "has_more": False,
                "next_page": None,
            }
        )

    return _keyed(world, handle)


def money(micros: int) -> dict[str, str]:
    """Return an amount as the interface tells it: a decimal text."""
    return {"value": f"{micros / MICROS:.6f}", "currency": "usd"}


def refusal(status: int, text: str) -> Response:
    """Return an error of this interface."""
    kind = _TYPES.get(status, "api_error")
    error = {"type": kind, "code": kind, "message": text, "param": None}
    return told({"error": error}, status)


def _keyed(world: World, handle: Callable[[Request], Awaitable[Response]]) -> Callable:
    async def handler(request: Request) -> Response:
        if not world.has_key(request):
            return refusal(401, "The API key is not valid.")
        return await handle(request)

    return handler


def _bucket(world: World, what: str, day: date) -> dict[str, Any]:
    sums: dict[str, int] = defaultdict(int)
    for job in world.book.all():
        if datetime.fromtimestamp(job.created_at, UTC).date() != day:
            continue
        if world.till.is_charged(job.id):
            sums[job.model] += job.price_micros if what == "cost" else 1
    results = [
        {"model": model, **({"cost": money(total)} if what == "cost" else {"count": total})}
        for model, total in sorted(sums.items())
    ]
    return {"object": "bucket", "date": day.isoformat(), "partial": False, "results": results}
