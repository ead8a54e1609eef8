"""Makes a prompt better by a service's own model: a small paid call beside runs."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Final, NoReturn

from seedream_desktop.domain.card import Card, EnhancerRule
from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    KeyMissing,
    NothingSent,
    OutcomeUnknown,
    OutputUnusable,
    Refused,
    RemoteGone,
    SeedreamError,
    StorageFailed,
    Unreachable,
    UserFixable,
)
from seedream_desktop.domain.ids import ErrandId, ProviderId, RemoteId, fresh_id
from seedream_desktop.domain.ledger import Caps, Errand
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ports.errands import Errands, PromptEnhancer, Wish, Written
from seedream_desktop.ports.provider import Failed, Provider
from seedream_desktop.ports.world import Clock

_log = logging.getLogger(__name__)

_PATIENCE_S: Final = 90.0
_FIRST_LOOK_S: Final = 0.4
_LOOK_S: Final = 2.0

_BOUGHT: Final = "prompt_enhanced"
_NOT_SENT: Final = "enhancement_not_sent"
_FAILED: Final = "enhancement_failed"
_UNKNOWN: Final = "enhancement_unknown"
_LOST: Final = "enhancement_lost"


class Enhancer:
    """Buys better prompts: intent first, one POST, never a second by itself.

    An outcome that is not known counts as spent and is asked of nobody: what it may have
    bought is a suggestion worth a tenth of a cent, and the person who wished for it waits.
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

    def rule(self, provider: ProviderId) -> EnhancerRule | None:
        """Return what the provider's way costs and takes; None where it has none."""
        card = self._cards.get(provider)
        is_able = isinstance(self._providers.get(provider), PromptEnhancer)
        return card.enhancer if card is not None and is_able else None

    async def enhance(
        self, provider: ProviderId, text: str, *, cost_micros: int, style: str = ""
    ) -> str:
        """Return a better wording of a prompt. cost_micros is the price that the user saw.

        Raises UserFixable (nothing to enhance, no such way or style, a price that rose),
        OverBudget, KeyMissing, AccountRefused, NothingSent or Refused with nothing billed;
        OutcomeUnknown where it may have been, OutputUnusable or RemoteGone where it was;
        StorageFailed when the ledger cannot be written.
        """
        rule, enhancer = self._checked(provider, text, style)
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
        )
        await self._errands.begin(errand, self._caps(), self._clock.moment())
        wish = Wish(model=rule.model, text=text.strip(), style=style)
        way = _Errand(self._errands, self._clock, errand, self._cards[provider].title)
        return await way.run(enhancer, wish)

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


class _Errand:
    """One better prompt on its way, whose end is written whatever it is."""

    def __init__(self, errands: Errands, clock: Clock, errand: Errand, title: str) -> None:
        self._errands = errands
        self._clock = clock
        self._errand = errand
        self._title = title
        self.has_left = False

    async def run(self, enhancer: PromptEnhancer, wish: Wish) -> str:
        try:
            return await self._bought(enhancer, wish)
        except SeedreamError:
            raise
        except BaseException:
            # Cancelled, or a bug in an adapter: the order may be out.
            charged = None if self.has_left else 0
            await asyncio.shield(self._settle(charged, _UNKNOWN))
            raise

    async def _bought(self, enhancer: PromptEnhancer, wish: Wish) -> str:
        try:
            remote_id = await enhancer.submit_text(wish, self._leave)
        except OutcomeUnknown as error:
            await self._settle(None, _UNKNOWN)
            raise OutcomeUnknown(_UNKNOWN, service=self._title) from error
        except NothingSent as error:
            await self._settle(0, error.code)
            raise NothingSent(_NOT_SENT, service=self._title) from error
        except (AccountRefused, KeyMissing, Refused, UserFixable) as error:
            await self._settle(0, error.code)
            raise
        except SeedreamError as error:
            await self._settle(None if self.has_left else 0, error.code)
            raise
        # The order is paid: what the disk says now must not keep the text from the user.
        try:
            await self._errands.note_remote(self._errand.id, remote_id)
        except StorageFailed as error:
            _log.warning("the id %s could not be kept: %s", remote_id, error.code)
        return await self._awaited(enhancer, remote_id)

    async def _awaited(self, enhancer: PromptEnhancer, remote_id: RemoteId) -> str:
        """Ask until the service's final word; free, so trouble only means to ask again."""
        end, wait_s = self._clock.monotonic() + _PATIENCE_S, _FIRST_LOOK_S
        while self._clock.monotonic() < end:
            await self._clock.sleep(wait_s)
            wait_s = min(wait_s * 1.5, _LOOK_S)
            try:
                found = await enhancer.look_up_text(remote_id)
            except (Unreachable, AccountRefused, KeyMissing) as error:
                _log.info("prompt %s cannot be looked up now: %s", remote_id, error.code)
                continue
            except (OutputUnusable, RemoteGone) as error:
                await self._settle(None, error.code)
                raise OutputUnusable("enhancement_unreadable", service=self._title) from error
            if isinstance(found, Written):
                await self._keep()
                return found.text
            if isinstance(found, Failed):
                await self._end(found.trouble)
        await self._settle(None, _LOST)
        raise OutputUnusable(_LOST, service=self._title)

    async def _keep(self) -> None:
        """Record that it is bought; a disk that says no must not keep the text from the user."""
        try:
            await self._settle(self._errand.cost_micros, _BOUGHT)
        except StorageFailed as error:
            _log.warning("errand %s stays open: %s", self._errand.id, error.code)

    async def _end(self, trouble: Trouble) -> NoReturn:
        """Record the service's final no, and raise it."""
        is_free = trouble.billed is Billed.NO
        await self._settle(0 if is_free else None, trouble.code)
        if is_free:
            raise Refused(_FAILED, service=self._title, said=trouble.params.get("said", ""))
        raise OutcomeUnknown(_UNKNOWN, service=self._title)

    async def _leave(self) -> None:
        self.has_left = True

    async def _settle(self, charged_micros: int | None, note: str) -> None:
        await self._errands.settle(self._errand.id, charged_micros, self._clock.now(), note)
