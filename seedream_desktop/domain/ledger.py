"""The ledger: append-only rows of money, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from seedream_desktop.domain.ids import ErrandId, ModelId, ProviderId, RequestId, RunId
from seedream_desktop.domain.rehearsal import is_play


class EntryKind(StrEnum):
    """What a row says about its amount."""

    RESERVED = "reserved"
    """The worst case was set aside, in the transaction that recorded the intent to send."""

    SPENT = "spent"
    """The service bills this; it was reserved before."""

    RELEASED = "released"
    """This much of the reservation is free again."""

    IN_DOUBT = "in_doubt"
    """The reservation stays: nobody knows yet whether it is billed. Adds to no sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the ledger.

    at is when it was written; counted_at is when its reservation was, which is the day and
    month that it counts against. A row of an errand has the errand's id for its request and no
    run (empty).
    """

    id: int
    request: RequestId
    run: RunId
    provider: ProviderId
    attempt: int
    kind: EntryKind
    amount_micros: int
    at: float
    counted_at: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A small paid call that belongs to no run and no picture, such as a better prompt.

    cost_micros is its worst case; sent_at is seconds since 1970. text is the prompt that is to
    be made better, in a style of the card's (empty for none).
    """

    id: ErrandId
    provider: ProviderId
    model: ModelId
    cost_micros: int
    sent_at: float
    text: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Sums over entries, in micro-dollars."""

    reserved_micros: int = 0
    spent_micros: int = 0
    released_micros: int = 0

    @property
    def exposure_micros(self) -> int:
        """What is spent or may yet be: the figure that caps are held against."""
        return self.reserved_micros - self.released_micros

    @property
    def open_micros(self) -> int:
        """What is set aside and neither spent nor released yet."""
        return self.exposure_micros - self.spent_micros


def real(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the rows that are of real money; those of rehearsals are not."""
    return tuple(entry for entry in entries if not is_play(entry.provider))


def play(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the rows that are of play money."""
    return tuple(entry for entry in entries if is_play(entry.provider))


def balance(entries: Iterable[Entry]) -> Balance:
    """Add up entries, which are all of one kind of money: see real() and play()."""
    sums = dict.fromkeys(EntryKind, 0)
    for entry in entries:
        sums[entry.kind] += entry.amount_micros
    return Balance(
        reserved_micros=sums[EntryKind.RESERVED],
        spent_micros=sums[EntryKind.SPENT],
        released_micros=sums[EntryKind.RELEASED],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Upper bounds on exposure, in micro-dollars; None is no bound."""

    run_micros: int | None = None
    day_micros: int | None = None
    month_micros: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Now, and since when today and this month run where the user is; seconds since 1970."""

    now: float
    day_start: float
    month_start: float
