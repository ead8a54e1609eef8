"""kill -9 of the real window at seeded moments of paid work, again and again on one library."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import psutil
import pytest

from tests.emulator.wavespeed import WaveSpeedProcess
from tests.fixtures.console import PICTURES, PRICE_MICROS, Console, pictures

WORK = (sys.executable, "-m", "tests.fixtures.window_at_work")
KILLS = 7
LONGEST_S = 100
SETTLED_S = 50
"""From this age on an order that the service's list lacks is known never to have been made."""


def begin(console, folder):
    ours = {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        [*WORK, str(folder), str(PICTURES)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env=console.environ() | ours,
    )


def age_orders(console):
    """Let time pass for orders on their way: whether one was never made is known only then."""
    address = console.home / "library.sqlite3"
    if not address.exists():
        return
    with contextlib.closing(sqlite3.connect(address)) as library, library:
        if library.execute("pragma user_version").fetchone() != (0,):
            library.execute(
                "update requests set sent_at = sent_at - ? where state in ('sending', 'in_doubt')",
                (SETTLED_S,),
            )


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("seed", [1, 2])
def test_a_window_that_is_killed_again_and_again_buys_each_result_once(tmp_path, seed):
    draw = random.Random(seed)
    folder = pictures(tmp_path / "春季 shoes")
    with WaveSpeedProcess(service_time_s=0.1, scale=0.05) as service:
        console = Console(tmp_path / "library", service)
        for number in range(KILLS):
            process = begin(console, folder)
            # Some before the library is open or while pictures come in, most while it buys.
            if number % 3 == 0:
                time.sleep(draw.uniform(0.2, 1.2))
            else:
                process.stdout.readline()
                time.sleep(draw.uniform(0.0, 0.4))
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            _, alive = psutil.wait_procs(children, timeout=10)
            assert alive == [], "what the window started ends with it"
            age_orders(console)
        last = begin(console, folder)
        said, _ = last.communicate(timeout=LONGEST_S)
        assert (last.returncode, said.split()) == (0, ["going", "done"])
        assert service.control.duplicates()["same_order"] == []
        assert service.control.billed() == PICTURES * PRICE_MICROS
        assert service.control.violations() == []
    assert console.is_sound()
    assert console.rows("select count(*) from sequences") == [(1,)]
    assert console.rows("select count(*) from versions") == [(PICTURES,)]
    spent = "select sum(amount_micros) from ledger where kind = 'spent'"
    assert console.rows(spent) == [(PICTURES * PRICE_MICROS,)]
