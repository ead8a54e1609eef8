"""Numbers and amounts as people read them; the languages spoken here write them alike."""

from seedream_desktop.domain.money import usd_text


def number(value: float, spec: str = ",") -> str:
    """Return "1,200": grouped by thousands, or as the given format says."""
    return format(value, spec)


def usd(micros: int) -> str:
    """Return an amount of micro-dollars as "$1,234.50"; "-$1.20" below nothing."""
    dollars, _, cents = usd_text(abs(micros)).partition(".")
    return f"{'-' if micros < 0 else ''}${number(int(dollars))}.{cents}"
