import base64
from pathlib import Path
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
    StorageFailed,
)
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ModelId
from seedream_desktop.ports.provider import Accepted, Finished, OutputStored, OutputUrl, Reference
from tests.fixtures.atlascloud import (
    CANARY,
    JOB,
    MODEL,
    OUTPUTS,
    atlascloud,
    order,
    said,
    task,
    wrapped,
)
from tests.fixtures.rawserver import answer, drop, free_port, raw_server, reset
from tests.fixtures.wavespeed import Shelf

HTML = "<html><body>504 Gateway Time-out</body></html>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def submit(script, shelf: Shelf | None = None, **more: Any) -> Accepted | Finished:
    """Submit to a service of this script and see that it was asked exactly once."""
    async with raw_server(script) as server, atlascloud(server) as provider:
        try:
            return await provider.submit(order(**more), shelf or Shelf())
        finally:
            assert [heard.line for heard in server.heard] == [
                "POST /api/v1/model/generateImage HTTP/1.1"
            ]


async def sent(**more: Any) -> dict[str, Any]:
    """Return the body of an order as the service sees it."""
    async with raw_server(answer(200, wrapped(task()))) as server, atlascloud(server) as provider:
        await provider.submit(order(**more), Shelf())
    assert server.heard[0].headers["authorization"] == f"Bearer {CANARY}"
    return server.heard[0].json


async def test_an_order_is_the_documented_flat_body_with_its_model_inside() -> None:
    assert await sent() == {
        "model": MODEL,
        "prompt": "2 images. 金色的黄昏",
        "images": [f"https://cdn.example/{n}.png" for n in range(3)],
        "size": "2304*1728",
        "max_images": 2,
        "output_format": "png",
        "optimize_prompt_options": {"mode": "standard"},
    }


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"model": "bytedance/seedream-v4.5/edit", "outputs": 1}, {"images", "size"}),
        ({"model": "bytedance/seedream-v4/sequential", "references": ()}, {"size", "max_images"}),
        ({"model": "bytedance/seedream-v5.0-lite", "references": (), "outputs": 1}, {"size"}),
    ],
)
async def test_an_order_holds_only_what_its_model_takes(
    more: dict[str, Any], fields: set[str]
) -> None:
    more["model"] = ModelId(more["model"])
    assert set(await sent(**more, options={})) == fields | {"model", "prompt"}


async def test_references_without_an_address_travel_inside_in_their_places(tmp_path: Path) -> None:
    path = tmp_path / "normalised"
    path.write_bytes(PNG)
    there, *_ = order().references
    inside = Reference(digest=Digest("d"), path=path, size=Size(8, 8))
    body = await sent(references=(there, inside, there))
    uri = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert body["images"] == [there.url, uri, there.url]


async def test_a_reference_that_cannot_be_read_keeps_the_order_here(tmp_path: Path) -> None:
    lost = Reference(digest=Digest("d"), path=tmp_path / "none", size=Size(8, 8))
    async with raw_server(answer(200, {})) as server, atlascloud(server) as provider:
        with pytest.raises(StorageFailed):
            await provider.submit(order(references=(lost,)), Shelf())
        assert server.connections == 0


async def test_an_order_says_when_it_leaves_and_stays_when_that_cannot_be_noted() -> None:
    shelf = Shelf()
    async with raw_server(answer(200, wrapped(task()))) as server, atlascloud(server) as provider:
        assert provider.announces_leaving
        shelf.trouble = DiskFull("disk_full", path="library")
        with pytest.raises(DiskFull):
            await provider.submit(order(), shelf)
        assert (shelf.left, server.heard) == (1, [])


WITH_ID = {
    "documented": (200, wrapped({"id": JOB, "status": "starting"})),
    "code as text": (200, wrapped(task(), code="200")),
    "no wrapper": (200, task()),
    "already done": (200, wrapped(task("completed", outputs=OUTPUTS))),
    "already failed": (200, wrapped(task("failed"), code=500)),
    "under a bad status": (500, wrapped(task(), code=500)),
    "under 504": (504, wrapped(task())),
    "under 429": (429, wrapped(task(), code=429)),
}


@pytest.mark.parametrize(("status", "reply"), WITH_ID.values(), ids=WITH_ID)
async def test_a_jobs_id_counts_before_all_else_since_there_is_no_other_way_to_it(
    status: int, reply: Any
) -> None:
    assert await submit(answer(status, reply)) == Accepted(JOB)


