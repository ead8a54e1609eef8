"""The durable record: each method one transaction over the modules that know the rows."""

import asyncio
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    ProviderId,
    RemoteId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.ledger import Caps, Entry, Moment
from seedream_desktop.domain.plan import Bought, Known
from seedream_desktop.domain.request import Output, Request, RequestState, Version
from seedream_desktop.domain.sequence import Sequence as EditSequence
from seedream_desktop.ports import library as port
from seedream_desktop.ports.drafts import Draft
from seedream_desktop.ports.library import Run, SequenceSummary, Settlement
from seedream_desktop.storage import drafts, ledger, money, purchases, requests, results, sequences
from seedream_desktop.storage.arrivals import Arrivals
from seedream_desktop.storage.backups import back_up_daily
from seedream_desktop.storage.balances import Balances
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.errands import Errands
from seedream_desktop.storage.frames import Frames
from seedream_desktop.storage.judgements import Judgements
from seedream_desktop.storage.locations import Locations, check_local
from seedream_desktop.storage.lock import LibraryLock
from seedream_desktop.storage.machine import Machine, settle_in, this_machine
from seedream_desktop.storage.queue import QueueRecord
from seedream_desktop.storage.uploads import Uploads
from seedream_desktop.storage.writer import OnCommit


class Library(port.Library):
    """The library of one data root; its contract is the port's.

    notices is what is to be told about how it was opened: codes of ui/text; queue is the part
    that records how the user arranged the queue.
    """

    def __init__(self, database: Database, lock: LibraryLock, notices: Sequence[Notice]) -> None:
        """Take an open database and the lock that is held for it; see open()."""
        self.database = database
        self.queue = QueueRecord(database)
        self.errands = Errands(database)
        self.arrivals = Arrivals(database)
        self.balances = Balances(database)
        self.frames = Frames(database)
        self.judgements = Judgements(database)
        self.uploads = Uploads(database)
        self.notices = tuple(notices)
        self._lock = lock

    @classmethod
    async def open(
        cls,
        places: Locations,
        *,
        on_commit: OnCommit | None = None,
        machine: Machine | None = None,
    ) -> "Library":
        """Lock a data root, then open its database, made new where there is none.

        Raises LibraryBusy; UserFixable for a network volume, another program's database and
        that of a newer version; StorageFailed or DiskFull. After an error nothing is held.
        machine is where this is, as the system says if not told.
        """
        check_local(places.root)
        lock = LibraryLock(places.lock)
        lock.acquire()
        database = Database(places.library, on_commit=on_commit)
        try:
            notices = await database.open()
            moved = await settle_in(database, places.machine, machine or this_machine())
            await asyncio.to_thread(back_up_daily, places.library, time.time())
        except BaseException:
            await database.close()
            lock.release()
            raise
        return cls(database, lock, notices if moved is None else (*notices, moved))

    async def close(self) -> None:
        """Finish what waits, end the threads, give the lock back; harmless when repeated."""
        try:
            await self.database.close()
        finally:
            self._lock.release()

    async def save_sequence(self, sequence: EditSequence, now: float) -> None:
        """Insert or replace a sequence; its runs, requests and versions stay."""
        await self.database.write(partial(sequences.save, sequence=sequence, now=now))

    async def sequence(self, sequence: SequenceId) -> EditSequence:
        """Return one sequence; NotFound."""
        return await self.database.read(partial(sequences.fetch, sequence=sequence))

    async def sequence_like(self, fingerprint: str) -> SequenceId | None:
        """Return the newest sequence of this fingerprint, if there is one."""
        return await self.database.read(partial(sequences.like, fingerprint=fingerprint))

    async def sequences(self) -> tuple[SequenceSummary, ...]:
        """List all, newest first; open requests include those in doubt."""
        return await self.database.read(sequences.summaries)

    async def start_run(
        self,
        run: Run,
        requests: Sequence[Request],
        adopted: Sequence[Version],
        draft: int | None = None,
    ) -> None:
        """Write a run, its requests (QUEUED) and the versions it adopts at no cost."""
        queued = tuple(requests)
        await self.database.write(
            partial(money.start_run, run=run, queued=queued, adopted=tuple(adopted), draft=draft)
        )

    async def run(self, run: RunId) -> Run:
        """Return one run; NotFound."""
        return await self.database.read(partial(sequences.fetch_run, run=run))

    async def runs(self, sequence: SequenceId) -> tuple[Run, ...]:
        """List a sequence's runs, oldest first."""
        return await self.database.read(partial(sequences.runs, sequence=sequence))

    async def request(self, request: RequestId) -> Request:
        """Return one request; NotFound."""
        return await self.database.read(partial(requests.fetch, request=request))

    async def requests(
        self,
        *,
        run: RunId | None = None,
        sequence: SequenceId | None = None,
        states: frozenset[RequestState] | None = None,
    ) -> tuple[Request, ...]:
        """List requests by the order of their runs in the queue, step and position."""
        return await self.database.read(
            partial(requests.listed, run=run, sequence=sequence, states=states)
        )

    async def move(self, request: Request, to: RequestState) -> Request:
        """Store the request's fields in state `to`; return it with its new version number."""
        work = partial(requests.move, request=request, to=to)
        return await self.database.write(work, is_vital=to is RequestState.ACCEPTED)

    async def begin_sending(
        self, request: Request, caps: Caps, moment: Moment
    ) -> Request | RequestId:
        """Go from PREPARING to SENDING: reserve the recipe's cost and record the attempt.

        Raises DiskFull, too, where there would be no room to record what becomes of it.
        """
        await self.database.hold_room()
        return await self.database.write(
            partial(money.begin_sending, request=request, caps=caps, moment=moment)
        )

    async def begin_collecting(self, request: Request, outputs: Sequence[Output]) -> Request:
        """Go from SENDING or ACCEPTED to COLLECTING, with the outputs."""
        work = partial(money.begin_collecting, request=request, outputs=tuple(outputs))
        return await self.database.write(work, is_vital=True)

    async def settle(
        self,
        request: Request,
        to: RequestState,
        settlement: Settlement,
        now: float,
        versions: Sequence[Version] = (),
    ) -> Request:
        """Move to a state, write versions and close the reservation, all in one transaction.

        Where a request ends and its charge is unknown, all that is reserved counts as spent.
        """
        work = partial(
            money.settle,
            request=request,
            to=to,
            settlement=settlement,
            now=now,
            versions=tuple(versions),
        )
        return await self.database.write(work, is_vital=True)

    async def charge_more(self, request: RequestId, charged_micros: int, now: float) -> Request:
        """Count what an ended request was billed above what was settled for it, as spent too."""
        work = partial(
            money.charge_more, request_id=request, charged_micros=charged_micros, now=now
        )
        return await self.database.write(work, is_vital=True)

    async def resend(self, given_up: Request, again: Request, now: float) -> Request:
        """IN_DOUBT to CANCELLED, its reservation counted as spent, and a new linked request."""
        return await self.database.write(
            partial(money.resend, given_up=given_up, again=again, now=now)
        )

    async def outputs(self, request: RequestId) -> tuple[Output, ...]:
        """Return a request's outputs by index."""
        return await self.database.read(partial(results.outputs, request=request))

    async def save_output(self, request: RequestId, output: Output) -> None:
        """Record that one output is stored or lost."""
        work = partial(results.update_output, request=request, output=output)
        await self.database.write(work, is_vital=True)

    async def known(self, sequence: SequenceId) -> Known:
        """Return what the planner needs to know."""
        return await self.database.read(partial(purchases.known, sequence=sequence))

    async def bought(self, keys: Iterable[FrameKey]) -> Mapping[FrameKey, Bought]:
        """Return the results that exist for these keys."""
        return await self.database.read(partial(purchases.bought, keys=tuple(keys)))

    async def adopt(self, versions: Sequence[Version]) -> None:
        """Write versions that cost nothing; each becomes the chosen one of its frame."""
        await self.database.write(partial(results.insert_versions, versions=tuple(versions)))

    async def versions(self, sequence: SequenceId) -> tuple[Version, ...]:
        """List a sequence's versions, oldest first."""
        return await self.database.read(partial(results.versions, sequence=sequence))

    async def chosen(self, sequence: SequenceId, image: ImageId, step: StepId) -> Version | None:
        """Return a frame's chosen version."""
        return await self.database.read(
            partial(results.chosen, sequence=sequence, image=image, step=step)
        )

    async def entries(
        self, *, run: RunId | None = None, since: float | None = None
    ) -> tuple[Entry, ...]:
        """List the ledger, oldest first; `since` narrows to what counts from then on."""
        return await self.database.read(partial(ledger.entries, run=run, since=since))

    async def remote_ids(self, provider: ProviderId) -> frozenset[RemoteId]:
        """Return the service's ids of all jobs that belong to a request of this library."""
        return await self.database.read(partial(requests.remote_ids, provider=provider))

    async def version(self, version: VersionId) -> Version:
        """Return one version; NotFound."""
        return await self.database.read(partial(results.version, version=version))

    async def result_of_run(self, run: RunId, image: ImageId, step: StepId) -> Version | None:
        """Return the version that a run's own requests made or adopted for a frame."""
        return await self.database.read(partial(results.of_run, run=run, image=image, step=step))

    async def save_exports(self, paths: Mapping[VersionId, str]) -> None:
        """Remember where versions were exported to."""
        await self.database.write(partial(results.save_exports, paths=paths))

    async def exports(self, sequence: SequenceId) -> Mapping[VersionId, str]:
        """Return where a sequence's versions were exported to."""
        return await self.database.read(partial(results.exports, sequence=sequence))

    async def results_among(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return those that are the content of a version."""
        return await self.database.read(partial(results.among, digests=tuple(digests)))

    async def save_draft(self, command: tuple[str, ...], folder: str, now: float) -> int:
        """Remember that a command was begun; return the draft's id."""
        return await self.database.write(
            partial(drafts.save, command=command, folder=folder, now=now)
        )

    async def drafts(self) -> tuple[Draft, ...]:
        """List commands that were begun and never became a run, oldest first."""
        return await self.database.read(drafts.listed)

    async def drop_draft(self, draft: int) -> None:
        """Forget a draft."""
        await self.database.write(partial(drafts.drop, draft=draft))

    async def check(self) -> str:
        """Return what SQLite finds wrong with the database; empty if it is sound."""
        found = await self.database.read(_damage)
        return "" if found == "ok" else found


def _damage(connection: sqlite3.Connection) -> str:
    """Return the first line of a check that reads the whole file."""
    return str(connection.execute("pragma quick_check(1)").fetchone()[0])
