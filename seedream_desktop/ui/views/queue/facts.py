"""What the details say of a run or a request: facts in order, and its course in time."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import Request, RequestState, Trouble
from seedream_desktop.logs.redaction import scrub
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.row import RowAction
from seedream_desktop.ui.models import queue_lines, standing
from seedream_desktop.ui.models.appointment import appointment_text
from seedream_desktop.ui.models.queue_rows import Branch, actions, held, price_micros
from seedream_desktop.ui.models.queue_verbs import run_actions
from seedream_desktop.ui.models.standing import Around
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.views.queue.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All that the panel shows. copied is what the button beside the service's id copies."""

    tone: Tone
    title: str
    said: str
    facts: tuple[tuple[str, str], ...]
    course: tuple[str, ...] = ()
    reason: str = ""
    copied: str = ""
    actions: tuple[RowAction, ...] = ()


def of_request(
    branch: Branch, request: Request, around: Around, cards: Mapping[ProviderId, Card]
) -> Details:
    """Return what is said of a request."""
    card = cards.get(request.provider)
    facts = (
        ("fact_sequence", branch.item.title),
        ("fact_covers", queue_lines.covers_of(branch, request, around)),
        ("fact_service", card.title if card is not None else request.provider),
        ("fact_model", request.model),
        ("fact_outputs", str(len(request.targets))),
        ("fact_price", _price(request)),
        ("fact_attempts", str(request.attempts) if request.attempts > 1 else ""),
        ("fact_repeats", request.resend_of or ""),
        ("fact_request", request.id),
        ("fact_remote_id", request.remote_id or ""),
    )
    commands = actions(branch, request)
    return Details(
        tone=queue_lines.tone_of(branch, request, around),
        title=queue_lines.word_of(branch, request, around),
        said=queue_lines.second_of(branch, request, around),
        facts=tuple((words(code), value) for code, value in facts if value),
        course=_course(request, around.now),
        reason=_reason(request.trouble),
        copied=request.remote_id or "",
        actions=tuple(
            RowAction(each, queue_lines.action_words(each, request, branch)) for each in commands
        ),
    )


def of_run(branch: Branch, around: Around) -> Details:
    """Return what is said of a run."""
    run, tally, row = branch.item.run, branch.tally, queue_lines.run_row(branch, around)
    begun = min((r.sent_at for r in branch.requests if r.sent_at), default=0.0)
    facts = (
        ("fact_queued", standing.moment_text(run.started_at, around.now)),
        ("fact_starts", appointment_text(run.not_before, around.now) if run.not_before else ""),
        ("fact_started", standing.moment_text(begun, around.now) if begun else ""),
        ("fact_requests", row.counted),
        ("fact_money", row.money),
        ("fact_cap", text.usd(run.cap_micros) if run.cap_micros is not None else ""),
    )
    commands = (*run_actions(tally, held(branch)), "run.open")
    if tally.ended == tally.total:
        commands = (*commands, "run.clear")
    return Details(
        tone=row.tone or Tone.QUIET,
        title=branch.item.title,
        said=row.word or row.left,
        facts=tuple((words(code), value) for code, value in facts if value),
        actions=tuple(
            RowAction(command, text.text(command, section="commands")) for command in commands
        ),
    )


def _price(request: Request) -> str:
    cost = price_micros(request)
    if not request.ended_at:
        code = "fact_price_open"
    elif request.trouble is not None and request.trouble.billed is Billed.UNKNOWN:
        code = "fact_price_unknown"
    else:
        code = "fact_price_billed" if request.charged_micros else "fact_price_free"
    return words(code, cost=cost)


def _course(request: Request, now: float) -> tuple[str, ...]:
    """Return what happened when, oldest first."""
    ended = words("course_ended", state=text.state(request.state))
    waits = request.state is RequestState.QUEUED and request.not_before > now
    moments = (
        (request.sent_at, words("course_sent")),
        (request.accepted_at, words("course_accepted")),
        (request.ended_at, ended),
        (request.not_before if waits else 0.0, words("course_next")),
    )
    return tuple(f"{standing.moment_text(at, now)}  {said}" for at, said in moments if at)


def _reason(trouble: Trouble | None) -> str:
    """Return a trouble as the log has it, without what must not be read."""
    if trouble is None:
        return ""
    listed = ", ".join(f"{name}: {value}" for name, value in trouble.params.items())
    return scrub(f"{trouble.code} ({listed})" if listed else trouble.code)
