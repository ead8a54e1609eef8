"""Which commands a request or a run of the queue is open to, as it stands."""

from collections.abc import Mapping
from typing import Final

from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.ui.models import standing
from seedream_desktop.ui.models.standing import Held, missing_of
from seedream_desktop.ui.models.tally import Tally

_ACTIONS: Final[Mapping[RequestState, tuple[str, ...]]] = {
    RequestState.QUEUED: ("request.cancel",),
    RequestState.PREPARING: ("request.cancel",),
    RequestState.ACCEPTED: ("request.stop_waiting",),
    RequestState.COLLECTING: ("request.stop_waiting",),
    RequestState.IN_DOUBT: (
        "request.look_up",
        "request.explain",
        "request.send_again",
        "request.abandon",
    ),
    RequestState.FAILED: ("request.retry",),
    RequestState.CANCELLED: ("request.retry",),
}
"""The commands that a request in a state is open to, the first being the usual one."""

_OF_A_REST: Final = ("request.send_again", "request.explain", "request.abandon")
"""What a request is open to of which some is here: its answer held it, and no list does."""

_MENDS: Final[Mapping[str, str]] = {
    "over_budget": "settings.caps",
    "key_missing": "settings.keys",
    "key_refused": "settings.keys",
    "key_refused_here": "settings.keys",
    "other_region": "settings.keys",
    "moderated": "request.edit",
    "parameters_refused": "request.edit",
    "service_refused": "request.edit",
    "picture_too_narrow": "request.edit",
    "picture_too_heavy": "request.edit",
}
"""What removes the cause of a trouble."""
_OF_PICTURE: Final = frozenset(
    {
        "moderated",
        "picture_changed",
        "picture_too_heavy",
        "picture_too_narrow",
        "picture_unusable",
        "unreadable_picture",
    }
)
"""Troubles for which a look at the picture itself helps."""

_MENDABLE: Final = frozenset({RequestState.QUEUED, RequestState.FAILED})


def actions(
    request: Request, *, is_superseded: bool = False, is_kept: bool = False
) -> tuple[str, ...]:
    """Return the ids of the commands that a request is open to, the usual one first.

    One that was tried again is open to none: the other is. A short one can be kept as it is.
    """
    if is_superseded:
        return ()
    if standing.is_left(request):
        return ("request.wait_again",)
    if standing.is_short(request):
        return ("request.retry",) if is_kept else ("request.retry", "request.keep")
    own = _ACTIONS.get(request.state, ())
    if request.state is RequestState.IN_DOUBT and missing_of(request) is not None:
        own = _OF_A_REST
    is_mended = request.trouble is not None and request.state in _MENDABLE
    code = request.trouble.code if request.trouble and is_mended else ""
    look = ("request.show_picture",) if code in _OF_PICTURE else ()
    mend = (_MENDS[code],) if code in _MENDS else ()
    return (*look, *mend, *own)


def run_actions(tally: Tally, held: Held) -> tuple[str, ...]:
    """Return the ids of the commands that a run is open to."""
    waits = bool(tally.unsent)  # what was sent comes in its own time
    own = {
        "run.go_on": held is Held.BY_USER,
        "run.start_now": held is Held.UNTIL_TIME,
        "run.edit": bool(tally.unsent),
        "run.hold": waits and held is not Held.BY_USER,
        "run.move_top": waits,
        "run.retry_failed": bool(tally.failed),
        "run.start_at": bool(tally.unsent),
        "run.cancel_rest": bool(tally.unsent),
    }
    return tuple(command for command, is_open in own.items() if is_open)
