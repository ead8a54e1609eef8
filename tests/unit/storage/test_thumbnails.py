"""The thumbnail cache: quick, bounded, and never the reason for an error."""

import asyncio
import hashlib
import sqlite3

import pytest

from seedream_desktop.domain.ids import Digest
from seedream_desktop.storage.thumbnails import Thumbnails


def digest(number: int) -> Digest:
    return Digest(hashlib.sha256(str(number).encode()).hexdigest())


@pytest.fixture
async def cache(tmp_path):
    made = Thumbnails(tmp_path / "deep" / "thumbnails.sqlite3", limit_bytes=100_000)
    yield made
    await made.close()


async def test_what_was_put_is_there_after_a_restart(cache, tmp_path):
    await cache.put(digest(1), b"one")
    assert await cache.get(digest(1)) == b"one"
    assert await cache.get(digest(2)) is None
    await cache.close()
    again = Thumbnails(tmp_path / "deep" / "thumbnails.sqlite3", 100_000)
    assert await again.get(digest(1)) == b"one"
    await again.close()


async def test_digests_that_share_a_row_are_told_apart(cache):
    first = digest(1)
    second = Digest(first[:16] + "0" * 48)
    await cache.put(first, b"one")
    assert await cache.get(second) is None
    await cache.put(second, b"two")
    assert await cache.get(second) == b"two"
    assert await cache.get(first) is None


async def test_the_least_recently_used_go_first_and_the_limit_holds(cache, tmp_path):
    for number in range(10):
        await cache.put(digest(number), bytes(9_000))
    assert await cache.get(digest(0)) is not None  # used again
    for number in range(10, 13):
        await cache.put(digest(number), bytes(9_000))
    found = [n for n in range(13) if await cache.get(digest(n)) is not None]
    assert 0 in found
    assert {1, 2}.isdisjoint(found)
    assert {10, 11, 12} <= set(found)
    assert len(found) * 9_000 <= 100_000


async def test_a_replaced_thumbnail_is_counted_once(cache):
    for _ in range(50):
        await cache.put(digest(1), bytes(9_000))
    await cache.put(digest(2), bytes(9_000))
    assert await cache.get(digest(1)) is not None


@pytest.mark.parametrize("rubbish", [b"no database at all" * 100, b"SQLite format 3\0" + bytes(99)])
async def test_a_damaged_file_is_made_anew(tmp_path, rubbish):
    path = tmp_path / "thumbnails.sqlite3"
    path.write_bytes(rubbish)
    cache = Thumbnails(path, 1_000_000)
    assert await cache.get(digest(1)) is None
    await cache.put(digest(1), b"one")
    assert await cache.get(digest(1)) == b"one"
    await cache.close()


async def test_a_file_of_another_version_is_emptied(tmp_path):
    path = tmp_path / "thumbnails.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("create table thumbnails (x)")
        connection.execute("pragma user_version = 99")
    connection.close()
    cache = Thumbnails(path, 1_000_000)
    await cache.put(digest(1), b"one")
    assert await cache.get(digest(1)) == b"one"
    await cache.close()


async def test_a_place_that_cannot_be_written_is_an_empty_cache(tmp_path):
    (tmp_path / "thumbnails.sqlite3").mkdir()
    cache = Thumbnails(tmp_path / "thumbnails.sqlite3", 1_000_000)
    await cache.put(digest(1), b"one")
    assert await cache.get(digest(1)) is None
    await cache.close()


async def test_a_closed_cache_answers_nothing_and_can_be_closed_again(cache):
    await cache.put(digest(1), b"one")
    await cache.close()
    await cache.close()
    assert await cache.get(digest(1)) is None


async def test_many_at_once_are_all_kept(cache):
    await asyncio.gather(*(cache.put(digest(n), b"x" * n) for n in range(1, 100)))
    found = await asyncio.gather(*(cache.get(digest(n)) for n in range(1, 100)))
    assert [len(data or b"") for data in found] == list(range(1, 100))
