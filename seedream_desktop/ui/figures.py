"""Numbers and amounts as people read them; the languages spoken here write them alike."""

from collections.abc import Iterable

from seedream_desktop.domain.money import usd_text


def number(value: float, spec: str = ",") -> str:
    """Return "1,200": grouped by thousands, or as the given format says."""
    return format(value, spec)


def usd(micros: int, decimals: int = 2) -> str:
    """Return an amount of micro-dollars as "$1,234.50"; "-$1.20" below nothing.

    It has more decimals than asked for where the amount has them.
    """
    return f"{'-' if micros < 0 else ''}${amount(abs(micros), decimals)}"


def amount(micros: int, decimals: int = 2) -> str:
    """Return an amount of micro-dollars without a sign of what it is: "1,234.50"."""
    dollars, _, cents = usd_text(abs(micros)).partition(".")
    return f"{number(int(dollars))}.{cents.ljust(decimals, '0')}"


def decimals_of(amounts_micros: Iterable[int]) -> int:
    """Return how many decimals amounts need that stand one below the other: 2 or more."""
    return max((len(usd_text(each).partition(".")[2]) for each in amounts_micros), default=2)
