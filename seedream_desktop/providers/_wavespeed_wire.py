"""WaveSpeedAI's wire to domain and back (sheet, A3 to A7)."""

import asyncio
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from msgspec import Raw

from seedream_desktop.domain.errors import Billed, OutputUnusable, SeedreamError
from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.domain.request import Trouble
from seedream_desktop.net.reply import Reply
from seedream_desktop.ports.provider import (
    Failed,
    Finished,
    Order,
    Outbox,
    OutputMissing,
    OutputUrl,
    PastJob,
    RemoteOutput,
    Running,
    Snapshot,
)
from seedream_desktop.providers._wavespeed_shapes import (
    Envelope,
    Listed,
    Page,
    Quote,
    Taken,
    Task,
    Ticket,
    is_bare_task,
)
from seedream_desktop.providers._wire import (
    OK,
    BadReply,
    decoded,
    is_about_money,
    micros,
    refusal,
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
_DATA_URI: Final = re.compile(r"data:[^,]{0,200},", re.IGNORECASE)
_PLACES: Final = ("url", "image", "image_url", "output")


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


def data_of(body: bytes) -> bytes | Raw:
    """Return the JSON inside the envelope, or the body where there is no envelope.

    Raises BadReply when the envelope is empty.
    """
    envelope = decoded(body, Envelope)
    if is_bare_task(envelope):
        return body
    if bytes(memoryview(envelope.data)[:5]) in (b"", b"null"):
        raise BadReply("data")
    return envelope.data


def said_inside(
    reply: Reply, judge: Callable[[str, Reply], SeedreamError | None]
) -> SeedreamError | None:
    """Return what an envelope under HTTP 200 says that is no success (A5.1).

    Its code is judged as a status: codes below 600 are meant as such, 1xxx is the caller's
    fault and 5xxx the service's (A5.2). The words about money count whatever the code.
    """
    try:
        envelope = decoded(reply.body, Envelope)
    except BadReply:
        return None
    text = str(envelope.code).strip()
    code = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else OK
    if code in (0, OK) or is_bare_task(envelope):
        return None
    said = service_text(reply.body)
    if is_about_money(OK, said):
        return refusal(TITLE, OK, said)
    status = code if 400 <= code < 600 else 500 if 5000 <= code < 6000 else 400  # noqa: PLR2004
    return judge(TITLE, replace(reply, status=status))


def id_in(body: bytes) -> RemoteId | None:
    """Return the job's id of an answer to an order, None where it has none that can be read."""
    try:
        found = decoded(data_of(body), Taken).id.strip()
    except BadReply:
        return None
    return RemoteId(found) if found else None


async def snapshot(task: Task, outbox: Outbox) -> Snapshot:
    """Return what a task says of itself; a word that is not known counts as still running.

    Only the status word ends a job: code 5004 beside "processing" is the end of a wait (A4.4).
    Failed work is refunded (A5.3); of cancelled work nothing is documented.
    """
    if is_completed(task):
        return Finished(outputs=await _outputs(task.outputs, outbox))
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


async def _outputs(told: Any, outbox: Outbox) -> tuple[RemoteOutput, ...]:
    """Return a task's outputs in its order: addresses, or pictures put into the outbox."""
    elements = told if isinstance(told, list) else [told] if told else []
    return tuple([await _output(element, outbox) for element in elements])


async def _output(element: Any, outbox: Outbox) -> RemoteOutput:
    if isinstance(element, dict):
        element = next((element[place] for place in _PLACES if element.get(place)), None)
    if not isinstance(element, str) or not element:
        return _missing("output_unreadable")
    if element[:8].lower().startswith(("http://", "https://")):
        return OutputUrl(element)
    try:
        data = await asyncio.to_thread(_from_base64, element)
    except (binascii.Error, ValueError):
        return _missing("output_unreadable")
    try:
        return await outbox.keep(data)
    except OutputUnusable as error:
        return OutputMissing(Trouble(code=error.code, billed=error.billed, params=error.params))


def _from_base64(text: str) -> bytes:
    prefix = _DATA_URI.match(text)
    packed = text[prefix.end() :] if prefix else text
    data = binascii.a2b_base64("".join(packed.split()), strict_mode=True)
    if not data:
        raise ValueError("nothing inside")
    return data


def _missing(code: str) -> OutputMissing:
    return OutputMissing(Trouble(code=code, billed=Billed.YES, params={"service": TITLE}))


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
