import asyncio
import base64
import gzip
import tracemalloc

import pytest

from seedream_desktop.domain.errors import DiskFull, NothingSent, OutcomeUnknown
from seedream_desktop.net.content import Content, Inlined
from seedream_desktop.ports.world import Secret
from tests.fixtures.rawserver import (
    RawServer,
    answer,
    drop,
    free_port,
    raw,
    raw_server,
    reset,
    silent,
    trickle,
)
from tests.unit.net.test_paid import KEY, ORDER, paid_to

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


async def read(server: RawServer, read_timeout_s: float = 5.0, **options: object) -> bytes:
    async with (
        paid_to(server.url, read_timeout_s=read_timeout_s) as paid,
        paid.stream("/a", ORDER, key=KEY, **options) as said,
    ):
        return b"".join([piece async for piece in said.chunks()])


async def test_a_stream_comes_piece_by_piece_while_the_rest_is_still_made() -> None:
    go_on = asyncio.Event()

    async def script(heard, peer) -> None:
        await peer.say(CHUNKED + chunk(b"one"))
        await go_on.wait()
        await peer.say(chunk(b"two") + b"0\r\n\r\n")

    async with (
        raw_server(script) as server,
        paid_to(server.url) as paid,
        paid.stream("/a", ORDER, key=KEY, headers={"Accept": "text/event-stream"}) as said,
    ):
        assert (said.status, said.headers["content-type"]) == (200, "text/event-stream")
        coming = said.chunks()
        assert await anext(coming) == b"one"
        go_on.set()
        assert [piece async for piece in coming] == [b"two"]
    [heard] = server.heard
    assert heard.headers["accept"] == "text/event-stream"
    assert heard.headers["accept-encoding"] == "identity"
    assert heard.json == ORDER


async def test_an_answer_that_is_no_stream_is_read_whole() -> None:
    async with (
        raw_server(answer(429, {"error": "slow"}, {"Retry-After": "7"})) as server,
        paid_to(server.url) as paid,
        paid.stream("/a", ORDER, key=KEY) as said,
    ):
        assert (said.status, said.retry_after_s) == (429, 7.0)
        assert (await said.body()).body == b'{"error": "slow"}'


async def test_a_packed_stream_is_unpacked() -> None:
    packed = gzip.compress(b"x" * 100_000)
    async with raw_server(answer(200, packed, {"Content-Encoding": "gzip"})) as server:
        assert await read(server) == b"x" * 100_000


BROKEN = {
    "reset in the middle": reset(CHUNKED + chunk(b"one")),
    "a chunk missing": raw(CHUNKED + chunk(b"one"), closes=True),
    "shorter than it said": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none", closes=True),
    "longer than may be": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\none", closes=True),
    "longer than it may become": raw(CHUNKED + chunk(b"one") + chunk(b"x" * 200), closes=True),
    "packed in an unknown way": answer(200, b"plain", {"Content-Encoding": "br"}),
}


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN)
async def test_a_stream_that_breaks_off_leaves_the_outcome_unknown(script) -> None:
    async with raw_server(script) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            await read(server, bytes_max=100)
        assert len(server.heard) == 1
    assert (caught.value.code, caught.value.params["status"]) == ("answer_cut_off", 200)


@pytest.mark.parametrize("script", [drop(), reset(), raw(b"HTTP/1.1 20", closes=True)])
async def test_a_stream_that_never_begins_leaves_the_outcome_unknown(script) -> None:
    async with raw_server(script) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            await read(server)
    assert caught.value.code == "answer_lost"


async def test_a_service_that_never_begins_is_given_up_after_its_silence() -> None:
    async with raw_server(silent()) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            await read(server, read_timeout_s=0.1)
    assert caught.value.code == "answer_late"


async def test_a_stream_that_falls_silent_is_given_up_and_what_came_was_given() -> None:
    async def script(heard, peer) -> None:
        await peer.say(CHUNKED + chunk(b"one"))
        await peer.gone()

    async with (
        raw_server(script) as server,
        paid_to(server.url) as paid,
        paid.stream("/a", ORDER, key=KEY, silence_s=0.1) as said,
    ):
        coming = said.chunks()
        assert await anext(coming) == b"one"
        with pytest.raises(OutcomeUnknown, match="answer_cut_off"):
            await anext(coming)


async def test_a_stream_may_be_silent_longer_than_an_answer_that_comes_at_once() -> None:
    async def script(heard, peer) -> None:
        await peer.say(CHUNKED)
        await asyncio.sleep(0.2)
        await peer.say(chunk(b"late") + b"0\r\n\r\n")

    async with raw_server(script) as server:
        assert await read(server, read_timeout_s=0.05, silence_s=5.0) == b"late"


