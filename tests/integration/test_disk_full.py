"""Full disks, for real: small volumes that fill up while paid results come home."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import PRICE_MICROS, Console, ended, files, is_picture, pictures

WS = ("--provider", "wavespeed", "--model", "seedream-4.0", "--size", "4K", "--concurrency", "3")
COUNT = 4
LIBRARY_MB = 3
"""Room for a library and its ballast, and for no more than a few results of 300 kB."""


@pytest.fixture
def small(tmp_path):
    """Return what makes volumes of some megabytes."""
    with contextlib.ExitStack() as stack:

        def make(name, size_mb):
            folder = tmp_path / name
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m", "small", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0 and "CI" not in os.environ:
                pytest.skip(f"no volume may be mounted here: {done.stderr.strip()}")
            assert done.returncode == 0, done.stderr
            stack.callback(subprocess.run, ["umount", folder], check=True)
            return folder

        yield make


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.02) as emulator:
        yield emulator
        assert emulator.control.violations() == []


@pytest.fixture
def shots(tmp_path):
    return pictures(tmp_path / "shots", COUNT)


def fill(path, leave=0):
    """Take what is left of a volume, but for some bytes."""
    with path.open("wb", buffering=0) as file:
        size = max(0, shutil.disk_usage(path.parent).free - leave)
        with contextlib.suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, size)
        if not leave:
            for piece in (65_536, 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(bytes(piece)):
                        pass


def unfinished_files(folder):
    return [
        name for name in files(folder) if name.endswith((".part", ".partial")) or "/tmp/" in name
    ]


def check_all_is_there(console, ws, out):
    assert files(out) == [f"shot {number}.jpg" for number in range(1, COUNT + 1)]
    assert all(is_picture(out / name) for name in files(out))
    assert ws.control.billed() == COUNT * PRICE_MICROS
    assert ws.control.duplicates()["same_order"] == []
    assert console.is_sound()
    sums = dict(console.rows("select kind, sum(amount_micros) from ledger group by kind"))
    assert sums["spent"] == COUNT * PRICE_MICROS
    assert console.rows("select distinct state from requests") == [("done",)]


def check_is_told(done, code):
    """See that the end is an error for people: a sentence, no traceback, exit code 1."""
    assert (done.code, done.json["event"]) == (1, "finished"), done.out + done.err
    errors = done.named("error")
    assert errors[0]["code"] == code
    assert "full" in errors[0]["message"]
    assert "Make room, then: seedream resume" in errors[0]["message"]
    assert "Traceback" not in done.err
    assert "Logging error" not in done.err


def run_words(shots, out):
    return ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--out", out, "--json")


def test_a_library_that_fills_up_while_results_come_home(tmp_path, small, shots, ws):
    """Jobs are bought and running when another program takes the rest of the disk."""
    volume, out = small("volume", LIBRARY_MB), tmp_path / "out"
    console = Console(volume / "library", ws)
    ws.control.configure(service_time_s=600)
    process = console.begin(*run_words(shots, out))
    assert ws.control.await_jobs(3)
    assert ws.control.await_requests(3, "/result")
    fill(volume / "filler")
    ws.control.configure(service_time_s=0.02)
    ws.control.finish_now()
    check_is_told(ended(process), "disk_full")
    assert console.is_sound()
    assert unfinished_files(volume / "library") == []
    held = console("run", *run_words(shots, out)[1:])
    assert held.code == 1
    (volume / "filler").unlink()
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    check_all_is_there(console, ws, out)


def test_an_id_that_arrives_when_the_library_disk_is_full_is_not_lost(tmp_path, small, shots, ws):
    """The disk fills between the POST and its reply; the service's list knows nothing, either."""
    volume, out = small("volume", LIBRARY_MB), tmp_path / "out"
    console = Console(volume / "library", ws)
    ws.control.configure(service_time_s=600)
    ws.control.play("reply_delayed", times=3)
    ws.control.play("history_lag", calls=None, times=None)
    process = console.begin(*run_words(shots, out))
    assert ws.control.await_jobs(3)
    fill(volume / "filler")
    ws.control.release()
    assert ws.control.await_requests(3, "/result")
    ws.control.finish_now()
    ws.control.configure(service_time_s=0.02)
    check_is_told(ended(process), "disk_full")
    posted = {post["job"] for post in ws.control.posts()}
    known = {row[0] for row in console.rows("select remote_id from requests where remote_id <> ''")}
    assert known == posted
    assert len(posted) == 3
    assert not (volume / "library" / "library.ballast").exists()
    (volume / "filler").unlink()
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    check_all_is_there(console, ws, out)


