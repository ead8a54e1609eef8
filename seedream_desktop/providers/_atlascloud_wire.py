"""Atlas Cloud's wire to domain and back (sheet, B2 to B5)."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from seedream_desktop.domain.errors import Billed, OutcomeUnknown, Refused, SeedreamError
from seedream_desktop.domain.request import Trouble
from seedream_desktop.net.reply import Reply
from seedream_desktop.ports.provider import (
    Accepted,
    Failed,
    Finished,
    Order,
    Outbox,
    Running,
    Snapshot,
)
from seedream_desktop.providers._atlascloud_shapes import (
    Balance,
    Estimate,
    LiveModel,
    Money,
    Task,
    Uploaded,
)
from seedream_desktop.providers._envelope import data_of, id_in, said_inside
from seedream_desktop.providers._inline import data_uris
from seedream_desktop.providers._told_outputs import told_outputs
from seedream_desktop.providers._wire import (
    BadReply,
    decoded,
    micros,
    paid_trouble,
    price_told,
    service_text,
)

TITLE: Final = "Atlas Cloud"

_MODERATED: Final = "1039"
_DONE: Final = frozenset({"completed", "succeeded"})
_ENDED: Final[Mapping[str, tuple[str, Billed]]] = {
    "failed": ("job_failed", Billed.NO),
    "timeout": ("job_timed_out", Billed.NO),
    "cancelled": ("job_cancelled", Billed.UNKNOWN),
    "canceled": ("job_cancelled", Billed.UNKNOWN),
    "error": ("job_failed", Billed.UNKNOWN),
    "rejected": ("job_failed", Billed.UNKNOWN),
}
"""Failed and timed out work is released (B5.5); of the other words nothing is documented."""

_MODERATION: Final = re.compile(
    r"moderation|safety (review|check|filter|guideline)|violates? policy|sensitive", re.IGNORECASE
)
"""The phrases seen (B5.3); "blocked" or "policy" alone say other things too."""


async def wire_order(order: Order) -> dict[str, Any]:
    """Return the flat body of an order (B4.1): nothing added, nothing dropped, order kept.

    A reference without an address travels inside. A dot in an option's name leads into an
    object. Raises StorageFailed for a file that cannot be read.
    """
    is_sequential = order.model.endswith("sequential")
    assert is_sequential or order.outputs == 1, "only sequential models give several outputs"
    body: dict[str, Any] = {"model": order.model, "prompt": order.prompt}
    if order.references:
        inside = iter(await data_uris([one for one in order.references if not one.url]))
        body["images"] = [one.url or next(inside) for one in order.references]
    if order.size is not None:
        body["size"] = f"{order.size.width_px}*{order.size.height_px}"
    if is_sequential:
        body["max_images"] = order.outputs
    for name, value in order.options.items():
        outer, _, inner = name.partition(".")
        if inner:
            body.setdefault(outer, {})[inner] = value
        else:
            body[outer] = value
    return body


async def answered(reply: Reply, outbox: Outbox) -> Accepted | Finished:
    """Return what the answer to an order comes to.

    A job's id counts whatever else is said: asking for the job is free and tells the rest,
    and there is no other way to find it. Raises as ports.provider.Provider.submit().
    """
    found = id_in(reply.body)
    if found is not None:
        return Accepted(found)
    task = task_in(reply.body)
    if task is not None:
        word = await snapshot(task, reply.body, outbox)
        if isinstance(word, Finished):
            return word
        if isinstance(word, Failed) and word.trouble.billed is Billed.NO:
            raise Refused(word.trouble.code, **word.trouble.params)
    trouble = paid_trouble(TITLE, reply) or said_inside(TITLE, reply, paid_trouble)
    raise _about_content(trouble) or OutcomeUnknown(
        "answer_unclear", service=TITLE, status=reply.status, said=""
    )


def _about_content(trouble: SeedreamError | None) -> SeedreamError | None:
    """Name a refusal for what it is about, where that is what was sent."""
    said = str(trouble.params.get("said", "")) if trouble is not None else ""
    if type(trouble) is Refused and _MODERATION.search(said):
        return Refused("moderated", service=TITLE, number="", said=said)
    return trouble


def task_in(body: bytes) -> Task | None:
    """Return the prediction that a body tells of, None where it tells of none."""
    try:
        return decoded(data_of(body), Task)
    except BadReply:
        return None


async def snapshot(task: Task, body: bytes, outbox: Outbox) -> Snapshot:
    """Return what a prediction says of itself; a word that is not known counts as running.

    The body is what it came in: some failures have their words outside (B4.2).
    """
    word = task.status.strip().lower()
    if word in _DONE:
        outputs = await told_outputs(TITLE, task.outputs or task.output, outbox)
        return Finished(outputs=outputs, charged_micros=price_told(task.price))
    if word not in _ENDED:
        return Running(word or "unknown")
    code, billed = _ENDED[word]
    number = "" if task.error_code is None else str(task.error_code)
    said = service_text(msgspec.json.encode({"error": task.error})) or service_text(body)
    if number == _MODERATED or _MODERATION.search(said):
        code = "moderated"
    if price_told(task.price):
        billed = Billed.YES
    params = {"service": TITLE, "number": number, "said": said}
    return Failed(Trouble(code=code, billed=billed, params=params))


def address_in(body: bytes) -> str:
    """Return where an uploaded file lies (B3). Raises BadReply."""
    outer = decoded(body, Uploaded)
    try:
        inner = decoded(data_of(body), Uploaded)
    except BadReply:
        inner = Uploaded()
    address = inner.download_url or inner.url or outer.download_url or outer.url
    if not address.startswith(("https://", "http://")):
        raise BadReply("data.download_url")
    return address


def balance_in(body: bytes) -> int | None:
    """Read what is left, in micro-dollars (B7); None where it is another currency."""
    return _dollars(decoded(body, Balance).available)


def estimate_in(body: bytes) -> int | None:
    """Read what an order would cost, in micro-dollars; None where it is another currency."""
    estimate = decoded(data_of(body), Estimate)
    return _dollars(Money(estimate.price, estimate.currency))


def live_models_in(body: bytes) -> list[LiveModel]:
    """Read the catalogue (B7)."""
    return decoded(data_of(body), list[LiveModel])


def _dollars(money: Money) -> int | None:
    return micros(money.value) if money.currency.strip().lower() == "usd" else None
