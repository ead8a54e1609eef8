"""EvoLink's wire to domain and back (sheet, 3.2 to 3.7)."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import msgspec

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.domain.money import MICROS_PER_USD
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ports.provider import (
    Failed,
    Finished,
    Order,
    Outbox,
    PastJob,
    Running,
    Snapshot,
)
from seedream_desktop.providers._evolink_errors import MODERATED, TITLE
from seedream_desktop.providers._evolink_shapes import (
    Cost,
    Credits,
    Page,
    Shelf,
    Shelves,
    Stored,
    Task,
    Uploaded,
    Usage,
)
from seedream_desktop.providers._told_outputs import told_outputs
from seedream_desktop.providers._wire import BadReply, decoded, seconds, service_text

_SINGLE: Final = ("-pro", "-flash")
"""Ends of the models that give one output, and take its format outside model_params."""

_INSIDE: Final = frozenset({"output_format", "tools"})
_DONE: Final = frozenset({"completed", "succeeded"})
_ENDED: Final[Mapping[str, Billed]] = {
    "failed": Billed.NO,
    "cancelled": Billed.UNKNOWN,
    "canceled": Billed.UNKNOWN,
}
"""What failed is given back by the service itself; of cancelled tasks nothing is documented."""

_BILL_MAX_MICROS: Final = 1_000 * MICROS_PER_USD
"""Far above the dearest order: what is more is no bill, and would be no number for a ledger."""

_FAILURES: Final[Mapping[str, str]] = {
    **dict.fromkeys(MODERATED, "moderated"),
    "invalid_parameters": "parameters_refused",
    "image_dimension_mismatch": "parameters_refused",
    "image_processing_error": "reference_not_fetched",
    "generation_timeout": "job_timed_out",
    "request_cancelled": "job_cancelled",
    **dict.fromkeys(
        (
            "model_unavailable",
            "quota_exceeded",
            "rate_limited",
            "resource_exhausted",
            "service_error",
            "service_unavailable",
            "upstream_error",
        ),
        "service_failed",
    ),
}


def base_of(model: ModelId) -> str:
    """Return the service's own id of a model: a card's says behind "/" what it is used for."""
    return model.partition("/")[0]


def wire_order(order: Order) -> dict[str, Any]:
    """Return the body of an order (3.2): nothing added, nothing dropped, order kept.

    The models of one output have a mark on the picture to be declined; the others have none.
    """
    assert all(reference.url for reference in order.references), "references are uploaded first"
    base = base_of(order.model)
    is_single = base.endswith(_SINGLE)
    body: dict[str, Any] = {"model": base, "prompt": order.prompt}
    if order.references:
        body["image_urls"] = [reference.url for reference in order.references]
    if order.size is not None:
        body["size"] = f"{order.size.width_px}x{order.size.height_px}"
    if is_single:
        assert order.outputs == 1, "this model gives one output"
        return body | dict(order.options) | {"watermark": False}
    body["n"] = order.outputs
    inside = {name: value for name, value in order.options.items() if name in _INSIDE}
    body |= {name: value for name, value in order.options.items() if name not in _INSIDE}
    return body | ({"model_params": inside} if inside else {})


async def snapshot(task: Task, credits_per_usd: int, outbox: Outbox) -> Snapshot:
    """Return what a task says of itself; a word that is not known counts as running."""
    word = task.status.strip().lower()
    charged = charged_micros(task.usage, credits_per_usd)
    if word in _DONE:
        outputs = await told_outputs(TITLE, _outputs(task), outbox)
        return Finished(outputs=outputs, charged_micros=charged)
    if word not in _ENDED:
        return Running(word or "unknown")
    error = task.error if isinstance(task.error, dict) else {}
    number = str(error.get("code") or "").strip()
    code = _FAILURES.get(number, "job_failed") if word == "failed" else "job_cancelled"
    billed = Billed.YES if charged else _ENDED[word]
    said = service_text(msgspec.json.encode({"error": task.error}))
    params = {"service": TITLE, "number": number, "said": said}
    return Failed(Trouble(code=code, billed=billed, params=params))


def _outputs(task: Task) -> list[Any]:
    """Return all outputs of a task, each once, in the order told (3.3)."""
    places = [*_elements(task.results), *_elements(task.result_data)]
    found: dict[Any, Any] = {}
    for place in places:
        inner = place.get("image_url") or place.get("url") if isinstance(place, dict) else place
        found.setdefault(inner if isinstance(inner, str) else repr(inner), inner)
    return list(found.values())


def _elements(told: Any) -> Iterable[Any]:
    return told if isinstance(told, list) else [told] if told else []


def charged_micros(told: Any, credits_per_usd: int) -> int | None:
    """Return what a task was billed; None where that is not told, or no sum that it could be.

    Of several figures that are not the same, the highest.
    """
    usage = _as(told, Usage)
    cost = _as(usage.cost, Cost) if usage is not None else None
    if usage is None:
        return None
    found = [_micros(usage.credits_used, credits_per_usd)]
    if cost is not None:
        found += [_micros(cost.credits, credits_per_usd), _micros(cost.usd, 1)]
    told_micros = [micros for micros in found if micros is not None]
    return max((micros for micros in told_micros if 0 < micros <= _BILL_MAX_MICROS), default=None)


def _as(told: Any, shape: type[Any]) -> Any:
    try:
        return msgspec.convert(told, shape)
    except msgspec.ValidationError:
        return None


def _micros(amount: Any, per_usd: int, rounding: str = ROUND_CEILING) -> int | None:
    """Return micro-dollars of an amount of which a dollar buys so many; None for no amount."""
    if isinstance(amount, bool) or not isinstance(amount, str | float | int):
        return None
    try:
        exact = Decimal(str(amount)) * MICROS_PER_USD / per_usd
        return int(exact.quantize(Decimal("1e-3")).to_integral_value(rounding))
    except (ArithmeticError, ValueError):
        return None


def balance_in(body: bytes, credits_per_usd: int) -> int:
    """Read what an account has left, in micro-dollars (3.7). Raises BadReply."""
    left = decoded(body, Credits).data.user.remaining_credits
    found = _micros(left, credits_per_usd, ROUND_FLOOR)
    if found is None:
        raise BadReply("data.user.remaining_credits")
    return found


def upload_in(body: bytes) -> tuple[str, float | None]:
    """Read where an uploaded file lies, and for how many seconds (3.6). Raises BadReply.

    The time is what lies between two moments of the service's own clock; None: not told.
    """
    stored = decoded(body, Stored).data
    address = stored.file_url or stored.download_url
    if not address.startswith(("https://", "http://")):
        raise BadReply("data.file_url")
    return address, _lifetime_s(stored)


def name_in(url: str) -> str:
    """Return a file's own name, as its address ends with it."""
    return unquote(urlsplit(url).path).rpartition("/")[2]


def shelf_in(body: bytes) -> Shelf:
    """Read a page of the list of uploads (3.6). Raises BadReply."""
    return decoded(body, Shelves).data


def _lifetime_s(stored: Uploaded) -> float | None:
    try:
        return max(0.0, seconds(stored.expires_at) - seconds(stored.upload_time))
    except BadReply:
        return None


def page_in(body: bytes) -> Page:
    """Read a page of the task list (3.1). Raises BadReply."""
    return decoded(body, Page)


def past_jobs(page: Page, model: ModelId) -> tuple[PastJob, ...]:
    """Return the page's tasks of a model. The list tells nothing of what was sent for them.

    What a model is used for is not told either, so that each of its tasks may be of any use.
    """
    return tuple(
        PastJob(remote_id=RemoteId(row.id), model=model, created_at=row.created)
        for row in page.data
        if row.model in ("", base_of(model))
    )
