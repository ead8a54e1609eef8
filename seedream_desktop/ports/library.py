"""The durable record and the files that it names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

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
from seedream_desktop.domain.plan import Bought, Known, is_token_of_again
from seedream_desktop.domain.request import Output, Request, RequestState, Version
from seedream_desktop.domain.sequence import Sequence as EditSequence
from seedream_desktop.ports.arrivals import Arrivals
from seedream_desktop.ports.balances import Balances
from seedream_desktop.ports.drafts import Drafts
from seedream_desktop.ports.errands import Errands
from seedream_desktop.ports.frames import Frames
from seedream_desktop.ports.judgements import Judgements
from seedream_desktop.ports.uploads import Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of a sequence.

    cap_micros bounds what it may cost; out_dir is where its results are exported to, empty
    for nowhere, so that a later start can finish the export. place is where the user put it in
    the queue, lower ones first, 0 for one that was never moved; a held run begins nothing, nor
    does one before its not_before, seconds since 1970.
    """

    id: RunId
    sequence: SequenceId
    started_at: float
    plan_token: str
    cost_micros: int
    cap_micros: int | None = None
    out_dir: str = ""
    place: int = 0
    is_held: bool = False
    not_before: float = 0.0

    @property
    def is_again(self) -> bool:
        """Say whether it is of frames that were wanted anew, and not of the whole sequence."""
        return is_token_of_again(self.plan_token)


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceSummary:
    """One line of the library's list."""

    id: SequenceId
    title: str
    images: int
    steps: int
    created_at: float
    open_requests: int
    in_doubt: int
    spent_micros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What the end of a request means in money: billed, and whatever else was reserved is free.

    charged_micros None leaves the reservation as it is (still unknown).
    """

    charged_micros: int | None
    note: str = ""


class Library(Drafts, Protocol):
    """The durable record. Every method that writes is one transaction, synced to disk.

    Raises StorageFailed or DiskFull when it cannot; the row is then as it was before.
    """

    errands: Errands
    """The small paid calls that belong to no run."""

    arrivals: Arrivals
    """Outputs that came before their answer broke off."""

    frames: Frames
    """Which version of a frame is chosen, and whose picture it is."""

    judgements: Judgements
    """What people said of results and images."""

    balances: Balances
    """What services' balances were, and what was bought since."""

    uploads: Uploads
    """Where references lie at services."""

    async def save_sequence(self, sequence: EditSequence, now: float) -> None:
        """Insert or replace a sequence; its runs, requests and versions stay."""
        ...

    async def sequence(self, sequence: SequenceId) -> EditSequence:
        """Return one sequence; NotFound."""
        ...

    async def sequence_like(self, fingerprint: str) -> SequenceId | None:
        """Return the newest sequence of this fingerprint, if there is one."""
        ...

    async def sequences(self) -> tuple[SequenceSummary, ...]:
        """List all, newest first."""
        ...

    async def start_run(
        self,
        run: Run,
        requests: Sequence[Request],
        adopted: Sequence[Version],
        draft: int | None = None,
    ) -> None:
        """Write a run, its requests (QUEUED) and the versions it adopts at no cost.

        The draft that it was is forgotten.
        """
        ...

    async def run(self, run: RunId) -> Run:
        """Return one run; NotFound."""
        ...

    async def runs(self, sequence: SequenceId) -> tuple[Run, ...]:
        """List a sequence's runs, oldest first."""
        ...

    async def request(self, request: RequestId) -> Request:
        """Return one request; NotFound."""
        ...

    async def requests(
        self,
        *,
        run: RunId | None = None,
        sequence: SequenceId | None = None,
        states: frozenset[RequestState] | None = None,
    ) -> tuple[Request, ...]:
        """List requests by the order of their runs in the queue, step and position."""
        ...

    async def remote_ids(self, provider: ProviderId) -> frozenset[RemoteId]:
        """Return the service's ids of all jobs that belong to a request of this library."""
        ...

    async def move(self, request: Request, to: RequestState) -> Request:
        """Store the request's fields in state `to`; return it with its new version number.

        The caller hands in the request with its other fields as they shall be. Refuses
        (AssertionError, a bug) a move that ALLOWED has not, or a stale version; `to` equal to
        the present state stores fields only. Not for money states: see the next four.
        """
        ...

    async def begin_sending(
        self, request: Request, caps: Caps, moment: Moment
    ) -> Request | RequestId:
        """Go from PREPARING to SENDING: reserve the recipe's cost and record the attempt.

        Raises OverBudget, with nothing written, when a cap would be passed. Returns another
        request's id, with nothing written, when that one has bought or may be buying one of the
        recipe's keys.
        """
        ...

    async def begin_collecting(self, request: Request, outputs: Sequence[Output]) -> Request:
        """Go to COLLECTING, with the outputs; those that had arrived before stay stored."""
        ...

    async def settle(
        self,
        request: Request,
        to: RequestState,
        settlement: Settlement,
        now: float,
        versions: Sequence[Version] = (),
    ) -> Request:
        """Move to a state, write versions and close the reservation, all in one transaction.

        Also for SENDING to QUEUED (charged 0). A new version of a frame becomes the chosen
        one.
        """
        ...

    async def charge_more(self, request: RequestId, charged_micros: int, now: float) -> Request:
        """Count as spent what an ended request was billed above what was settled for it."""
        ...

    async def resend(self, given_up: Request, again: Request, now: float) -> Request:
        """IN_DOUBT to CANCELLED, its reservation counted as spent, and a new linked request."""
        ...

    async def outputs(self, request: RequestId) -> tuple[Output, ...]:
        """Return a request's outputs by index."""
        ...

    async def save_output(self, request: RequestId, output: Output) -> None:
        """Record that one output is stored or lost."""
        ...

    async def known(self, sequence: SequenceId) -> Known:
        """Return what the planner needs to know."""
        ...

    async def bought(self, keys: Iterable[FrameKey]) -> Mapping[FrameKey, Bought]:
        """Return the results that exist for these keys."""
        ...

    async def adopt(self, versions: Sequence[Version]) -> None:
        """Write versions that cost nothing."""
        ...

    async def versions(self, sequence: SequenceId) -> tuple[Version, ...]:
        """List a sequence's versions, oldest first."""
        ...

    async def chosen(self, sequence: SequenceId, image: ImageId, step: StepId) -> Version | None:
        """Return a frame's chosen version."""
        ...

    async def version(self, version: VersionId) -> Version:
        """Return one version; NotFound."""
        ...

    async def result_of_run(self, run: RunId, image: ImageId, step: StepId) -> Version | None:
        """Return the version that a run's own requests made or adopted for a frame.

        The chosen one where there are several, else the one of the lowest take.
        """
        ...

    async def save_exports(self, paths: Mapping[VersionId, str]) -> None:
        """Remember where versions were exported to, the newest place of each."""
        ...

    async def exports(self, sequence: SequenceId) -> Mapping[VersionId, str]:
        """Return where a sequence's versions were exported to."""
        ...

    async def results_among(self, digests: Iterable[Digest]) -> frozenset[Digest]:
        """Return those that are the content of a version."""
        ...

    async def entries(
        self, *, run: RunId | None = None, since: float | None = None
    ) -> tuple[Entry, ...]:
        """List the ledger, oldest first."""
        ...


class Blobs(Protocol):
    """Files by content. Blocking calls run on the store's own threads."""

    async def put(self, data: bytes) -> Digest:
        """Store bytes; the file is synced when this returns."""
        ...

    async def take(self, path: Path) -> Digest:
        """Move a finished file (from scratch()) into the store; synced when this returns."""
        ...

    def scratch(self) -> Path:
        """Return a new path on the store's volume to write a file at."""
        ...

    def path(self, digest: Digest) -> Path:
        """Return where a blob lies; it may not exist."""
        ...

    def has(self, digest: Digest) -> bool:
        """Say whether the blob is there."""
        ...
