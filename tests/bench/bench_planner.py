"""Time plans of 1,000 and 10,000 images over three steps: cost must grow with the images only.

Run from the project's folder: python -m tests.bench.bench_planner
"""

import sys
import time

from seedream_desktop.domain.plan import Known
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.planner import plan
from tests.bench.figures import figure
from tests.fixtures.sequences import cards, images, sequence, step

RATIO_MAX = 15.0
ROUNDS = 3


def seconds(count: int, mode: StepMode) -> float:
    work = sequence(
        images(count), *(step(name, mode=mode, leading_anchors=1) for name in ("a", "b", "c"))
    )
    books = cards()
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        made = plan(work, books, Known())
        best = min(best, time.perf_counter() - begun)
        assert made.outputs == 3 * count
    return best


def main() -> int:
    is_met = True
    for mode in (StepMode.SET, StepMode.EACH, StepMode.CARRY):
        small, large = seconds(1_000, mode), seconds(10_000, mode)
        figure(f"{mode.value}, 10,000 images", large, "s")
        name = f"{mode.value}, 10,000 images to 1,000"
        is_met &= figure(name, large / small, "x", at_most=RATIO_MAX)
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
