import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.domain.errors import StorageFailed, Unreachable, UserFixable
from seedream_desktop.net.client import Client, Patience
from seedream_desktop.net.form import Form
from seedream_desktop.net.reply import retry_after_s
from seedream_desktop.net.surroundings import Surroundings
from seedream_desktop.ports.world import Secret
from tests.fixtures.rawserver import (
    answer,
    drop,
    free_port,
    raw,
    raw_server,
    reset,
    silent,
    trickle,
)
from tests.fixtures.surroundings import NO_WAIT, server_tls, surroundings

KEY = Secret("wsk_canary_0123456789abcdef")
QUICK = Patience(attempts=1, wait_s=0, wait_max_s=0, connect_s=1, read_s=0.1, total_s=0.3)


@asynccontextmanager
async def client_to(url: str, patience: Patience = NO_WAIT) -> AsyncIterator[Client]:
    client = Client(url, surroundings(trusts=True), patience)
    try:
        yield client
    finally:
        await client.aclose()


async def test_a_question_carries_the_key_and_its_connection_is_used_again() -> None:
    async with raw_server(answer(200, {"balance": 1})) as server, client_to(server.url) as client:
        for _ in range(3):
            reply = await client.get("/api/v3/balance", key=KEY)
    assert json.loads(reply.body) == {"balance": 1}
    assert server.connections == 1
    assert server.heard[0].headers["authorization"] == f"Bearer {KEY.reveal()}"


async def test_a_posted_question_is_json() -> None:
    async with raw_server(answer(200, {})) as server, client_to(server.url) as client:
        await client.post("/price", {"prompt": "夏天"}, key=KEY)
    assert server.heard[0].json == {"prompt": "夏天"}
    assert server.heard[0].headers["content-type"] == "application/json"


async def test_a_question_without_a_key_sends_none() -> None:
    async with raw_server(answer(200, {})) as server, client_to(server.url) as client:
        await client.get("/models", key=None)
    assert "authorization" not in server.heard[0].headers


async def test_a_cookie_is_never_sent_back() -> None:
    async with (
        raw_server(answer(200, {}, {"Set-Cookie": "id=1"})) as server,
        client_to(server.url) as client,
    ):
        await client.get("/a", key=KEY)
        await client.get("/b", key=KEY)
    assert "cookie" not in server.heard[1].headers


@pytest.mark.parametrize("trouble", [drop(), reset(), answer(502, "<html>"), answer(503, "")])
async def test_passing_trouble_is_asked_through(trouble) -> None:
    async with (
        raw_server(trouble, trouble, answer(200, {"a": 1})) as server,
        client_to(server.url) as client,
    ):
        reply = await client.get("/a", key=KEY)
    assert reply.status == 200
    assert len(server.heard) == 3


async def test_trouble_that_stays_is_an_answer_after_the_last_attempt() -> None:
    async with (
        raw_server(answer(502, "<html>", {"Retry-After": "9"})) as server,
        client_to(server.url) as client,
    ):
        reply = await client.get("/a", key=KEY)
    assert (reply.status, reply.retry_after_s) == (502, 9.0)
    assert len(server.heard) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 429, 501])
async def test_an_answer_that_waiting_does_not_change_is_asked_for_once(status: int) -> None:
    async with raw_server(answer(status, {})) as server, client_to(server.url) as client:
        assert (await client.get("/a", key=KEY)).status == status
    assert len(server.heard) == 1


