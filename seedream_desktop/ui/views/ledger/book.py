"""Reads what the ledger's screen shows: submissions with their work, and what was saved."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from seedream_desktop.domain.ids import ProviderId, RequestId, SequenceId
from seedream_desktop.domain.ledger import Entry
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import OPEN, Request, Version
from seedream_desktop.ui.models.ledger_lines import Line, lines_of

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program

_MADE_HERE: Final = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole ledger. saved_micros is what results that were used again cost when bought."""

    lines: tuple[Line, ...] = ()
    titles: Mapping[SequenceId, str]
    used_again: int = 0
    saved_micros: int = 0


async def read_book(program: "Program") -> Book:
    """Read the ledger; for the engine's loop. Raises StorageFailed."""
    library = program.library
    entries = await library.entries()
    requests = await library.requests()
    titles = {row.id: row.title for row in await library.sequences()}
    versions: list[Version] = []
    for sequence in dict.fromkeys(request.sequence for request in requests):
        versions += await library.versions(sequence)
    services = {provider: card.title for provider, card in program.cards.items()}
    return await asyncio.to_thread(_book, entries, requests, titles, versions, services)


def _book(
    entries: Iterable[Entry],
    requests: tuple[Request, ...],
    titles: Mapping[SequenceId, str],
    versions: list[Version],
    services: Mapping[ProviderId, str],
) -> Book:
    by_id = {version.id: version for version in versions}
    again = [version for version in versions if version.bought_as is not _MADE_HERE]
    played = {request.id for request in requests if is_play(request.provider)}
    sources = [by_id.get(version.bought_as) for version in again if version.bought_as]
    return Book(
        lines=lines_of(
            entries,
            {request.id: request for request in requests},
            {request.run: titles.get(request.sequence, "") for request in requests},
            _got(requests, versions),
            services,
        ),
        titles=titles,
        used_again=len(again),
        saved_micros=sum(
            source.cost_micros
            for source in sources
            if source is not None and source.request not in played
        ),
    )


def _got(requests: Iterable[Request], versions: Iterable[Version]) -> dict[RequestId, int]:
    made = Counter(v.request for v in versions if v.bought_as is _MADE_HERE)
    return {request.id: made[request.id] for request in requests if request.state not in OPEN}
