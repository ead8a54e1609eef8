"""What a request of the queue waits for, in words."""

from collections.abc import Mapping
from typing import Final

from seedream_desktop.domain.events import ProviderPaused, SlotAwaited
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.ui import text
from seedream_desktop.ui.models.standing import Around, Frames, Held, clock_text, is_left

_CAPS: Final[Mapping[str, str]] = {"over_budget": "wait_cap"}


_PASSING: Final[Mapping[str, str]] = {
    "rate_limited": "wait_rate",
    "not_connected": "wait_network",
    "upload_failed": "wait_network",
    "service_unreachable": "wait_network",
    "download_failed": "wait_network",
    "download_stalled": "wait_network",
}
"""Troubles that pass by themselves, with the words for the time until the next try."""


def waits_for(request: Request, *, frames: Frames, around: Around, held: Held) -> str:
    """Return a sentence on what a request waits for; empty for one that waits for nothing."""
    if request.state is RequestState.QUEUED:
        return (
            _of_pause(around.paused.get(request.provider), around.now)
            or _of_hold(around.hold, held)
            or _of_trouble(request, around.now)
            or _of_turn(request, frames, held)
        )
    if is_left(request):
        return _words("wait_left")
    if request.state is RequestState.PREPARING:
        return (
            _of_pause(around.paused.get(request.provider), around.now)
            or _of_slot(around.slots.get(request.id))
            or _words("wait_ready")
        )
    if request.state is RequestState.ACCEPTED and request.trouble is not None:
        code = _PASSING.get(request.trouble.code, "wait_service")
        return _words(code, time=clock_text(request.not_before))
    return _of_trouble(request, around.now)


def _words(code: str, **params: str | int) -> str:
    return text.text(code, params, section="models")


def _of_pause(pause: ProviderPaused | None, now: float) -> str:
    if pause is None or (pause.until is not None and pause.until <= now):
        return ""
    if pause.until is None:
        return text.of_trouble(pause.trouble)
    return _until(pause.trouble, pause.until)


def _of_hold(hold: Hold, held: Held) -> str:
    if hold is not Hold.NONE:
        return _words(f"wait_queue_{hold.value}")
    return _words("wait_run_held") if held is Held.BY_USER else ""


def _of_slot(awaited: SlotAwaited | None) -> str:
    if awaited is None:
        return ""
    return _words("wait_slots", used=awaited.used, parallel=awaited.parallel)


def _of_trouble(request: Request, now: float) -> str:
    trouble = request.trouble
    if request.not_before > now:
        return _until(trouble, request.not_before)
    if trouble is None:
        return ""
    if trouble.code in _CAPS:
        return text.text(_CAPS[trouble.code], trouble.params, section="models")
    return text.of_trouble(trouble)


def _until(trouble: Trouble | None, at: float) -> str:
    """Return what is waited for, and when it is tried again."""
    if trouble is None:
        return _words("wait_until", time=clock_text(at))
    if trouble.code in _PASSING:
        return _words(_PASSING[trouble.code], time=clock_text(at))
    return _words("wait_paused_until", why=text.of_trouble(trouble), time=clock_text(at))


def _of_turn(request: Request, frames: Frames, held: Held) -> str:
    if held is Held.UNTIL_RESUMED:
        return _words("wait_resume")
    step = _step_waited_for(request, frames)
    return _words("wait_slot") if step is None else _words("wait_step", step=step + 1)


def _step_waited_for(request: Request, frames: Frames) -> int | None:
    for wanted in request.inputs:
        frame = (wanted.after_step, wanted.image)
        if wanted.after_step is not None and wanted.image is not None:
            own = wanted.after_step == request.step_index
            makers = frames[wanted.after_step, wanted.image]
            if makers > own:
                return frame[0]
    return None
