"""The lines that the queue paints: a run, a request, and the heading over what is done."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.domain.request import Request, RequestState
from seedream_desktop.ui import figures, text
from seedream_desktop.ui.delegates.row import RequestRow, RowAction, RunRow, SectionRow
from seedream_desktop.ui.models import standing
from seedream_desktop.ui.models.queue_counts import again_micros
from seedream_desktop.ui.models.queue_rows import (
    Branch,
    actions,
    price_micros,
    waits_for,
)
from seedream_desktop.ui.models.standing import Around, is_left, missing_of
from seedream_desktop.ui.models.tally import RunState
from seedream_desktop.ui.theme.tokens import Tone

_TONES: Final[Mapping[RequestState, Tone]] = {
    RequestState.QUEUED: Tone.WAITING,
    RequestState.PREPARING: Tone.RUNNING,
    RequestState.SENDING: Tone.RUNNING,
    RequestState.ACCEPTED: Tone.RUNNING,
    RequestState.COLLECTING: Tone.RUNNING,
    RequestState.DONE: Tone.DONE,
    RequestState.IN_DOUBT: Tone.DOUBT,
    RequestState.FAILED: Tone.FAILED,
    RequestState.CANCELLED: Tone.QUIET,
}
_RUN_TONES: Final[Mapping[RunState, Tone]] = {
    RunState.NEEDS_DECISION: Tone.DOUBT,
    RunState.RUNNING: Tone.RUNNING,
    RunState.WAITING: Tone.WAITING,
    RunState.PARTIAL: Tone.FAILED,
    RunState.FAILED: Tone.FAILED,
    RunState.CANCELLED: Tone.QUIET,
    RunState.DONE: Tone.DONE,
}
_WORDS: Final = {
    "request.cancel": "action_cancel",
    "request.stop_waiting": "action_stop_waiting",
    "request.wait_again": "action_wait_again",
    "request.look_up": "action_look_up",
    "request.explain": "action_explain",
    "request.send_again": "action_send_again",
    "request.abandon": "action_abandon",
    "request.retry": "action_retry",
    "request.edit": "action_edit",
    "request.keep": "action_keep",
    "request.show_picture": "action_show_picture",
    "settings.caps": "action_caps",
    "settings.keys": "action_keys",
}
_PARTIAL: Final = {
    RequestState.DONE: "word_partial",
    RequestState.IN_DOUBT: "word_rest_in_doubt",
    RequestState.CANCELLED: "word_rest_given_up",
}
_UNSENT: Final = frozenset({RequestState.QUEUED, RequestState.PREPARING})
_PRESSING: Final = frozenset({RequestState.IN_DOUBT, RequestState.FAILED})
_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600


def capital(words: str) -> str:
    """Return words with their first letter as a sentence has it."""
    return words[:1].upper() + words[1:]


def left_text(seconds: float) -> str:
    """Return a measured time that is left, as coarse as it is sure: "3 min"."""
    whole = max(1, round(seconds))
    if whole < _MINUTE_S:
        return _say("left_seconds", count=whole)
    minutes = round(whole / _MINUTE_S)
    if whole < _HOUR_S:
        return _say("left_minutes", count=minutes)
    return _say("left_hours", hours=minutes // 60, minutes=minutes % 60)


def run_row(branch: Branch, around: Around) -> RunRow:
    """Return what is painted of a run."""
    tally = branch.tally
    is_over = branch.is_over
    code = "run_money_over" if is_over else "run_money"
    is_paused = around.hold is not Hold.NONE or branch.item.run.is_held
    left = None if is_paused else tally.left_s
    return RunRow(
        title=branch.item.title,
        counted=_say("run_counted", ended=tally.ended, total=tally.total),
        share=None if is_over or not tally.total else tally.ended / tally.total,
        left=_say("run_left", left=left_text(left)) if left is not None else "",
        money=_run_money(code, tally.charged_micros, tally.cost_micros),
        tone=_run_tone(branch),
        word=_run_word(branch, around),
    )


def _run_money(code: str, charged: int, cost: int) -> str:
    """Return what a run was charged of its price, the word for play money once."""
    if isinstance(cost, PlayMicros):
        return _say(f"{code}_play", charged=figures.amount(charged), cost=cost)
    return _say(code, charged=charged, cost=cost)


def section_row(branches: Sequence[Branch]) -> SectionRow:
    """Return the heading over runs that are done."""
    charged = total(branch.tally.charged_micros for branch in branches)
    return SectionRow(title=_say("section_today", runs=len(branches), charged=charged))


def request_row(branch: Branch, request: Request, around: Around) -> RequestRow:
    """Return what is painted of a request."""
    elapsed = standing.elapsed_s(request, around.now)
    commands = actions(branch, request)
    said = brief_of(branch, request, around)
    is_patient = request.state in _UNSENT and request.id not in around.remarks
    is_aside = is_patient and commands[:1] == ("request.cancel",)
    return RequestRow(
        tone=tone_of(branch, request, around),
        word=word_of(branch, request, around),
        covers=covers_of(branch, request, around),
        elapsed=standing.duration_text(elapsed) if elapsed is not None else "",
        remote_id=request.remote_id or "",
        price=text.usd(price_micros(request), branch.decimals),
        second="" if is_aside else said,
        aside=said if is_aside else "",
        actions=tuple(RowAction(each, action_words(each, request, branch)) for each in commands),
        is_pressing=branch.is_short(request)
        or (request.state in _PRESSING and request.id not in branch.repeated),
    )


def is_plain(branch: Branch, request: Request, around: Around) -> bool:
    """Say, without making its row, whether a request certainly has nothing for a second line."""
    return (
        request.trouble is None
        and not request.not_before
        and request.state not in _PRESSING
        and request.id not in around.remarks
        and request.id not in branch.repeated
        and not is_left(request)
    )


def tone_of(branch: Branch, request: Request, around: Around) -> Tone:
    """Return the shape and colour of a request's state."""
    if request.id in branch.repeated or is_left(request):
        return Tone.QUIET
    return Tone.WAITING if _is_ready(request, around) else _TONES[request.state]


