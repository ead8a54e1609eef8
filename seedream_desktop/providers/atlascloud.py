"""Atlas Cloud: orders, jobs, uploads and prices of its REST interface, version 1."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    AccountRefused,
    KeyMissing,
    Refused,
    RemoteGone,
    SeedreamError,
)
from seedream_desktop.domain.ids import ProviderId, RemoteId
from seedream_desktop.net.form import Form
from seedream_desktop.net.reply import Reply
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Finished,
    Order,
    Outbox,
    Snapshot,
    Upload,
)
from seedream_desktop.providers._atlascloud_catalogue import (
    refreshed,
    schema_properties,
    schema_urls,
)
from seedream_desktop.providers._atlascloud_wire import (
    TITLE,
    address_in,
    answered,
    balance_in,
    estimate_in,
    live_models_in,
    snapshot,
    task_in,
    wire_order,
)
from seedream_desktop.providers._envelope import said_inside
from seedream_desktop.providers._live_limits import Properties
from seedream_desktop.providers._remote import RemoteService, understood
from seedream_desktop.providers._upload_names import kind_of, plain_name
from seedream_desktop.providers._wire import (
    FORBIDDEN,
    BadReply,
    free_trouble,
    unreadable,
)

BASE_URL: Final = "https://api.atlascloud.ai"

_MODEL: Final = "/api/v1/model"
_UPLOAD_LIFETIME_S: Final = 2 * 3600
"""The service says "temporary" and no number; a reference that was cleaned away fails its job."""

_BYTES_MAX: Final = 16_000_000
_JOB_BYTES_MAX: Final = 256_000_000  # outputs may come inside, as base64
_SCHEMA_BYTES_MAX: Final = 2_000_000
_SCHEMAS_AT_ONCE: Final = 4
_SAMPLE_REFERENCE: Final = "https://example.com/reference.png"

Value = TypeVar("Value")


class AtlasCloud(RemoteService):
    """Implements ports.provider.Provider; see there for what each call promises.

    B1 to B9 below are sections of the protocol's sheet (providers/wavespeed-atlascloud.md).
    The service keeps no list of past jobs and takes no idempotency key.
    """

    provider = ProviderId("atlascloud")
    title = TITLE

    async def check_account(self) -> int | None:
        """Return the balance (B7), the cheapest call that needs a good key.

        A key of a team may buy and not see the balance: 403 is no bad key.
        """
        reply = await self._line.client.get(
            "/public/v1/balance", key=await self._key(), bytes_max=_BYTES_MAX
        )
        try:
            return _read(reply, balance_in)
        except AccountRefused:
            if reply.status == FORBIDDEN:
                return None
            raise

    async def upload(self, path: Path, name: str) -> Upload:
        """Send a file as a form (B3)."""
        now = self._now()
        form = Form(
            path=path,
            part="file",
            file_name=plain_name(name),
            media_type=kind_of(name) or "application/octet-stream",
        )
        reply = await self._line.client.send_file(
            f"{_MODEL}/uploadMedia", form, key=await self._key(), bytes_max=_BYTES_MAX
        )
        return Upload(url=_read(reply, address_in), expires_at=now + _UPLOAD_LIFETIME_S)

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """Send the order (B4.1). A job's id comes before all else that the answer says."""
        body = await wire_order(order)
        key = await self._key()
        reply = await self._line.paid.post(
            f"{_MODEL}/generateImage", body, key=key, before_first_byte=outbox.leaving
        )
        return await answered(reply, outbox)

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Ask for a job (B4.2): its own word counts, whatever status it comes under.

        A refusal that tells of no job is said of young jobs and of forgotten ones alike; which
        it is, their age says.
        """
        path = f"{_MODEL}/prediction/{quote(remote_id, safe='')}"
        key = await self._key()
        reply = await self._line.client.get(path, key=key, bytes_max=_JOB_BYTES_MAX)
        task = task_in(reply.body)
        if task is not None:
            return await snapshot(task, reply.body, outbox)
        trouble = free_trouble(TITLE, reply) or said_inside(TITLE, reply, free_trouble)
        if isinstance(trouble, Refused) and not isinstance(trouble, AccountRefused):
            raise RemoteGone("not_at_service", service=TITLE, said=str(trouble.params["said"]))
        raise trouble or unreadable(TITLE, BadReply("data.status"))

    async def price_micros(self, order: Order) -> int | None:
        """Ask for the price of the order as it would be sent (B7).

        References inside the order stay out of the question. One is made up where there is none
        left, since models that edit need one. The call is known from third parties only, and a
        path that is not there is answered like a bad key (B1): a no means that there is no
        price, and nothing else.
        """
        addressed = tuple(one for one in order.references if one.url)
        question = await wire_order(replace(order, references=addressed))
        if "edit" in order.model:
            question.setdefault("images", [_SAMPLE_REFERENCE])
        key = await self._key()
        try:
            reply = await self._line.client.post(
                f"{_MODEL}/calculate", question, key=key, bytes_max=_BYTES_MAX
            )
            return _read(reply, estimate_in)
        except (RemoteGone, Refused):
            return None

    async def refresh(self, card: Card) -> Card:
        """Return the card with the catalogue's prices and the schemas' limits (B2.6, B7).

        The catalogue needs no key and is asked for without one where there is none; the
        schemas lie at a host that never sees it.
        """
        try:
            key = await self._key()
        except KeyMissing:
            key = None
        reply = await self._line.client.get("/api/v1/models", key=key, bytes_max=_BYTES_MAX)
        live = _read(reply, live_models_in)
        turn = asyncio.Semaphore(_SCHEMAS_AT_ONCE)
        urls = schema_urls(card, live)
        found = await asyncio.gather(*(self._schema(url, turn) for url in urls.values()))
        today = datetime.fromtimestamp(self._now(), UTC).date()
        return refreshed(card, live, dict(zip(urls, found, strict=True)), today)

    async def _schema(self, url: str, turn: asyncio.Semaphore) -> Properties:
        """Return a model's schema; one that cannot be had changes nothing."""
        async with turn:
            try:
                document = await self._line.transfer.read(url, bytes_max=_SCHEMA_BYTES_MAX)
            except SeedreamError:
                return {}
        return schema_properties(document)


def _read(reply: Reply, read: Callable[[bytes], Value]) -> Value:
    """Return what a free call's answer holds; its wrapper may say no under HTTP 200 (B5.2)."""
    trouble = free_trouble(TITLE, reply) or said_inside(TITLE, reply, free_trouble)
    return understood(TITLE, trouble, reply.body, read)
