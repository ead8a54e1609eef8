"""The commands that spend: run, story, resume; and plan, which only shows."""

import argparse
import asyncio
import contextlib
from collections.abc import Awaitable
from pathlib import Path

from seedream_desktop.app.cli.arguments import parse
from seedream_desktop.app.cli.ending import (
    DONE,
    ERROR,
    EXIT,
    OVER_BUDGET,
    SOME_FAILED,
    STOP_S,
    USAGE,
    code_of,
    finish,
    interrupted,
    tell_running,
)
from seedream_desktop.app.cli.planning import check_line, names_of, plan_json, plan_text
from seedream_desktop.app.cli.questions import confirmed, is_person
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.cli.sequences import from_pictures, from_story, without_own_results
from seedream_desktop.app.export import export_run, unexported_runs
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import Billed, SeedreamError, UserFixable
from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.money import micros_from_usd, usd_text
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.request import OPEN, RequestState
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.drafts import Draft
from seedream_desktop.ui import text

_PRICES_S = 8.0


async def run(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream run` or `seedream story`. From its first moment on, `resume` knows of it."""
    draft = await app.library.save_draft(asked.argv, str(Path.cwd()), app.clock.now())
    await _start(app, say)
    return await _run(app, asked, say, draft)


async def plan(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream plan`."""
    intake = await _import(app, asked, say)
    if not intake.pictures:
        raise UserFixable("no_pictures")
    sequence = await from_pictures(app, asked, intake)
    planned = await _planned(app, sequence, say)
    say.result(plan_text(planned, sequence), plan_json(planned, sequence))
    return DONE if planned.is_runnable else USAGE


async def resume(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream resume`: everything unfinished goes on, then results are exported."""
    wanted = SequenceId(asked.sequence) if asked.sequence else None
    if wanted is not None:
        await app.library.sequence(wanted)
    await _start(app, say)
    worst = DONE
    runs = await app.engine.resume(wanted, lifts_holds=True)
    runs = tuple(dict.fromkeys([*runs, *await unexported_runs(app, wanted)]))
    for run_id in runs:
        code = await _see_through(app, say, run_id, Intake())
        worst = max(worst, await _bought_anew(app, say, run_id, code))
    drafts = await app.library.drafts() if wanted is None else ()
    for draft in drafts:
        if not _is_interrupted():
            worst = max(worst, await _run(app, _asked_in(draft), say, draft.id))
    if not runs and not drafts:
        say.say("notice", text.line("nothing_to_resume"))
        finish(say, Intake(), sequence=asked.sequence or "")
    return worst


async def _bought_anew(app: App, say: Reporter, run_id: RunId, code: int) -> int:
    """Finish a run of which the service turned out never to have had some order.

    Its price was set aside for it and is free again; what is missing is planned as a run of
    its own. Returns how the work ended.
    """
    failed = await app.library.requests(run=run_id, states=frozenset({RequestState.FAILED}))
    never_made = any(r.trouble is not None and r.trouble.code == "never_made" for r in failed)
    if not never_made or code != SOME_FAILED or _is_interrupted():
        return code
    record = await app.library.run(run_id)
    sequence = await app.library.sequence(record.sequence)
    planned = await app.engine.plan(sequence)
    if not planned.requests or not planned.is_runnable:
        return code
    again = await app.engine.run(
        sequence, planned.token, cap_micros=record.cap_micros, out_dir=record.out_dir
    )
    return await _see_through(app, say, again.id, Intake())


async def _start(app: App, say: Reporter) -> None:
    """Start the engine; requests that are open by now are told of by their pictures' names."""
    for sequence in {r.sequence for r in await app.library.requests(states=OPEN)}:
        say.know(names_of(await app.library.sequence(sequence)))
    await app.start()


async def _run(app: App, asked: argparse.Namespace, say: Reporter, draft: int) -> int:
    """Do a command from its import to its end; its draft stays until it is a run or no more."""
    intake, sequence = Intake(), None
    try:
        if asked.command == "story":
            sequence = await from_story(app, asked)
        else:
            intake = await _import(app, asked, say)
            if not intake.pictures:
                raise UserFixable("no_pictures")  # noqa: TRY301 (told with what was left out)
            sequence = await from_pictures(app, asked, intake)
        say.know(names_of(sequence))
        started = await _begin(app, asked, say, sequence, intake, draft)
    except UserFixable as error:
        await app.library.drop_draft(draft)
        finish(say, intake, sequence=sequence.id if sequence else "", error=error)
        return code_of(error)
    if started is None:
        await app.library.drop_draft(draft)
        return DONE
    return await _see_through(app, say, started, intake)


async def _import(app: App, asked: argparse.Namespace, say: Reporter) -> Intake:
    _, intake = await asyncio.gather(
        app.get_ready(ProviderId(asked.provider)),
        app.engine.import_pictures([Path(path) for path in asked.inputs]),
    )
    for skipped in intake.skipped:
        why = text.text(skipped.reason.value, {"detail": skipped.detail}, section="skipped")
        said = text.line("skipped", path=skipped.path, why=why)
        say.say("skipped", said, path=skipped.path, reason=skipped.reason.value)
    intake, own = await without_own_results(app, asked, intake)
    if own:
        say.say("notice", text.line("own_results", count=own), code="own_results")
    return intake


async def _begin(
    app: App,
    asked: argparse.Namespace,
    say: Reporter,
    sequence: Sequence,
    intake: Intake,
    draft: int,
) -> RunId | None:
    """Start a run and return it; None where there was only something to show."""
    cap_micros = _budget(asked)
    await app.engine.settle_in_flight(sequence.id)
    planned = await _planned(app, sequence, say)
    if asked.dry_run or not planned.is_runnable:
        say.say("plan", "", **plan_json(planned, sequence))
        say.show(plan_text(planned, sequence))
    if not planned.is_runnable:
        raise UserFixable("plan_has_stops")
    if asked.dry_run:
        finish(say, intake, sequence=sequence.id, estimated_micros=planned.cost_micros)
        return None
    for check in planned.checks:
        say.say("check", check_line(check), code=check.code)
    if not await _has_consent(app, asked, say, planned, draft):
        raise UserFixable("not_confirmed")
    started = await app.engine.run(
        sequence,
        planned.token,
        cap_micros=cap_micros,
        out_dir=str(Path(asked.out).absolute()),
        draft=draft,
    )
    return started.id


async def _see_through(app: App, say: Reporter, run_id: RunId, intake: Intake) -> int:
    """Wait for a run, export, and tell what it came to; Ctrl-C and full disks included."""
    error = await _trouble_in(app, app.engine.wait(run_id))
    if not _is_interrupted():
        error = await _trouble_in(app, export_run(app, run_id)) or error
    outcome = await app.engine.outcome(run_id)
    if _is_interrupted():
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


def _is_interrupted() -> bool:
    """Say whether the user has asked this command to stop."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _stopped_by_cap(app: App, run_id: RunId) -> bool:
    waiting = await app.library.requests(run=run_id, states=frozenset({RequestState.QUEUED}))
    return any(r.trouble is not None and r.trouble.code == "over_budget" for r in waiting)


def _asked_in(draft: Draft) -> argparse.Namespace:
    """Return a draft's command with its paths as they were meant."""
    asked = parse(draft.command)
    folder = Path(draft.folder)
    asked.out = str(folder / asked.out)
    if asked.command == "run":
        asked.inputs = [str(folder / path) for path in asked.inputs]
        asked.anchor = [str(folder / path) for path in asked.anchor]
    return asked


def _budget(asked: argparse.Namespace) -> int | None:
    if asked.budget is None:
        return None
    try:
        return micros_from_usd(asked.budget)
    except ValueError:
        raise UserFixable("budget_unclear", budget=asked.budget) from None


async def _has_consent(
    app: App, asked: argparse.Namespace, say: Reporter, planned: Plan, draft: int
) -> bool:
    """Ask a person at a terminal before money is spent; scripts say --budget instead.

    A question that was never answered leaves nothing that `resume` would buy.
    """
    if planned.cost_micros == 0 or asked.yes or asked.json or not is_person():
        return True
    await app.library.drop_draft(draft)
    cost = usd_text(planned.cost_micros)
    return await confirmed(say, text.line("ask_to_pay", requests=len(planned.requests), cost=cost))


async def _planned(app: App, sequence: Sequence, say: Reporter) -> Plan:
    """Plan with today's prices where the service tells them; never wait long for that."""
    notices: tuple[Notice, ...] = ()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PRICES_S):
            notices = await app.engine.refresh_prices(sequence)
    planned = await app.engine.plan(sequence)
    models = {request.model for request in planned.requests}
    for notice in notices:
        if notice.params.get("model") in (None, *models):
            said = text.sentence(notice.code, notice.params, Billed.NO)
            say.say("notice", said, code=notice.code)
    return planned
