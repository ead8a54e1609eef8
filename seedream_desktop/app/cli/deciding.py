"""The commands about single requests: queue, cancel, decide."""

import argparse

from seedream_desktop.app.cli.questions import confirmed, is_person
from seedream_desktop.app.cli.reporter import Reporter, request_facts
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.ids import RemoteId, RequestId
from seedream_desktop.domain.request import OPEN, Request, RequestState
from seedream_desktop.ui import text


async def queue(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream queue`: every request that is not finished, with what it waits for."""
    requests = await app.library.requests(states=OPEN)
    lines = [_line(request) for request in requests] or [text.line("queue_empty")]
    say.result("\n".join(lines), {"requests": [request_facts(r) for r in requests]})
    return 0


async def cancel(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream cancel`."""
    request = await app.engine.decisions.cancel(RequestId(asked.request))
    say.result(_line(request), request_facts(request))
    return 0


async def decide(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream decide`. --resend names the price and asks, unless --yes is given."""
    request_id = RequestId(asked.request)
    decisions = app.engine.decisions
    if asked.abandon:
        request = await decisions.abandon(request_id)
    elif asked.resend:
        if not asked.yes and not await _confirmed(app, request_id, asked, say):
            say.say("notice", text.line("not_resent"))
            return 1
        request = await decisions.resend(request_id)
    else:
        remote_id = RemoteId(asked.found) if asked.found else None
        request = await decisions.found(request_id, remote_id)
    say.result(_line(request), request_facts(request))
    if request.state not in {RequestState.CANCELLED, RequestState.FAILED}:
        say.say("notice", text.line("resume_next", sequence=request.sequence))
    return 0


async def _confirmed(
    app: App, request_id: RequestId, asked: argparse.Namespace, say: Reporter
) -> bool:
    if asked.json or not is_person():
        return True
    anew = await app.engine.decisions.to_resend(request_id)
    request = await app.library.request(request_id)
    cost, missing, all_ = anew.price, len(anew.targets), len(request.targets)
    if missing == all_:
        return await confirmed(say, text.line("ask_to_resend", cost=cost))
    words = text.line("ask_to_resend_rest", cost=cost, missing=missing, got=all_ - missing)
    return await confirmed(say, words)


def _line(request: Request) -> str:
    why = text.of_trouble(request.trouble) if request.trouble is not None else ""
    return text.line(
        "queue_row",
        request=request.id,
        state=text.state(request.state),
        provider=request.provider,
        step=request.step_index + 1,
        outputs=len(request.targets),
        cost=request.price,
        why=why,
    ).rstrip()
