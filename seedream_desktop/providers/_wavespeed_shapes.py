"""What WaveSpeedAI's replies must hold; anything else in them is ignored (sheet, A3 to A7)."""

from typing import Any

import msgspec


class Task(msgspec.Struct):
    """One prediction. Its code is the task's own (A5.2), not the envelope's.

    Only the status is needed: a paid result must not be lost to a surprise beside it.
    """

    status: str
    outputs: Any = None
    code: Any = None
    error: Any = None


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
