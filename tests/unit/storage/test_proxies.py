"""The cache of proxies: bounded, of files that may go at any time, and never an error."""

import hashlib
import os

import pytest

from seedream_desktop.domain.ids import Digest
from seedream_desktop.storage import proxies
from seedream_desktop.storage.proxies import Proxies


def digest(number: int) -> Digest:
    return Digest(hashlib.sha256(str(number).encode()).hexdigest())


def jpeg(length: int = 9_000) -> bytes:
    return b"\xff\xd8" + bytes(length - 4) + b"\xff\xd9"


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
async def cache(tmp_path, monkeypatch):
    monkeypatch.setattr(proxies, "_SPARE_BYTES", 0)
    made = Proxies(tmp_path / "deep" / "proxies", limit_bytes=100_000)
    yield made
    await made.close()


async def test_what_was_put_is_there_after_a_restart(cache, tmp_path):
    await cache.put(digest(1), jpeg())
    assert await cache.get(digest(1)) == jpeg()
    assert await cache.get(digest(2)) is None
    await cache.close()
    again = Proxies(tmp_path / "deep" / "proxies", 100_000)
    assert await again.get(digest(1)) == jpeg()
    await again.close()


async def test_the_least_recently_used_go_first_and_the_limit_holds(cache, tmp_path):
    for number in range(10):
        await cache.put(digest(number), jpeg())
        path = cache._path(digest(number))
        os.utime(path, (number + 1, number + 1))
    assert await cache.get(digest(0)) is not None  # used again
    for number in range(10, 13):
        await cache.put(digest(number), jpeg())
    there = [n for n in range(13) if await cache.get(digest(n)) is not None]
    assert {0, 10, 11, 12} <= set(there)
    assert {1, 2}.isdisjoint(there)
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 100_000


async def test_what_an_earlier_start_kept_counts(cache, tmp_path):
    for number in range(11):
        await cache.put(digest(number), jpeg())
    again = Proxies(tmp_path / "deep" / "proxies", 100_000)
    await again.put(digest(11), jpeg())
    await again.close()
    assert sum(path.stat().st_size for path in files(tmp_path)) <= 100_000


async def test_a_replaced_proxy_is_counted_once(cache):
    for _ in range(50):
        await cache.put(digest(1), jpeg())
    await cache.put(digest(2), jpeg())
    assert await cache.get(digest(1)) == jpeg()


async def test_a_file_that_was_cut_short_counts_as_none(cache):
    await cache.put(digest(1), jpeg())
    path = cache._path(digest(1))
    path.write_bytes(jpeg()[:5_000])
    assert await cache.get(digest(1)) is None
    await cache.put(digest(1), jpeg())
    assert await cache.get(digest(1)) == jpeg()


async def test_the_last_of_the_disk_is_left_to_what_is_paid_for(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(proxies, "_SPARE_BYTES", 2**80)
    await cache.put(digest(1), jpeg())
    assert not files(tmp_path)


async def test_a_folder_that_cannot_be_used_is_an_empty_cache(tmp_path):
    (tmp_path / "proxies").write_text("a file")
    cache = Proxies(tmp_path / "proxies", 100_000)
    await cache.put(digest(1), jpeg())
    assert await cache.get(digest(1)) is None
    await cache.close()
    await cache.put(digest(1), jpeg())
    assert await cache.get(digest(1)) is None