def word_of(branch: Branch, request: Request, around: Around) -> str:
    """Return the word of a request's state, with what its end lacks."""
    if request.id in branch.repeated:
        return _say("word_superseded")
    if is_left(request):
        return _say("word_unawaited")
    if _is_ready(request, around):
        return _say("word_ready")
    trouble = request.trouble
    if request.state is RequestState.CANCELLED and trouble and trouble.code == "given_up":
        return _say("word_given_up")
    missing = missing_of(request)
    if missing is not None:
        return _say(_PARTIAL[request.state], missing=missing[0], asked=missing[1])
    if request.state is RequestState.DONE and trouble is not None:
        return _say("word_gap")
    return capital(text.state(request.state))


def _is_ready(request: Request, around: Around) -> bool:
    """Say whether a request is made ready and waits for a slot."""
    return request.state is RequestState.PREPARING and request.id in around.slots


def second_of(branch: Branch, request: Request, around: Around) -> str:
    """Return what a request waits for, or what went wrong with it or with the last wish."""
    if request.id in around.remarks:
        return around.remarks[request.id].words
    is_settled = request.id in branch.repeated or request.id in branch.kept
    if is_settled or request.state is RequestState.CANCELLED:
        return ""
    if is_left(request):
        return _say("unawaited", cost=request.price)
    return capital(waits_for(branch, request, around))


def brief_of(branch: Branch, request: Request, around: Around) -> str:
    """Return second_of() for a line that may be cut off: first whether it was billed."""
    if request.id in around.remarks:
        return around.remarks[request.id].brief
    said, trouble = second_of(branch, request, around), request.trouble
    if trouble is None or said != capital(text.of_trouble(trouble)):
        return said
    return text.brief(trouble)


def covers_of(branch: Branch, request: Request, around: Around) -> str:
    """Return which images a request is about: "step 2 · images 57–63"."""
    outputs = len(request.targets)
    images = tuple(dict.fromkeys(target.image for target in request.targets))
    numbers = _numbers(images, around.numbers.get(request.sequence, {}))
    if not numbers:
        covers = _say("covers_unknown", outputs=outputs)
    else:
        code = "covers_one" if len(images) == 1 else "covers_many"
        covers = _say(code, number=numbers, numbers=numbers)
        if outputs != len(images):
            covers = _say("covers_results", covers=covers, outputs=outputs)
    if branch.requests[0].step_index != branch.requests[-1].step_index:  # they are in order
        covers = _say("covers_step", step=request.step_index + 1, covers=covers)
    return covers


def action_words(command: str, request: Request, branch: Branch) -> str:
    """Return the short words of a command on a request, with its price."""
    code, cost = _WORDS[command], request.price
    if command == "request.send_again":
        cost = again_micros(request, ())
    if command == "request.retry":
        missing = missing_of(request)
        cost = again_micros(request, branch.requests)
        if missing is not None:
            return _say("action_retry_missing", missing=missing[0], cost=cost)
        code = code if cost else "action_retry_free"
    return _say(code, cost=cost)


def _run_tone(branch: Branch) -> Tone:
    """Return the tone of what _run_word() says: failures are said before what is waited for."""
    tally = branch.tally
    if tally.failed and tally.state is RunState.WAITING:
        return Tone.FAILED
    return _RUN_TONES[tally.state]


def _run_word(branch: Branch, around: Around) -> str:
    tally = branch.tally
    if tally.state is RunState.RUNNING:
        return ""
    if tally.state is RunState.NEEDS_DECISION:
        return _say("run_doubt", count=tally.in_doubt)
    if tally.failed:
        return _say("run_failed", count=tally.failed)
    if tally.state is RunState.WAITING:
        first = next(r for r in branch.requests if r.state is RequestState.QUEUED)
        return capital(waits_for(branch, first, around))
    return capital(text.text(f"run_{tally.state.value}", section="models"))


def _numbers(images: Iterable[ImageId], known: Mapping[ImageId, int]) -> str:
    """Return the places of images as ranges: "3, 57–63"; empty where one is not known."""
    places = sorted(known.get(image, 0) for image in images)
    if not places or places[0] == 0:
        return ""
    ranges: list[tuple[int, int]] = []
    for place in places:
        if ranges and place == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], place)
        else:
            ranges.append((place, place))
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in ranges)


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="queue")
