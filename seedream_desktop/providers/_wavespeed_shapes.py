"""What WaveSpeedAI's replies must hold; anything else in them is ignored (sheet, A3 to A7)."""

from typing import Any

import msgspec
from msgspec import Raw


class Envelope(msgspec.Struct):
    """The wrapper of every reply. Some samples lack it: then the body is the data."""

    code: int | str | None = None
    data: Raw = Raw(b"")
    id: Any = None


class Task(msgspec.Struct):
    """One prediction. Its code is the task's own (A5.2), not the envelope's.

    Only the status is needed: a paid result must not be lost to a surprise beside it.
    """

    status: str
    outputs: Any = None
    code: Any = None
    error: Any = None


class Taken(msgspec.Struct):
    """What matters of the answer to an order."""

    id: str


class Listed(msgspec.Struct):
    """One row of the history; inputs are there when they were asked for."""

    id: str
    created_at: str
    model: str = ""
    inputs: dict[str, Any] | None = None


class Page(msgspec.Struct):
    """One page of the history."""

    items: list[Listed]


class Balance(msgspec.Struct):
    """Dollars."""

    balance: float | str


class Quote(msgspec.Struct):
    """Dollars; discounted_price is what is charged."""

    price: float | None = None
    discounted_price: float | None = None


class TicketTarget(msgspec.Struct):
    """Where and how a file is to be sent."""

    method: str
    url: str
    headers: dict[str, str] = msgspec.field(default_factory=dict)


class Ticket(msgspec.Struct):
    """An upload that may be made once, and the file's address after it."""

    upload: TicketTarget
    download_url: str = ""
    url: str = ""


class LiveModel(msgspec.Struct):
    """One entry of the model list; api_schema is read piece by piece, if at all."""

    model_id: str
    base_price: float | None = None
    api_schema: Any = None


def is_bare_task(envelope: Envelope) -> bool:
    """Say whether the body is a task without its wrapper; its code is then the task's own."""
    return len(memoryview(envelope.data)) == 0 and envelope.id is not None
