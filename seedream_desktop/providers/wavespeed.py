"""WaveSpeedAI: orders, jobs, uploads, history and prices of its REST interface, version 3."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from msgspec import Raw

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    AccountRefused,
    OutcomeUnknown,
    Refused,
    RemoteGone,
    Unreachable,
)
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId
from seedream_desktop.net.disk import length_of
from seedream_desktop.net.reply import Reply
from seedream_desktop.ports.errands import Announce, TextSnapshot, Wish
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Order,
    Outbox,
    PastJob,
    Snapshot,
    Upload,
)
from seedream_desktop.providers._envelope import data_of, id_in, said_inside
from seedream_desktop.providers._remote import RemoteService
from seedream_desktop.providers._upload_names import kind_of, plain_name
from seedream_desktop.providers._wavespeed_catalogue import refreshed
from seedream_desktop.providers._wavespeed_shapes import Balance, LiveModel, Task
from seedream_desktop.providers._wavespeed_text import text_snapshot, wire_wish
from seedream_desktop.providers._wavespeed_wire import (
    TITLE,
    charge_of,
    past_jobs,
    snapshot,
    task_of,
    ticket_of,
    wire_order,
)
from seedream_desktop.providers._wire import (
    BadReply,
    decoded,
    free_trouble,
    micros,
    paid_trouble,
    timestamp,
    unreadable,
)

BASE_URL: Final = "https://api.wavespeed.ai"

_API: Final = "/api/v3"
_UPLOAD_LIFETIME_S: Final = 7 * 24 * 3600
_PAGE_SIZE: Final = 100
_PAGES_MAX: Final = 200
_BYTES_MAX: Final = 16_000_000
_JOB_BYTES_MAX: Final = 256_000_000  # outputs may come inside, as base64

Value = TypeVar("Value")


class WaveSpeed(RemoteService):
    """Implements ports.provider.Provider and ports.errands.PromptEnhancer.

    See there for what each call promises. A1 to A8 below are sections
    of the protocol's sheet (providers/wavespeed-atlascloud.md).
    """

    provider = ProviderId("wavespeed")
    title = TITLE

    async def check_account(self) -> int | None:
        """Return the balance (A7), the cheapest call that needs a good key."""
        return await self._get("/balance", lambda data: micros(decoded(data, Balance).balance))

    async def upload(self, path: Path, name: str) -> Upload:
        """Ask for a ticket and send the file to it (A3.1); a ticket is used once or never."""
        now = self._now()
        question = {"filename": plain_name(name), "size": await length_of(path)}
        kind = kind_of(name)
        if kind is not None:
            question["content_type"] = kind
        ticket = await self._post("/media/uploads", question, ticket_of)
        await self._line.transfer.put_file(ticket.upload.url, ticket.upload.headers, path)
        return Upload(url=ticket.download_url or ticket.url, expires_at=now + _UPLOAD_LIFETIME_S)

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted:
        """Send the order (A4.1) and return the job's id, whatever else the answer says.

        Outputs are never taken from this answer: an id on disk comes before all else.
        """
        return Accepted(await self._buy(order.model, wire_order(order), outbox.leaving))

    async def submit_text(self, wish: Wish, leaving: Announce) -> RemoteId:
        """Order a better prompt (A8): an ordinary model, whose output is a text."""
        return await self._buy(wish.model, wire_wish(wish), leaving)

    async def _buy(self, model: ModelId, body: object, leaving: Announce) -> RemoteId:
        path = f"{_API}/{quote(model, safe='/')}"
        key = await self._key()
        reply = await self._line.paid.post(path, body, key=key, before_first_byte=leaving)
        trouble = paid_trouble(TITLE, reply)
        found = id_in(reply.body)
        if trouble is None and found is not None:
            return found
        if trouble is None:
            trouble = said_inside(TITLE, reply, paid_trouble)
        if trouble is None or (found is not None and isinstance(trouble, Refused)):
            trouble = OutcomeUnknown("answer_unclear", service=TITLE, status=reply.status, said="")
        raise trouble

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Ask for a job (A4.2). A no that is not about the account only means: ask again."""
        return await snapshot(await self._task(remote_id), outbox)

    async def look_up_text(self, remote_id: RemoteId) -> TextSnapshot:
        """Ask for a better prompt."""
        return text_snapshot(await self._task(remote_id))

    async def _task(self, remote_id: RemoteId) -> Task:
        path = f"/predictions/{quote(remote_id, safe='')}/result"
        try:
            return await self._get(path, task_of, bytes_max=_JOB_BYTES_MAX, is_task=True)
        except AccountRefused:
            raise
        except Refused as error:
            raise Unreachable("poll_refused", service=TITLE, said=str(error)) from error

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """List past jobs (A7), page after page until one lies before the window.

        A service may give fewer rows a page than it was asked for, so only an empty page, a
        short one that repeats, or an older job ends the list. Raises Unreachable when a job
        does not tell what was sent, or when the list does not end: half a history would prove
        that a paid job does not exist.
        """
        jobs: dict[RemoteId, PastJob] = {}
        for number in range(1, _PAGES_MAX + 1):
            question = {
                "page": number,
                "page_size": _PAGE_SIZE,
                "model": model,
                "created_after": timestamp(math.floor(since)),
                "created_before": timestamp(math.ceil(until)),
                "include_inputs": True,
            }
            page = await self._post("/predictions", question, past_jobs)
            repeats = all(job.remote_id in jobs for job in page)
            if repeats and len(page) >= _PAGE_SIZE:
                break
            jobs |= {job.remote_id: job for job in page}
            if repeats or min(job.created_at for job in page) < since:
                inside = [job for job in jobs.values() if since <= job.created_at <= until]
                return tuple(sorted(inside, key=lambda job: job.created_at, reverse=True))
        raise Unreachable("history_without_end", service=TITLE)

    async def price_micros(self, order: Order) -> int | None:
        """Ask for the price of the order as it would be sent (A7)."""
        question = {"model_id": order.model, "inputs": wire_order(order)}
        try:
            return await self._post("/model/price", question, charge_of)
        except RemoteGone:
            return None

    async def refresh(self, card: Card) -> Card:
        """Return the card with the live list's prices and tighter limits (A7)."""
        live = await self._get("/models", lambda data: decoded(data, list[LiveModel]))
        return refreshed(card, live, datetime.fromtimestamp(self._now(), UTC).date())

    async def _get(
        self,
        path: str,
        read: Callable[[bytes | Raw], Value],
        *,
        bytes_max: int = _BYTES_MAX,
        is_task: bool = False,
    ) -> Value:
        reply = await self._line.client.get(_API + path, key=await self._key(), bytes_max=bytes_max)
        return _read(reply, read, is_task=is_task)

    async def _post(
        self, path: str, question: object, read: Callable[[bytes | Raw], Value]
    ) -> Value:
        key = await self._key()
        reply = await self._line.client.post(_API + path, question, key=key, bytes_max=_BYTES_MAX)
        return _read(reply, read, is_task=False)


def _read(reply: Reply, read: Callable[[bytes | Raw], Value], *, is_task: bool) -> Value:
    """Return what is inside the envelope of a free call's answer.

    An envelope may say no under HTTP 200 (A5.1). A task inside it has the last word on
    itself, whatever the envelope says; anything else has to come under a good one.
    """
    trouble = free_trouble(TITLE, reply)
    if trouble is not None:
        raise trouble
    said_no = said_inside(TITLE, reply, free_trouble)
    if said_no is not None and not is_task:
        raise said_no
    try:
        return read(data_of(reply.body))
    except BadReply as error:
        raise said_no or unreadable(TITLE, error) from error
