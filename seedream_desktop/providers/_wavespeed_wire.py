"""WaveSpeedAI's wire to domain and back (sheet, A3 to A7)."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Raw

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import ModelId, RemoteId
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
from seedream_desktop.providers._told_outputs import told_outputs
from seedream_desktop.providers._wavespeed_shapes import (
    Listed,
    Page,
    Quote,
    Task,
    Ticket,
)
from seedream_desktop.providers._wire import (
    BadReply,
    decoded,
    micros,
    seconds,
    service_text,
)

TITLE: Final = "WaveSpeedAI"

_FAILURES: Final[Mapping[int, str]] = {
    1200: "moderated",
    1400: "parameters_refused",
    1401: "parameters_refused",
    1402: "reference_not_fetched",
    5000: "service_failed",
    5003: "service_failed",
    5004: "job_timed_out",
}
_ENDED: Final[Mapping[str, tuple[str, Billed]]] = {
    "failed": ("job_failed", Billed.NO),
    "timeout": ("job_timed_out", Billed.NO),
    "cancelled": ("job_cancelled", Billed.UNKNOWN),
    "deleted": ("job_deleted", Billed.YES),
}


def wire_order(order: Order) -> dict[str, Any]:
    """Return the flat body of an order (A4.1): nothing added, nothing dropped, order kept."""
    is_sequential = order.model.endswith("sequential")
    assert is_sequential or order.outputs == 1, "only sequential models give several outputs"
    assert all(reference.url for reference in order.references), "references are uploaded first"
    body: dict[str, Any] = {**order.options, "prompt": order.prompt}
    if order.references:
        body["images"] = [reference.url for reference in order.references]
    if order.size is not None:
        body["size"] = f"{order.size.width_px}*{order.size.height_px}"
    if is_sequential:
        body["max_images"] = order.outputs
    return body


async def snapshot(task: Task, outbox: Outbox) -> Snapshot:
    """Return what a task says of itself; a word that is not known counts as still running.

    Only the status word ends a job: code 5004 beside "processing" is the end of a wait (A4.4).
    Failed work is refunded (A5.3); of cancelled work nothing is documented.
    """
    if is_completed(task):
        return Finished(outputs=await told_outputs(TITLE, task.outputs, outbox))
    return unfinished(task)


def is_completed(task: Task) -> bool:
    """Say whether a task is done and well."""
    return task.status.strip().lower() in ("completed", "succeeded")


def unfinished(task: Task) -> Running | Failed:
    """Return what a task that is not completed says of itself; see snapshot()."""
    word = task.status.strip().lower()
    if word not in _ENDED:
        return Running(word or "unknown")
    code, billed = _ENDED[word]
    number = str(task.code) if task.code is not None else ""
    if word == "failed" and number.isascii() and number.isdigit():
        code = _FAILURES.get(int(number), code)
    said = service_text(msgspec.json.encode({"error": task.error}))
    params = {"service": TITLE, "number": number, "said": said}
    return Failed(Trouble(code=code, billed=billed, params=params))


def past_jobs(data: bytes | Raw) -> tuple[PastJob, ...]:
    """Read a page of the history. Raises BadReply when a row does not tell what was sent."""
    return tuple(_past_job(place, row) for place, row in enumerate(decoded(data, Page).items))


def _past_job(place: int, row: Listed) -> PastJob:
    if row.inputs is None:
        raise BadReply(f"items[{place}].inputs")
    prompt = row.inputs.get("prompt")
    images = row.inputs.get("images") or []
    asked = row.inputs.get("max_images")
    return PastJob(
        remote_id=RemoteId(row.id),
        model=ModelId(row.model),
        created_at=seconds(row.created_at),
        prompt=prompt if isinstance(prompt, str) else None,
        input_urls=tuple(str(image) for image in images) if isinstance(images, list) else (),
        outputs=asked if isinstance(asked, int) else None,
    )


def task_of(data: bytes | Raw) -> Task:
    """Read a task. Raises BadReply that names the field which is missing."""
    return decoded(data, Task)


def ticket_of(data: bytes | Raw) -> Ticket:
    """Read an upload ticket (A3.1). Raises BadReply for one that cannot be used."""
    ticket = decoded(data, Ticket)
    if ticket.upload.method.upper() != "PUT":
        raise BadReply("data.upload.method")
    if not ticket.upload.url:
        raise BadReply("data.upload.url")
    if not (ticket.download_url or ticket.url):
        raise BadReply("data.download_url")
    return ticket


def charge_of(data: bytes | Raw) -> int:
    """Read what would be charged (A7): the discounted price, else the price."""
    quote = decoded(data, Quote)
    price = quote.discounted_price if quote.discounted_price is not None else quote.price
    if price is None:
        raise BadReply("data.discounted_price")
    return micros(price)
