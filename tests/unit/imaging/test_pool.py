import asyncio
import subprocess
import sys
import threading

import pytest

from seedream_desktop.domain.card import InputRule
from seedream_desktop.domain.picture import Picture, PictureFormat, SkipReason
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.imaging.pool import Gate, ImagingPool
from tests.fixtures import photographs


@pytest.fixture
def pool():
    pool = ImagingPool(threads=4, budget_bytes=100)
    yield pool
    pool.close()


@pytest.fixture
def pictures():
    pictures = ImagingPictures()
    yield pictures
    pictures.close()


async def test_work_never_holds_more_than_the_budget(pool):
    lock = threading.Lock()
    held, most = 0, 0

    def work(cost):
        def run(gate):
            nonlocal held, most
            with gate.admit(cost):
                with lock:
                    held += cost
                    most = max(most, held)
                for _ in range(2000):
                    pass
                with lock:
                    held -= cost

        return run

    await asyncio.gather(*(pool.run(work(10 + index * 7 % 60)) for index in range(200)))
    assert 60 < most <= 100


async def test_work_larger_than_the_budget_runs_alone(pool):
    others, alone = [], threading.Event()

    def large(gate):
        with gate.admit(1000):
            others.append(gate.held_bytes)
            alone.set()

    def small(gate):
        with gate.admit(5):
            others.append(gate.held_bytes)

    await asyncio.gather(*(pool.run(small) for _ in range(20)), pool.run(large))
    assert alone.is_set()
    assert 1000 in others
    assert max(value for value in others if value != 1000) <= 20


def test_large_work_is_not_overtaken_for_ever():
    gate = Gate(100)
    order = []
    first = gate.admit(60)
    first.__enter__()

    def enter(name, cost):
        with gate.admit(cost):
            order.append(name)

    large = threading.Thread(target=enter, args=("large", 100))
    large.start()
    while not gate._waiting:
        pass
    small = threading.Thread(target=enter, args=("small", 10))
    small.start()
    while len(gate._waiting) < 2:
        pass
    assert order == []
    first.__exit__(None, None, None)
    large.join()
    small.join()
    assert order == ["large", "small"]
    assert gate.held_bytes == 0


def test_what_fails_lets_go_of_its_memory():
    gate = Gate(100)
    with pytest.raises(ZeroDivisionError), gate.admit(70):
        1 / 0  # noqa: B018 - any error will do
    assert gate.held_bytes == 0


async def test_cancelled_work_that_has_not_started_never_does():
    pool = ImagingPool(threads=1)
    go, ran = threading.Event(), []
    first = asyncio.create_task(pool.run(lambda _gate: go.wait()))
    second = asyncio.create_task(pool.run(lambda _gate: ran.append(True)))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    go.set()
    await first
    pool.close()
    assert ran == []


async def test_the_port_reads_normalises_verifies_and_makes_thumbnails(pictures, write):
    path = write(photographs.encoded(photographs.photograph(300, 200), "PNG"))
    picture = await pictures.read(path)
    assert isinstance(picture, Picture)
    made = await pictures.normalise(path, picture.digest, InputRule())
    out = write(made.data, "made.jpg")
    assert (await pictures.verify(out, pixels_max=60_000)).format == PictureFormat.JPEG
    small = write(await pictures.thumbnail(path), "small.jpg")
    assert isinstance(await pictures.read(small), Picture)
    skipped = await pictures.read(write(b"text", "a.jpg"))
    assert skipped.reason is SkipReason.NOT_A_PICTURE


async def test_many_pictures_at_once_are_all_read(pictures, tmp_path):
    paths = []
    for index in range(24):
        format_ = photographs.WRITABLE[index % len(photographs.WRITABLE)]
        path = tmp_path / f"{index}.bin"
        path.write_bytes(photographs.encoded(photographs.noise(40, 30, index), format_))
        paths.append(path)
    found = await asyncio.gather(*(pictures.read(path) for path in paths))
    assert [type(one) for one in found] == [Picture] * 24
    assert len({one.digest for one in found}) == 24


def test_nothing_heavy_is_loaded_before_the_first_picture():
    code = (
        "import sys, seedream_desktop.imaging.pictures\n"
        "print([m for m in ('PIL', 'numpy', 'pi_heif', 'lap') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "[]"
