"""Amounts as commands tell them: real money and play money, each under a name of its own."""

from typing import Any

from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.rehearsal import is_play


def priced(name: str, cost_micros: int, provider: str) -> dict[str, Any]:
    """Return an amount for programs: "cost_usd", and "cost_play" where it is play money.

    What sums up all "cost_usd" never counts what was only rehearsed.
    """
    if not is_play(provider):
        return {f"{name}_usd": usd_text(cost_micros)}
    return {f"{name}_usd": usd_text(0), f"{name}_play": usd_text(cost_micros)}


def both(name: str, cost_micros: int, play_micros: int) -> dict[str, Any]:
    """Return a sum for programs, with the play money where there is any."""
    told = {f"{name}_usd": usd_text(cost_micros)}
    return told | ({f"{name}_play": usd_text(play_micros)} if play_micros else {})
