import asyncio
from typing import Any

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    DiskFull,
    NothingSent,
    OutcomeUnknown,
    Refused,
    SeedreamError,
)
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId
from seedream_desktop.ports.provider import Accepted
from tests.fixtures.rawserver import answer, drop, free_port, raw_server, reset, silent
from tests.fixtures.wavespeed import CANARY, JOB, Shelf, order, task, wavespeed, wrapped

HTML = "<html><body>504 Gateway Time-out</body></html>"


async def submit(script, **more: Any) -> Accepted:
    """Submit to a service of this script and see that it was asked exactly once."""
    async with raw_server(script) as server, wavespeed(server) as provider:
        try:
            return await provider.submit(order(**more), Shelf())
        finally:
            assert [heard.method for heard in server.heard] == ["POST"]


async def test_an_order_is_the_documented_flat_body() -> None:
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        accepted = await provider.submit(order(), Shelf())
    assert accepted == Accepted(JOB)
    [heard] = server.heard
    assert heard.line == "POST /api/v3/bytedance/seedream-v5.0-lite/edit-sequential HTTP/1.1"
    assert heard.headers["authorization"] == f"Bearer {CANARY}"
    assert heard.json == {
        "prompt": "2 images. 金色的黄昏",
        "images": [f"https://cdn.example/{n}.png" for n in range(3)],
        "size": "2304*1728",
        "max_images": 2,
        "output_format": "png",
    }


async def test_an_order_says_when_it_leaves_and_stays_when_that_cannot_be_noted() -> None:
    shelf = Shelf()
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        assert provider.announces_leaving
        shelf.trouble = DiskFull("disk_full", path="library")
        with pytest.raises(DiskFull):
            await provider.submit(order(), shelf)
        assert (shelf.left, server.heard) == (1, [])


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        (
            {"model": "bytedance/seedream-v4.5/edit", "outputs": 1, "options": {}},
            {"images", "size"},
        ),
        (
            {"model": "bytedance/seedream-v4/sequential", "references": (), "options": {}},
            {"size", "max_images"},
        ),
        (
            {
                "model": "bytedance/seedream-v5.0-flash/edit",
                "outputs": 1,
                "size": None,
                "options": {"resolution": "2k", "output_format": "png"},
            },
            {"images", "resolution", "output_format"},
        ),
    ],
)
async def test_an_order_holds_only_what_its_model_takes(
    more: dict[str, Any], fields: set[str]
) -> None:
    more["model"] = ModelId(more["model"])
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        await provider.submit(order(**more), Shelf())
    assert set(server.heard[0].json) == fields | {"prompt"}


@pytest.mark.parametrize(
    "reply",
    [
        wrapped(task()),
        wrapped(task("processing")),
        wrapped(task("completed", outputs=["https://cdn.example/a.png"])),
        wrapped(task("processing", code=5004, error="Sync mode timed out after 90 seconds.")),
        wrapped(task(), code="200"),
        wrapped({"id": JOB}),
        task(),
        {"id": JOB, "status": "created", "code": 5004},
        wrapped(task(), code=500, message="but it is there"),
    ],
    ids=[
        "created",
        "processing",
        "completed",
        "sync wait ended",
        "code as text",
        "bare id",
        "no wrapper",
        "no wrapper, own code",
        "a job under a bad code",
    ],
)
async def test_an_answer_with_an_id_is_accepted_whatever_else_it_says(reply: Any) -> None:
    assert await submit(answer(200, reply)) == Accepted(JOB)


def said(code: int, text: str) -> dict[str, Any]:
    return {"code": code, "message": text, "data": None}


REFUSALS = {
    "parameters": (400, said(400, "Invalid size"), Refused, "service_refused"),
    "other error shape": (400, {"error": "webhook callback"}, Refused, "service_refused"),
    "unknown model": (404, said(404, "model not found"), Refused, "service_refused"),
    "envelope": (200, said(400, "Invalid size"), Refused, "service_refused"),
    "envelope, task code": (200, said(1401, "parameter invalid"), Refused, "service_refused"),
    "bad key": (401, said(401, "unauthorized"), AccountRefused, "key_refused"),
    "bad key, no words": (401, "", AccountRefused, "key_refused"),
    "bad key in envelope": (200, said(401, "unauthorized"), AccountRefused, "key_refused"),
    "role": (
        403,
        said(403, "role not allowed") | {"error_code": 7},
        AccountRefused,
        "account_refused",
    ),
    "402": (402, said(402, "pay"), AccountRefused, "balance_too_low"),
    "400 money": (400, said(400, "Insufficient credits"), AccountRefused, "balance_too_low"),
    "403 money": (403, said(403, "insufficient balance"), AccountRefused, "balance_too_low"),
    "200 money": (
        200,
        said(1001, "Insufficient credits. Top up."),
        AccountRefused,
        "balance_too_low",
    ),
    "200 money as 500": (
        200,
        said(500, "INSUFFICIENT account balance"),
        AccountRefused,
        "balance_too_low",
    ),
}


