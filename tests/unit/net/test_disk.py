"""Files that are read beside the loop are closed, whatever becomes of who waits for them."""

import asyncio
import gc
import os
import sys
from pathlib import Path

import pytest

from seedream_desktop.net.disk import Sink, chunks_of


def held(path):
    """How often this process has a file open."""
    links = Path("/proc/self/fd").iterdir()
    return sum(link.is_symlink() and link.readlink() == path for link in links)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and opens a pipe by name")
@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_a_file_that_opens_only_after_its_reader_was_cancelled_is_closed(tmp_path):
    slow = tmp_path / "slow"
    os.mkfifo(slow)  # opening it waits for a writer, as opening on a sleeping disk waits
    chunks = chunks_of(slow)
    reading = asyncio.ensure_future(anext(chunks))
    await asyncio.sleep(0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await asyncio.to_thread(slow.write_bytes, b"picture")
    await chunks.aclose()
    await asyncio.get_running_loop().shutdown_default_executor()
    gc.collect()
    assert held(slow) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_a_reader_that_stops_half_way_leaves_nothing_open(tmp_path):
    file = tmp_path / "picture"
    file.write_bytes(bytes(3 << 20))
    chunks = chunks_of(file)
    assert len(await anext(chunks)) == 1 << 20
    assert held(file) == 1
    await chunks.aclose()
    assert held(file) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_a_download_that_is_given_up_while_its_file_opens_leaves_nothing_open(tmp_path):
    slow = tmp_path / "slow"
    os.mkfifo(slow)
    sink = Sink(slow, 1 << 30, "image/png")

    async def download():
        async with sink:
            await sink.write(b"\x89PNG\r\n\x1a\n" + bytes(2 << 20))

    writing = asyncio.ensure_future(download())
    await asyncio.sleep(0.05)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    reader = os.open(slow, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(reader, True)
    while await asyncio.to_thread(os.read, reader, 1 << 20):
        pass
    os.close(reader)
    await asyncio.get_running_loop().shutdown_default_executor()
    gc.collect()
    assert held(slow) == 0
