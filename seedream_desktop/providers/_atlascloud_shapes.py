"""What Atlas Cloud's replies must hold; anything else in them is ignored (sheet, B3 to B7)."""

from typing import Any

import msgspec


class Task(msgspec.Struct):
    """One prediction.

    Only the status is needed: a paid result must not be lost to a surprise beside it. price
    is what was charged, and is often missing at first (B4.2).
    """

    status: str
    outputs: Any = None
    output: Any = None
    error: Any = None
    error_code: Any = None
    price: Any = None


class Uploaded(msgspec.Struct):
    """An uploaded file; its address stands under several names (B3)."""

    download_url: str = ""
    url: str = ""


class Money(msgspec.Struct):
    """An amount as the billing calls tell it."""

    value: float | str
    currency: str = "usd"


class Balance(msgspec.Struct):
    """What an account has left; held back amounts are not in it."""

    available: Money


class Estimate(msgspec.Struct):
    """What an order would cost."""

    price: float | str
    currency: str = "usd"


class LiveModel(msgspec.Struct):
    """One entry of the catalogue; price is read piece by piece, if at all."""

    model: str
    schema: Any = None
    price: Any = None
    display_console: Any = True
