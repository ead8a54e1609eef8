"""What the commands that spend share: the plan and its price, consent, and seeing a run through."""

import argparse
import asyncio
import contextlib
from collections.abc import Awaitable

from seedream_desktop.app.cli.ending import (
    ERROR,
    EXIT,
    OVER_BUDGET,
    SOME_FAILED,
    STOP_S,
    finish,
    interrupted,
    tell_running,
)
from seedream_desktop.app.cli.planning import check_line, names_of, plan_json, plan_text
from seedream_desktop.app.cli.questions import confirmed, is_person
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.export import export_run
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.again import Again
from seedream_desktop.domain.errors import Billed, SeedreamError, UserFixable
from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import RunId
from seedream_desktop.domain.money import micros_from_usd, usd_text
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.request import OPEN, RequestState
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text

_PRICES_S = 8.0


async def start(app: App, say: Reporter) -> None:
    """Start the engine; requests that are open by now are told of by their pictures' names."""
    for sequence in {r.sequence for r in await app.library.requests(states=OPEN)}:
        say.know(names_of(await app.library.sequence(sequence)))
    await app.start()


async def planned_now(
    app: App, sequence: Sequence, say: Reporter, wish: Again | None = None
) -> Plan:
    """Plan with today's prices where the service tells them; never wait long for that."""
    notices: tuple[Notice, ...] = ()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PRICES_S):
            notices = await app.engine.refresh_prices(sequence)
    if wish is None:
        planned = await app.engine.plan(sequence)
    else:
        planned = await app.engine.plan_again(sequence, wish)
    models = {request.model for request in planned.requests}
    for notice in notices:
        if notice.params.get("model") in (None, *models):
            said = text.sentence(notice.code, notice.params, Billed.NO)
            say.say("notice", said, code=notice.code)
    return planned


def show(asked: argparse.Namespace, say: Reporter, planned: Plan, sequence: Sequence) -> bool:
    """Show what a plan has to say; False where that was all that was wanted.

    Raises UserFixable("plan_has_stops").
    """
    if asked.dry_run or not planned.is_runnable:
        say.say("plan", "", **plan_json(planned, sequence))
        say.show(plan_text(planned, sequence))
    if not planned.is_runnable:
        raise UserFixable("plan_has_stops")
    if asked.dry_run:
        return False
    for check in planned.checks:
        say.say("check", check_line(check), code=check.code)
    return True


def budget_of(asked: argparse.Namespace) -> int | None:
    """Return what a run may cost at most, in micro-dollars. Raises UserFixable."""
    if asked.budget is None:
        return None
    try:
        return micros_from_usd(asked.budget)
    except ValueError:
        raise UserFixable("budget_unclear", budget=asked.budget) from None


def needs_consent(asked: argparse.Namespace, planned: Plan) -> bool:
    """Say whether a person is to be asked before money is spent; scripts say --budget instead."""
    return planned.cost_micros > 0 and not asked.yes and not asked.json and is_person()


async def agree(say: Reporter, planned: Plan) -> None:
    """Ask a person at a terminal. Raises UserFixable("not_confirmed") for a no."""
    cost = usd_text(planned.cost_micros)
    question = text.line("ask_to_pay", requests=len(planned.requests), cost=cost)
    if not await confirmed(say, question):
        raise UserFixable("not_confirmed")


async def see_through(app: App, say: Reporter, run_id: RunId, intake: Intake) -> int:
    """Wait for a run, export, and tell what it came to; Ctrl-C and full disks included."""
    error = await _trouble_in(app, app.engine.wait(run_id))
    if not is_interrupted():
        error = await _trouble_in(app, export_run(app, run_id)) or error
    outcome = await app.engine.outcome(run_id)
    if is_interrupted():
        error = interrupted()
        tell_running(say, await app.library.requests(run=run_id))
    finish(say, intake, outcome=outcome, error=error)
    if isinstance(error, UserFixable):
        return EXIT[outcome.state] or SOME_FAILED
    if error is not None:
        return ERROR
    return OVER_BUDGET if await _stopped_by_cap(app, run_id) else EXIT[outcome.state]


async def _trouble_in(app: App, work: Awaitable[object]) -> SeedreamError | None:
    """Do work and return what went wrong with it; a stop ends the engine too."""
    try:
        await work
    except asyncio.CancelledError:
        await app.engine.stop(STOP_S)
    except SeedreamError as error:
        return error
    return None


def is_interrupted() -> bool:
    """Say whether the user has asked this command to stop."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _stopped_by_cap(app: App, run_id: RunId) -> bool:
    waiting = await app.library.requests(run=run_id, states=frozenset({RequestState.QUEUED}))
    return any(r.trouble is not None and r.trouble.code == "over_budget" for r in waiting)
