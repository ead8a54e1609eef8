"""The commands that spend: run, story, resume; and plan, which only shows."""

import argparse
import asyncio
from pathlib import Path

from seedream_desktop.app.cli.arguments import parse
from seedream_desktop.app.cli.ending import (
    DONE,
    SOME_FAILED,
    USAGE,
    code_of,
    finish,
)
from seedream_desktop.app.cli.planning import names_of, plan_json, plan_text
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.cli.sequences import from_pictures, from_story, without_own_results
from seedream_desktop.app.cli.spending import (
    agree,
    budget_of,
    is_interrupted,
    needs_consent,
    planned_now,
    see_through,
    show,
    start,
)
from seedream_desktop.app.export import unexported_runs
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ports.drafts import Draft
from seedream_desktop.ui import text


async def run(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream run` or `seedream story`. From its first moment on, `resume` knows of it."""
    draft = await app.library.save_draft(asked.argv, str(Path.cwd()), app.clock.now())
    await start(app, say)
    return await _run(app, asked, say, draft)


async def plan(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream plan`."""
    intake = await _import(app, asked, say)
    if not intake.pictures:
        raise UserFixable("no_pictures")
    sequence = await from_pictures(app, asked, intake)
    planned = await planned_now(app, sequence, say)
    say.result(plan_text(planned, sequence), plan_json(planned, sequence))
    return DONE if planned.is_runnable else USAGE


async def resume(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream resume`: everything unfinished goes on, then results are exported."""
    wanted = SequenceId(asked.sequence) if asked.sequence else None
    if wanted is not None:
        await app.library.sequence(wanted)
    await start(app, say)
    worst = DONE
    runs = await app.engine.resume(wanted, lifts_holds=True)
    runs = tuple(dict.fromkeys([*runs, *await unexported_runs(app, wanted)]))
    for run_id in runs:
        code = await see_through(app, say, run_id, Intake())
        worst = max(worst, await _bought_anew(app, say, run_id, code))
    drafts = await app.library.drafts() if wanted is None else ()
    for draft in drafts:
        if not is_interrupted():
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
    if not never_made or code != SOME_FAILED or is_interrupted():
        return code
    record = await app.library.run(run_id)
    if record.is_again:
        await app.engine.controls.retry_failed(run_id)
        return await see_through(app, say, run_id, Intake())
    sequence = await app.library.sequence(record.sequence)
    planned = await app.engine.plan(sequence)
    if not planned.requests or not planned.is_runnable:
        return code
    again = await app.engine.run(
        sequence, planned.token, cap_micros=record.cap_micros, out_dir=record.out_dir
    )
    return await see_through(app, say, again.id, Intake())


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
    return await see_through(app, say, started, intake)


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
    cap_micros = budget_of(asked)
    await app.engine.settle_in_flight(sequence.id)
    planned = await planned_now(app, sequence, say)
    if not show(asked, say, planned, sequence):
        finish(say, intake, sequence=sequence.id, estimated_micros=planned.cost_micros)
        return None
    if needs_consent(asked, planned):
        # A question that was never answered leaves nothing that `resume` would buy.
        await app.library.drop_draft(draft)
        await agree(say, planned)
    started = await app.engine.run(
        sequence,
        planned.token,
        cap_micros=cap_micros,
        out_dir=str(Path(asked.out).absolute()),
        draft=draft,
    )
    return started.id


def _asked_in(draft: Draft) -> argparse.Namespace:
    """Return a draft's command with its paths as they were meant."""
    asked = parse(draft.command)
    folder = Path(draft.folder)
    asked.out = str(folder / asked.out)
    if asked.command == "run":
        asked.inputs = [str(folder / path) for path in asked.inputs]
        asked.anchor = [str(folder / path) for path in asked.anchor]
    return asked
