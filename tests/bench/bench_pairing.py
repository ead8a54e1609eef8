"""Error rates of pairing on the labelled shuffle set: python tests/bench/bench_pairing.py [N]."""

import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from seedream_desktop.domain.pairing import Pair
from seedream_desktop.imaging.similarity import pair
from tests.bench.figures import figure
from tests.fixtures import shuffles
from tests.fixtures.shuffles import ANCHOR, COLLAGE, STRAY, UNRELATED, Reply


@dataclass
class Tally:
    """What became of outputs of one kind.

    right: paired with the target that it shows, or rightly named a collage, stray or anchor.
    wrong: in a pair with another target, or named what it is not. unflagged: wrong and sure.
    """

    outputs: int = 0
    right: int = 0
    wrong: int = 0
    unflagged: int = 0
    flagged: int = 0
    least: float = 1.0

    def add(self, other: "Tally") -> None:
        for name in ("outputs", "right", "wrong", "unflagged", "flagged"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.least = min(self.least, other.least)

    def line(self, name: str) -> str:
        count = max(1, self.outputs)
        return (
            f"{name:36}{self.outputs:6}{self.right / count:9.2%}{self.wrong:7}"
            f"{self.unflagged:11}{self.flagged / count:10.1%}{self.least:9.3f}"
        )


@dataclass
class Score:
    """Tallies by kind, and the whole."""

    kinds: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    seconds: float = 0.0
    replies: int = 0

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.kinds.values():
            total.add(tally)
        return total


def _tally(truth: int, made: Pair | None, aside: int | None) -> Tally:
    """Hold one output's verdict against its label; what shows nothing must be an unsure pair."""
    if made is None:
        right = aside == truth
        return Tally(outputs=1, right=right, wrong=not right, unflagged=not right)
    right = (truth == UNRELATED and not made.is_sure) or made.target == truth
    return Tally(
        outputs=1,
        right=right,
        wrong=not right,
        unflagged=not right and made.is_sure,
        flagged=not made.is_sure,
        least=made.confidence,
    )


def judge(replies: Iterator[Reply]) -> Score:
    """Pair each reply from files, as the engine does, and compare with the labels."""
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        for reply in replies:
            paths = reply.save(Path(folder))
            start = time.perf_counter()
            pairing = pair(*paths)
            score.seconds += time.perf_counter() - start
            score.replies += 1
            pairs = {p.output: p for p in pairing.pairs}
            aside = {
                **dict.fromkeys(pairing.stray_outputs, STRAY),
                **dict.fromkeys(pairing.collages, COLLAGE),
                **dict.fromkeys(pairing.returned_anchors, ANCHOR),
            }
            for output, truth in enumerate(reply.truth):
                score.kinds[reply.kinds[output]].add(
                    _tally(truth, pairs.get(output), aside.get(output))
                )
    return score


def suites(size: int) -> dict[str, Iterator[Reply]]:
    """Each part of the set; size 60 is 600 varied outputs, 480 ceramics and 720 look-alikes."""
    return {
        "varied, shuffled": (shuffles.varied_reply(seed) for seed in range(size)),
        "varied, in order": (
            shuffles.in_order(shuffles.varied_reply(seed + 500)) for seed in range(size // 3)
        ),
        "ceramics, shuffled": (shuffles.ceramics_reply(seed) for seed in range(size)),
        "look-alikes, shuffled": (shuffles.look_alike_reply(seed) for seed in range(size * 3 // 2)),
        "look-alikes, in order": (
            shuffles.in_order(shuffles.look_alike_reply(seed + 900)) for seed in range(size // 3)
        ),
        "short count": (
            shuffles.short_reply(seed, missing=1 + seed % 3) for seed in range(size // 3)
        ),
        "returned anchor": (shuffles.anchor_reply(seed) for seed in range(size // 2)),
        "extra outputs": (shuffles.stray_reply(seed) for seed in range(size // 2)),
        "one foreign output": (shuffles.foreign_reply(seed) for seed in range(size)),
        "collages": (r for seed in range(size // 6) for r in shuffles.collage_replies(seed)),
        "unrelated": (shuffles.unrelated_reply(seed) for seed in range(size)),
    }


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(f"{'':36}{'n':>6}{'right':>9}{'wrong':>7}{'unflagged':>11}{'flagged':>10}{'least':>9}")
    unflagged = Counter[str]()
    for name, replies in suites(size).items():
        score = judge(replies)
        print(score.total.line(name), f"{1000 * score.seconds / score.replies:6.0f} ms a reply")
        for kind, tally in sorted(score.kinds.items()):
            print(tally.line("   " + kind))
        unflagged[name] = score.total.unflagged
    is_met = figure("wrong and unflagged", unflagged.total(), "outputs", at_most=0)
    sys.exit(0 if is_met else 1)


if __name__ == "__main__":
    main()
