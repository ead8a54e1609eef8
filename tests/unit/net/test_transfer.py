import asyncio
import gzip
import os
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import (
    DiskFull,
    OutputUnusable,
    Refused,
    RemoteGone,
    StorageFailed,
    Unreachable,
)
from seedream_desktop.net.sniff import is_picture
from seedream_desktop.net.transfer import Stall, Transfer
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
from tests.fixtures.surroundings import server_tls, surroundings

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
CAP = 1_000_000


@asynccontextmanager
async def transfer(**more) -> AsyncIterator[Transfer]:
    made = Transfer(
        surroundings(trusts=True),
        may_use_loopback=more.pop("may_use_loopback", True),
        stall=Stall(interval_s=0.2, bytes_min=1000),
        **more,
    )
    try:
        yield made
    finally:
        await made.aclose()


async def fetch(url: str, into: Path, **more) -> bytes:
    async with transfer(**more) as files:
        await files.fetch(url, into, bytes_max=CAP)
    return await asyncio.to_thread(into.read_bytes)


def resolves(*addresses: str):
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        return addresses

    return resolve


async def test_a_picture_is_written_as_it_was_sent(tmp_path: Path) -> None:
    async with raw_server(answer(200, PNG)) as server:
        assert await fetch(server.url + "/a.png?sig=1", tmp_path / "a") == PNG
    assert server.heard[0].line == "GET /a.png?sig=1 HTTP/1.1"
    assert "authorization" not in server.heard[0].headers


async def test_a_large_picture_is_written_whole(tmp_path: Path) -> None:
    big = PNG + os.urandom(20_000_000)
    async with raw_server(answer(200, big)) as server, transfer() as files:
        await files.fetch(server.url, tmp_path / "a", bytes_max=50_000_000)
    assert (tmp_path / "a").read_bytes() == big


async def test_a_chunked_and_a_packed_picture_are_unpacked(tmp_path: Path) -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    packed = answer(200, gzip.compress(PNG), {"Content-Encoding": "gzip"})
    async with raw_server(raw(chunked % (len(PNG), PNG)), packed) as server:
        assert await fetch(server.url, tmp_path / "a") == PNG
        assert await fetch(server.url, tmp_path / "b") == PNG


NO_PICTURE = {
    "html": answer(200, "<!doctype html><html>expired</html>", {"Content-Type": "text/html"}),
    "html under a picture's name": answer(200, "<html>" * 9, {"Content-Type": "image/png"}),
    "json": answer(200, {"error": "gone"}),
    "nothing": answer(200, b""),
    "three bytes": answer(200, b"\x89PN"),
}


