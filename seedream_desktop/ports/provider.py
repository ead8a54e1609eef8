"""A service that sells edits, and where its outputs are fetched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    ModelId,
    ProviderId,
    RemoteId,
    RequestId,
)
from seedream_desktop.domain.request import Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One input of an order: a file here, and its address at the service once uploaded.

    path is a local file that holds exactly the bytes of digest; where the card's references go
    inside the order, it holds exactly those to be sent, a JPEG or PNG of this size, and is
    there until submit() returns. url is empty for providers that do not need uploads.
    """

    digest: Digest
    path: Path
    size: Size
    url: str = ""
    is_target: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One paid submission, complete: an adapter adds nothing and drops nothing.

    targets are the positions in references of the pictures that are to be edited, in the
    order in which outputs are wanted; it is empty for text models. outputs is how many
    pictures are asked (and paid) for. idempotency_key names this one order, 16 to 96 of
    A-Z a-z 0-9 . _ -, and is the same whenever the order is sent again; only what is merely
    asked for its price has none. position (its place in its step, from 0), attempt and
    is_repeat (the user had an earlier one repeated) are for rehearsals; no service is told.
    """

    request: RequestId
    model: ModelId
    prompt: str
    references: tuple[Reference, ...]
    targets: tuple[int, ...]
    outputs: int
    size: Size | None
    options: Mapping[str, str] = field(default_factory=dict)
    idempotency_key: str = ""
    position: int = 0
    attempt: int = 1
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class OutputUrl:
    """An output that lies at an address; it needs no key."""

    url: str


@dataclass(frozen=True, slots=True)
class OutputStored:
    """An output that came inside a reply and was put into the blob store at once."""

    digest: Digest
    size: Size


@dataclass(frozen=True, slots=True)
class OutputMissing:
    """An output that the service says it could not make; the others are there."""

    trouble: Trouble


RemoteOutput: TypeAlias = OutputUrl | OutputStored | OutputMissing


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service took the order and works on it."""

    remote_id: RemoteId


@dataclass(frozen=True, slots=True)
class Running:
    """The service still works on the job. word is its own status word, for display."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The service is done: outputs in its order.

    charged_micros where it says what it billed, or billed_outputs where it says for how many.
    """

    outputs: tuple[RemoteOutput, ...]
    charged_micros: int | None = None
    billed_outputs: int | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The service's final word is no. trouble says whether it was billed."""

    trouble: Trouble


Snapshot: TypeAlias = Running | Finished | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class PastJob:
    """One row of a service's history. input_urls are the references as it received them."""

    remote_id: RemoteId
    model: ModelId
    created_at: float
    prompt: str | None = None
    input_urls: tuple[str, ...] = ()
    outputs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file at a service: its address, and when that stops working (seconds since 1970)."""

    url: str
    expires_at: float


class Outbox(Protocol):
    """Where an adapter puts outputs that come inside a reply, the moment they come."""

    async def keep(self, data: bytes) -> OutputStored:
        """Verify and store one encoded picture. Raises OutputUnusable or StorageFailed."""
        ...


class Dispatch(Outbox, Protocol):
    """The outbox of one order, which is also told when the order leaves."""

    async def leaving(self) -> None:
        """Record that the first byte of the paid POST is about to leave.

        On the disk when it returns. Raises StorageFailed: nothing may be sent then.
        """
        ...

    async def arrived(self, index: int, data: bytes) -> OutputStored:
        """Store output `index` of an answer that is still coming, and record that it is there.

        It is a result from now on, whatever becomes of the rest: when submit() then raises
        OutcomeUnknown, or never ends, only the others are in doubt. index is the output's place
        in Finished.outputs, which has the returned value there, or nothing. Raises
        OutputUnusable, for a picture that is none, and StorageFailed.
        """
        ...


class Provider(Protocol):
    """One service: domain to wire and back, and nothing else.

    An adapter does not retry, wait, log bodies, keep state or see an HTTP library. Free calls
    raise Unreachable for what may pass, Refused or AccountRefused for a clear no.
    """

    @property
    def id(self) -> ProviderId:
        """The provider id of the console contract."""
        ...

    @property
    def announces_leaving(self) -> bool:
        """Say whether submit() awaits outbox.leaving() just before its first byte leaves.

        What was interrupted before that is then known not to be sent.
        """
        ...

    async def check_account(self) -> int | None:
        """Test the key by a free call; return the balance in micro-dollars where there is one.

        Raises AccountRefused for a bad key.
        """
        ...

    async def upload(self, path: Path, name: str) -> Upload:
        """Send one reference file; free, may be repeated. name has no personal part."""
        ...

    async def submit(self, order: Order, outbox: Dispatch) -> Accepted | Finished:
        """Buy: exactly one POST.

        Raises NothingSent when provably nothing was bought, AccountRefused or Refused when the
        service said no, OutcomeUnknown for everything else: also for an answer that broke off
        after some outputs had arrived.
        """
        ...

    async def look_up(self, remote_id: RemoteId, outbox: Outbox) -> Snapshot:
        """Ask for a job. Raises RemoteGone when the service says that it has none of this id."""
        ...

    async def history(self, model: ModelId, since: float, until: float) -> tuple[PastJob, ...]:
        """List jobs created in a window (seconds since 1970), newest first.

        Not called where the card's recovery is NONE.
        """
        ...

    async def replay(self, order: Order, outbox: Outbox) -> Accepted | Finished | None:
        """Send an order of unknown fate once more under its own idempotency_key; None: no way.

        Only called where the card's recovery is IDEMPOTENCY, with all that the first POST held,
        and after history() did not show it: the service answers with the job that it has under
        this key, or makes it now, for the first time. Raises Unreachable where the service asks
        to wait since the first is not settled, Refused for a clear no (also "this key is of
        another order"), NothingSent and OutcomeUnknown as submit() does.
        """
        ...

    async def price_micros(self, order: Order) -> int | None:
        """Ask what the order would cost, for free; None where there is no such call."""
        ...

    async def refresh(self, card: Card) -> Card:
        """Return the card with what the service's live model list says; the same card if none."""
        ...


@runtime_checkable
class FileHost(Protocol):
    """A provider that keeps so many uploads and no more, and deletes them when it is told to.

    Its upload() raises FilesFull where there is no room.
    """

    async def discard(self, urls: Collection[str]) -> None:
        """Delete uploads by their addresses; free, may be repeated, and one that is gone is fine.

        Raises as free calls do.
        """
        ...


class Downloads(Protocol):
    """Fetches outputs from any host: no key, https or loopback, bounded, into a file."""

    async def fetch(self, url: str, into: Path, *, bytes_max: int) -> None:
        """Write the body to `into`. Raises Unreachable, RemoteGone or OutputUnusable."""
        ...
