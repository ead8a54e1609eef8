"""Units of work for the database's threads, and the way their outcomes come back."""

import asyncio
import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Work = Callable[[sqlite3.Connection], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One piece of work and the future of the coroutine that waits for it.

    is_vital says that it records what is, or may be, paid for.
    """

    work: Work
    future: asyncio.Future[Any]
    is_vital: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of a unit: an error, or else a value."""

    unit: Unit
    value: Any = None
    error: BaseException | None = None


class Inbox:
    """A queue of units between the event loop and a database thread.

    It is open until it is closed (no more units come; those that wait are still done) or
    broken (nothing is done any more).
    """

    def __init__(self) -> None:
        self._units: deque[Unit] = deque()
        self._changed = threading.Condition()
        self._is_closed = False
        self._broken_by: BaseException | None = None

    def put(self, unit: Unit) -> bool:
        """Add a unit; False if the inbox is closed. Raises what broke it."""
        with self._changed:
            if self._broken_by is not None:
                raise self._broken_by
            if self._is_closed:
                return False
            self._units.append(unit)
            self._changed.notify()
        return True

    def check(self) -> None:
        """Raise what broke the inbox, if anything did."""
        with self._changed:
            if self._broken_by is not None:
                raise self._broken_by

    def take(self, most: int) -> list[Unit]:
        """Wait for units and return up to `most`, oldest first; none when all is over."""
        with self._changed:
            while not self._units and not self._is_closed:
                self._changed.wait()
            return [self._units.popleft() for _ in range(min(most, len(self._units)))]

    def close(self) -> None:
        """Let the threads end once all units are done."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def break_off(self, cause: BaseException) -> list[Unit]:
        """Close at once: later units are refused with the cause; those that wait are returned."""
        with self._changed:
            self._is_closed = True
            self._broken_by = cause
            left = list(self._units)
            self._units.clear()
            self._changed.notify_all()
        return left


def tell(
    loop: asyncio.AbstractEventLoop,
    future: asyncio.Future[Any],
    value: Any = None,
    error: BaseException | None = None,
) -> None:
    """Resolve one future that belongs to a thread itself, if it is not resolved yet."""
    deliver(loop, [Outcome(Unit(_nothing, future), value, error)])


def deliver(loop: asyncio.AbstractEventLoop, outcomes: Iterable[Outcome]) -> None:
    """Resolve futures from a database thread; a loop that is gone waits for nothing."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(_resolve, tuple(outcomes))


def _resolve(outcomes: tuple[Outcome, ...]) -> None:
    """Resolve futures on their loop; one whose coroutine was cancelled is left alone."""
    for outcome in outcomes:
        future = outcome.unit.future
        if future.done():
            continue
        if outcome.error is not None:
            future.set_exception(outcome.error)
        else:
            future.set_result(outcome.value)


def _nothing(_connection: sqlite3.Connection) -> None:
    """Stand for work where only a future matters."""