@pytest.mark.parametrize(("status", "reply", "kind", "code"), REFUSALS.values(), ids=REFUSALS)
async def test_a_no_in_so_many_words_is_a_refusal_and_not_billed(
    status: int, reply: Any, kind: type[SeedreamError], code: str
) -> None:
    with pytest.raises(kind) as caught:
        await submit(answer(status, reply))
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert caught.value.billed is Billed.NO
    assert caught.value.params["service"] == "WaveSpeedAI"


@pytest.mark.parametrize(
    ("script", "wait_s"),
    [
        (answer(429, said(429, "too many requests"), {"Retry-After": "17"}), 17.0),
        (answer(429, said(429, "too many requests")), None),
        (answer(429, HTML), None),
        (answer(200, said(429, "too many requests")), None),
    ],
)
async def test_too_many_requests_means_that_nothing_was_bought(script, wait_s) -> None:
    with pytest.raises(NothingSent) as caught:
        await submit(script)
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after_s == wait_s


UNKNOWN = {
    "500": answer(500, said(500, "internal")),
    "502 page": answer(502, HTML),
    "503": answer(503, said(503, "unavailable"), {"Retry-After": "5"}),
    "504 page": answer(504, HTML),
    "500 with words about money": answer(500, said(500, "insufficient balance")),
    "redirect": answer(307, "", {"Location": "http://127.0.0.1:1/x"}),
    "303": answer(303, "", {"Location": "/elsewhere"}),
    "200 page": answer(200, HTML),
    "200 nothing": answer(200, b""),
    "200 half": answer(200, b'{"code":200,"data":{"id":"7c1d'),
    "204": answer(204, b""),
    "no id": answer(200, wrapped({"status": "created"})),
    "empty id": answer(200, wrapped({"id": "", "status": "created"})),
    "id of another kind": answer(200, wrapped({"id": 7})),
    "no data": answer(200, wrapped(None)),
    "a list": answer(200, []),
    "envelope 500": answer(200, said(500, "internal")),
    "envelope 5000": answer(200, said(5000, "internal")),
    "404 page": answer(404, HTML),
    "403 page": answer(403, HTML),
    "408": answer(408, said(408, "request timeout")),
    "400 with a job": answer(400, wrapped(task(), code=400, message="bad")),
    "hang-up": drop(),
    "reset": reset(),
    "reset midway": reset(reads_body=False),
    "headers only": reset(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"),
}


@pytest.mark.parametrize("script", UNKNOWN.values(), ids=UNKNOWN)
async def test_an_answer_that_does_not_say_what_happened_leaves_it_unknown(script) -> None:
    with pytest.raises(OutcomeUnknown) as caught:
        await submit(script)
    assert caught.value.billed is Billed.UNKNOWN


async def test_a_307_never_takes_the_order_or_the_key_to_another_host() -> None:
    async with raw_server(answer(200, wrapped(task()))) as other:
        with pytest.raises(OutcomeUnknown):
            await submit(answer(307, "", {"Location": f"{other.url}/api/v3/x"}))
        assert other.connections == 0


async def test_a_late_answer_leaves_the_outcome_unknown() -> None:
    async with (
        raw_server(silent()) as server,
        wavespeed(server, paid_read_timeout_s=0.1) as provider,
    ):
        with pytest.raises(OutcomeUnknown):
            await provider.submit(order(), Shelf())
        assert len(server.heard) == 1


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with wavespeed(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(NothingSent):
            await provider.submit(order(), Shelf())


async def test_a_cancelled_order_says_so_and_is_not_called_unsent() -> None:
    async with raw_server(silent()) as server, wavespeed(server) as provider:
        buying = asyncio.create_task(provider.submit(order(), Shelf()))
        await server.arrived.wait()
        buying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await buying


async def test_several_outputs_of_a_single_model_are_our_bug_and_are_not_sent() -> None:
    async with raw_server(answer(200, {})) as server, wavespeed(server) as provider:
        with pytest.raises(AssertionError):
            await provider.submit(order(model=ModelId("bytedance/seedream-v4/edit")), Shelf())
        assert server.connections == 0


@pytest.mark.parametrize("size", [Size(1440, 2560), Size(4096, 4096)])
async def test_a_size_is_written_with_the_services_own_sign(size: Size) -> None:
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        await provider.submit(order(size=size), Shelf())
    assert server.heard[0].json["size"] == f"{size.width_px}*{size.height_px}"
