import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from seedream_desktop.domain.errors import DiskFull, NothingSent, OutcomeUnknown, UserFixable
from seedream_desktop.net.paid import Paid
from seedream_desktop.net.surroundings import Surroundings
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
from tests.fixtures.surroundings import server_tls, surroundings

KEY = Secret("wsk_canary_0123456789abcdef")
ORDER = {"prompt": "golden hour", "max_images": 4}


@asynccontextmanager
async def paid_to(
    url: str, around: Surroundings | None = None, read_timeout_s: float = 5.0
) -> AsyncIterator[Paid]:
    paid = Paid(url, around or surroundings(), read_timeout_s=read_timeout_s)
    try:
        yield paid
    finally:
        await paid.aclose()


async def post(server: RawServer, **limits: float) -> object:
    async with paid_to(server.url, read_timeout_s=limits.get("read_timeout_s", 5.0)) as paid:
        return await paid.post("/api/v3/model", ORDER, key=KEY)


async def test_an_order_is_sent_whole_with_the_key_and_its_answer_comes_back() -> None:
    async with raw_server(answer(200, {"data": {"id": "abc"}}, {"X-Trace": "7"})) as server:
        reply = await post(server)
    assert (reply.status, reply.headers["x-trace"]) == (200, "7")
    assert reply.body == b'{"data": {"id": "abc"}}'
    [heard] = server.heard
    assert heard.line == "POST /api/v3/model HTTP/1.1"
    assert heard.headers["authorization"] == f"Bearer {KEY.reveal()}"
    assert heard.headers["content-type"] == "application/json"
    assert heard.json == ORDER


async def test_each_order_has_a_connection_of_its_own() -> None:
    async with raw_server(answer(200, {})) as server, paid_to(server.url) as paid:
        for _ in range(3):
            await paid.post("/a", ORDER, key=KEY)
    assert server.connections == 3


@pytest.mark.parametrize("status", [200, 400, 402, 429, 500, 504])
async def test_every_status_is_an_answer_and_none_is_asked_for_again(status: int) -> None:
    async with raw_server(answer(status, "<html>")) as server:
        assert (await post(server)).status == status
    assert len(server.heard) == 1


async def test_a_redirect_is_an_answer_and_the_other_host_hears_nothing() -> None:
    async with raw_server(answer(200, {})) as other:
        async with raw_server(answer(307, b"", {"Location": f"{other.url}/steal"})) as server:
            assert (await post(server)).status == 307
        assert len(server.heard) == 1
        assert other.connections == 0