async def test_where_nobody_listens_the_service_is_unreachable() -> None:
    async with client_to(f"http://127.0.0.1:{free_port()}") as client:
        with pytest.raises(Unreachable) as caught:
            await client.get("/a", key=KEY)
    assert caught.value.params == {"host": "127.0.0.1", "cause": "ConnectError ECONNREFUSED"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_trouble_and_the_other_host_never_sees_the_key(status: int) -> None:
    async with raw_server(answer(200, {})) as other:
        there = answer(status, b"", {"Location": f"{other.url}/x"})
        async with raw_server(there) as server, client_to(server.url) as client:
            with pytest.raises(Unreachable) as caught:
                await client.get("/a", key=KEY)
        assert other.connections == 0
    assert caught.value.code == "service_redirects"


async def test_a_silent_service_is_unreachable() -> None:
    async with raw_server(silent()) as server, client_to(server.url, QUICK) as client:
        with pytest.raises(Unreachable):
            await client.get("/a", key=KEY)


async def test_a_body_that_trickles_for_ever_is_given_up() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    async with (
        raw_server(trickle(head, b"1\r\nx\r\n", 0.02)) as server,
        client_to(server.url, QUICK) as client,
    ):
        with pytest.raises(Unreachable):
            await client.get("/a", key=KEY)


@pytest.mark.parametrize(
    "script",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n{", closes=True),
        answer(200, gzip.compress(bytes(3_000_000), 9), {"Content-Encoding": "gzip"}),
        answer(200, bytes(2_000_000)),
    ],
    ids=["announced", "unpacked", "plain"],
)
async def test_a_body_above_the_cap_is_not_taken(script) -> None:
    async with raw_server(script) as server, client_to(server.url, QUICK) as client:
        with pytest.raises(Unreachable) as caught:
            await client.get("/a", key=KEY, bytes_max=1_000_000)
    assert caught.value.code == "reply_too_long"


async def test_a_packed_body_is_unpacked() -> None:
    packed = gzip.compress(json.dumps({"a": "b" * 600_000}).encode())
    async with (
        raw_server(answer(200, packed, {"Content-Encoding": "gzip"})) as server,
        client_to(server.url) as client,
    ):
        reply = await client.get("/a", key=KEY)
    assert len(json.loads(reply.body)["a"]) == 600_000


async def test_a_service_over_tls_is_spoken_to() -> None:
    async with (
        raw_server(answer(200, {}), tls=server_tls()) as server,
        client_to(server.url) as client,
    ):
        assert (await client.get("/a", key=KEY)).status == 200


async def test_many_cancelled_questions_leave_the_client_able_to_ask() -> None:
    async with raw_server(answer(200, {"a": 1})) as server, client_to(server.url) as client:
        for _ in range(5):
            asking = [asyncio.create_task(client.get("/a", key=KEY)) for _ in range(8)]
            await asyncio.sleep(0)
            for one in asking[::2]:
                one.cancel()
            await asyncio.gather(*asking, return_exceptions=True)
        assert (await client.get("/a", key=KEY)).status == 200


@pytest.mark.parametrize("path", ["/../../x", "/@evil.example/x", "/:80@evil.example/", "/\\evil"])
async def test_no_path_leads_to_another_host(path: str) -> None:
    async with raw_server(answer(200, {})) as server, client_to(server.url) as client:
        await client.get(path, key=KEY)
        assert server.heard[0].headers["host"] == f"127.0.0.1:{server.port}"


async def test_a_reply_that_repeats_the_key_is_starred() -> None:
    told = {"message": f"Invalid key {KEY.reveal()}"}
    async with (
        raw_server(answer(400, told, {"X-Echo": KEY.reveal()})) as server,
        client_to(server.url) as client,
    ):
        reply = await client.get("/a", key=KEY)
    assert json.loads(reply.body) == {"message": "Invalid key ****"}
    assert reply.headers["x-echo"] == "****"


async def test_a_broken_authority_file_is_named(tmp_path) -> None:
    file = tmp_path / "company.pem"
    file.write_text("not a certificate")
    client = Client("https://service.example", Surroundings(extra_ca_file=file))
    with pytest.raises(UserFixable) as caught:
        await client.get("/a", key=KEY)
    assert caught.value.code == "ca_file_unusable"
    assert caught.value.params == {"path": str(file)}


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("2.5", 2.5),
        ("86400", 3600.0),
        ("Wed, 21 Oct 2026 07:28:10 GMT", 10.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-3", None),
        ("1e999", 3600.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(text: str, wait_s: float | None) -> None:
    assert retry_after_s(text, now=1792567680.0) == wait_s


@given(st.text(max_size=40))
def test_no_retry_after_header_breaks_anything_or_waits_for_ever(text: str) -> None:
    wait_s = retry_after_s(text, now=1792567680.0)
    assert wait_s is None or 0 <= wait_s <= 3600


async def test_what_is_deleted_is_asked_for_again_after_a_bad_moment() -> None:
    scripts = answer(503, ""), answer(200, {})
    async with raw_server(*scripts) as server, client_to(server.url) as client:
        reply = await client.delete("/files/1", key=KEY)
    assert reply.status == 200
    assert [heard.line for heard in server.heard] == ["DELETE /files/1 HTTP/1.1"] * 2


def png(folder: Path, size: int) -> Path:
    path = folder / "picture.png"
    path.write_bytes(b"\x89PNG" + bytes(size))
    return path


def form(path: Path, name: str = "a.png") -> Form:
    return Form(path=path, part="file", file_name=name, media_type="image/png")


@pytest.mark.parametrize("size", [0, 3_000_000])
async def test_a_file_is_sent_as_a_form_of_the_announced_length(tmp_path: Path, size: int) -> None:
    path = png(tmp_path, size)
    async with raw_server(answer(200, {})) as server, client_to(server.url) as client:
        reply = await client.send_file("/upload", form(path), key=KEY)
    assert reply.status == 200
    [heard] = server.heard
    assert heard.headers["authorization"] == f"Bearer {KEY.reveal()}"
    assert int(heard.headers["content-length"]) == len(heard.body)
    assert "transfer-encoding" not in heard.headers
    boundary = heard.headers["content-type"].partition("boundary=")[2].encode()
    first, part, last = heard.body.split(b"--" + boundary)
    head, _, data = part.partition(b"\r\n\r\n")
    assert (first, last) == (b"", b"--\r\n")
    assert b'form-data; name="file"; filename="a.png"' in head
    assert data == path.read_bytes() + b"\r\n"


@pytest.mark.parametrize(
    ("script", "status"), [(answer(503, "busy"), 503), (answer(413, "no"), 413)]
)
async def test_a_file_is_sent_once_and_the_answer_is_told(tmp_path: Path, script, status) -> None:
    async with raw_server(script) as server, client_to(server.url) as client:
        reply = await client.send_file("/upload", form(png(tmp_path, 9)), key=KEY)
        assert (reply.status, len(server.heard)) == (status, 1)


@pytest.mark.parametrize("script", [drop(), reset(reads_body=False), answer(302, "")])
async def test_a_file_that_did_not_arrive_may_be_sent_again_later(tmp_path: Path, script) -> None:
    async with raw_server(script) as server, client_to(server.url) as client:
        with pytest.raises(Unreachable):
            await client.send_file("/upload", form(png(tmp_path, 2_000_000)), key=KEY)
        assert len(server.heard) == 1


async def test_a_file_that_is_gone_is_not_sent(tmp_path: Path) -> None:
    async with raw_server(answer(200, {})) as server, client_to(server.url) as client:
        with pytest.raises(StorageFailed):
            await client.send_file("/upload", form(tmp_path / "none"), key=KEY)
        assert server.connections == 0


async def test_a_forms_fields_go_before_its_file(tmp_path: Path) -> None:
    path = png(tmp_path, 9)
    fields = {"uploadPath": "seedream/x", "fileName": "a.png"}
    sent = replace(form(path), fields=fields)
    async with raw_server(answer(200, {})) as server, client_to(server.url) as client:
        await client.send_file("/upload", sent, key=KEY)
    [heard] = server.heard
    assert int(heard.headers["content-length"]) == len(heard.body)
    head = f"Content-Type: {heard.headers['content-type']}\r\n\r\n".encode()
    *texts, file = message_from_bytes(head + heard.body).get_payload()
    named = {text.get_param("name", header="content-disposition"): text for text in texts}
    assert {name: text.get_payload() for name, text in named.items()} == fields
    assert file.get_payload(decode=True) == path.read_bytes()


@pytest.mark.parametrize("name", ['a"b', "a\r\nX: y", "", "ü.png"])
def test_a_forms_names_cannot_end_a_header(tmp_path: Path, name: str) -> None:
    with pytest.raises(AssertionError):
        form(tmp_path, name)
    for fields in ({"a": name}, {name: "a"}):
        with pytest.raises(AssertionError):
            replace(form(tmp_path), fields=fields)
