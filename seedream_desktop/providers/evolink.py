"""EvoLink: orders under keys of their own, tasks, uploads and credits of its REST interface."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote, urlencode
from uuid import uuid4

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import AccountRefused, Refused, RemoteGone, Unreachable
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId
from seedream_desktop.net.form import Form
from seedream_desktop.net.line import Line
from seedream_desktop.net.reply import Reply
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Finished,
    Order,
    Outbox,
    PastJob,
    Snapshot,
    Upload,
)
from seedream_desktop.ports.world import Secret
from seedream_desktop.providers._envelope import id_in
from seedream_desktop.providers._evolink_errors import TITLE, free_no, paid_no, replay_no
from seedream_desktop.providers._evolink_shapes import Kept, Page, Task
from seedream_desktop.providers._evolink_wire import (
    balance_in,
    base_of,
    name_in,
    page_in,
    past_jobs,
    shelf_in,
    snapshot,
    upload_in,
    wire_order,
)
from seedream_desktop.providers._remote import RemoteService, understood
from seedream_desktop.providers._upload_names import kind_of, plain_name
from seedream_desktop.providers._wire import OK, BadReply, decoded, unreadable

BASE_URL: Final = "https://api.evolink.ai"
FILES_URL: Final = "https://files-api.evolink.ai"

_PAID: Final = "/v1/images/generations"
_FILES: Final = "/api/v1/files"
_FOLDER: Final = "seedream"
_UPLOAD_LIFETIME_S: Final = 72 * 3600
_PAGE_SIZE: Final = 20
_PAGES_MAX: Final = 500
_BYTES_MAX: Final = 16_000_000
_JOB_BYTES_MAX: Final = 64_000_000

Value = TypeVar("Value")


class EvoLink(RemoteService):
    """Implements ports.provider.Provider; see there for what each call promises.

    3.1 to 3.7 below are sections of the protocol's sheet (providers/ark-novita-evolink.md).
    """

    provider = ProviderId("evolink")
    title = TITLE

    def __init__(
        self,
        line: Line,
        *,
        files: Line,
        card: Card,
        key: Callable[[], Awaitable[Secret]],
        now: Callable[[], float],
    ) -> None:
        """Take the connections to both hosts, the rate of credits, the key and the clock."""
        super().__init__(line, key=key, now=now)
        self._files = files
        self._rate = card.credits_per_usd

    async def aclose(self) -> None:
        """Close the connections to both hosts."""
        await super().aclose()
        await self._files.aclose()

    async def check_account(self) -> int | None:
        """Return what the account has left, in dollars (3.7), whatever the key itself may use."""
        reply = await self._line.client.get(
            "/v1/credits", key=await self._key(), bytes_max=_BYTES_MAX
        )
        return _read(reply, lambda body: balance_in(body, self._rate))

    async def upload(self, path: Path, name: str) -> Upload:
        """Send a file as a form to the host of files (3.6).

        Each goes under a name of its own: one of the same name would take another's place.
        """
        now = self._now()
        own = f"{uuid4().hex}-{plain_name(name)}"
        form = Form(
            path=path,
            part="file",
            file_name=own,
            media_type=kind_of(name) or "application/octet-stream",
            fields={"uploadPath": _FOLDER, "fileName": own},
        )
        reply = await self._files.client.send_file(
            f"{_FILES}/upload/stream", form, key=await self._key(), bytes_max=_BYTES_MAX
        )
        address, lifetime_s = _read(reply, upload_in)
        lasts_s = _UPLOAD_LIFETIME_S if lifetime_s is None else min(lifetime_s, _UPLOAD_LIFETIME_S)
        return Upload(url=address, expires_at=now + lasts_s)

    async def discard(self, urls: Collection[str]) -> None:
        """Delete uploads (3.6): found in the list by their names, which are no other's."""
        names = {name_in(url) for url in urls}
        for file_id in [kept.file_id for kept in await self._kept() if kept.file_name in names]:
            path = f"{_FILES}/{quote(file_id, safe='')}"
            with suppress(RemoteGone):
                _read(await self._files.client.delete(path, key=await self._key()), bytes)

    async def _kept(self) -> list[Kept]:
        """List all uploads, page after page."""
        found: dict[str, Kept] = {}
        for number in range(1, _PAGES_MAX + 1):
            question = urlencode({"page": number, "pageSize": _PAGE_SIZE})
            key = await self._key()
            reply = await self._files.client.get(
                f"{_FILES}/list?{question}", key=key, bytes_max=_BYTES_MAX
            )
            page = _read(reply, shelf_in)
            known = len(found)
            found |= {kept.file_id: kept for kept in page.files}
            if len(found) == known or (page.total is not None and len(found) >= page.total):
                break
        return list(found.values())

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """Send the order (3.3). A task's id comes before all else that the answer says."""
        return _taken(await self._ordered(order, outbox.leaving), paid_no)

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Send it again, the same under the same key (3.4): the service gives the task it has.

        Where it has none under that key, it makes it now.
        """
        return _taken(await self._ordered(order, None), replay_no)

    async def _ordered(self, order: Order, leaving: Callable[[], Awaitable[None]] | None) -> Reply:
        headers = {
            "Idempotency-Key": order.idempotency_key,
            "X-Evo-Run-Id": order.idempotency_key,
        }
        return await self._line.paid.post(
            _PAID,
            wire_order(order),
            key=await self._key(),
            headers=headers,
            before_first_byte=leaving,
        )

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Ask for a task (3.3). A no that is not about the account only means: ask again."""
        path = f"/v1/tasks/{quote(remote_id, safe='')}"
        key = await self._key()
        reply = await self._line.client.get(path, key=key, bytes_max=_JOB_BYTES_MAX)
        try:
            task = _task(reply)
        except AccountRefused:
            raise
        except Refused as error:
            raise Unreachable("poll_refused", service=TITLE, said=str(error)) from error
        return await snapshot(task, self._rate, outbox)

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """List tasks (3.1), page after page, until the list ends or the window lies behind.

        Nothing documents its order. As long as it is newest first, a page that begins before
        the window is the last; else all are read. Raises Unreachable where the list does not
        end: half of it would prove that a paid task does not exist.
        """
        jobs: dict[RemoteId, PastJob] = {}
        seen: dict[str, float] = {}
        for number in range(1, _PAGES_MAX + 1):
            page = await self._page(model, number)
            known = len(seen)
            seen |= {row.id: row.created for row in page.data}
            jobs |= {job.remote_id: job for job in past_jobs(page, model)}
            if _is_last(page, known, list(seen.values()), since):
                inside = [job for job in jobs.values() if since <= job.created_at <= until]
                return tuple(sorted(inside, key=lambda job: job.created_at, reverse=True))
        raise Unreachable("history_without_end", service=TITLE)

    async def _page(self, model: ModelId, number: int) -> Page:
        question = urlencode({"model": base_of(model), "page": number, "page_size": _PAGE_SIZE})
        key = await self._key()
        reply = await self._line.client.get(f"/v1/tasks?{question}", key=key, bytes_max=_BYTES_MAX)
        return _read(reply, page_in)


