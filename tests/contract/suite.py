"""What the contract suite must know of a service: a Subject, made in subjects/<id>.py.

Tables name files of wire/<id>/ and what has to come of them; the tests that every service has to
pass are in test_all_*.py. What is a service's alone stays in test_<id>_*.py.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    OutcomeUnknown,
    Refused,
    SeedreamError,
)
from seedream_desktop.domain.ids import ModelId
from seedream_desktop.net.line import Line
from seedream_desktop.ports.provider import (
    Accepted,
    Failed,
    Finished,
    Order,
    OutputMissing,
    OutputUrl,
    Provider,
    Running,
)
from seedream_desktop.ports.world import Secret
from tests.contract import wire
from tests.fixtures.rawserver import RawServer
from tests.fixtures.surroundings import NO_WAIT, surroundings

CANARY = "canary_0123456789abcdef"
NOW = 1_788_000_000.0
STORED = "stored"
Told = tuple[Any, ...]


class Adapter(Provider, Protocol):
    """A provider with connections to close."""

    async def aclose(self) -> None: ...


@dataclass(frozen=True)
class Said:
    """An error and its code, the class exactly; wait_s for NothingSent and Unreachable."""

    kind: type[SeedreamError]
    code: str
    wait_s: float | None = None


@dataclass(frozen=True)
class Lack:
    """A field without which an answer cannot be read: its place, and its name in the error."""

    file: str
    path: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One service.

    adapter is called as the wiring does: adapter(line, key=…, now=…). order makes an order whose
    wire form is order.request.http, given a folder for its reference files. sold, jobs and
    accounts say what answers mean; refused, passing, later and the like what they raise.
    Provider-independent answers (pages of a proxy, broken connections) are no part of this.
    """

    id: str
    title: str
    adapter: Callable[..., Adapter]
    order: Callable[[Path], Order]
    model: ModelId
    has_uploads: bool = False
    has_history: bool = False
    has_prices: bool = False

    # answers to an order: what was bought; a no; not now; and what leaves it unknown
    sold: Mapping[str, Told]
    refused: Mapping[str, Said]
    passing: Mapping[str, Said]
    unclear: tuple[str, ...] = ()
    order_needs: tuple[Lack, ...] = ()

    # answers to a look at a job, for services that have jobs
    jobs: Mapping[str, Told] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    later: Mapping[str, Said] = field(default_factory=dict)
    job_needs: tuple[Lack, ...] = ()

    # answers to the free test of a key
    accounts: Mapping[str, int | None]
    account_refused: Mapping[str, Said]
    account_later: tuple[str, ...] = ()
    account_needs: tuple[Lack, ...] = ()

    @property
    def own_files(self) -> set[str]:
        """The files that the tables name."""
        tables = (self.sold, self.refused, self.passing, self.unclear, self.jobs, self.gone)
        more = (self.later, self.accounts, self.account_refused, self.account_later)
        return {name for table in (*tables, *more) for name in table} | {"order.request"}

    def message(self, name: str) -> wire.Message:
        """Return one of its documented answers."""
        return wire.message(self.id, name)

    @asynccontextmanager
    async def at(
        self,
        server: RawServer | str,
        *,
        key: str = CANARY,
        trouble: Exception | None = None,
        **to: Any,
    ) -> AsyncIterator[Adapter]:
        """Open the adapter on a server; trouble is what asking for the key raises."""

        async def secret() -> Secret:
            if trouble is not None:
                raise trouble
            return Secret(key)

        url = server if isinstance(server, str) else server.url
        line = Line.to(url, surroundings(), patience=NO_WAIT, **({"paid_read_timeout_s": 2} | to))
        adapter = self.adapter(line, key=secret, now=lambda: NOW)
        try:
            yield adapter
        finally:
            await adapter.aclose()


def accepted(remote_id: str) -> Told:
    """The service took the order under an id."""
    return ("accepted", remote_id)


def running(word: str) -> Told:
    """The job goes on, by the service's own word."""
    return ("running", word)


def finished(*outputs: str | Told, charged_micros: int | None = None) -> Told:
    """All is there: an address, STORED for what came inside, or missing()."""
    return ("finished", outputs, charged_micros)


def failed(code: str, billed: Billed = Billed.NO) -> Told:
    """The job ended without a result."""
    return ("failed", code, billed)


def missing(code: str, billed: Billed = Billed.YES) -> Told:
    """One output that there will never be."""
    return ("missing", code, billed)


def told(result: Accepted | Running | Finished | Failed) -> Told:
    """Return what a port's answer says, in the words above."""
    if isinstance(result, Accepted):
        return accepted(result.remote_id)
    if isinstance(result, Running):
        return running(result.word)
    if isinstance(result, Failed):
        return failed(result.trouble.code, result.trouble.billed)
    outputs = [
        missing(output.trouble.code, output.trouble.billed)
        if isinstance(output, OutputMissing)
        else output.url
        if isinstance(output, OutputUrl)
        else STORED
        for output in result.outputs
    ]
    return finished(*outputs, charged_micros=result.charged_micros)


def no(code: str) -> Said:
    """A refusal of this one order."""
    return Said(Refused, code)


def never(code: str) -> Said:
    """A refusal of the account."""
    return Said(AccountRefused, code)


def check(error: SeedreamError, said: Said) -> None:
    """See that an error is the one that was meant."""
    assert type(error) is said.kind
    assert error.code == said.code
    assert getattr(error, "retry_after_s", said.wait_s) == said.wait_s
    unbilled = not issubclass(said.kind, OutcomeUnknown)
    assert (error.billed is Billed.UNKNOWN) is not unbilled


def each(table: str) -> pytest.MarkDecorator:
    """Return the parameters (subject, name, expected) of one table of every subject."""
    from tests.contract.subjects import subjects

    rows = []
    for subject in subjects().values():
        found = getattr(subject, table)
        items = found.items() if isinstance(found, Mapping) else ((name, None) for name in found)
        rows += [
            pytest.param(subject, name, expected, id=f"{subject.id}-{name}")
            for name, expected in items
        ]
    return pytest.mark.parametrize(("subject", "name", "expected"), rows)


def lacks(table: str) -> pytest.MarkDecorator:
    """Return the parameters (subject, lack) of every field that some answer needs."""
    from tests.contract.subjects import subjects

    rows = [
        pytest.param(subject, lack, id=f"{subject.id}-{lack.file}-{lack.path}")
        for subject in subjects().values()
        for lack in getattr(subject, table)
    ]
    return pytest.mark.parametrize(("subject", "lack"), rows)


def every(wanted: Callable[[Subject], object] = lambda _: True) -> pytest.MarkDecorator:
    """Return the parameter (subject) of every subject that is wanted."""
    from tests.contract.subjects import subjects

    chosen = [subject for subject in subjects().values() if wanted(subject)]
    return pytest.mark.parametrize("subject", chosen, ids=lambda subject: subject.id)
