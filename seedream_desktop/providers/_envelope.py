"""The wrapper that several services put around their answers, and what it may say by itself."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Raw

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.net.reply import Reply
from seedream_desktop.providers._wire import (
    OK,
    BadReply,
    decoded,
    is_about_money,
    refusal,
    service_text,
)

Judge: TypeAlias = Callable[[str, Reply], SeedreamError | None]

_STATUSES: Final = range(400, 600)
_SERVICE_FAULTS: Final = range(5000, 6000)


class Envelope(msgspec.Struct):
    """The wrapper of every reply. Some samples lack it: then the body is the data."""

    code: int | str | None = None
    data: Raw = Raw(b"")
    id: Any = None


class Taken(msgspec.Struct):
    """What matters of the answer to an order."""

    id: str


def is_bare_task(envelope: Envelope) -> bool:
    """Say whether the body is a task without its wrapper; its code is then the task's own."""
    return len(memoryview(envelope.data)) == 0 and envelope.id is not None


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


def id_in(body: bytes) -> RemoteId | None:
    """Return the job's id of an answer to an order, None where it has none that can be read."""
    try:
        found = decoded(data_of(body), Taken).id.strip()
    except BadReply:
        return None
    return RemoteId(found) if found else None


def said_inside(service: str, reply: Reply, judge: Judge) -> SeedreamError | None:
    """Return what an envelope under HTTP 200 says that is no success.

    Its code is judged as a status: codes below 600 are meant as such, 1xxx is the caller's
    fault and 5xxx the service's. The words about money count whatever the code.
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
        return refusal(service, OK, said)
    status = code if code in _STATUSES else 500 if code in _SERVICE_FAULTS else 400
    return judge(service, replace(reply, status=status))
