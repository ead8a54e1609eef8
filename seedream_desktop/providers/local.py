"""The built-in engine: classical edits on this machine, no key, no network, free."""

import math
from pathlib import Path
from typing import Final

from seedream_desktop.domain.adjustment import Adjustment
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import RemoteGone
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId
from seedream_desktop.ports.provider import (
    Accepted,
    Finished,
    Order,
    Outbox,
    OutputStored,
    PastJob,
    Reference,
    Snapshot,
    Upload,
)
from seedream_desktop.ports.renderer import Renderer
from seedream_desktop.providers._grammar import read

LOCAL: Final = ProviderId("local")


def understood(prompt: str) -> tuple[Adjustment, ...]:
    """Return what the local engine will do for a step's prompt. Raises PromptUnclear.

    The plan's check asks this before anything is run.
    """
    return read(prompt)


class LocalProvider:
    """ports.provider.Provider without a service: an order is finished when it is submitted.

    The order's prompt is the step's own text, not the composer's. The anchor is the first
    reference that is not a target, else the first reference.
    """

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    @property
    def id(self) -> ProviderId:
        """The provider id of the console contract."""
        return LOCAL

    @property
    def announces_leaving(self) -> bool:
        """Nothing leaves this machine."""
        return False

    async def check_account(self) -> int | None:
        """There is no account."""
        return None

    async def upload(self, path: Path, name: str) -> Upload:
        """Nothing is sent anywhere; files are read where they are."""
        return Upload(url="", expires_at=math.inf)

    async def submit(self, order: Order, outbox: Outbox) -> Finished:
        """Render each target in order and keep it.

        Raises PromptUnclear before anything is made, and BadInput for a file that cannot be
        read. A target that is the anchor itself is left as it is by the match.
        """
        adjustments = understood(order.prompt)
        anchor = _anchor(order)
        outputs: list[OutputStored] = []
        for position in order.targets:
            target = order.references[position]
            example = None if anchor is None or anchor.digest == target.digest else anchor.path
            data = await self._renderer.render(target.path, example, adjustments, order.size)
            outputs.append(await outbox.keep(data))
        return Finished(outputs=tuple(outputs), charged_micros=0)

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Nothing outlives a submission here."""
        raise RemoteGone("local_job_gone", job=remote_id)

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """No jobs are kept."""
        return ()

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Nothing outlives a submission here."""
        return None

    async def price_micros(self, order: Order) -> int | None:
        """Free."""
        return 0

    async def refresh(self, card: Card) -> Card:
        """Return the card; it does not change."""
        return card


def _anchor(order: Order) -> Reference | None:
    targets = set(order.targets)
    others = [ref for index, ref in enumerate(order.references) if index not in targets]
    return next(iter([*others, *order.references]), None)
