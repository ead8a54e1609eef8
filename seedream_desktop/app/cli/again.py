"""The command that has frames made anew: again."""

import argparse
from pathlib import Path

from seedream_desktop.app.cli.ending import DONE, code_of, finish
from seedream_desktop.app.cli.planning import names_of
from seedream_desktop.app.cli.reporter import Reporter
from seedream_desktop.app.cli.spending import (
    agree,
    budget_of,
    needs_consent,
    planned_now,
    see_through,
    show,
    start,
)
from seedream_desktop.app.wiring import App
from seedream_desktop.domain.again import Again
from seedream_desktop.domain.errors import NotFound, UserFixable
from seedream_desktop.domain.ids import ImageId, RunId, SequenceId
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step


async def again(app: App, asked: argparse.Namespace, say: Reporter) -> int:
    """Run `seedream again`: a new version of each frame that is named, at its full price."""
    sequence = await app.library.sequence(SequenceId(asked.sequence))
    wish = await _wish(app, asked, sequence)
    await start(app, say)
    say.know(names_of(sequence))
    try:
        started = await _begin(app, asked, say, sequence, wish)
    except UserFixable as error:
        finish(say, Intake(), sequence=sequence.id, error=error)
        return code_of(error)
    return DONE if started is None else await see_through(app, say, started, Intake())


async def _begin(
    app: App, asked: argparse.Namespace, say: Reporter, sequence: Sequence, wish: Again
) -> RunId | None:
    """Start the run and return it; None where there was only something to show."""
    cap_micros = budget_of(asked)
    await app.engine.settle_in_flight(sequence.id)
    planned = await planned_now(app, sequence, say, wish)
    if not show(asked, say, planned, sequence):
        finish(say, Intake(), sequence=sequence.id, estimated_micros=planned.cost_micros)
        return None
    if needs_consent(asked, planned):
        await agree(say, planned)
    run = await app.engine.run_again(
        *(sequence, wish, planned.token),
        cap_micros=cap_micros,
        out_dir=await _out_dir(app, asked, sequence),
    )
    return run.id


async def _wish(app: App, asked: argparse.Namespace, sequence: Sequence) -> Again:
    """Return what the options name: pictures, in one step; with --outliers those that stand out.

    Without --step it is the last step, or from the first on with --onward. Raises NotFound.
    """
    if not sequence.steps_on:
        raise UserFixable("plan_has_stops")
    step = _step(asked, sequence)
    images = _images(asked, sequence)
    frames = {(image, step.id) for image in images}
    if asked.outliers:
        drifted = await app.drift(sequence.id, step.id)
        frames &= {frame for frame, drift in drifted.items() if drift.is_outlier}
        if not frames:
            raise NotFound("no_outliers", step=sequence.steps_on.index(step) + 1)
    return Again(frames=frozenset(frames), onward=asked.onward)


def _step(asked: argparse.Namespace, sequence: Sequence) -> Step:
    steps = sequence.steps_on
    number = asked.step or (1 if asked.onward else len(steps))
    if not 1 <= number <= len(steps):
        raise NotFound("no_such_step", step=number, steps=len(steps))
    return steps[number - 1]


def _images(asked: argparse.Namespace, sequence: Sequence) -> frozenset[ImageId]:
    """Return the images that are named; all of them where none is."""
    names = names_of(sequence)
    if not asked.image:
        return frozenset(names)
    found = set[ImageId]()
    for wanted in asked.image:
        own = {image for image, name in names.items() if wanted in {name, image, Path(name).stem}}
        if not own:
            raise NotFound("no_such_image", name=wanted)
        found |= own
    return frozenset(found)


async def _out_dir(app: App, asked: argparse.Namespace, sequence: Sequence) -> str:
    """Return where results go: as said, else to where this sequence's last went."""
    if asked.out:
        return str(Path(asked.out).absolute())
    runs = await app.library.runs(sequence.id)
    return next((run.out_dir for run in reversed(runs) if run.out_dir), "")
