"""Any service in rehearsal: its card's limits and prices, play money, the local engine's pictures.

No key, no network. What the service would remember (jobs, uploads) is kept on this disk, so that
a run goes on after the program was killed; what happens to an order is its scenario's business.
"""

import asyncio
import logging
from pathlib import Path
from typing import Final

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    NothingSent,
    OutcomeUnknown,
    Refused,
    RemoteGone,
    Unreachable,
)
from seedream_desktop.domain.ids import ModelId, ProviderId, RemoteId, fresh_id
from seedream_desktop.domain.rehearsal import Scenario
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ports.provider import (
    Accepted,
    Dispatch,
    Failed,
    Finished,
    Order,
    Outbox,
    OutputMissing,
    OutputUrl,
    PastJob,
    RemoteOutput,
    Running,
    Snapshot,
    Upload,
)
from seedream_desktop.ports.renderer import Renderer
from seedream_desktop.ports.world import Clock
from seedream_desktop.providers._rehearsal_jobs import (
    HOST,
    Job,
    Jobs,
    output_at,
    output_url,
    write,
)
from seedream_desktop.providers._rehearsal_look import Painter
from seedream_desktop.providers._rehearsal_script import (
    Script,
    charge_of,
    pictures_of,
    script_of,
    size_of,
)

_log = logging.getLogger(__name__)

BALANCE_MICROS: Final = 100_000_000
"""The play money that a rehearsal's account begins with."""

_DAY_S: Final = 86_400.0
_RATE_WAIT_S: Final = 3.0
_PATIENCE_S: Final = 120.0
_BREAKS: Final = 2
_QUEUED_SHARE: Final = 0.2
_SAID: Final = "as rehearsed"
_DOWN: Final = "ConnectError ECONNREFUSED"
_LOST: Final = "ReadError ECONNRESET"

_S = Scenario


