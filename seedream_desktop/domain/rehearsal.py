"""Rehearsals: a service's limits and prices in play money, so that a run can be tried first."""

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Final, TypeAlias

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.money import PlayMicros, total

REHEARSAL: Final = ProviderId("rehearsal")
"""The word that people write; it becomes rehearsal:SERVICE."""

PLAY: Final = "rehearsal"
"""The option of an order that says what is to happen to it."""

_PREFIX: Final = f"{REHEARSAL}:"


class Scenario(StrEnum):
    """What happens in a rehearsal; of each step the first request and every third after it."""

    OK = "ok"
    SLOW = "slow"
    MIXED = "mixed"
    """Request after request another one of those below."""

    RATE_LIMITED = "rate_limited"
    DOWN = "down"
    REFUSED_KEY = "refused_key"
    NO_MONEY = "no_money"
    REFUSED = "refused"
    FAILED = "failed"
    MODERATED = "moderated"
    MODERATED_ONE = "moderated_one"
    SHORT = "short"
    LOST_FOUND = "lost_found"
    LOST_GONE = "lost_gone"
    CUT_OFF = "cut_off"
    STUCK = "stuck"
    DOWNLOAD_BREAKS = "download_breaks"
    DOWNLOAD_GONE = "download_gone"
    DAMAGED = "damaged"
    WRONG_SIZE = "wrong_size"
    SHUFFLED = "shuffled"
    DEARER = "dearer"


Play: TypeAlias = tuple[Scenario, int]
"""A scenario with its seed."""


def is_play(provider: ProviderId | str) -> bool:
    """Say whether a provider is a rehearsal: what is paid there is play money."""
    return provider.startswith(_PREFIX)


def rehearsal_of(service: ProviderId) -> ProviderId:
    """Return the provider that rehearses a service."""
    return ProviderId(f"{_PREFIX}{service}")


def rehearsed(provider: ProviderId) -> ProviderId:
    """Return the service that a rehearsal follows; any other provider as it is."""
    return ProviderId(provider.removeprefix(_PREFIX))


def marked(cost_micros: int, provider: ProviderId | str) -> int:
    """Return an amount so that it is never taken for another kind of money than it is."""
    return PlayMicros(cost_micros) if is_play(provider) else cost_micros


def total_at(amounts_micros: Iterable[tuple[ProviderId, int]]) -> int:
    """Add up what is paid at providers without mixing kinds of money; see money.total()."""
    sums: dict[ProviderId, int] = defaultdict(int)
    for provider, amount in amounts_micros:
        sums[provider] += amount
    return total(marked(amount, provider) for provider, amount in sums.items())


def play_text(scenario: str, seed: int) -> str:
    """Return a scenario and its seed as they go with an order."""
    return f"{scenario or Scenario.OK}:{seed}"


def play_in(text: str) -> Play:
    """Read what play_text() wrote; what a later version wrote plays as OK."""
    name, _, seed = text.partition(":")
    known = Scenario(name) if name in set(Scenario) else Scenario.OK
    return known, int(seed) if seed.isdigit() else 0