@pytest.mark.parametrize("script", NO_PICTURE.values(), ids=NO_PICTURE.keys())
async def test_what_is_no_picture_is_unusable(script, tmp_path: Path) -> None:
    async with raw_server(script) as server:
        with pytest.raises(OutputUnusable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.code == "output_not_a_picture"


@pytest.mark.parametrize(
    "script",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n" + PNG, closes=True),
        answer(200, PNG + bytes(CAP)),
        trickle(b"HTTP/1.1 200 OK\r\n\r\n" + PNG, bytes(400_000), 0.0),
        answer(200, gzip.compress(PNG + bytes(9 * CAP), 9), {"Content-Encoding": "gzip"}),
    ],
    ids=["announced", "plain", "endless", "bomb"],
)
async def test_no_more_than_the_cap_is_ever_taken(script, tmp_path: Path) -> None:
    async with raw_server(script) as server:
        with pytest.raises(OutputUnusable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.code == "output_too_large"
    assert not (tmp_path / "a").exists() or (tmp_path / "a").stat().st_size <= CAP


async def test_what_comes_after_the_announced_length_is_not_taken(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    async with raw_server(raw(head + PNG + PNG, closes=True)) as server:
        assert await fetch(server.url, tmp_path / "a") == PNG[:1000]


def bomb(byte_count: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(PNG)]
    parts += [packer.compress(bytes(1_000_000)) for _ in range(byte_count // 1_000_000)]
    return b"".join([*parts, packer.flush()])


async def test_a_bomb_goes_off_in_small_pieces(tmp_path: Path) -> None:
    packed = bomb(100_000_000)
    async with raw_server(answer(200, packed, {"Content-Encoding": "gzip"})) as server:
        tracemalloc.start()
        try:
            async with transfer() as files:
                with pytest.raises(OutputUnusable):
                    await files.fetch(server.url, tmp_path / "a", bytes_max=60_000_000)
            _, peak_bytes = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (tmp_path / "a").stat().st_size > 55_000_000
    assert peak_bytes < 8_000_000


@pytest.mark.parametrize(
    "script",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + PNG, closes=True),
        raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(PNG), PNG),
            closes=True,
        ),
        answer(200, gzip.compress(PNG)[:-9], {"Content-Encoding": "gzip"}),
    ],
    ids=["length", "chunk", "packed"],
)
async def test_a_picture_that_ends_early_is_asked_for_again_later(script, tmp_path: Path) -> None:
    async with raw_server(script) as server:
        with pytest.raises(Unreachable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.code == "output_cut_short"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_picture_that_the_host_no_longer_gives_is_gone(status: int, tmp_path: Path) -> None:
    async with raw_server(answer(status, "<Error>AccessDenied</Error>")) as server:
        with pytest.raises(RemoteGone) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.params == {"status": status}


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_a_host_in_trouble_is_asked_later(status: int, tmp_path: Path) -> None:
    async with raw_server(answer(status, "<html>", {"Retry-After": "4"})) as server:
        with pytest.raises(Unreachable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.retry_after_s == 4.0


@pytest.mark.parametrize(
    "script", [drop(), reset(), reset(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + PNG)]
)
async def test_a_broken_connection_is_only_unreachable(script, tmp_path: Path) -> None:
    async with raw_server(script) as server:
        with pytest.raises(Unreachable):
            await fetch(server.url, tmp_path / "a")


@pytest.mark.parametrize(
    "script",
    [silent(), trickle(b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + PNG, b"x", 0.02)],
    ids=["silent", "a byte at a time"],
)
async def test_a_transfer_that_stands_still_is_given_up(script, tmp_path: Path) -> None:
    async with raw_server(script) as server:
        with pytest.raises(Unreachable):
            await asyncio.wait_for(fetch(server.url, tmp_path / "a"), 5)


async def test_nobody_listening_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable) as caught:
        await fetch(f"http://127.0.0.1:{free_port()}/a", tmp_path / "a")
    assert caught.value.code == "download_failed"


async def test_a_few_redirects_are_followed(tmp_path: Path) -> None:
    async with raw_server(answer(200, PNG)) as last:
        there = answer(302, b"", {"Location": f"{last.url}/b"})
        async with raw_server(answer(301, b"", {"Location": "/next"}), there) as first:
            assert await fetch(first.url + "/a", tmp_path / "a") == PNG
        assert [heard.path for heard in first.heard] == ["/a", "/next"]


async def test_endless_redirects_are_not_followed(tmp_path: Path) -> None:
    async with raw_server(answer(302, b"", {"Location": "/again"})) as server:
        with pytest.raises(OutputUnusable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.params["reason"] == "redirects"
    assert len(server.heard) == 4


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://cdn.example/a.png", "not_https"),
        ("ftp://cdn.example/a.png", "not_https"),
        ("file:///etc/passwd", "malformed"),
        ("a.png", "malformed"),
        ("https://user:word@cdn.example/a.png", "malformed"),
        ("https://[::1", "malformed"),
        ("http://127.0.0.1/a", "private"),
        ("https://localhost/a", "private"),
        ("https://cdn.localhost./a", "private"),
        ("https://[::1]/a", "private"),
        ("https://10.1.2.3/a", "private"),
        ("https://192.168.1.1/a", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
        ("https://100.64.0.1/a", "private"),
        ("https://[fe80::1]/a", "private"),
        ("https://[fd00::1]/a", "private"),
        ("https://[::ffff:10.0.0.1]/a", "private"),
        ("https://[64:ff9b::a00:1]/a", "private"),
        ("https://0.0.0.0/a", "private"),
        ("https://224.0.0.1/a", "private"),
    ],
)
async def test_an_address_that_is_not_the_open_internets_is_refused(
    url: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(OutputUnusable) as caught:
        await fetch(url, tmp_path / "a", may_use_loopback=False)
    assert caught.value.code == "output_address_refused"
    assert caught.value.params["reason"] == reason


@pytest.mark.parametrize(
    "addresses",
    [("10.0.0.5",), ("93.184.216.34", "192.168.0.9"), ("127.0.0.1",), ("fe80::1%eth0",)],
)
async def test_a_name_that_leads_into_the_own_network_is_refused(
    addresses: tuple[str, ...], tmp_path: Path
) -> None:
    with pytest.raises(OutputUnusable) as caught:
        await fetch(
            "https://cdn.example/a",
            tmp_path / "a",
            may_use_loopback=False,
            resolve=resolves(*addresses),
        )
    assert caught.value.params == {"host": "cdn.example", "reason": "private"}


async def test_a_redirect_into_the_own_network_is_refused(tmp_path: Path) -> None:
    there = answer(302, b"", {"Location": "https://192.168.1.1/admin"})
    async with raw_server(there) as server:
        with pytest.raises(OutputUnusable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.params["host"] == "192.168.1.1"


async def test_a_redirect_to_plain_http_elsewhere_is_refused(tmp_path: Path) -> None:
    there = answer(302, b"", {"Location": "http://cdn.example/a.png"})
    async with raw_server(there) as server:
        with pytest.raises(OutputUnusable) as caught:
            await fetch(server.url, tmp_path / "a")
    assert caught.value.params["reason"] == "not_https"


async def test_the_checked_address_is_the_one_that_is_connected_to(tmp_path: Path) -> None:
    asked = []

    async def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("10.0.0.1",)

    async with raw_server(answer(200, PNG), tls=server_tls()) as server:
        url = f"https://service.test:{server.port}/a.png"
        assert await fetch(url, tmp_path / "a", resolve=resolve) == PNG
    assert asked == ["service.test"]
    assert server.heard[0].headers["host"] == f"service.test:{server.port}"


async def test_the_certificate_has_to_be_the_names_own(tmp_path: Path) -> None:
    async with raw_server(answer(200, PNG), tls=server_tls()) as server:
        url = f"https://somebody-else.test:{server.port}/a.png"
        with pytest.raises(Unreachable):
            await fetch(url, tmp_path / "a", resolve=resolves("127.0.0.1"))
        assert server.heard == []


async def test_the_next_address_is_tried_when_one_does_not_answer(tmp_path: Path) -> None:
    async with raw_server(answer(200, PNG), tls=server_tls()) as server:
        url = f"https://service.test:{server.port}/a.png"
        found = await fetch(url, tmp_path / "a", resolve=resolves("::1", "127.0.0.1"))
    assert found == PNG


async def test_an_unknown_name_is_unreachable(tmp_path: Path) -> None:
    async def resolve(host: str, port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    with pytest.raises(Unreachable):
        await fetch("https://cdn.example/a", tmp_path / "a", resolve=resolve)


async def test_a_proxy_is_asked_by_name_and_the_own_network_stays_refused(tmp_path: Path) -> None:
    async with raw_server(answer(502, "no")) as proxy:
        around = surroundings(https_proxy=proxy.url)
        files = Transfer(around, resolve=resolves())
        with pytest.raises(Unreachable):
            await files.fetch("https://cdn.example/a", tmp_path / "a", bytes_max=CAP)
        assert proxy.heard[0].line == "CONNECT cdn.example:443 HTTP/1.1"
        with pytest.raises(OutputUnusable):
            await files.fetch("https://10.0.0.1/a", tmp_path / "a", bytes_max=CAP)
        await files.aclose()
    assert len(proxy.heard) == 1


async def test_a_folder_that_is_not_there_is_a_storage_failure(tmp_path: Path) -> None:
    async with raw_server(answer(200, PNG)) as server:
        with pytest.raises(StorageFailed) as caught:
            await fetch(server.url, tmp_path / "none" / "a")
    assert caught.value.code == "file_not_written"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
async def test_a_full_disk_is_named() -> None:
    async with raw_server(answer(200, PNG)) as server, transfer() as files:
        with pytest.raises(DiskFull):
            await files.fetch(server.url, Path("/dev/full"), bytes_max=CAP)


async def test_a_file_is_put_with_exactly_the_tickets_headers(tmp_path: Path) -> None:
    file = tmp_path / "ref.png"
    file.write_bytes(PNG * 900)
    ticket = {"Content-Type": "image/png", "If-None-Match": "*", "Host": "evil.example"}
    async with raw_server(answer(201, b"")) as server, transfer() as files:
        await files.put_file(server.url + "/put?sig=a%2Fb", ticket, file)
    [heard] = server.heard
    assert heard.line == "PUT /put?sig=a%2Fb HTTP/1.1"
    assert heard.body == PNG * 900
    assert heard.headers == {
        "host": f"127.0.0.1:{server.port}",
        "content-type": "image/png",
        "if-none-match": "*",
        "content-length": str(len(PNG) * 900),
    }


@pytest.mark.parametrize(
    "script", [answer(403, "<Error/>"), answer(412, ""), answer(500, ""), answer(307, ""), drop()]
)
async def test_a_put_that_fails_is_tried_once(script, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PNG)
    async with raw_server(script) as server, transfer() as files:
        with pytest.raises(Unreachable):
            await files.put_file(server.url, {}, tmp_path / "a")
    assert len(server.heard) == 1


async def test_a_put_that_is_reset_midway_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PNG * 4000)
    async with raw_server(reset(reads_body=False)) as server, transfer() as files:
        with pytest.raises(Unreachable):
            await files.put_file(server.url, {}, tmp_path / "a")


@pytest.mark.parametrize("url", ["http://s3.example/put", "https://10.0.0.1/put", "nonsense"])
async def test_a_file_is_not_put_where_addresses_are_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(PNG)
    async with transfer(may_use_loopback=False) as files:
        with pytest.raises(Refused) as caught:
            await files.put_file(url, {}, tmp_path / "a")
    assert caught.value.code == "upload_address_refused"


async def test_a_file_that_is_not_there_is_not_put(tmp_path: Path) -> None:
    async with raw_server(answer(200, b"")) as server, transfer() as files:
        with pytest.raises(StorageFailed):
            await files.put_file(server.url, {}, tmp_path / "none")
        assert server.connections == 0


@pytest.mark.parametrize(
    "head",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"GIF89a",
        b"II*\x00",
        b"\x00\x00\x00 ftypavif\x00\x00\x00\x00",
        b"\x00\x00\x00 ftypheic\x00\x00\x00\x00",
    ],
)
def test_pictures_are_known_by_their_first_bytes(head: bytes) -> None:
    assert is_picture(head)


@pytest.mark.parametrize("head", [b"", b"<html>", b"RIFF\x00\x00\x00\x00WAVE", b"%PDF-1.7", b"{"])
def test_other_files_are_not_taken_for_pictures(head: bytes) -> None:
    assert not is_picture(head)


async def test_a_document_is_read_without_a_key() -> None:
    packed = answer(200, gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"})
    async with raw_server(packed) as server, transfer() as files:
        assert await files.read(server.url + "/schema.json", bytes_max=100) == b'{"a": 1}'
    assert server.heard[0].headers["accept"] == "application/json"
    assert "authorization" not in server.heard[0].headers


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (answer(404, ""), RemoteGone),
        (answer(503, ""), Unreachable),
        (drop(), Unreachable),
        (reset(b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{"), Unreachable),
        (answer(200, bytes(2000)), OutputUnusable),
        (answer(302, "", {"Location": "https://10.0.0.1/x"}), OutputUnusable),
        (answer(302, "", {"Location": "http://service.example/x"}), OutputUnusable),
    ],
)
async def test_a_document_that_cannot_be_had_says_why(script, kind: type[Exception]) -> None:
    async with raw_server(script) as server, transfer() as files:
        with pytest.raises(kind):
            await files.read(server.url, bytes_max=1000)
