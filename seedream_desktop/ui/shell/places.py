"""The window's places: which workspaces there are, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from seedream_desktop.ui.commands import Context

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.views.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Somewhere:
    """One workspace: the command that goes there, its icon, its contexts, and its maker."""

    command: str
    icon: str
    contexts: tuple[Context, ...]
    make: Callable[["Desk"], "Workspace"]


def _library(desk: "Desk") -> "Workspace":
    from seedream_desktop.ui.views.library.workspace import LibraryWorkspace

    return LibraryWorkspace(desk)


def _build(desk: "Desk") -> "Workspace":
    from seedream_desktop.ui.views.build.workspace import BuildWorkspace

    return BuildWorkspace(desk)


def _timeline(desk: "Desk") -> "Workspace":
    from seedream_desktop.ui.views.timeline.workspace import TimelineWorkspace

    return TimelineWorkspace(desk)


def _compare(desk: "Desk") -> "Workspace":
    from seedream_desktop.ui.views.compare.workspace import CompareWorkspace

    return CompareWorkspace(desk)


def _queue(desk: "Desk") -> "Workspace":
    from seedream_desktop.ui.views.queue.workspace import QueueWorkspace

    return QueueWorkspace(desk)


def _ledger(desk: "Desk") -> "Workspace":
    from seedream_desktop.ui.views.ledger.workspace import LedgerWorkspace

    return LedgerWorkspace(desk)


PLACES: Final = (
    Somewhere(command="go.library", icon="library", contexts=(Context.LIBRARY,), make=_library),
    Somewhere(command="go.build", icon="build", contexts=(Context.BUILD,), make=_build),
    Somewhere(command="go.timeline", icon="timeline", contexts=(Context.VIEWS,), make=_timeline),
    Somewhere(
        command="go.compare",
        icon="compare",
        contexts=(Context.CANVAS, Context.VIEWS),
        make=_compare,
    ),
    Somewhere(command="go.queue", icon="queue", contexts=(Context.QUEUE,), make=_queue),
    Somewhere(command="go.ledger", icon="ledger", contexts=(Context.LEDGER,), make=_ledger),
)
"""In the order of the rail."""
