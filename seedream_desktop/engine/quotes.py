"""Plans and what they cost: the library as it stands, the cards with today's prices."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, TypeAlias

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    Param,
    PromptUnclear,
    SeedreamError,
    Unreachable,
    UserFixable,
)
from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import ImageId, ProviderId, RequestId, StepId
from seedream_desktop.domain.plan import Check, Plan, Weight
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.engine.planner import plan, plan_again
from seedream_desktop.engine.prices import live_card, price_changes
from seedream_desktop.engine.services import Known
from seedream_desktop.ports.library import Library
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock

_GOING: Final = frozenset({RequestState.QUEUED, RequestState.PREPARING, RequestState.SENDING})
"""States in which a request's frames are to be bought, and their keys are held by nobody yet."""

_Makers: TypeAlias = dict[tuple[ImageId, StepId], RequestId]


class Quotes:
    """Says what a run would send and cost; owns the cards as they stand now."""

    def __init__(
        self,
        library: Library,
        providers: Mapping[ProviderId, Provider],
        cards: Mapping[ProviderId, Card],
        prompt_checks: Mapping[ProviderId, Callable[[str], object]],
        clock: Clock,
    ) -> None:
        """Take the bundled cards, whom to ask for prices, and who reads prompts by rules."""
        self._clock = clock
        self._library = library
        self._providers = providers
        self._prompt_checks = prompt_checks
        self._cards = Known(cards)

    @property
    def cards(self) -> Mapping[ProviderId, Card]:
        """The cards, always as they stand now."""
        return self._cards

    def choose_region(self, provider: ProviderId, region: str) -> None:
        """Have plans made for a provider's region from now on. Raises CardLacks."""
        self._cards[provider] = self._cards[provider].in_region(region)

    async def refresh(self, sequence: Sequence) -> tuple[Notice, ...]:
        """Ask the sequence's services for their live models and prices, where that is free.

        What cannot be asked (no key, no network) stays as it was. Returns what is worth
        telling: prices that are not the card's, and services that could not be reached.
        """
        providers = {step.provider for step in sequence.steps_on} & set(self._providers)
        notices: list[Notice] = []
        for provider_id in providers:
            provider, before = self._providers[provider_id], self._cards[provider_id]
            try:
                after = await live_card(provider, before, sequence)
            except Unreachable:
                params: dict[str, Param] = {"provider": before.title, "id": provider_id}
                notices.append(Notice(code="prices_not_asked", params=params))
                continue
            except SeedreamError:
                continue  # no key: what is said of that is said where keys are
            self._cards[provider_id] = after
            notices += price_changes(before, after)
        return tuple(notices)

    async def plan(self, sequence: Sequence, wish: Again | None = None) -> Plan:
        """Say what a run of the sequence would send and cost, as the library stands now.

        With a wish: what making that anew would.
        """
        if wish is not None:
            return (await self.plans_again(sequence, [wish]))[0]
        known = await self._library.known(sequence.id)
        # Beside the loop: a plan of 10,000 pictures takes a second, and downloads go on.
        planned = await asyncio.to_thread(plan, sequence, dict(self._cards), known)
        return self._remarked(planned, sequence, frozenset(range(len(sequence.steps_on))))

    async def plans_again(self, sequence: Sequence, wishes: Iterable[Again]) -> tuple[Plan, ...]:
        """Say what making each wish anew would send and cost; the library is read once for all."""
        # Asked first: what arrives meanwhile is waited for in vain once, and not passed over.
        going, coming = await self._under_way(sequence)
        known = replace(await self._library.known(sequence.id), going=going, coming=coming)
        plans = []
        for wish in wishes:
            planned = await asyncio.to_thread(plan_again, sequence, dict(self._cards), known, wish)
            steps = frozenset(request.step_index for request in planned.requests)
            plans.append(self._remarked(planned, sequence, steps))
        return tuple(plans)

    def _remarked(self, planned: Plan, sequence: Sequence, steps: Collection[int]) -> Plan:
        """Return a plan with what is to be said of the steps that it asks something of."""
        remarks = (*self._unclear_prompts(sequence, steps), *self._old_figures(sequence, steps))
        return replace(planned, checks=planned.checks + remarks)

    async def _under_way(self, sequence: Sequence) -> tuple[_Makers, _Makers]:
        """Return which frames have a request that is yet to be sent, and which any at all.

        By the first no press is counted twice. What nobody waits for any more is not expected.
        """
        open_ = await self._library.requests(sequence=sequence.id, states=OPEN)
        going = (request for request in open_ if request.state in _GOING)
        return _makers(going), _makers(request for request in open_ if not request.is_unawaited)

    async def agreed(
        self, sequence: Sequence, token: str, *, is_pilot: bool, wish: Again | None = None
    ) -> Plan:
        """Return the plan of a token, or of a pilot its first request alone.

        Raises UserFixable: plan_changed when the plan is another one by now, plan_has_stops.
        """
        fresh = await self.plan(sequence, wish)
        if fresh.token != token:
            raise UserFixable("plan_changed")
        if not fresh.is_runnable:
            raise UserFixable("plan_has_stops")
        return replace(fresh, requests=fresh.requests[:1]) if is_pilot else fresh

    def _old_figures(self, sequence: Sequence, steps: Collection[int]) -> tuple[Check, ...]:
        today = datetime.fromtimestamp(self._clock.now(), tz=UTC).date()
        asked = {s.provider for index, s in enumerate(sequence.steps_on) if index in steps}
        used = asked & set(self._cards)
        cards = (self._cards[provider] for provider in sorted(used))
        return tuple(
            Check(
                weight=Weight.NOTICE,
                code="card_stale",
                params={"provider": card.title, "as_of": card.as_of.isoformat()},
            )
            for card in cards
            if card.is_stale(today)
        )

    def _unclear_prompts(self, sequence: Sequence, steps: Collection[int]) -> tuple[Check, ...]:
        found = []
        for index, step in enumerate(sequence.steps_on):
            check = self._prompt_checks.get(step.provider)
            try:
                if index in steps and check is not None and step.prompt.strip():
                    check(step.prompt)
            except PromptUnclear as error:
                found.append(
                    Check(
                        weight=Weight.STOP, code=error.code, params=error.params, step_index=index
                    )
                )
        return tuple(found)


def _makers(requests: Iterable[Request]) -> _Makers:
    return {(target.image, one.step): one.id for one in requests for target in one.targets}
