"""The commands that spend: run, story, resume; and plan, which only shows."""

import argparse
import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Any

from seedream_desktop.app.cli.arguments import parse
from seedream_desktop.app.cli.planning import plan_json, plan_text
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.cli.sequences import from_pictures, from_story
from seedream_desktop.app.export import export_run, unexported_runs
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import Billed, OverBudget, SeedreamError, UserFixable
from seedream_desktop.domain.events import Notice
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.money import micros_from_usd, usd_text
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.engine.outcome import Outcome, OutcomeState
from seedream_desktop.ports.library import Draft
from seedream_desktop.ui import text

DONE, ERROR, USAGE, SOME_FAILED, IN_DOUBT, OVER_BUDGET = range(6)
_STOP_S = 4.0
_PRICES_S = 8.0
_EXIT = {
    OutcomeState.COMPLETED: DONE,
    OutcomeState.PARTIAL: SOME_FAILED,
    OutcomeState.FAILED: SOME_FAILED,
    OutcomeState.NEEDS_ATTENTION: IN_DOUBT,
}


async def run(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream run`. From its first moment on, `resume` knows of it."""
    draft = await app.library.save_draft(asked.argv, str(Path.cwd()), app.clock.now())
    await app.start()
    return await _run(app, asked, say, draft)


async def _run(app: App, asked: argparse.Namespace, say: Reporter, draft: int) -> int:
    _, intake = await asyncio.gather(
        app.get_ready(ProviderId(asked.provider)),
        app.engine.import_pictures([Path(path) for path in asked.inputs]),
    )
    _tell_skipped(intake, say)
    if not intake.pictures:
        await app.library.drop_draft(draft)
        _finish(say, None, "", intake, error=UserFixable("no_pictures"))
        return ERROR
    try:
        sequence = await from_pictures(app, asked, intake)
        started = await _begin(app, asked, say, sequence, intake)
    finally:
        await app.library.drop_draft(draft)
    return started if isinstance(started, int) else await _see_through(app, say, started, intake)


async def story(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream story`."""
    await app.start()
    sequence = await from_story(app, asked)
    started = await _begin(app, asked, say, sequence, Intake())
    return started if isinstance(started, int) else await _see_through(app, say, started, Intake())


async def plan(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream plan`."""
    intake = await app.engine.import_pictures([Path(path) for path in asked.inputs])
    _tell_skipped(intake, say)
    if not intake.pictures:
        raise UserFixable("no_pictures")
    sequence = await from_pictures(app, asked, intake)
    planned = await _planned(app, sequence, say)
    say.result(plan_text(planned, sequence), plan_json(planned, sequence))
    return DONE if planned.is_runnable else USAGE


async def resume(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream resume`: everything unfinished goes on, then results are exported."""
    await app.start()
    wanted = SequenceId(asked.sequence) if asked.sequence else None
    if wanted is not None:
        await app.library.sequence(wanted)
    worst = DONE
    for draft in await app.library.drafts() if wanted is None else ():
        worst = max(worst, await _run(app, _asked_in(draft), say, draft.id))
    runs = await app.engine.resume(wanted)
    runs = tuple(dict.fromkeys([*runs, *await unexported_runs(app, wanted)]))
    if not runs and not worst:
        say.say("notice", text.line("nothing_to_resume"))
        _finish(say, None, asked.sequence or "", Intake())
        return DONE
    for run_id in runs:
        worst = max(worst, await _see_through(app, say, run_id, Intake()))
    return worst


async def _begin(
    app: App, asked: argparse.Namespace, say: Reporter, sequence: Sequence, intake: Intake
) -> RunId | int:
    """Start a run and return it, or say why there is none and return the exit code."""
    cap_micros = _budget(asked)
    await app.engine.settle_in_flight(sequence.id)
    planned = await _planned(app, sequence, say)
    if asked.dry_run:
        say.result(plan_text(planned, sequence), plan_json(planned, sequence))
        return DONE if planned.is_runnable else USAGE
    if not planned.is_runnable:
        say.say("plan", plan_text(planned, sequence), **plan_json(planned, sequence))
        _finish(say, None, sequence.id, intake, error=UserFixable("plan_has_stops"))
        return USAGE
    if not await _has_consent(asked, planned):
        _finish(say, None, sequence.id, intake, error=UserFixable("not_confirmed"))
        return ERROR
    out_dir = str(Path(asked.out).absolute())
    try:
        started = await app.engine.run(
            sequence, planned.token, cap_micros=cap_micros, out_dir=out_dir
        )
    except OverBudget as error:
        _finish(say, None, sequence.id, intake, error=error)
        return OVER_BUDGET
    return started.id


async def _see_through(app: App, say: Reporter, run_id: RunId, intake: Intake) -> int:
    """Wait for a run, export, and tell what it came to; Ctrl-C and full disks included."""
    error: SeedreamError | None = None
    try:
        await app.engine.wait(run_id)
    except asyncio.CancelledError:
        await app.engine.stop(_STOP_S)
        error = UserFixable("interrupted")
    except SeedreamError as trouble:
        error = trouble
    outcome = await app.engine.outcome(run_id)
    try:
        await export_run(app, run_id)
    except SeedreamError as trouble:
        error = error or trouble
    _finish(say, outcome, outcome.sequence, intake, error=error)
    if isinstance(error, UserFixable):
        return _EXIT[outcome.state] or SOME_FAILED
    if error is not None:
        return ERROR
    if await _stopped_by_cap(app, run_id):
        return OVER_BUDGET
    return _EXIT[outcome.state]


async def _stopped_by_cap(app: App, run_id: RunId) -> bool:
    waiting = await app.library.requests(run=run_id, states=frozenset({RequestState.QUEUED}))
    return any(r.trouble is not None and r.trouble.code == "over_budget" for r in waiting)


def _asked_in(draft: Draft) -> argparse.Namespace:
    """Return a draft's command with its paths as they were meant."""
    asked = parse(draft.command)
    folder = Path(draft.folder)
    asked.inputs = [str(folder / path) for path in asked.inputs]
    asked.anchor = [str(folder / path) for path in asked.anchor]
    asked.out = str(folder / asked.out)
    return asked


def _budget(asked: argparse.Namespace) -> int | None:
    if asked.budget is None:
        return None
    try:
        return micros_from_usd(asked.budget)
    except ValueError:
        raise UserFixable("budget_unclear", budget=asked.budget) from None


async def _has_consent(asked: argparse.Namespace, planned: Plan) -> bool:
    """Ask a person at a terminal before money is spent; scripts say --budget instead."""
    is_person = sys.stdin.isatty() and sys.stderr.isatty() and not asked.json
    if planned.cost_micros == 0 or asked.yes or not is_person:
        return True
    question = text.line(
        "ask_to_pay", requests=len(planned.requests), cost=usd_text(planned.cost_micros)
    )
    sys.stderr.write(question + " ")
    sys.stderr.flush()
    answer = await asyncio.to_thread(sys.stdin.readline)
    return answer.strip().lower() in {"y", "yes"}


async def _planned(app: App, sequence: Sequence, say: Reporter) -> Plan:
    """Plan with today's prices where the service tells them; never wait long for that."""
    notices: tuple[Notice, ...] = ()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PRICES_S):
            notices = await app.engine.refresh_prices(sequence)
    planned = await app.engine.plan(sequence)
    models = {request.model for request in planned.requests}
    for notice in notices:
        if notice.params["model"] in models:
            said = text.sentence(notice.code, notice.params, Billed.NO)
            say.say("notice", said, code=notice.code)
    return planned


def _tell_skipped(intake: Intake, say: Reporter) -> None:
    for skipped in intake.skipped:
        why = text.text(skipped.reason.value, {"detail": skipped.detail}, section="skipped")
        say.say(
            "skipped",
            text.line("skipped", path=skipped.path, why=why),
            path=skipped.path,
            reason=skipped.reason.value,
        )


def _finish(
    say: Reporter,
    outcome: Outcome | None,
    sequence: str,
    intake: Intake,
    error: SeedreamError | None = None,
) -> None:
    """Tell the end: the last line that a script reads, or a summary for a person."""
    facts: dict[str, Any] = {
        "event": "finished",
        "sequence": sequence,
        "state": outcome.state.value if outcome else ("failed" if error else "completed"),
        "images": outcome.images if outcome else len(intake.pictures),
        "requests": outcome.requests if outcome else 0,
        "outputs": outcome.outputs if outcome else 0,
        "spent_usd": usd_text(outcome.spent_micros if outcome else 0),
        "estimated_usd": usd_text(outcome.estimated_micros if outcome else 0),
        "skipped": [{"path": s.path, "reason": s.reason.value} for s in intake.skipped],
    }
    lines = []
    if outcome is not None:
        facts.update(
            run=outcome.run,
            in_doubt=outcome.in_doubt,
            waiting=outcome.waiting,
            unsure=outcome.unsure,
            reserved_usd=usd_text(outcome.reserved_micros),
        )
        lines.append(text.line(f"finished_{outcome.state.value}", **_plain(facts)))
        figures = ("unsure", "waiting", "in_doubt")
        lines += [text.line(f"finished_with_{f}", **_plain(facts)) for f in figures if facts[f]]
    if error is not None:
        facts["error"] = {"code": error.code, "message": text.of_error(error)}
        lines.append(text.of_error(error))
    say.result("\n".join(lines), facts)


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if isinstance(value, str | int | float)}
