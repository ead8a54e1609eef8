import asyncio
import threading

import pytest

from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations


@pytest.fixture(autouse=True)
def _no_thread_is_left():
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in set(threading.enumerate()) - before]
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
