"""How often drift is called on normal sets, and found where there is one: bench_drift.py [SETS]."""

import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from seedream_desktop.domain.drift import drifts
from seedream_desktop.imaging.drift import measures
from tests.bench.figures import figure
from tests.fixtures.drifting import DRIFTS, LOOKS, SWAPPED, DriftingSet

COUNTS = (8, 10, 24, 60)
KINDS = (*DRIFTS, SWAPPED)


def main(sets: int = 2) -> None:
    flagged: Counter[int] = Counter()
    judged: Counter[int] = Counter()
    found: Counter[tuple[str, int]] = Counter()
    spent_s = 0.0
    for number in range(sets):
        for count in COUNTS:
            for look in LOOKS:
                drifting = DriftingSet(count, look, seed=100 * number + count)
                began = time.perf_counter()
                pairs = zip(drifting.results(), drifting.sources, strict=True)
                normal = {place: measures(*pair) for place, pair in enumerate(pairs)}
                spent_s += time.perf_counter() - began
                flagged[count] += sum(drift.is_outlier for drift in drifts(normal).values())
                judged[count] += count
                for turn, kind in enumerate(KINDS):
                    place = (7 * number + turn) % count
                    off = measures(drifting.drifted(place, kind), drifting.sources[place])
                    found[kind, count] += drifts({**normal, place: off})[place].is_outlier
    print(f"{'results in a set':30}" + "".join(f"{count:>8}" for count in COUNTS))
    said = "".join(f"{flagged[c] / judged[c]:>8.1%}" for c in COUNTS)
    print(f"{'said to stand out, normal':30}{said}")
    asked = sets * len(LOOKS)
    for kind in KINDS:
        print(f"{kind:30}" + "".join(f"{found[kind, c] / asked:>8.0%}" for c in COUNTS))
    total = sum(judged.values())
    figure("measuring one result", 1000 * spent_s / total, "ms")
    worst = 100 * max(flagged[count] / judged[count] for count in COUNTS)
    is_met = figure("false flags of a normal set", worst, "%", at_most=2)
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
