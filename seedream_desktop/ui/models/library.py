"""The library's list of sequences, searched, narrowed by state and sorted."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Any

from PySide6.QtCore import QObject

from seedream_desktop.ports.library import SequenceSummary
from seedream_desktop.ui import text
from seedream_desktop.ui.models.listing import ACCESSIBLE, DISPLAY, FIRST_ROLE, Listing


class LibraryRole(IntEnum):
    """What is known of a sequence."""

    ID = FIRST_ROLE
    TITLE = FIRST_ROLE + 1
    STATE = FIRST_ROLE + 2
    STATE_WORD = FIRST_ROLE + 3
    IMAGES = FIRST_ROLE + 4
    STEPS = FIRST_ROLE + 5
    OPEN_REQUESTS = FIRST_ROLE + 6
    IN_DOUBT = FIRST_ROLE + 7
    SPENT_MICROS = FIRST_ROLE + 8
    CREATED_AT = FIRST_ROLE + 9


class SequenceState(StrEnum):
    """What a sequence needs; the first that fits, in this order."""

    NEEDS_DECISION = "needs_decision"
    UNFINISHED = "unfinished"
    AT_REST = "at_rest"


class Order(StrEnum):
    """How the list is sorted."""

    NEWEST = "newest"
    TITLE = "title"


class LibraryModel(Listing[SequenceSummary]):
    """Summaries, of which those are shown that the search and the state let through."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty, showing everything, newest first."""
        super().__init__(_id, _READERS, parent)
        self._all: tuple[SequenceSummary, ...] = ()
        self._words: tuple[str, ...] = ()
        self._state: SequenceState | None = None
        self._order = Order.NEWEST

    def set_summaries(self, summaries: Iterable[SequenceSummary]) -> None:
        """Take all sequences of the library."""
        self._all = tuple(summaries)
        self._show()

    def search(self, sought: str) -> None:
        """Show sequences whose title has every word that is written here."""
        self._words = tuple(sought.casefold().split())
        self._show()

    def narrow(self, state: SequenceState | None) -> None:
        """Show sequences in one state only; None for all."""
        self._state = state
        self._show()

    def sort_by(self, order: Order) -> None:
        """Sort by age or by title, in which numbers count as numbers."""
        self._order = order
        self._show()

    def count(self, state: SequenceState) -> int:
        """Return how many sequences are in a state, whatever is shown."""
        return sum(state_of(summary) is state for summary in self._all)

    def _show(self) -> None:
        shown = [summary for summary in self._all if self._lets_through(summary)]
        if self._order is Order.TITLE:
            from natsort import natsort_keygen, ns

            natural = natsort_keygen(alg=ns.IGNORECASE)
            shown.sort(key=lambda summary: natural(summary.title))
        else:
            shown.sort(key=lambda summary: -summary.created_at)
        self.set_rows(shown)

    def _lets_through(self, summary: SequenceSummary) -> bool:
        title = summary.title.casefold()
        is_found = all(word in title for word in self._words)
        return is_found and (self._state is None or state_of(summary) is self._state)


def state_of(summary: SequenceSummary) -> SequenceState:
    """Return what a sequence needs."""
    if summary.in_doubt:
        return SequenceState.NEEDS_DECISION
    return SequenceState.UNFINISHED if summary.open_requests else SequenceState.AT_REST


def _id(summary: SequenceSummary) -> Any:
    return summary.id


def _word(summary: SequenceSummary) -> str:
    return text.text(f"sequence_{state_of(summary).value}", section="models")


def _spoken(summary: SequenceSummary) -> str:
    return text.text(
        "sequence_spoken",
        {
            "title": summary.title,
            "images": summary.images,
            "steps": summary.steps,
            "state": _word(summary),
            "spent": summary.spent_micros,
        },
        section="models",
    )


_READERS = {
    DISPLAY: lambda summary: summary.title,
    ACCESSIBLE: _spoken,
    LibraryRole.ID: _id,
    LibraryRole.TITLE: lambda summary: summary.title,
    LibraryRole.STATE: state_of,
    LibraryRole.STATE_WORD: _word,
    LibraryRole.IMAGES: lambda summary: summary.images,
    LibraryRole.STEPS: lambda summary: summary.steps,
    LibraryRole.OPEN_REQUESTS: lambda summary: summary.open_requests,
    LibraryRole.IN_DOUBT: lambda summary: summary.in_doubt,
    LibraryRole.SPENT_MICROS: lambda summary: summary.spent_micros,
    LibraryRole.CREATED_AT: lambda summary: summary.created_at,
}