def test_an_output_folder_on_a_full_disk(tmp_path, small, shots, ws):
    out = small("out", 3)
    fill(out / "filler", leave=8192)
    console = Console(tmp_path / "library", ws)
    done = console(*run_words(shots, out))
    check_is_told(done, "export_disk_full")
    assert unfinished_files(out) == []
    assert all(is_picture(out / name) for name in files(out) if name != "filler")
    assert ws.control.billed() == COUNT * PRICE_MICROS
    (out / "filler").unlink()
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed")
    assert len(ws.control.posts()) == COUNT
    check_all_is_there(console, ws, out)


def test_an_output_folder_that_cannot_be_written_is_named(tmp_path, shots, ws):
    blocked = tmp_path / "out"
    blocked.write_text("a file where the folder should be")
    console = Console(tmp_path / "library", ws)
    done = console(*run_words(shots, blocked))
    assert (done.code, done.named("error")[0]["code"]) == (1, "export_failed")
    assert str(blocked) in done.named("error")[0]["message"]
    blocked.unlink()
    assert console("resume", "--json").code == 0
    check_all_is_there(console, ws, blocked)


def test_a_full_disk_from_the_start_is_told_and_nothing_is_bought(tmp_path, small, shots, ws):
    volume, out = small("volume", LIBRARY_MB), tmp_path / "out"
    fill(volume / "filler")
    console = Console(volume / "library", ws)
    done = console(*run_words(shots, out))
    assert (done.code, done.json["state"]) == (1, "failed")
    assert ws.control.posts() == []
    (volume / "filler").unlink()
    assert console(*run_words(shots, out)).code == 0
    check_all_is_there(console, ws, out)


def test_without_room_for_what_a_purchase_needs_nothing_is_bought(tmp_path, small, shots, ws):
    """The library can still be opened and written; its ballast cannot be made."""
    volume, out = small("volume", LIBRARY_MB), tmp_path / "out"
    console = Console(volume / "library", ws)
    assert console("list").code == 0
    (volume / "library" / "library.ballast").unlink()
    fill(volume / "filler", leave=400_000)
    check_is_told(console(*run_words(shots, out)), "disk_full")
    assert ws.control.posts() == []
    (volume / "filler").unlink()
    assert console("resume", "--json").code == 0
    check_all_is_there(console, ws, out)


@pytest.mark.parametrize("mode", ["set", "each"])
def test_the_local_engine_on_a_full_disk_goes_on_once_there_is_room(tmp_path, small, shots, mode):
    volume, out = small("volume", LIBRARY_MB), tmp_path / "out"
    console = Console(volume / "library")
    assert console("list").code == 0
    fill(volume / "filler", leave=400_000)
    (volume / "library" / "library.ballast").write_bytes(bytes(100_000))
    words = ("run", shots, "--step", "golden hour", "--mode", mode, "--out", out, "--json")
    Path(volume / "more").write_bytes(bytes(shutil.disk_usage(volume).free - 150_000))
    check_is_told(console(*words), "disk_full")
    assert console.is_sound()
    for name in ("filler", "more"):
        (volume / name).unlink()
    done = console("resume", "--json")
    assert (done.code, done.json["state"]) == (0, "completed"), done.out
    assert len(files(out)) == COUNT