async def test_results_that_come_at_once_and_without_an_id_are_kept() -> None:
    picture = base64.b64encode(PNG).decode()
    told = {"status": "succeeded", "outputs": [OUTPUTS[0], picture], "price": "0.064"}
    shelf = Shelf()
    found = await submit(answer(200, wrapped(told)), shelf)
    assert isinstance(found, Finished)
    assert found.outputs[0] == OutputUrl(OUTPUTS[0])
    assert isinstance(found.outputs[1], OutputStored)
    assert shelf.kept == [PNG]
    assert found.charged_micros == 64_000


REFUSALS = {
    "parameters": (400, said(400, "bad request"), Refused, "service_refused"),
    "unknown model": (404, said(404, "model not found"), Refused, "service_refused"),
    "too large": (413, said(413, "body too large"), Refused, "service_refused"),
    "schema": (422, said(422, "size is not allowed"), Refused, "service_refused"),
    "envelope": (200, said(400, "bad request"), Refused, "service_refused"),
    "envelope, code as text": (
        200,
        said(400, "bad request") | {"code": "400"},
        Refused,
        "service_refused",
    ),
    "moderated": (400, said(400, "Input Prompt violates policy"), Refused, "moderated"),
    "safety": (
        200,
        said(400, "Your input or generated content was blocked by safety review."),
        Refused,
        "moderated",
    ),
    "failed at once": (
        500,
        {"code": 500, "message": "Generation failed", "data": {"status": "failed"}},
        Refused,
        "job_failed",
    ),
    "bad key": (401, said(401, "unauthorized"), AccountRefused, "key_refused"),
    "bad key, other shape": (
        401,
        {"error": {"type": "authentication_error", "message": "bad"}, "request_id": "r"},
        AccountRefused,
        "key_refused",
    ),
    "bad key in envelope": (200, said(401, "unauthorized"), AccountRefused, "key_refused"),
    "monthly limit": (
        403,
        said(403, "reached its monthly spending limit"),
        AccountRefused,
        "account_refused",
    ),
    "region": (451, said(451, "not available in your region"), AccountRefused, "account_refused"),
    "402": (402, said(402, "insufficient balance"), AccountRefused, "balance_too_low"),
    "200 with 402": (200, said(402, "insufficient balance"), AccountRefused, "balance_too_low"),
    "200 with 402, no words": (200, said(402, ""), AccountRefused, "balance_too_low"),
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
    assert caught.value.params["service"] == "Atlas Cloud"


@pytest.mark.parametrize(
    "script",
    [
        answer(429, said(429, "too many requests")),
        answer(429, HTML),
        answer(200, said(429, "too many requests")),
    ],
)
async def test_too_many_requests_means_that_nothing_was_bought(script) -> None:
    with pytest.raises(NothingSent) as caught:
        await submit(script)
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after_s is None


UNKNOWN = {
    "500": answer(500, said(500, "system error, unknown error")),
    "500 about content": answer(500, said(500, "Input Prompt violates policy")),
    "503": answer(503, said(503, "unavailable")),
    "504": answer(504, said(504, "sync request over its time")),
    "504 page": answer(504, HTML),
    "307": answer(307, "", {"Location": "http://127.0.0.1:1/x"}),
    "308": answer(308, "", {"Location": "/elsewhere"}),
    "200 page": answer(200, HTML),
    "200 nothing": answer(200, b""),
    "200 half": answer(200, b'{"code":200,"data":{"id":"b1f6'),
    "no id": answer(200, wrapped({"status": "starting"})),
    "empty id": answer(200, wrapped({"id": "", "status": "starting"})),
    "id of another kind": answer(200, wrapped({"id": 7})),
    "cancelled, no id": answer(200, wrapped({"status": "cancelled"})),
    "failed and priced, no id": answer(200, wrapped({"status": "failed", "price": "0.03"})),
    "no data": answer(200, wrapped(None)),
    "envelope 500": answer(200, said(500, "internal")),
    "404 page": answer(404, HTML),
    "408": answer(408, said(408, "request timeout")),
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


async def test_where_nobody_listens_nothing_was_sent() -> None:
    async with atlascloud(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(NothingSent):
            await provider.submit(order(), Shelf())


async def test_several_outputs_of_a_single_model_are_our_bug_and_are_not_sent() -> None:
    async with raw_server(answer(200, {})) as server, atlascloud(server) as provider:
        with pytest.raises(AssertionError):
            await provider.submit(order(model=ModelId("bytedance/seedream-v4/edit")), Shelf())
        assert server.connections == 0