def _taken(reply: Reply, no: Callable[[Reply], Exception]) -> Accepted:
    """Return the task that an answer to an order names; else raise what it means."""
    found = id_in(reply.body)
    if found is None:
        raise no(reply)
    return Accepted(found)


def _task(reply: Reply) -> Task:
    """Read a task. Its own error, beside its status, is no trouble of the call."""
    try:
        if reply.status == OK:
            return decoded(reply.body, Task)
        missing = BadReply("status")
    except BadReply as error:
        missing = error
    raise free_no(reply) or unreadable(TITLE, missing)


def _read(reply: Reply, read: Callable[[bytes], Value]) -> Value:
    """Return what a free call's answer holds; it may say no under HTTP 200 (3.5)."""
    return understood(TITLE, free_no(reply), reply.body, read)


def _is_last(page: Page, known: int, created: list[float], since: float) -> bool:
    """Say whether nothing that matters can come after a page; known were told before it.

    Raises Unreachable for a page that only repeats, where the list is said to hold more.
    """
    is_whole = page.total is None or len(created) >= page.total
    if not page.data or (is_whole and page.total is not None):
        return True
    if len(created) == known:
        if not is_whole:
            raise Unreachable("history_without_end", service=TITLE)
        return True
    return created[-1] < since and all(one >= other for one, other in pairwise(created))
