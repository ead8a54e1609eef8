"""What happens to an order in a rehearsal: its place, its scenario and its seed decide."""

from dataclasses import dataclass
from random import Random
from typing import Final

from seedream_desktop.domain.card import Billing, ModelCard
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.rehearsal import PLAY, Scenario, play_in
from seedream_desktop.ports.provider import Order
from seedream_desktop.providers._rehearsal_jobs import Picture

_S = Scenario

EVERY: Final = 3
"""A fault meets one of so many requests, so that it is seen beside those that went well."""

_WHOLE: Final = frozenset({_S.OK, _S.SLOW})
_ACCOUNT: Final = frozenset({_S.REFUSED_KEY, _S.NO_MONEY, _S.DOWN})
"""These meet a step's first order once; what the user does about it, or a wait, mends them."""

_PASSING: Final = _ACCOUNT | {_S.RATE_LIMITED}
_MIX: Final = (
    *(_S.OK, _S.MODERATED_ONE, _S.RATE_LIMITED, _S.LOST_FOUND, _S.FAILED, _S.SHORT),
    *(_S.DOWNLOAD_BREAKS, _S.SLOW, _S.LOST_GONE, _S.MODERATED, _S.SHUFFLED, _S.DOWNLOAD_GONE),
)
_UNPAID: Final = frozenset({_S.FAILED, _S.MODERATED})
_FLAWS: Final = {
    _S.MODERATED_ONE: "moderated",
    _S.DOWNLOAD_BREAKS: "breaks",
    _S.DOWNLOAD_GONE: "gone",
    _S.DAMAGED: "damaged",
}
_ALL_FLAWED: Final = frozenset({_S.DOWNLOAD_BREAKS})
_DEARER: Final = 2

_QUICK_S: Final = (1.0, 2.5)
_SLOW_S: Final = (40.0, 60.0)
_STUCK_S: Final = 3600.0
_POST_S: Final = (0.1, 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One order's fate. post_s is how long the answer takes, work_s until the job is done."""

    scenario: Scenario
    seed: int
    post_s: float
    work_s: float

    @property
    def is_billed(self) -> bool:
        """Say whether the order costs anything once it was taken."""
        return self.scenario not in _UNPAID


def script_of(order: Order) -> Script:
    """Return what happens to an order; an order that repeats another goes well."""
    asked, seed = play_in(order.options.get(PLAY, ""))
    scenario = _met(asked, seed, order)
    chance = Random(f"{seed}/{order.model}/{order.position}")  # noqa: S311 (nothing secret)
    if scenario is _S.STUCK:
        work_s = _STUCK_S
    else:
        work_s = chance.uniform(*(_SLOW_S if scenario is _S.SLOW else _QUICK_S))
    return Script(
        scenario=scenario, seed=seed, post_s=chance.uniform(*_POST_S), work_s=round(work_s, 2)
    )


def _met(asked: Scenario, seed: int, order: Order) -> Scenario:
    """Return the scenario that an order is in: a fault spares those that are not its turn."""
    if asked in _WHOLE:
        return asked
    if order.is_repeat:
        return _S.OK
    if asked is _S.MIXED:
        asked = _MIX[(order.position + seed) % len(_MIX)]
    elif asked in _ACCOUNT:
        asked = asked if order.position == 0 else _S.OK
    elif order.position % EVERY != seed % EVERY:
        return _S.OK
    return _S.OK if asked in _PASSING and order.attempt > 1 else asked


def pictures_of(order: Order, script: Script) -> tuple[Picture, ...]:
    """Return the outputs of a job in the order in which they are delivered.

    More outputs than targets are takes of the targets in turn; without targets each is a take.
    """
    wide = max(1, len(order.targets))
    whole = [Picture(source=n % wide, take=n // wide) for n in range(order.outputs)]
    if not order.targets:
        whole = [Picture(source=0, take=n) for n in range(order.outputs)]
    scenario = script.scenario
    if scenario is _S.SHORT:
        return tuple(whole[: max(1, len(whole) // 2)])
    if scenario is _S.SHUFFLED:
        return tuple(reversed(whole))
    flaw = _FLAWS.get(scenario, "")
    if scenario is _S.MODERATED_ONE and len(whole) == 1:
        return tuple(whole)
    chosen = script.seed % len(whole)
    return tuple(
        Picture(source=one.source, take=one.take, flaw=flaw)
        if flaw and (index == chosen or scenario in _ALL_FLAWED)
        else one
        for index, one in enumerate(whole)
    )


def size_of(order: Order, model: ModelCard, script: Script) -> tuple[int, int] | None:
    """Return the size of a job's outputs: as asked, else the model's own; None: as the inputs."""
    size = order.size
    if size is None and not (model.sizes_follow_inputs and order.targets):
        size = model.size_default or (None if order.targets else Size(2048, 2048))
    if size is None:
        return None
    part = 2 if script.scenario is _S.WRONG_SIZE else 1
    return size.width_px // part, size.height_px // part


def charge_of(order: Order, model: ModelCard, script: Script, returned: int) -> int:
    """Return the play money that a job takes, by the card's price and its way of billing."""
    if not script.is_billed:
        return 0
    counted = order.outputs if model.price.billing is Billing.ASKED else returned
    references = len(order.references)
    cost = int(model.price.cost_micros(outputs=counted, references=references, size=order.size))
    return cost * _DEARER if script.scenario is _S.DEARER else cost
