"""Submissions as the ledger has them: what the entries of each add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from seedream_desktop.domain.ids import ProviderId, RequestId, RunId, SequenceId
from seedream_desktop.domain.ledger import Entry, EntryKind, balance
from seedream_desktop.domain.rehearsal import is_play, marked
from seedream_desktop.domain.request import Request
from seedream_desktop.ui import text

_NO_SEQUENCE: Final = SequenceId("")


class LineState(StrEnum):
    """What is known of a submission's money."""

    IN_DOUBT = "in_doubt"
    RESERVED = "reserved"
    SPENT = "spent"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One submission: what its entries add up to. at is when its money was set aside.

    outputs were asked for, got came; None where that is not known (yet).
    """

    request: RequestId
    attempt: int
    run: RunId
    provider: ProviderId
    at: float
    state: LineState
    amount_micros: int
    sequence: SequenceId = _NO_SEQUENCE
    title: str = ""
    service: str = ""
    outputs: int | None = None
    got: int | None = None
    remote_id: str = ""
    entries: tuple[Entry, ...] = ()

    @property
    def key(self) -> tuple[RequestId, int]:
        """What no other line has."""
        return self.request, self.attempt

    @property
    def month(self) -> str:
        """The month that it counts against, where the user is: "2026-11"."""
        return local_time(self.at).strftime("%Y-%m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is shown; None lets everything through. Real money and play money never together."""

    month: str | None = None
    sequence: SequenceId | None = None
    provider: ProviderId | None = None
    state: LineState | None = None
    is_play: bool = False

    def lets_through(self, line: Line) -> bool:
        """Say whether a line is shown."""
        return (
            self.is_play is is_play(line.provider)
            and self.month in (None, line.month)
            and self.sequence in (None, line.sequence)
            and self.provider in (None, line.provider)
            and self.state in (None, line.state)
        )


def lines_of(
    entries: Iterable[Entry],
    requests: Mapping[RequestId, Request] | None = None,
    titles: Mapping[RunId, str] | None = None,
    got: Mapping[RequestId, int] | None = None,
    services: Mapping[ProviderId, str] | None = None,
) -> tuple[Line, ...]:
    """Put a ledger's entries together by submission, newest first."""
    found: dict[tuple[RequestId, int], list[Entry]] = {}
    for entry in entries:
        found.setdefault((entry.request, entry.attempt), []).append(entry)
    last: dict[RequestId, int] = {}
    for request, attempt in found:
        last[request] = max(attempt, last.get(request, 0))
    lines = [
        _line(group, requests or {}, titles or {}, got or {}, services or {}, last)
        for group in found.values()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.at, -line.entries[0].id)))


def _line(
    group: list[Entry],
    requests: Mapping[RequestId, Request],
    titles: Mapping[RunId, str],
    got: Mapping[RequestId, int],
    services: Mapping[ProviderId, str],
    last: Mapping[RequestId, int],
) -> Line:
    """Return a submission; what the service made belongs to the last one of a request."""
    first = group[0]
    is_last = first.attempt == last[first.request]
    request = requests.get(first.request)
    sums = balance(group)
    is_doubted = any(entry.kind is EntryKind.IN_DOUBT for entry in group)
    if sums.open_micros > 0:
        state = LineState.IN_DOUBT if is_doubted else LineState.RESERVED
    else:
        state = LineState.SPENT if sums.spent_micros else LineState.FREE
    is_open = state in (LineState.IN_DOUBT, LineState.RESERVED)
    return Line(
        request=first.request,
        attempt=first.attempt,
        run=first.run,
        provider=first.provider,
        at=first.counted_at,
        state=state,
        amount_micros=marked(sums.open_micros if is_open else sums.spent_micros, first.provider),
        title=titles.get(first.run, "") if first.run else _errand_title(),
        service=services.get(first.provider, ""),
        sequence=request.sequence if request is not None else _NO_SEQUENCE,
        outputs=len(request.targets) if request is not None else None,
        got=got.get(first.request) if is_last else 0,
        remote_id=(request.remote_id or "") if request is not None and is_last else "",
        entries=tuple(group),
    )


def _errand_title() -> str:
    """Return what stands in the place of a run's title where there is no run."""
    return text.text("errand_title", section="models")


def local_time(at: float) -> datetime:
    """Return seconds since 1970 as the time where the user is."""
    return datetime.fromtimestamp(at).astimezone()
