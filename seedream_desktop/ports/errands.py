"""Small paid calls beside runs: what a service may offer, and the record of what they cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from seedream_desktop.domain.ids import ErrandId, ModelId, ProviderId, RemoteId
from seedream_desktop.domain.ledger import Caps, Errand, Moment
from seedream_desktop.domain.proposal import Proposal
from seedream_desktop.ports.provider import Failed, Running

Announce: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A prompt that is to be made better. style is one of the card's words, empty for none."""

    model: ModelId
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The better prompt: plain text from outside, never to be read as anything else."""

    text: str


TextSnapshot: TypeAlias = Running | Written | Failed


@runtime_checkable
class PromptEnhancer(Protocol):
    """What a provider may be beside a Provider; its card then has an enhancer."""

    async def submit_text(self, wish: Wish, leaving: Announce) -> RemoteId:
        """Buy: exactly one POST; leaving is awaited before its first byte.

        Raises what Provider.submit raises.
        """
        ...

    async def look_up_text(self, remote_id: RemoteId) -> TextSnapshot:
        """Ask for the text; free.

        Raises what Provider.look_up raises, and OutputUnusable where the service is done and
        what it made is no text.
        """
        ...


class Errands(Protocol):
    """The part of the ledger that belongs to no run. Every method is one transaction."""

    async def begin(self, errand: Errand, caps: Caps, moment: Moment) -> None:
        """Record the intent and reserve its cost, before anything leaves.

        A cap for a run holds for an errand as if it were one. Raises OverBudget with nothing
        written, DiskFull, StorageFailed.
        """
        ...

    async def note_remote(self, errand: ErrandId, remote_id: RemoteId) -> None:
        """Record the service's id of the job."""
        ...

    async def settle(
        self,
        errand: ErrandId,
        charged_micros: int | None,
        now: float,
        note: str,
        *,
        is_closed: bool = False,
    ) -> None:
        """Close the reservation: what is charged is spent (None: all of it), the rest free.

        is_closed says that the service has no text to give, now or later.
        """
        ...

    async def keep(self, errand: ErrandId, words: str, now: float, note: str) -> None:
        """Record the text that was received, and its cost as spent, in one transaction.

        Raises DiskFull, StorageFailed; the text is then in no row.
        """
        ...

    async def let_go(self, errand: ErrandId) -> None:
        """Record that the user took the text, or does not want it. Raises StorageFailed."""
        ...

    async def proposals(self, provider: ProviderId, text: str) -> tuple[Proposal, ...]:
        """Return what was bought for a prompt and can be had at no cost, newest first.

        Raises StorageFailed.
        """
        ...

    async def settle_open(self, now: float, note: str) -> int:
        """Close all that an earlier process left open as spent; return how many there were."""
        ...
