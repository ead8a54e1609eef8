"""The key goes to its own service and nowhere else: a canary is looked for in all that is left."""

import logging
import os
from pathlib import Path

import pytest

from seedream_desktop.domain.step import StepMode
from seedream_desktop.ui import text
from tests.fixtures.workshop import workshop

TALKATIVE = ("seedream_desktop", "httpx", "httpcore", "asyncio", "stamina")
EVERYTHING = (
    ("reply_dropped", {}),
    ("garbled_reply", {"at": 1}),
    ("foreign_get_url", {"at": 2}),
    ("moderated", {"at": 2}),
    ("redirected", {"at": 3}),
    ("reset_receiving", {"at": 4}),
    ("output_truncated", {"at": 5}),
    ("put_reset", {}),
    ("ticket_error", {"times": 3, "skip": 1}),
    ("poll_page", {"at": 0, "polls": 6}),
)


def said_by(records):
    """Return all that a handler could write of these records, arguments and tracebacks too."""
    plain = logging.Formatter("%(message)s %(args)s")
    return "\n".join(plain.format(record) + repr(vars(record)) for record in records)


@pytest.fixture
def listening(caplog):
    """Let every logger speak at DEBUG; call the result once the program is open."""

    def listen():
        for name in ("", *TALKATIVE):
            caplog.set_level(logging.DEBUG, name)
        return caplog

    return listen


async def test_after_every_kind_of_trouble_the_key_is_in_no_file_log_event_or_error(
    tmp_path, listening
):
    async with workshop(tmp_path, concurrency=1) as shop:
        log = listening()
        for scenario, options in EVERYTHING:
            shop.play(scenario, **options)
        await shop.run(6)
        shop.play("unauthorised", times=None)
        await shop.run(6, prompt="another light")
        shop.ws.control.stop_playing()
        await shop.resume()
        written = said_by(log.records)
        assert len(log.records) > 100
        assert shop.ws.key not in written
        sentences = [text.of_trouble(trouble) for trouble in shop.told()]
        assert len(set(sentences)) >= 4
        assert shop.ws.key not in repr((sentences, shop.told(), await shop.requests()))
        assert shop.leaks() == []
        await shop.close()
        assert shop.leaks() == [], "nor after the library is closed"


async def test_the_search_finds_a_key_that_is_there(shop):
    """A canary that could not be seen would prove nothing."""
    await shop.run()
    leak = Path(os.environ["SEEDREAM_HOME"]) / "blobs" / "leak"
    leak.write_bytes(b"\0" * 5000 + shop.ws.key.encode())
    assert shop.leaks() == [str(leak)]
    leak.unlink()


async def test_every_file_of_the_library_is_searched(shop):
    shop.play("moderated", at=1)
    await shop.run(3, StepMode.EACH)
    names = {path.name for path in Path(os.environ["SEEDREAM_HOME"]).rglob("*") if path.is_file()}
    assert {"library.sqlite3", "library.sqlite3-wal", "seedream.log"} <= names


async def test_only_the_services_own_host_sees_the_key(shop):
    shop.play("output_redirected", to="chain", hops=3)
    shop.play("put_reset")
    await shop.run(3, StepMode.SET)
    control = shop.ws.control
    assert all(entry["has_key"] for entry in control.log("api"))
    assert len(control.log("media")) >= 6
    assert not any(entry["has_key"] for entry in control.log("media"))
    assert control.violations() == []
