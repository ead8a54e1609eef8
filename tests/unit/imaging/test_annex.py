"""The imaging process: the same answers as from threads, and no way to be left behind."""

import asyncio
import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.errors import BadInput, OutputUnusable, StorageFailed
from seedream_desktop.domain.picture import SkipReason
from seedream_desktop.imaging import annex as module
from seedream_desktop.imaging.annex import Annex, AnnexFailed
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.imaging.pool import ImagingPool
from seedream_desktop.imaging.renderer import LocalRenderer
from tests.fixtures import photographs

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 20.0


@pytest.fixture
async def annex():
    annex = Annex()
    yield annex
    annex.close()


def number_of(_gate):
    return os.getpid()


def nothing_works(_gate):
    raise ZeroDivisionError("over there")


def dies(_path, _gate):
    os._exit(1)


def dies_once(mark, _gate):
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return "done"


def niceness(_gate):
    return os.nice(0)


def prints(_gate):
    os.write(1, b"a library says something")
    print("and Python too", flush=True)
    return os.read(0, 1)


def waits_for(mark, started, _gate):
    started.touch()
    while not mark.exists():
        time.sleep(0.001)


def unreturnable(_gate):
    return lambda: None


def gone(process: int) -> bool:
    return not psutil.pid_exists(process) or psutil.Process(process).status() == "zombie"


async def until(condition) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.005)


async def test_it_answers_as_threads_do(annex, write):
    path = write(photographs.encoded(photographs.photograph(300, 200), "PNG"))
    text = write(b"text", "a.jpg")
    threads = ImagingPool()
    here, there = ImagingPictures(threads), ImagingPictures(annex)
    picture = await there.read(path)
    assert picture == await here.read(path)
    assert await there.read(text) == await here.read(text)
    order = path, picture.digest, InputRule()
    assert await there.normalise(*order) == await here.normalise(*order)
    assert await there.verify(path, pixels_max=60_000) == await here.verify(path, pixels_max=60_000)
    assert await there.thumbnail(path) == await here.thumbnail(path)
    assert await there.formats() == await here.formats()
    edited = [await LocalRenderer(by).render(path, None, (), None) for by in (annex, threads)]
    assert edited[0] == edited[1]
    threads.close()


async def test_errors_come_back_with_their_code_and_parameters(annex, write):
    pictures = ImagingPictures(annex)
    with pytest.raises(OutputUnusable) as caught:
        await pictures.verify(write(b"text"), pixels_max=100)
    assert caught.value.code == "output_not_a_picture"
    assert caught.value.params == {"detail": ""}
    assert not hasattr(caught.value, "__notes__")


async def test_a_defect_over_there_says_where_it_was(annex):
    with pytest.raises(ZeroDivisionError) as caught:
        await annex.run(nothing_works)
    assert "nothing_works" in caught.value.__notes__[0]


async def test_the_process_is_one_and_another(annex):
    found = set(await asyncio.gather(*(annex.run(number_of) for _ in range(20))))
    assert found == {annex.process_id}
    assert os.getpid() not in found


async def test_it_leaves_a_core_to_the_window_while_somebody_works_there(tmp_path):
    annex = Annex(threads=2)
    annex.attend()
    marks = [(tmp_path / f"go-{n}", tmp_path / f"begun-{n}") for n in range(2)]
    works = [asyncio.create_task(annex.run(functools.partial(waits_for, *pair))) for pair in marks]
    await until(marks[0][1].exists)
    assert await annex.run(number_of, is_watched=True) == annex.process_id
    assert not marks[1][1].exists()
    marks[0][0].touch()
    await until(marks[1][1].exists)
    marks[1][0].touch()
    await asyncio.gather(*works)
    annex.close()


async def test_what_is_printed_over_there_does_not_mix_with_answers(annex):
    assert await annex.run(prints) == b""
    assert await annex.run(number_of) == annex.process_id


async def test_what_cannot_be_returned_is_told(annex):
    with pytest.raises(RuntimeError, match="no way to return it"):
        await annex.run(unreturnable)


@pytest.mark.skipif(sys.platform == "win32", reason="a class of priority there")
async def test_it_gives_way_to_the_window(annex):
    assert await annex.run(niceness) > os.nice(0)


async def test_work_is_done_again_when_the_process_was_killed(annex, tmp_path):
    first = await annex.run(number_of)
    mark, started = tmp_path / "mark", tmp_path / "started"
    work = asyncio.create_task(annex.run(functools.partial(waits_for, mark, started)))
    await until(started.exists)
    os.kill(first, signal.SIGTERM)
    mark.touch()
    await work
    assert await annex.run(number_of) != first
    assert gone(first)


