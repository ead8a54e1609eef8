"""Peak memory of the program while large pictures are sent and large outputs brought home.

python -m tests.bench.bench_memory [COUNT [MODE ...]]

The console program edits COUNT (200) photographs of 24 megapixels with the emulated service,
which is a process of its own and gives pictures of 4096 × 4096 back: once a request for each
picture, once in chunks, where outputs are also paired by appearance. Figures are of the
program's process alone.
"""

import io
import json
import struct
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psutil

from tests.bench.figures import figure
from tests.bench.service import ROOT, emulator

LIMIT_MB = 300
DISTINCT = 4
AT_ONCE = 8
LOOK_S = 0.02
OUTPUT_PX = 4096


def main(count: int, modes: list[str]) -> int:
    is_within = True
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as name:
        folder = Path(name)
        with ProcessPoolExecutor(1) as maker:  # so that this process stays small
            maker.submit(make, folder, count).result()
        plain = {"is_plain": True, "plain_path": str(folder / "output.jpg")}
        for mode in modes or ("each", "set"):
            with emulator(service_time_s=0.2, balance_micros=10**12, **plain) as service:
                command = [
                    *(sys.executable, "-m", "seedream_desktop", "run", str(folder / "photos")),
                    *("--step", "warm evening light", "--mode", mode, "--provider", "wavespeed"),
                    *("--size", f"{OUTPUT_PX}x{OUTPUT_PX}", "--concurrency", str(AT_ONCE)),
                    *("--out", str(folder / mode), "--yes", "--json"),
                ]
                begun = time.perf_counter()
                environ = dict(service.environ(folder / f"home-{mode}"))
                peak, finished = watched(command, environ)
                seconds = time.perf_counter() - begun
            assert finished["outputs"] == count, finished
            is_within &= figure(
                f"peak of {count} × 24 MP and 4096 × 4096, {mode}", peak, "MB", at_most=LIMIT_MB
            )
            figure(f"the whole run, {mode}", seconds, "s")
    return 0 if is_within else 1


def watched(command: list[str], environ: dict[str, str]) -> tuple[float, dict]:
    """Run a command; return its peak resident megabytes and the last line that it printed."""
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        peaks = [0.0]
        looking = threading.Thread(target=look, args=(process, peaks))
        looking.start()
        last = ""
        for line in process.stdout or ():
            last = line
        process.wait()
        looking.join()
    assert process.returncode == 0, (process.returncode, last)
    return max(peaks) / 1e6, json.loads(last)


def look(process: subprocess.Popen, peaks: list[float]) -> None:
    """Note what the process holds until it ends: Linux keeps the peak itself (proc(5), VmHWM)."""
    status = Path(f"/proc/{process.pid}/status")
    program = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            if status.exists():
                rows = dict(row.split(":", 1) for row in status.read_text().splitlines())
                peaks.append(int(rows.get("VmHWM", "0 kB").split()[0]) * 1024)
            else:
                peaks.append(program.memory_info().rss)
        except (psutil.Error, OSError):
            return
        time.sleep(LOOK_S)


def make(folder: Path, count: int) -> None:
    """Write the photographs, few pictures under many different bytes, and the output."""
    from PIL import Image

    from tests.fixtures import photographs

    photos = folder / "photos"
    photos.mkdir()
    exif = Image.Exif()
    kinds = []
    for index in range(DISTINCT):
        photo = photographs.photograph(6000, 4000, index)
        exif[photographs.ORIENTATION] = (1, 6, 3, 8)[index]
        buffer = io.BytesIO()
        photo.save(buffer, "JPEG", quality=92, subsampling=2, exif=exif)
        kinds.append(buffer.getvalue())
    photo.resize((OUTPUT_PX, OUTPUT_PX)).save(folder / "output.jpg", quality=95, subsampling=0)
    for number in range(count):
        note = f"photograph {number}".encode()
        comment = b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note
        data = kinds[number % DISTINCT]
        (photos / f"photo-{number:04d}.jpg").write_bytes(data[:2] + comment + data[2:])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2:]))
