"""The window as a process of its own: killed, ended by a signal, started twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import PICTURES, Console, ended, pictures

ROOT = Path(__file__).parents[2]
WINDOW = (sys.executable, "-m", "seedream_desktop.app.gui")
LONGEST_S = 60

PROBE = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from seedream_desktop.app.instance import hand_over
app = QCoreApplication([])
print(hand_over(Path(sys.argv[1]), []).value)
"""


class Windows:
    """Starts windows on one library."""

    def __init__(self, console):
        self.console = console
        self.going = []

    def environ(self):
        ours = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.debug=false"}
        return self.console.environ() | ours

    def start(self, *paths):
        process = subprocess.Popen(
            [*WINDOW, *map(str, paths)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=self.environ(),
            cwd=self.console.home.parent,
        )
        self.going.append(process)
        return process

    def open(self, *paths):
        """Start a window and wait until its library is open."""
        process = self.start(*paths)
        until(self.is_open, process)
        return process

    def is_open(self):
        command = [sys.executable, "-c", PROBE, str(self.console.home)]
        asked = subprocess.run(
            command, capture_output=True, text=True, env=self.environ(), check=False
        )
        return asked.stdout.strip() == "taken"

    def end(self, process):
        process.send_signal(signal.SIGTERM)
        return ended(process)


def until(is_so, process=None):
    end = time.monotonic() + LONGEST_S
    while not is_so():
        assert process is None or process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def service():
    with WaveSpeedEmulator(service_time_s=0.05, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def console(tmp_path, service):
    return Console(tmp_path / "library", service)


@pytest.fixture
def windows(console):
    made = Windows(console)
    yield made
    for process in made.going:
        process.kill()
        process.communicate()


def titles(console):
    return [row[0] for row in console.rows("select title from sequences")]


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGTERM to be caught")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_window_in_order(windows, number):
    process = windows.open()
    process.send_signal(number)
    done = ended(process)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_killed_window_has_lost_nothing(windows, console, tmp_path):
    process = windows.open(pictures(tmp_path / "spring", 2))
    until(lambda: titles(console) == ["spring"], process)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=LONGEST_S)
    assert console.is_sound()
    again = windows.open()
    assert titles(console) == ["spring"]
    assert windows.end(again).code == 0


def test_a_second_start_hands_its_files_to_the_first_and_ends(windows, console, tmp_path):
    first = windows.open()
    second = windows.start(pictures(tmp_path / "autumn", 1))
    assert ended(second).code == 0
    until(lambda: titles(console) == ["autumn"], first)
    assert windows.end(first).code == 0


def test_two_starts_at_once_are_one_window_with_both_their_files(windows, console, tmp_path):
    one = windows.start(pictures(tmp_path / "one", 1))
    two = windows.start(pictures(tmp_path / "two", 1))
    until(lambda: console.is_made and windows.is_open())
    until(lambda: sorted(titles(console)) == ["one", "two"])
    until(lambda: None not in (one.poll(), two.poll()) or [one.poll(), two.poll()].count(0) == 1)
    left = one if one.poll() is None else two
    assert windows.end(left).code == 0


def test_a_run_that_was_killed_is_bought_no_further_by_a_start_and_once_by_resume(
    windows, console, service, tmp_path
):
    service.control.play("commit_delayed", seconds=0.4, times=None)
    words = ["--provider", "wavespeed", "--model", "seedream-4.0", "--mode", "each"]
    folder = pictures(tmp_path / "in")
    run = console.begin(
        "run", folder, "--step", "warmer", *words, "--concurrency", "1", "--out", tmp_path / "out",
        "--yes",
    )  # fmt: skip
    until(lambda: len(service.control.posts()) >= 1, run)
    run.send_signal(signal.SIGKILL)
    run.communicate(timeout=LONGEST_S)
    service.control.stop_playing()
    posts = len(service.control.posts())
    window = windows.open()
    done = "select count(*) from requests where state = 'done'"
    until(lambda: console.rows(done) == [(1,)], window)  # what was paid is fetched
    assert len(service.control.posts()) == posts
    assert windows.end(window).code == 0
    assert len(service.control.posts()) == posts
    assert console("resume").code == 0
    assert service.control.duplicates()["same_order"] == []
    assert console.rows(done) == [(PICTURES,)]
