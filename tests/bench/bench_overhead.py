"""What the program adds to the service's own time, beside the vendor's SDK doing the same.

python -m tests.bench.bench_overhead [ROUNDS]

60 pictures are edited one a request, 8 at once, by an emulated service that takes 0.5 s for
each: ideally ceil(60 / 8) x 0.5 = 4.0 s. Rounds alternate between

- the program's engine, from engine.run() to the last version in the library: plan written,
  references uploaded, orders sent, jobs asked for, outputs fetched, verified and stored, every
  step of it in the durable ledger;
- wavespeed.Client in a pool of 8 threads: upload, run, output downloaded to a file; once with
  the SDK's own pause of 1 s between polls, once with the shortest pause that helps it;
- the whole console command, from the start of its process to its end.

Each is a process of its own, so that nothing is warm.
"""

import asyncio
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.bench.figures import figure
from tests.bench.service import KEY, ROOT, Service, emulator

PICTURES, AT_ONCE, SERVICE_TIME_S = 60, 8, 0.5
IDEAL_S = math.ceil(PICTURES / AT_ONCE) * SERVICE_TIME_S
RATIO_MAX = 1.15
PROMPT = "warm evening light"
MODEL = "bytedance/seedream-v5.0-lite/edit"
SDK_POLL_S = {"its own poll pause": 1.0, "poll pause 0.05 s": 0.05}
CONSOLE = "console command"


def main(rounds: int) -> int:
    walls: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-overhead-") as name:
        folder = Path(name)
        photos = folder / "photos"
        photos.mkdir()
        make(photos)
        settings = {"is_plain": True, "scale": 0.1, "balance_micros": 10**12}
        with emulator(service_time_s=SERVICE_TIME_S, **settings) as service:
            for number in range(rounds):
                for what, seconds in one_round(service, folder, photos, number).items():
                    walls.setdefault(what, []).append(seconds)
                print(f"round {number + 1}: {one_line(walls)}", flush=True)
    medians = {what: statistics.median(seconds) for what, seconds in walls.items()}
    is_met = True
    figure("ideal", IDEAL_S, "s")
    for what, seconds in medians.items():
        is_target = what == "engine.run() to the last version"
        bound = RATIO_MAX if is_target else None
        is_met &= figure(f"{what}, of ideal", seconds / IDEAL_S, "x", at_most=bound)
    return 0 if is_met else 1


def one_round(service: Service, folder: Path, photos: Path, number: int) -> dict[str, float]:
    environ = dict(service.environ(folder / f"engine-{number}"))
    walls = child(["--engine", str(photos)], environ)
    for what, pause_s in SDK_POLL_S.items():
        out = folder / f"sdk-{number}-{pause_s}"
        told = child(["--sdk", str(photos), str(out), str(pause_s)], environ)
        walls[f"SDK, {what}"] = told["wall"]
    begun = time.perf_counter()
    command = [sys.executable, "-m", "seedream_desktop", "run", str(photos), "--step", PROMPT]
    command += ["--mode", "each", "--provider", "wavespeed", "--concurrency", str(AT_ONCE)]
    command += ["--out", str(folder / f"out-{number}"), "--yes", "--json"]
    environ["SEEDREAM_HOME"] = str(folder / f"console-{number}")
    subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
    walls[CONSOLE] = time.perf_counter() - begun
    return walls


def child(arguments: list[str], environ: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_overhead", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def one_line(walls: dict[str, list[float]]) -> str:
    return ", ".join(f"{what} {seconds[-1]:.2f} s" for what, seconds in walls.items())


async def engine(photos: Path) -> dict[str, float]:
    """Run the program's engine as the console command does; return seconds by what is counted."""
    from seedream_desktop.app.wiring import open_app
    from seedream_desktop.domain.ids import ImageId, ProviderId, SequenceId, StepId
    from seedream_desktop.domain.sequence import Image, Sequence
    from seedream_desktop.domain.step import Step, StepMode

    async with open_app(concurrency=AT_ONCE) as app:
        await app.engine.start()
        intake = await app.engine.import_pictures([photos])
        assert len(intake.pictures) == PICTURES
        provider = ProviderId("wavespeed")
        step = Step(
            id=StepId("st-1"),
            prompt=PROMPT,
            provider=provider,
            family=app.cards[provider].default_family,
            mode=StepMode.EACH,
        )
        images = [Image(id=ImageId(f"im-{n}"), picture=p) for n, p in enumerate(intake.pictures)]
        sequence = Sequence(
            id=SequenceId("sq-1"), title="Bench", images=tuple(images), steps=(step,)
        )
        plan = await app.engine.plan(sequence)
        begun, cpu = time.perf_counter(), time.process_time()
        run = await app.engine.run(sequence, plan.token)
        await app.engine.wait(run.id)
        wall = time.perf_counter() - begun
        cpu = time.process_time() - cpu
        assert len(await app.library.versions(sequence.id)) == PICTURES
        requests = await app.library.requests(run=run.id)
        first, last = min(r.sent_at for r in requests), max(r.ended_at for r in requests)
    return {
        "engine.run() to the last version": wall,
        "first order sent to the last version": last - first,
        "CPU of the engine's process": cpu,
    }


def sdk(photos: Path, out: Path, pause_s: float) -> float:
    """Upload, order, wait and download with the vendor's SDK; return the wall seconds."""
    import requests
    from wavespeed import Client

    out.mkdir()
    client = Client(api_key=KEY, base_url=os.environ["SEEDREAM_WAVESPEED_URL"])

    def edit(path: Path) -> None:
        address = client.upload(str(path))
        made = client.run(MODEL, {"prompt": PROMPT, "images": [address]}, poll_interval=pause_s)
        answer = requests.get(made["outputs"][0], timeout=30)
        answer.raise_for_status()
        (out / path.name).write_bytes(answer.content)

    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(edit, sorted(photos.iterdir())))
    return time.perf_counter() - begun


def make(photos: Path) -> None:
    from tests.fixtures import photographs

    for number in range(PICTURES):
        picture = photographs.photograph(640, 480, number)
        picture.save(photos / f"photo-{number:02d}.jpg", quality=90)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--engine", photos]:
            print(json.dumps(asyncio.run(engine(Path(photos)))))
        case ["--sdk", photos, out, pause_s]:
            print(json.dumps({"wall": sdk(Path(photos), Path(out), float(pause_s))}))
        case rest:
            sys.exit(main(int(rest[0]) if rest else 3))
