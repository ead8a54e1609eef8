"""Prints time and peak memory of preparing 200 pictures of 24 MP and verifying 200 outputs.

    python tests/bench/bench_imaging.py [COUNT]

Each row runs in a process of its own, whose peak resident memory the system tells. Ends with
status 1 where one exceeds 300 MB.
"""

import asyncio
import hashlib
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from seedream_desktop.domain.card import InputRule  # noqa: E402 - the path is set first
from seedream_desktop.imaging.pictures import ImagingPictures  # noqa: E402
from tests.bench.figures import figure  # noqa: E402

LIMIT_MB = 300
DISTINCT = 4
EDGES = InputRule(edge_max_px=4096, pixels_max=16_777_216)


def make(folder):
    """Write the pictures in a process that is not measured."""
    from PIL import Image

    from tests.fixtures import photographs, profiles

    exif = Image.Exif()
    p3 = profiles.rgb_profile(profiles.DISPLAY_P3)
    for index in range(DISTINCT):
        photo = photographs.photograph(6000, 4000, index)
        exif[photographs.ORIENTATION] = (1, 6, 3, 8)[index]
        data = photographs.encoded(
            photo,
            "JPEG",
            quality=92,
            subsampling=2,
            exif=exif,
            icc_profile=p3 if index % 2 else None,
        )
        (folder / f"photo{index}.jpg").write_bytes(data)
        if not index:
            photo.crop((0, 0, 4096, 4000)).resize((4096, 4096)).save(
                folder / "output.png", compress_level=1
            )
            photo.resize((4096, 4096)).save(folder / "output.jpg", quality=95, subsampling=0)


async def run(kind, folder, count):
    pictures = ImagingPictures()
    photos = [folder / f"photo{index % DISTINCT}.jpg" for index in range(count)]
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in set(photos)}
    if kind == "read":
        await asyncio.gather(*(pictures.read(path) for path in photos))
    elif kind == "thumbnail":
        await asyncio.gather(*(pictures.thumbnail(path) for path in photos))
    elif kind.startswith("normalise"):
        rule = EDGES if kind.endswith("4096") else InputRule()
        sizes = [prepare(pictures, path, digests[path], rule) for path in photos]
        await asyncio.gather(*sizes)
    else:
        output = folder / f"output.{kind.removeprefix('verify ')}"
        await asyncio.gather(
            *(pictures.verify(output, pixels_max=36_000_000) for _ in range(count))
        )
    pictures.close()


async def prepare(pictures, path, digest, rule):
    """Normalise one picture and let go of its bytes, as the preparer does after its upload."""
    return (await pictures.normalise(path, digest, rule)).size


def peak_mb():
    """Return the peak resident memory of this process."""
    try:
        import resource
    except ImportError:  # Windows
        return psutil.Process().memory_info().peak_wset / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def child(kind, folder, count):
    started = time.perf_counter()
    asyncio.run(run(kind, Path(folder), int(count)))
    print(f"{time.perf_counter() - started:.2f} {peak_mb():.0f}")


def main(count):
    kinds = ("read", "thumbnail", "normalise 4096", "normalise", "verify jpg", "verify png")
    is_within = True
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, __file__]
        subprocess.run([*call, "--make", folder], check=True)
        for kind in kinds:
            done = subprocess.run(
                [*call, "--child", kind, folder, str(count)],
                check=True,
                capture_output=True,
                text=True,
            )
            seconds, peak = map(float, done.stdout.split())
            figure(f"{kind}, each of {count}", seconds / count * 1000, "ms")
            is_within &= figure(f"{kind}, peak of the process", peak, "MB", at_most=LIMIT_MB)
    return 0 if is_within else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
