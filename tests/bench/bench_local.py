"""Times and memory of the local engine: python -m tests.bench.bench_local.

One process per row, one thread; peak memory is what the process gained over its imports.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

from tests.bench.figures import figure

CASES = [
    ("decode and encode only", ""),
    ("match", "match the colours and exposure"),
    ("match + golden hour", "match the colours and exposure, golden hour"),
    ("white balance + autumn + vignette", "white balance, autumn, vignette"),
    ("sharpen", "sharpen"),
    ("denoise", "denoise"),
    ("all together", "white balance, match the light, denoise, golden hour, sharpen, vignette"),
]
CHILD = """
import re, sys, time
from pathlib import Path
from seedream_desktop.imaging.edits import rendered
from seedream_desktop.providers._grammar import read
source, anchor, prompt = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
def peak_kb():  # Linux; getrusage would tell the parent's peak as well
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
wanted = read(prompt) if prompt else ()
rendered(anchor, None, read("sepia"), None)
before = peak_kb()
wall, cpu = time.perf_counter(), time.process_time()
data = rendered(source, anchor, wanted, None)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
peak = peak_kb()
print(wall, cpu, (peak - before) / 1024, peak / 1024, len(data) / 1e6)
"""


def photo(path: Path, width: int, height: int, seed: int) -> None:
    """Write something that compresses like a photograph."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(20, 235, (24, 36, 3), dtype=np.uint8))
    base = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), np.int16)
    grain = rng.normal(0, 5, (height, width, 1)).astype(np.int16)
    Image.fromarray(np.clip(base + grain, 0, 255).astype(np.uint8)).save(path, quality=92)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo(folder / "anchor.jpg", 600, 400, 1)
        for label, width, height in (("2 MP", 1732, 1155), ("24 MP", 6000, 4000)):
            photo(folder / "source.jpg", width, height, 2)
            for title, prompt in CASES:
                command = [sys.executable, "-c", CHILD, str(folder / "source.jpg")]
                command += [str(folder / "anchor.jpg"), prompt]
                out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                wall, cpu, gained, peak, size = map(float, out.split())
                figure(f"{label}, {title}, wall", wall, "s")
                figure(f"{label}, {title}, CPU", cpu, "s")
                figure(f"{label}, {title}, gained", gained, "MB")
                figure(f"{label}, {title}, peak", peak, "MB")
                figure(f"{label}, {title}, output", size, "MB")


if __name__ == "__main__":
    main()