class Rehearsal:
    """Implements ports.provider.Provider and ports.provider.Downloads for one rehearsed service.

    A service that takes references inside its orders answers them with the pictures; the others
    answer with a job.
    """

    def __init__(self, renderer: Renderer, *, card: Card, folder: Path, clock: Clock) -> None:
        """Take the local engine, the card, where jobs are kept, and the clock."""
        self._card = card
        self._clock = clock
        self._jobs = Jobs(folder)
        self._painter = Painter(renderer, self._jobs)
        self._fetches: dict[str, int] = {}
        self._is_cleared = False

    @property
    def id(self) -> ProviderId:
        """The rehearsal's own id: rehearsal:SERVICE."""
        return self._card.provider

    @property
    def announces_leaving(self) -> bool:
        """As the services' own adapters do."""
        return True

    async def check_account(self) -> int | None:
        """Return the play money that is left."""
        jobs = await asyncio.to_thread(self._jobs.all)
        return BALANCE_MICROS - sum(job.charged_micros for job in jobs)

    async def upload(self, path: Path, name: str) -> Upload:
        """Keep a copy, as the service would."""
        url = await asyncio.to_thread(self._jobs.take, path, name)
        lifetime_s = self._card.upload_lifetime_s or _DAY_S
        return Upload(url=url, expires_at=self._clock.now() + lifetime_s)

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """Take an order as its scenario has it; see domain.rehearsal.Scenario."""
        script, title = script_of(order), self._card.title
        if script.scenario is _S.DOWN:
            raise NothingSent("not_connected", host=HOST, cause=_DOWN)
        await outbox.leaving()
        await self._clock.sleep(script.post_s)
        match script.scenario:
            case _S.RATE_LIMITED:
                raise NothingSent("rate_limited", retry_after_s=_RATE_WAIT_S, service=title)
            case _S.REFUSED_KEY:
                raise AccountRefused("key_refused", service=title, said=_SAID)
            case _S.NO_MONEY:
                raise AccountRefused("balance_too_low", service=title, said=_SAID)
            case _S.REFUSED:
                raise Refused("service_refused", service=title, status=400, said=_SAID)
            case _S.LOST_GONE:
                raise OutcomeUnknown("answer_lost", host=HOST, cause=_LOST)
        job = await self._taken(order, script)
        if self._card.references_inside:
            return await self._answered(job, script, outbox)
        if script.scenario in (_S.LOST_FOUND, _S.CUT_OFF):
            raise OutcomeUnknown("answer_lost", host=HOST, cause=_LOST)
        return Accepted(job.id)

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Say how a job stands by now."""
        job = await self._job(remote_id)
        now = self._clock.now()
        if now < job.ready_at:
            begun_at = job.created_at + _QUEUED_SHARE * (job.ready_at - job.created_at)
            return Running("queued" if now < begun_at else "processing")
        refusal = self._refusal(job)
        return Failed(Trouble.of(refusal)) if refusal is not None else self._finished(job)

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """List what was taken."""
        jobs = await asyncio.to_thread(self._jobs.all)
        return tuple(
            PastJob(
                remote_id=job.id,
                model=job.model,
                created_at=job.created_at,
                prompt=job.prompt,
                input_urls=job.files,
                outputs=len(job.pictures),
            )
            for job in jobs
            if job.model == model and since <= job.created_at <= until
        )

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Answer with the job of this key, or make it now."""
        jobs = await asyncio.to_thread(self._jobs.all)
        known = [job for job in jobs if job.key == order.idempotency_key]
        if known:
            return Accepted(known[0].id)
        whole = Script(scenario=_S.OK, seed=0, post_s=0.0, work_s=script_of(order).work_s)
        return Accepted((await self._taken(order, whole)).id)

    async def price_micros(self, order: Order) -> int | None:
        """Say what the card says."""
        model = self._card.model_by_id(order.model)
        references = len(order.references)
        price = model.price.cost_micros(
            outputs=order.outputs, references=references, size=order.size
        )
        return int(price)

    async def refresh(self, card: Card) -> Card:
        """Return the card: a rehearsal asks nobody."""
        return card

    async def fetch(self, url: str, into: Path, *, bytes_max: int) -> None:
        """Make the picture of an address, with the flaw that its scenario gave it."""
        place = output_at(url)
        if place is None:
            raise RemoteGone("output_gone", status=404)
        job = await self._job(place[0])
        if place[1] >= len(job.pictures) or job.pictures[place[1]].flaw == "gone":
            raise RemoteGone("output_gone", status=404)
        flaw = job.pictures[place[1]].flaw
        tries = self._fetches[url] = self._fetches.get(url, 0) + 1
        if flaw == "breaks" and tries <= _BREAKS:
            raise Unreachable("download_failed", host=HOST, cause=_LOST)
        data = await self._painter.paint(job, place[1])
        whole = data[: len(data) // 2] if flaw == "damaged" else data
        await asyncio.to_thread(write, into, whole)

    # -- the service's own side

    async def _taken(self, order: Order, script: Script) -> Job:
        """Write a job down, with copies of what went with its order."""
        model, now = self._card.model_by_id(order.model), self._clock.now()
        if not self._is_cleared:
            self._is_cleared = True
            await asyncio.to_thread(self._jobs.clear, now)
        pictures = pictures_of(order, script)
        job = Job(
            id=RemoteId(fresh_id("play")),
            key=order.idempotency_key,
            model=order.model,
            prompt=order.prompt,
            created_at=now,
            ready_at=now + script.work_s,
            files=await asyncio.to_thread(self._received, order),
            sources=order.targets,
            pictures=pictures,
            size=size_of(order, model, script),
            scenario=script.scenario,
            seed=script.seed,
            charged_micros=charge_of(
                order, model, script, sum(picture.flaw != "moderated" for picture in pictures)
            ),
        )
        await asyncio.to_thread(self._jobs.save, job)
        _log.info("rehearsed %s as %s: %s", order.request, job.id, script.scenario.value)
        return job

    def _received(self, order: Order) -> tuple[str, ...]:
        """Return the addresses of an order's references; what is not here is copied now."""
        urls = []
        for index, reference in enumerate(order.references):
            url = reference.url
            if not url or not self._jobs.file(url).exists():
                name = f"{order.request}-{index}{reference.path.suffix}"
                copied = self._jobs.take(reference.path, url.rpartition("/")[2] or name)
                url = url or copied
            urls.append(url)
        return tuple(urls)

    async def _answered(self, job: Job, script: Script, outbox: Dispatch) -> Finished:
        """Answer an order with its pictures, as services do that have no jobs."""
        await self._clock.sleep(min(script.work_s, _PATIENCE_S))
        if script.scenario is _S.STUCK:
            raise OutcomeUnknown("answer_late", host=HOST)
        if script.scenario is _S.CUT_OFF:
            for index in range((len(job.pictures) + 1) // 2):
                await outbox.arrived(index, await self._painter.paint(job, index))
            raise OutcomeUnknown("answer_cut_off", host=HOST, status=200)
        if script.scenario is _S.LOST_FOUND:
            raise OutcomeUnknown("answer_lost", host=HOST, cause=_LOST)
        refusal = self._refusal(job)
        if refusal is not None:
            raise refusal
        return self._finished(job)

    def _refusal(self, job: Job) -> Refused | None:
        """Return the service's final no to a job."""
        title = self._card.title
        if job.scenario is _S.FAILED:
            return Refused("job_failed", service=title, number="", said=_SAID)
        if job.scenario is _S.MODERATED:
            return Refused("moderated", service=title, number="", said=_SAID)
        return None

    def _finished(self, job: Job) -> Finished:
        outputs = tuple(self._output(job, index) for index in range(len(job.pictures)))
        return Finished(outputs=outputs, charged_micros=job.charged_micros)

    def _output(self, job: Job, index: int) -> RemoteOutput:
        if job.pictures[index].flaw != "moderated":
            return OutputUrl(output_url(job, index))
        params = {"service": self._card.title, "number": "", "said": _SAID}
        return OutputMissing(Trouble(code="moderated", billed=Billed.NO, params=params))

    async def _job(self, remote_id: RemoteId) -> Job:
        job = await asyncio.to_thread(self._jobs.get, remote_id)
        if job is None:
            raise RemoteGone("not_at_service", service=self._card.title, said=_SAID)
        return job
