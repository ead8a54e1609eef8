import asyncio
import threading

import pytest

from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from seedream_desktop.storage.reader import Reader
from seedream_desktop.storage.writer import Writer
from tests.unit.storage import samples


@pytest.fixture(autouse=True)
def _no_thread_is_left():
    before = set(threading.enumerate())
    yield
    threads = set(threading.enumerate()) - before
    left = [thread.name for thread in threads]
    # A test that failed may have left a library open, whose threads would keep the process.
    for thread in threads:
        if isinstance(thread, Writer | Reader):
            thread.inbox.close()
            thread.join(20)
    # The loop's own default pool ends with the loop.
    assert [name for name in left if not name.startswith("asyncio")] == []


@pytest.fixture
def places(tmp_path):
    return Locations(tmp_path / "home")


@pytest.fixture
async def library(places):
    opened = await Library.open(places)
    yield opened
    await asyncio.wait_for(opened.close(), 20)


@pytest.fixture
async def filled(library):
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(6)))
    return library


@pytest.fixture
def path(tmp_path):
    return tmp_path / "library.sqlite3"