async def test_who_breaks_off_reading_leaves_no_connection_open() -> None:
    async with raw_server(trickle(CHUNKED, chunk(b"x"), 0.01)) as server, paid_to(server.url) as p:
        async with p.stream("/a", ORDER, key=KEY) as said:
            async for _ in said.chunks():
                break
        async with p.stream("/a", ORDER, key=KEY):
            pass
    assert len(server.heard) == 2


async def test_what_the_reader_raises_passes_through() -> None:
    async def reading(paid) -> None:
        async with paid.stream("/a", ORDER, key=KEY) as said:
            await anext(said.chunks())
            raise DiskFull("disk_full", path="library")

    async with raw_server(trickle(CHUNKED, chunk(b"x"), 0.01)) as server, paid_to(server.url) as p:
        with pytest.raises(DiskFull):
            await reading(p)


async def test_cancelling_in_the_middle_stays_a_cancellation() -> None:
    begun = asyncio.Event()

    async def reading() -> None:
        async with paid_to(server.url) as paid, paid.stream("/a", ORDER, key=KEY) as said:
            async for _ in said.chunks():
                begun.set()

    async with raw_server(trickle(CHUNKED, chunk(b"x"), 0.01)) as server:
        task = asyncio.create_task(reading())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_stream_is_announced_before_its_first_byte_and_not_where_nobody_listens() -> None:
    heard = []

    async def announce() -> None:
        heard.append(len(server.heard))

    async with raw_server(answer(200, {})) as server:
        await read(server, before_first_byte=announce)
        assert (heard, len(server.heard)) == ([0], 1)
    async with paid_to(f"http://127.0.0.1:{free_port()}") as paid:
        with pytest.raises(NothingSent):
            async with paid.stream("/a", ORDER, key=KEY, before_first_byte=announce):
                pass
    assert heard == [0]


async def test_a_redirect_of_a_stream_is_not_followed() -> None:
    async with raw_server(answer(200, {})) as other:
        async with (
            raw_server(answer(307, b"", {"Location": f"{other.url}/steal"})) as server,
            paid_to(server.url) as paid,
            paid.stream("/a", ORDER, key=KEY) as said,
        ):
            assert said.status == 307
        assert other.connections == 0


async def test_headers_of_an_order_go_along_and_show_no_key() -> None:
    async with raw_server(answer(200, {})) as server, paid_to(server.url) as paid:
        await paid.post("/a", ORDER, key=KEY, headers={"Idempotency-Key": "rq-1.a-1"})
        with pytest.raises(AssertionError):
            await paid.post("/a", ORDER, key=KEY, headers={"authorization": "mine"})
    [heard] = server.heard
    assert heard.headers["idempotency-key"] == "rq-1.a-1"


async def test_an_answer_shows_the_key_in_no_header() -> None:
    key = Secret("wsk_canary_0123456789abcdef")
    async with (
        raw_server(answer(200, {}, {"X-Echo": key.reveal()})) as server,
        paid_to(server.url) as paid,
        paid.stream("/a", ORDER, key=key) as said,
    ):
        assert said.headers["x-echo"] == "****"


# -- long bodies -----------------------------------------------------------------------------


async def test_files_inside_an_order_arrive_as_they_are() -> None:
    texts = [bytearray(base64.b64encode(bytes([n]) * 700_000)) for n in range(3)]
    order = {"prompt": 'say "hi" \\ ü', "image": [Inlined(t) for t in texts], "size": "2K"}
    async with raw_server(answer(200, {})) as server, paid_to(server.url) as paid:
        await paid.post("/a", order, key=KEY)
    [heard] = server.heard
    assert heard.json == {**order, "image": [text.decode() for text in texts]}
    assert int(heard.headers["content-length"]) == len(heard.body)
    assert "transfer-encoding" not in heard.headers


def test_a_body_with_long_files_in_it_is_not_copied() -> None:
    texts = [b"x" * 5_000_000 for _ in range(8)]
    tracemalloc.start()
    try:
        content = Content({"image": [Inlined(text) for text in texts]})
        assert content.length > 40_000_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


async def test_a_service_that_refuses_a_long_body_before_it_is_there_is_heard() -> None:
    async def script(heard, peer) -> None:
        await peer.say(b"HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\n{}")
        await peer.reader.readexactly(int(heard.headers["content-length"]))

    script.reads_body = False
    script.closes = True
    order = {"image": [Inlined(b"x" * 3_000_000)]}
    async with raw_server(script) as server, paid_to(server.url) as paid:
        assert (await paid.post("/a", order, key=KEY)).status == 413
