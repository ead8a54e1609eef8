"""Money as whole micro-dollars: 1 USD is 1,000,000; no float ever holds an amount."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

MICROS_PER_USD: Final = 1_000_000


class PlayMicros(int):
    """An amount of play money: counted like micro-dollars, shown as play money, never paid.

    It stays play money under sums and products, and adding real money to it is a TypeError.
    """

    __slots__ = ()

    def __add__(self, other: int) -> "PlayMicros":
        if other and not isinstance(other, PlayMicros):
            raise TypeError("real money is not added to play money")
        return PlayMicros(int(self) + int(other))

    __radd__ = __add__

    def __mul__(self, factor: int) -> "PlayMicros":
        return PlayMicros(int(self) * factor)

    __rmul__ = __mul__

    def __floordiv__(self, parts: int) -> "PlayMicros":
        return PlayMicros(int(self) // parts)

    def __neg__(self) -> "PlayMicros":
        return PlayMicros(-int(self))


def total(amounts_micros: Iterable[int]) -> int:
    """Add amounts up without mixing: the real money where there is any, else the play money."""
    real, play = 0, PlayMicros(0)
    for amount in amounts_micros:
        if isinstance(amount, PlayMicros):
            play += amount
        else:
            real += amount
    return real or play or 0


def micros_from_usd(text: str | Decimal | float) -> int:
    """Return the micro-dollars in an amount such as "1.40"; a float is read by its shortest text.

    Raises ValueError for anything but a plain, non-negative decimal number.
    """
    plain = str(text).strip().removeprefix("$")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"not an amount of dollars: {text!r}") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"not an amount of dollars: {text!r}")
    return int((amount * MICROS_PER_USD).to_integral_value(rounding=ROUND_HALF_UP))


def usd_text(cost_micros: int) -> str:
    """Return "1.40", with more than two decimals only where the amount has them: "0.0405"."""
    sign = "-" if cost_micros < 0 else ""
    dollars, rest = divmod(abs(cost_micros), MICROS_PER_USD)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{sign}{dollars}.{decimals}"