CUT_OFF = {
    "reset before the body was read": reset(reads_body=False),
    "reset after the request": reset(),
    "hung up without an answer": drop(),
    "half a status line": raw(b"HTTP/1.1 20", closes=True),
    "no HTTP at all": raw(b"SSH-2.0-OpenSSH_9.9\r\n\r\n", closes=True),
    "headers, then reset": reset(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"),
    "shorter than it said": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}", closes=True),
    "five gigabytes announced": raw(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n{}", closes=True
    ),
    "a chunk missing": raw(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", closes=True
    ),
    "packed, but not": answer(200, b"plain", {"Content-Encoding": "gzip"}),
    "packed, half of it": answer(
        200, gzip.compress(b"x" * 5000)[:20], {"Content-Encoding": "gzip"}
    ),
    "packed in an unknown way": answer(200, b"plain", {"Content-Encoding": "br"}),
    "a bomb": answer(200, gzip.compress(bytes(100_000_000), 9), {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("script", CUT_OFF.values(), ids=CUT_OFF.keys())
async def test_an_order_that_left_without_a_whole_answer_is_unknown(script) -> None:
    async with raw_server(script) as server:
        with pytest.raises(OutcomeUnknown):
            await post(server)
    assert len(server.heard) == 1


async def test_a_service_that_stays_silent_leaves_the_outcome_unknown() -> None:
    async with raw_server(silent()) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            await post(server, read_timeout_s=0.1)
    assert caught.value.code == "answer_late"


async def test_an_answer_that_never_ends_is_given_up() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with raw_server(trickle(head, b"1\r\nx\r\n", 0.02)) as server:
        with pytest.raises(OutcomeUnknown) as caught:
            await post(server, read_timeout_s=0.15)
    assert caught.value.code == "answer_cut_off"
    assert caught.value.params["status"] == 200


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with paid_to(f"http://127.0.0.1:{free_port()}") as paid:
        with pytest.raises(NothingSent) as caught:
            await paid.post("/a", ORDER, key=KEY)
    assert caught.value.code == "not_connected"


async def test_a_host_of_unknown_certificate_is_sent_nothing() -> None:
    async with raw_server(answer(200, {}), tls=server_tls()) as server:
        async with paid_to(server.url) as paid:
            with pytest.raises(NothingSent) as caught:
                await paid.post("/a", ORDER, key=KEY)
        assert server.heard == []
    assert caught.value.code == "certificate_refused"


async def test_an_authority_that_the_user_named_is_believed() -> None:
    async with (
        raw_server(answer(200, {}), tls=server_tls()) as server,
        paid_to(server.url, surroundings(trusts=True)) as paid,
    ):
        reply = await paid.post("/a", ORDER, key=KEY)
    assert reply.status == 200


@pytest.mark.parametrize(
    "script",
    [
        answer(502, "no"),
        answer(407, "who are you"),
        drop(),
        raw(b"HTTP/1.1 200 OK\r\n\r\n", closes=True),
    ],
    ids=["502", "407", "hangs up", "opens and hangs up"],
)
async def test_a_proxy_that_opens_no_way_was_sent_nothing_of_the_order(script) -> None:
    async with raw_server(script) as proxy:
        around = surroundings(https_proxy=proxy.url)
        async with paid_to("https://service.example", around) as paid:
            with pytest.raises(NothingSent):
                await paid.post("/a", ORDER, key=KEY)
    assert proxy.heard[0].line == "CONNECT service.example:443 HTTP/1.1"
    assert KEY.reveal().encode() not in proxy.everything
    assert b"golden hour" not in proxy.everything


async def test_the_first_byte_waits_for_its_announcement() -> None:
    heard = []

    async def announce() -> None:
        heard.append(len(server.heard))

    async with raw_server(answer(200, {})) as server, paid_to(server.url) as paid:
        await paid.post("/a", ORDER, key=KEY, before_first_byte=announce)
        assert (heard, len(server.heard)) == ([0], 1)


async def test_an_order_that_cannot_be_announced_is_not_sent() -> None:
    async def announce() -> None:
        raise DiskFull("disk_full", path="library")

    async with raw_server(answer(200, {})) as server, paid_to(server.url) as paid:
        with pytest.raises(DiskFull):
            await paid.post("/a", ORDER, key=KEY, before_first_byte=announce)
        assert server.heard == []


async def test_a_host_that_cannot_be_reached_is_announced_nothing() -> None:
    async def announce() -> None:
        pytest.fail("nothing leaves")

    async with paid_to(f"http://127.0.0.1:{free_port()}") as paid:
        with pytest.raises(NothingSent):
            await paid.post("/a", ORDER, key=KEY, before_first_byte=announce)


async def test_cancelling_after_the_order_left_stays_a_cancellation() -> None:
    async with raw_server(silent()) as server, paid_to(server.url) as paid:
        posting = asyncio.create_task(paid.post("/a", ORDER, key=KEY))
        await server.arrived.wait()
        posting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await posting
        assert len(server.heard) == 1


async def test_a_cancelled_order_does_not_block_the_next_one() -> None:
    async with raw_server(silent(), answer(200, {})) as server, paid_to(server.url) as paid:
        posting = asyncio.create_task(paid.post("/a", ORDER, key=KEY))
        await server.arrived.wait()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        assert (await paid.post("/a", ORDER, key=KEY)).status == 200


@pytest.mark.parametrize("bad", ["wsk_two\nlines_long", "wsk with space", "ключ-ключ-ключ", ""])
async def test_a_key_that_fits_no_header_is_named_without_being_shown(bad: str) -> None:
    async with raw_server(answer(200, {})) as server, paid_to(server.url) as paid:
        with pytest.raises(UserFixable) as caught:
            await paid.post("/a", ORDER, key=Secret(bad))
        assert server.connections == 0
    assert caught.value.code == "key_malformed"
    assert caught.value.__cause__ is None
    assert not bad or bad not in repr(caught.value)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://api.wavespeed.ai", "address_not_secure"),
        ("http://10.0.0.7:8080", "address_not_secure"),
        ("ftp://127.0.0.1", "address_not_secure"),
        ("https://", "address_malformed"),
        ("https://user:pass@host.example", "address_malformed"),
        ("https://host.example/?a=1", "address_malformed"),
        ("http://[::1", "address_malformed"),
    ],
)
def test_orders_go_over_https_or_stay_on_this_machine(url: str, code: str) -> None:
    with pytest.raises(UserFixable) as caught:
        Paid(url)
    assert caught.value.code == code
    assert "pass" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://api.wavespeed.ai", "http://localhost:1", "http://127.0.0.2", "http://[::1]:9"]
)
def test_https_and_loopback_addresses_are_taken(url: str) -> None:
    assert Paid(url).host
