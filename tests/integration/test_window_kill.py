"""The real window, killed or crashed at seeded moments of its life, again and again."""

import contextlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest
from PIL import Image

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.settings.model import Settings
from seedream_desktop.settings.store import SettingsStore
from seedream_desktop.ui.shell.findings import found_words
from tests.emulator.wavespeed import WaveSpeedProcess
from tests.fixtures.console import PICTURES, PRICE_MICROS, Console, pictures
from tests.fixtures.window_at_work import LETTERS

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL"),
    pytest.mark.timeout(240),  # a window that goes no further ends by itself after a minute
]

WORK = (sys.executable, "-m", "tests.fixtures.window_at_work")
MANY = 300
SOON_S = 1.0
"""From this age on what was typed has to be in the library."""

SETTLED_S = 50
"""From this age on an order that the service's list lacks is known never to have been made."""

GONE_S = 10.0
PATIENCE_S = 40.0

MOMENTS = {
    1: ("", "said", "running", "post", "done", "closing"),
    2: ("read", "planned", "preparing", "accepted", "collecting", "finished"),
}
"""What has just come about when each start on one library is killed; a post the service says."""

STAGES = {"queued": 0, "preparing": 0, "accepted": 1, "collecting": 1, "in_doubt": 2}


class Windows:
    """Starts windows on one library, and kills them."""

    def __init__(self, tmp_path, service=None):
        self.console = Console(tmp_path / "library", service)
        self.service = service
        self._said = tmp_path / "said.txt"
        self._going = []
        self._children = []
        self.lines = []

    def allow(self, parallel):
        settings = Settings(concurrency={ProviderId("wavespeed"): parallel})
        SettingsStore(self.console.home).save(settings)

    def start(self, job, folder):
        self._posts = len(self.service.control.posts()) if self.service else 0
        # Not a pipe: nobody reads what it says of itself until it is dead.
        with self._said.open("wb") as errors:
            process = subprocess.Popen(
                [*WORK, job, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                env=self.console.environ() | {"QT_QPA_PLATFORM": "offscreen"},
                cwd=self.console.home.parent,  # where a crash may leave its core
            )
        self._going.append(process)
        self.lines = []
        return process

    def come_to(self, process, word, more=0):
        """Read until something has come about, and so many lines more."""
        for line in process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith(word):
                break
        else:
            process.wait()
            pytest.fail(f"it does not come to {word}: {self.why}")
        for _, line in zip(range(more), process.stdout, strict=False):
            self.lines.append(line.rstrip("\n"))

    def come_to_post(self, process):
        """Wait until another order is with the service, by its own word."""
        self.come_to(process, "preparing")  # a start on a busy machine takes its time
        assert self.service.control.await_posts(self._posts + 1, PATIENCE_S)

    def kill(self, process, how=None):
        """End it without a word; return when that was, and how many processes it had."""
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(how or signal.SIGKILL)
        killed_at = time.monotonic()
        self._read_rest(process)
        self._children += children
        return killed_at, len(children)

    def close(self, process):
        """Wait for a window that closes by itself, and return all that it told."""
        self._read_rest(process)
        assert (process.returncode, self.lines[-1:]) == (0, ["closed"]), self.why
        return self.lines

    @property
    def why(self):
        return f"{self.lines}\n{self._said.read_text(errors='replace')}"

    @property
    def found(self):
        """What the start said that it found."""
        told = [line for line in self.lines if line.startswith("banner")]
        return told[0].removeprefix("banner found: ") if told else ""

    def end(self):
        for process in self._going:
            process.kill()
            process.wait()
            process.stdout.close()
        _, alive = psutil.wait_procs(self._children, timeout=GONE_S)
        assert alive == [], "what a window started ends with it"

    def _read_rest(self, process):
        rest, _ = process.communicate()
        self.lines += rest.splitlines()


@pytest.fixture
def windows(tmp_path):
    made = Windows(tmp_path)
    yield made
    made.end()


@pytest.fixture
def service():
    with WaveSpeedProcess(service_time_s=0.1, scale=0.05) as emulator:
        yield emulator


@pytest.fixture
def buying(tmp_path, service):
    """Windows that buy, two requests at a time unless told otherwise."""
    made = Windows(tmp_path, service)
    made.console.home.mkdir()
    made.allow(2)
    yield made
    made.end()


def has_tables(console):
    return console.is_made and console.rows("select 1 from sqlite_schema where name = 'requests'")


def age_orders(windows):
    """Let time pass for orders on their way: whether one was never made is known only then."""
    # What left the window is with the service by now; a busy one may not have looked at it.
    posts = windows.service.control.posts
    while any(post["outcome"].startswith("receiv") for _ in range(3) for post in posts()):
        continue
    home = windows.console.home
    with contextlib.closing(sqlite3.connect(home / "library.sqlite3")) as library, library:
        library.execute(
            "update requests set sent_at = sent_at - ? where state in ('sending', 'in_doubt')",
            (SETTLED_S,),
        )


def expected(console):
    """Return what the next start has to say, by what the library holds."""
    if not has_tables(console):
        return ""
    left = Counter()
    for state, content in console.rows("select state, content from requests"):
        if state == "sending":
            left[0 if json.loads(content).get("is_unsent") else 2] += 1
        elif state in STAGES:
            left[STAGES[state]] += 1
    return found_words(left[0], left[1], left[2]) if left else ""


def check_paid_once(windows):
    console, control = windows.console, windows.service.control
    assert control.duplicates()["same_order"] == []
    assert control.billed() == PICTURES * PRICE_MICROS
    assert control.violations() == []
    assert console.is_sound()
    assert console.rows("select count(*) from sequences") == [(1,)]
    versions = console.rows("select count(*), count(distinct key) from versions")
    assert versions == [(PICTURES, PICTURES)]
    spent = "select sum(amount_micros) from ledger where kind = 'spent'"
    assert console.rows(spent) == [(PICTURES * PRICE_MICROS,)]


@pytest.mark.parametrize("seed", MOMENTS)
def test_a_window_that_is_killed_or_crashes_again_and_again_buys_each_result_once(
    buying, tmp_path, seed
):
    draw = random.Random(seed)
    folder = pictures(tmp_path / "春季 shoes")
    for moment in MOMENTS[seed]:
        find = expected(buying.console)
        process = buying.start("buy", folder)
        if moment == "post":
            buying.come_to_post(process)
        elif moment:
            buying.come_to(process, moment, 0 if moment == "closing" else draw.choice((0, 0, 1, 2)))
        buying.kill(process, draw.choice((signal.SIGKILL, signal.SIGSEGV)))
        assert buying.found in (find, "" if "opened" not in buying.lines else find), buying.why
        if has_tables(buying.console):
            age_orders(buying)
    find = expected(buying.console)
    lines = buying.close(buying.start("buy", folder))
    assert buying.found == find
    assert "finished" in lines
    check_paid_once(buying)


def test_killed_while_it_closes_over_an_order_it_finds_that_again(buying, tmp_path):
    buying.allow(1)
    folder = pictures(tmp_path / "shoes")
    buying.service.control.play("reply_delayed")
    process = buying.start("leave", folder)
    buying.come_to(process, "closing")
    assert buying.service.control.await_jobs(1, PATIENCE_S)
    buying.kill(process)
    buying.service.control.release()
    find = expected(buying.console)
    assert "in doubt, being looked up" in find
    assert "closing" in buying.lines
    buying.close(buying.start("buy", folder))
    assert buying.found == find
    check_paid_once(buying)


def test_an_order_that_the_service_has_not_taken_up_yet_when_killed_is_not_sent_again(
    buying, tmp_path
):
    buying.allow(1)
    folder = pictures(tmp_path / "shoes")
    control = buying.service.control
    control.play("commit_delayed")
    process = buying.start("buy", folder)
    buying.come_to_post(process)
    buying.kill(process)
    again = buying.start("buy", folder)
    buying.come_to(again, "running")
    assert "1 in doubt, being looked up" in buying.found
    control.release()
    buying.close(again)
    assert len(control.posts()) == PICTURES
    check_paid_once(buying)


def test_killed_while_pictures_come_in_it_has_all_that_it_said_and_none_twice(windows, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240)).save(drawn, "png")
    for number in range(MANY):
        (folder / f"{number}.png").write_bytes(drawn.getvalue() + f"{number}".encode())
    names = "select count(*) from sequences"
    process = windows.start("bring_in", folder)
    # What is read is told once a frame; the first thing told is that nothing is.
    windows.come_to(process, "read", random.Random(MANY).randrange(2, 5))
    _, children = windows.kill(process)
    assert children == 1  # pictures are read in a process of its own
    assert windows.console.is_sound()
    assert windows.console.rows(names) == [(0,)]  # nothing half
    process = windows.start("bring_in", folder)
    windows.come_to(process, "said")
    windows.kill(process)
    assert f"said {MANY} pictures added to “many”" in windows.lines
    assert windows.found == ""
    assert windows.console.is_sound()
    assert windows.console.rows(names) == [(1,)]
    lines = windows.close(windows.start("read", folder))
    assert f"images {MANY}" in lines
    assert windows.found == ""


def test_killed_while_a_prompt_is_written_it_has_what_was_written_a_second_before(
    windows, tmp_path
):
    process = windows.start("write", tmp_path)
    windows.come_to(process, "typed", random.Random(LETTERS).randrange(60, 75))
    killed_at, _ = windows.kill(process)
    typed = [line.split() for line in windows.lines if line.startswith("typed")]
    sure = max(int(count) for _, count, at in typed if float(at) < killed_at - SOON_S)
    lines = windows.close(windows.start("read", tmp_path))
    (shown,) = (line.removeprefix("prompt ") for line in lines if line.startswith("prompt"))
    assert LETTERS.startswith(shown)
    assert 0 < sure <= len(shown)
    assert windows.console.is_sound()