async def test_what_somebody_watches_does_not_queue_behind_a_run(annex):
    ends = asyncio.gather(*(annex.run(ends_at) for _ in range(12)))
    await asyncio.sleep(0)
    watched = await annex.run(ends_at, is_watched=True)
    assert sum(end < watched for end in await ends) <= annex._threads + 2


def ends_at(_gate):
    time.sleep(0.05)
    return time.monotonic()


async def test_a_picture_that_kills_once_is_tried_alone(annex, tmp_path):
    assert await annex.run(functools.partial(dies_once, tmp_path / "mark")) == "done"


async def test_a_picture_that_kills_decoders_harms_itself_only(annex, monkeypatch, tmp_path):
    pictures = ImagingPictures(annex)
    path = tmp_path / "deadly.jpg"
    for name in ("_read", "_thumbnail"):
        monkeypatch.setattr(f"seedream_desktop.imaging.pictures.{name}", dies)
    skipped, other = await asyncio.gather(pictures.read(path), annex.run(number_of))
    assert (skipped.path, skipped.reason) == (str(path), SkipReason.DAMAGED)
    assert other != os.getpid()
    with pytest.raises(BadInput, match="picture_unusable"):
        await pictures.thumbnail(path)
    with pytest.raises(AnnexFailed):
        await annex.run(functools.partial(dies, path))


async def test_an_output_is_not_given_up_because_a_decoder_died(annex, monkeypatch, tmp_path):
    monkeypatch.setattr("seedream_desktop.imaging.pictures._verify", dies_verifying)
    with pytest.raises(StorageFailed) as caught:
        await ImagingPictures(annex).verify(tmp_path / "paid.jpg", pixels_max=1)
    assert caught.value.code == "output_unreadable"


def dies_verifying(_path, _pixels_max, _makes_previews, _gate):
    os._exit(1)


async def test_an_output_whose_previews_kill_decoders_is_taken_without_them(annex, monkeypatch):
    monkeypatch.setattr("seedream_desktop.imaging.pictures._verify", dies_over_previews)
    pictures = ImagingPictures(annex, makes_previews=True)
    assert await pictures.verify(Path("paid.jpg"), pixels_max=1) == "verified"


def dies_over_previews(_path, _pixels_max, makes_previews, _gate):
    return os._exit(1) if makes_previews else "verified"


async def test_closing_ends_it_at_once_and_cancels_who_waits(tmp_path):
    annex = Annex()
    started = tmp_path / "started"
    endless = functools.partial(waits_for, tmp_path / "never", started)
    waiting = [asyncio.create_task(annex.run(endless)) for _ in range(8)]
    await until(started.exists)
    process = annex.process_id
    annex.close()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError] * 8
    assert not psutil.pid_exists(process)


async def test_cancelled_work_that_was_not_handed_over_never_runs(tmp_path):
    annex = Annex(threads=1)
    mark, started, never = (tmp_path / name for name in ("mark", "started", "never"))
    first = [
        asyncio.create_task(annex.run(functools.partial(waits_for, mark, started)))
        for _ in range(2)
    ]
    third = asyncio.create_task(annex.run(functools.partial(waits_for, mark, never)))
    await until(started.exists)
    third.cancel()
    mark.touch()
    await asyncio.gather(*first)
    await annex.run(number_of)
    annex.close()
    assert not never.exists()


async def test_without_a_process_threads_do_the_work(monkeypatch):
    monkeypatch.setattr(module, "_command", lambda: ["/nowhere/at/all"])
    annex = Annex()
    assert await annex.run(number_of) == os.getpid()
    annex.close()


def test_it_ends_with_a_program_that_is_killed_while_it_works(tmp_path):
    script = f"""
import asyncio, functools, pathlib
from seedream_desktop.imaging.annex import Annex
from tests.unit.imaging.test_annex import waits_for

async def main():
    annex = Annex()
    mark, started = pathlib.Path({str(tmp_path / "never")!r}), pathlib.Path({str(tmp_path / "s")!r})
    task = asyncio.create_task(annex.run(functools.partial(waits_for, mark, started)))
    while not started.exists():
        await asyncio.sleep(0.005)
    print(annex.process_id, flush=True)
    await task

asyncio.run(main())
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as program:
        process = int(program.stdout.readline())
        assert not gone(process)
        program.kill()
    end = time.monotonic() + PATIENCE_S
    while not gone(process):
        assert time.monotonic() < end, "the imaging process outlived its program"
        time.sleep(0.01)
