"""kill -9 at any moment of a real run against a real service, then `resume`: paid once, all there.

The moments are spread evenly over the life of an undisturbed run, from the first line of Python
to the last exported file. What lies behind the first event is counted from the event before it,
so that a slow machine does not shift moments out of the stage that they are meant for.
"""

import contextlib
import functools
import random
import signal
import sqlite3
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import (
    PICTURES,
    PRICE_MICROS,
    Console,
    ended,
    files,
    is_picture,
    pictures,
)

GROUPS = 10
KILLS_PER_GROUP = 5
KILLED_S, LOST_S = 50, 3600
PATIENCE_S = 180
"""Where an order never arrived, what was done since has to be billed before that is certain."""
"""Ages from which an order that the service's list lacks is known never to have been made."""

STEPS = ("warmer", "softer light")
PRICE_OF_ALL = PICTURES * len(STEPS) * PRICE_MICROS
SOON_S = 0.01
EMULATOR = {"service_time_s": 0.05, "scale": 0.05}


def command(folder, mode):
    steps = [word for step in STEPS for word in ("--step", step)]
    service = ["--provider", "wavespeed", "--model", "seedream-4.0", "--concurrency", "4"]
    return ["run", folder / "in", *steps, *service, "--mode", mode, "--out", folder / "out"]


@functools.cache
def undisturbed(mode):
    """Return when each event of a whole run came, and when it ended, in seconds."""
    with (
        tempfile.TemporaryDirectory(prefix="kill-") as name,
        WaveSpeedEmulator(**EMULATOR) as ws,
    ):
        folder = Path(name)
        pictures(folder / "in")
        began = time.monotonic()
        process = Console(folder / "library", ws).begin(*command(folder, mode), "--json")
        times = [time.monotonic() - began for _ in process.stdout]
        assert ended(process).code == 0
        return (*times, time.monotonic() - began)


def moments(group, mode):
    """Draw this group's moments as (events to wait for, seconds after the last of them).

    One group in two spreads them evenly over time; the other over events, and soon after each,
    since most of what can go wrong lies in the short stages.
    """
    times = (0.0, *undisturbed(mode))
    last = len(times) - 2
    chance = random.Random(f"seedream {group}")
    for number in range(KILLS_PER_GROUP):
        share = (group + number * GROUPS + chance.random()) / (GROUPS * KILLS_PER_GROUP)
        if group % 4 < 2:
            at = share * times[-1]
            events = min(last, sum(end <= at for _, end in pairwise(times)))
            yield events, at - times[events]
        else:
            yield round(share * last), chance.expovariate(1 / SOON_S)


def kill(console, words, events, seconds):
    """Start a run and end it without a word; return how many events it had told."""
    process = console.begin(*words, "--json")
    for _ in range(events):
        process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    return ended(process)


def was_recorded(console):
    """Say whether the run was known to the library when the kill came."""
    if not console.is_made or not console.rows("select 1 from sqlite_schema limit 1"):
        return False
    return console.rows("select 1 from drafts union all select 1 from runs") != []


@pytest.mark.timeout(2 * PATIENCE_S)
@pytest.mark.parametrize("group", range(GROUPS))
def test_a_run_killed_at_any_moment_is_finished_by_resume_and_paid_once(group, tmp_path):
    mode = "each" if group % 2 else "set"
    with WaveSpeedEmulator(**EMULATOR) as ws:
        for number, (events, seconds) in enumerate(moments(group, mode)):
            folder = tmp_path / f"{number}"
            pictures(folder / "in")
            console = Console(folder / "library", ws)
            kill(console, command(folder, mode), events, seconds)
            again = ["resume"] if was_recorded(console) else command(folder, mode)
            age_orders(console, KILLED_S)
            done = console(*again, "--json", patience_s=PATIENCE_S)
            where = f"killed {seconds * 1000:.0f} ms after event {events}, then {again[0]}"
            assert done.code == 0, f"{where}: {done.out}"
            check_all_is_there(console, ws, folder / "out", where)
            ws.control.reset()


def age_orders(console, seconds):
    """Let time pass for orders on their way: whether one was never made is known only then."""
    if not was_recorded(console):
        return
    with contextlib.closing(sqlite3.connect(console.home / "library.sqlite3")) as library, library:
        library.execute(
            "update requests set sent_at = sent_at - ? where state in ('sending', 'in_doubt')",
            (seconds,),
        )
        library.execute(
            "update requests set ended_at = ended_at - ? where ended_at > 0", (seconds,)
        )


def check_all_is_there(console, ws, out, where):
    names = [f"shot {number}.jpg" for number in range(1, PICTURES + 1)]
    assert files(out) == names, where
    assert all(is_picture(out / name) for name in names), where
    assert ws.control.billed() == PRICE_OF_ALL, where
    assert ws.control.duplicates()["same_order"] == [], where
    assert ws.control.violations() == [], where
    sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
    assert sums["spent"] == PRICE_OF_ALL, where
    assert sums["reserved"] == sums["spent"] + sums.get("released", 0), where
    states = {row[0] for row in console.rows("select state from requests")}
    assert states <= {"done", "cancelled", "failed"}, where
    assert console.rows("select count(*) from drafts") == [(0,)], where
    assert console.is_sound(), where


@pytest.mark.timeout(2 * PATIENCE_S)
def test_an_order_that_never_arrived_is_bought_again_once_that_is_certain(tmp_path):
    with WaveSpeedEmulator(**EMULATOR) as ws:
        ws.control.play("reset_receiving")
        pictures(tmp_path / "in")
        console = Console(tmp_path / "library", ws)
        process = console.begin(*command(tmp_path, "each"), "--json")
        for line in process.stdout:
            if '"in_doubt"' in line:
                break
        process.send_signal(signal.SIGKILL)
        ended(process)
        age_orders(console, LOST_S)
        console.hurry = 20
        done = console("resume", "--json")
        assert done.code == 0, done.out
        check_all_is_there(console, ws, tmp_path / "out", "one never arrived")


@pytest.mark.parametrize("word", ["import", "started", "preparing", "frame"])
def test_the_built_in_engine_killed_in_its_work_goes_on_with_it(tmp_path, word):
    pictures(tmp_path / "in")
    console = Console(tmp_path / "library")
    steps = ["--step", "golden hour", "--step", "match the colours; sharpen"]
    run = ["run", tmp_path / "in", *steps, "--mode", "each", "--out", tmp_path / "out"]
    process = console.begin(*run, "--json")
    for line in process.stdout:
        if f'"{word}"' in line:
            break
    process.send_signal(signal.SIGKILL)
    ended(process)
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    assert len(files(tmp_path / "out")) == PICTURES
    assert console.rows("select count(*), count(distinct key) from versions") == [(12, 12)]
    assert console.is_sound()
