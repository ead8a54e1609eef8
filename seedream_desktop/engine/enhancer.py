"""Makes a prompt better by a service's own model: a small paid call beside runs."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from seedream_desktop.domain.card import Card, EnhancerRule
from seedream_desktop.domain.errors import StorageFailed, UserFixable
from seedream_desktop.domain.ids import ErrandId, ProviderId, fresh_id
from seedream_desktop.domain.ledger import Caps, Errand
from seedream_desktop.domain.proposal import Proposal
from seedream_desktop.engine.courier import BOUGHT, Courier
from seedream_desktop.ports.errands import Errands, PromptEnhancer, Wish
from seedream_desktop.ports.provider import Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_Asked: TypeAlias = tuple[ProviderId, str, str]


class Enhancer:
    """Buys better prompts: intent first, one POST, never a second by itself.

    The text that comes is kept with its errand. The same prompt, style and provider are not
    bought twice: what is kept is given again, and what was ordered but not received is fetched,
    both at no cost. An outcome that is not known counts as spent and is asked of nobody: what
    it may have bought is a suggestion worth a tenth of a cent, and the person who wished for it
    waits.
    """

    def __init__(
        self,
        errands: Errands,
        providers: Mapping[ProviderId, Provider],
        cards: Mapping[ProviderId, Card],
        clock: Clock,
        caps: Callable[[], Caps],
    ) -> None:
        """Take the ledger, the services with their cards as they stand, and the caps of now."""
        self._errands = errands
        self._providers = providers
        self._cards = cards
        self._clock = clock
        self._caps = caps
        self._under_way: dict[_Asked, asyncio.Task[Proposal]] = {}
        self._posts: set[asyncio.Task[object]] = set()
        self._unkept: dict[ErrandId, Proposal] = {}

    def rule(self, provider: ProviderId) -> EnhancerRule | None:
        """Return what the provider's way costs and takes; None where it has none."""
        card = self._cards.get(provider)
        rule = card.enhancer if card is not None else None
        is_able = rule is not None and isinstance(self._providers.get(provider), PromptEnhancer)
        return rule if is_able else None

    async def enhance(
        self, provider: ProviderId, text: str, *, cost_micros: int, style: str = ""
    ) -> Proposal:
        """Return a better wording of a prompt. cost_micros is the price that the user saw.

        It is free where the same was bought before; who asks while the same is on its way gets
        that. A caller that is cancelled does not cancel the purchase: see finish().

        Raises UserFixable (nothing to enhance, no such way or style, a price that rose),
        OverBudget, KeyMissing, AccountRefused, NothingSent or Refused with nothing billed;
        OutcomeUnknown where it may have been, OutputUnusable where it was; StorageFailed when
        the ledger cannot be read or written, with nothing sent.
        """
        rule, service = self._checked(provider, text, style)
        wish = Wish(model=rule.model, text=text.strip(), style=style)
        asked = (provider, wish.text, style)
        way = self._under_way.get(asked)
        if way is None:
            work = self._had(provider, service, wish, cost_micros)
            way = self._under_way[asked] = asyncio.create_task(work)
            way.add_done_callback(partial(self._forget, asked))
        return await asyncio.shield(way)

    async def proposals(self, provider: ProviderId, text: str) -> tuple[Proposal, ...]:
        """Return what was bought for a prompt and costs nothing any more, newest first.

        Raises StorageFailed.
        """
        await self._keep_unkept()
        kept = await self._errands.proposals(provider, text.strip())
        held = {p.errand: p for p in self._unkept.values() if _is_of(p, provider, text.strip())}
        return (*held.values(), *(p for p in kept if p.errand not in held))

    async def let_go(self, errand: ErrandId) -> None:
        """Note that the user took a proposal, or does not want it. Raises StorageFailed."""
        await self._keep_unkept()
        await self._errands.let_go(errand)

    async def finish(self, timeout_s: float) -> None:
        """Wait for POSTs in flight, bounded; a text that is not there yet can be fetched later."""
        posts = set(self._posts)
        if posts:
            _, late = await asyncio.wait(posts, timeout=timeout_s)
            for post in late:
                post.cancel()
            await asyncio.gather(*posts, return_exceptions=True)
        ways = tuple(self._under_way.values())
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await self._keep_unkept()

    async def _had(
        self, provider: ProviderId, service: PromptEnhancer, wish: Wish, cost_micros: int
    ) -> Proposal:
        found = await self.proposals(provider, wish.text)
        same = [proposal for proposal in found if proposal.style == wish.style]
        for proposal in same:
            if proposal.words is not None:
                return proposal
        if same:
            courier = Courier(self._errands, self._clock, same[0], self._cards[provider].title)
            return await self._kept(await courier.fetch(service))
        return await self._bought(provider, service, wish, cost_micros)

    async def _bought(
        self, provider: ProviderId, service: PromptEnhancer, wish: Wish, cost_micros: int
    ) -> Proposal:
        rule = self.rule(provider)
        assert rule is not None, "checked before"
        if rule.price_micros > cost_micros:
            raise UserFixable(
                "price_rose", planned_micros=cost_micros, cost_micros=rule.price_micros
            )
        errand = Errand(
            id=ErrandId(fresh_id("er")),
            provider=provider,
            model=rule.model,
            cost_micros=rule.price_micros,
            sent_at=self._clock.now(),
            text=wish.text,
            style=wish.style,
        )
        await self._errands.begin(errand, self._caps(), self._clock.moment())
        courier = Courier(
            self._errands, self._clock, _proposal(errand), self._cards[provider].title
        )
        post = asyncio.create_task(courier.order(service, wish))
        self._posts.add(post)
        post.add_done_callback(self._posts.discard)
        remote_id = await asyncio.shield(post)
        return await self._kept(await courier.await_words(service, remote_id))

    async def _kept(self, proposal: Proposal) -> Proposal:
        """Record what came; a disk that says no must not keep the text from the user."""
        self._unkept[proposal.errand] = proposal
        await self._keep_unkept()
        return proposal

    async def _keep_unkept(self) -> None:
        """Try to write what could not be written before."""
        for errand, proposal in tuple(self._unkept.items()):
            assert proposal.words is not None, "only texts wait to be written"
            try:
                await self._errands.keep(errand, proposal.words, self._clock.now(), BOUGHT)
            except StorageFailed as error:
                _log.warning("the text of errand %s is not kept yet: %s", errand, error.code)
            else:
                self._unkept.pop(errand, None)

    def _forget(self, asked: _Asked, way: "asyncio.Task[Proposal]") -> None:
        del self._under_way[asked]
        if not way.cancelled():
            way.exception()  # whoever asked may be gone: it is in the ledger all the same

    def _checked(
        self, provider: ProviderId, text: str, style: str
    ) -> tuple[EnhancerRule, PromptEnhancer]:
        rule = self.rule(provider)
        service: object = self._providers.get(provider)
        if rule is None or not isinstance(service, PromptEnhancer):
            raise UserFixable("enhancer_missing", provider=provider)
        if not text.strip():
            raise UserFixable("enhancer_needs_text")
        if style and style not in rule.styles:
            raise UserFixable("enhancer_style", style=style, styles=", ".join(rule.styles))
        return rule, service


def _is_of(proposal: Proposal, provider: ProviderId, text: str) -> bool:
    return (proposal.provider, proposal.text) == (provider, text)


def _proposal(errand: Errand) -> Proposal:
    return Proposal(
        errand=errand.id,
        provider=errand.provider,
        text=errand.text,
        style=errand.style,
        words=None,
        remote_id=None,
        is_closed=False,
        sent_at=errand.sent_at,
    )
