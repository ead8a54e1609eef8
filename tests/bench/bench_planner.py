"""Time plans of 1,000 and 10,000 images over three steps: cost must grow with the images only.

Run from the project's folder: python -m tests.bench.bench_planner
"""

import sys
import time

from seedream_desktop.domain.plan import Known
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.planner import plan
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
    worst = 0.0
    for mode in (StepMode.SET, StepMode.EACH, StepMode.CARRY):
        small, large = seconds(1_000, mode), seconds(10_000, mode)
        ratio = large / small
        worst = max(worst, ratio)
        print(f"{mode.value:9} 1,000: {small:.3f} s   10,000: {large:.3f} s   ratio {ratio:.1f}")
    print(f"worst ratio {worst:.1f}, allowed {RATIO_MAX}")
    return int(worst > RATIO_MAX)


if __name__ == "__main__":
    sys.exit(main())
