"""What is said of better prompts, and what mends their troubles."""

from seedream_desktop.domain.errors import (
    AccountRefused,
    KeyMissing,
    OverBudget,
    Param,
    SeedreamError,
)
from seedream_desktop.ui import text
from seedream_desktop.ui.theme.tokens import Tone

_SECTION = "enhancer"


def words(code: str, **params: Param) -> str:
    """Return a line of the box of better prompts."""
    return text.text(code, params, section=_SECTION)


def remark_of(error: SeedreamError) -> tuple[Tone, str]:
    """Return what is said in place of an asking that failed; a new price is no failure."""
    if error.code == "price_rose":
        return Tone.WAITING, words("price_rose", price=error.params["cost_micros"])
    return Tone.FAILED, text.of_error(error)


def mend_of(error: SeedreamError | None) -> str:
    """Return the command that leads to what mends an error; empty where there is none."""
    if isinstance(error, KeyMissing | AccountRefused):
        return "settings.keys"
    return "settings.caps" if isinstance(error, OverBudget) else ""
