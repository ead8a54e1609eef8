"""How bench_compare zooms and pans: in, across, out again."""

import math
from collections.abc import Iterator

FRAMES = 240
NEAR, FAR = 8.0, 0.19


def path_of(frames: int) -> Iterator[tuple[float, float, float]]:
    """Give scale and middle of each frame: it zooms by a factor and goes round at once."""
    for number in range(frames):
        turn = 2 * math.pi * number / frames
        scale = FAR * (NEAR / FAR) ** ((1 - math.cos(turn)) / 2)
        yield scale, 0.5 + 0.2 * math.sin(3 * turn), 0.5 + 0.2 * math.cos(2 * turn)
