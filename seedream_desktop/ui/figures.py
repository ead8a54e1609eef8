"""Numbers and amounts as people read them; the languages spoken here write them alike.

Services are paid in dollars, so an amount is "$0.04" in Chinese too: "US$" would say nothing
more, and would not stand in the columns of money.
"""

import unicodedata
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


def columns(words: str) -> int:
    """Return how many columns of a terminal words take: two for each Chinese letter."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def padded(words: str, width: int) -> str:
    """Return words with blanks behind them, up to a width in columns of a terminal."""
    return words + " " * (width - columns(words))
