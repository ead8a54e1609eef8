"""That cost a frame does not grow with their number: plan, run, resume and look, 1,000 and 4,000.

python -m tests.bench.bench_scale

The engine runs on the real library with a shop behind the provider port that answers at once,
pictures that are a few bytes, two steps, and a cap to be held; CPU seconds of the process a
frame are compared. The commands are timed on the library that the run left.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.figures import figure
from tests.bench.service import ROOT

SMALL, LARGE = 1_000, 4_000
PLAN_AND_RUN = "plan and run"
RUN_RATIO_MAX = 1.3
LOOK_RATIO_MAX = 2.0  # these take milliseconds; what grows with the square would show as 4
PLAN_SMALL, PLAN_LARGE = 1_000, 10_000
PLAN_RATIO_MAX = 15.0


def main() -> int:
    small, large = measured(SMALL), measured(LARGE)
    is_met = True
    for what in small:
        each = small[what] / SMALL, large[what] / LARGE
        figure(f"{what}, a frame of {LARGE}", each[1] * 1000, "ms")
        is_met &= figure(
            f"{what}, a frame of {LARGE} to one of {SMALL}",
            each[1] / each[0],
            "x",
            at_most=RUN_RATIO_MAX if what == PLAN_AND_RUN else LOOK_RATIO_MAX,
        )
    is_met &= figure(
        f"planner, {PLAN_LARGE} to {PLAN_SMALL}",
        plan_seconds(PLAN_LARGE) / plan_seconds(PLAN_SMALL),
        "x",
        at_most=PLAN_RATIO_MAX,
    )
    return 0 if is_met else 1


def measured(count: int) -> dict[str, float]:
    """Return CPU seconds by what was done, from a process of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_scale", str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def plan_seconds(count: int) -> float:
    from seedream_desktop.domain.plan import Known
    from seedream_desktop.domain.step import StepMode
    from seedream_desktop.engine.planner import plan
    from tests.fixtures.sequences import cards, images, sequence, step

    work = sequence(images(count), *(step(n, mode=StepMode.SET, leading_anchors=1) for n in "abc"))
    books, best = cards(), float("inf")
    for _ in range(3):
        begun = time.process_time()
        plan(work, books, Known())
        best = min(best, time.process_time() - begun)
    return best


async def scale(count: int, folder: Path) -> dict[str, float]:
    """Run `count` frames of two steps, then again with nothing to do; look at the result."""
    from seedream_desktop.domain.ledger import Caps
    from tests.fixtures.world import World

    spent: dict[str, float] = {}

    def note(what: str, begun: float) -> None:
        spent[what] = time.process_time() - begun

    world = World(folder, caps=Caps(day_micros=10**12), parallel=8)
    world.events = _Nowhere()
    await world.start()
    try:
        sequence = world.sequence(count // 2, ("one", "two"))
        begun = time.process_time()
        plan = await world.engine.plan(sequence)
        run = await world.engine.run(sequence, plan.token, cap_micros=10**12)
        await world.engine.wait(run.id)
        note(PLAN_AND_RUN, begun)
        begun = time.process_time()
        outcome = await world.engine.outcome(run.id)
        assert outcome.state.value == "completed", outcome
        note("outcome", begun)
        begun = time.process_time()
        await world.run(sequence)
        note("run with nothing to do", begun)
    finally:
        await world.stop()
    looks = (("show", sequence.id), ("list",), ("ledger",))
    home = folder / "data"
    return spent | {f"seedream {look[0]}": cpu_of(look, home) for look in looks}


class _Nowhere(list):
    """Keeps no events."""

    def append(self, _event: object) -> None:
        pass


def cpu_of(command: tuple[str, ...], home: Path) -> float:
    environ = {**os.environ, "SEEDREAM_HOME": str(home)}
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "seedream_desktop", *command, "--json"],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    return (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory(prefix="bench-scale-") as name:
            print(json.dumps(asyncio.run(scale(int(sys.argv[1]), Path(name)))))
    else:
        sys.exit(main())
