import base64
from typing import Any

import pytest

from seedream_desktop.domain.errors import AccountRefused, Billed, RemoteGone, Unreachable
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.ports.provider import (
    Failed,
    Finished,
    OutputMissing,
    OutputStored,
    OutputUrl,
    Running,
    Snapshot,
)
from tests.fixtures.atlascloud import CANARY, JOB, OUTPUTS, atlascloud, said, task, wrapped
from tests.fixtures.rawserver import answer, drop, raw_server, reset
from tests.fixtures.wavespeed import Shelf

HTML = "<html><body>502 Bad Gateway</body></html>"


async def look_up(script, shelf: Shelf | None = None) -> Snapshot:
    async with raw_server(script) as server, atlascloud(server) as provider:
        try:
            return await provider.look_up(RemoteId(JOB), shelf or Shelf())
        finally:
            assert {h.line for h in server.heard} == {
                f"GET /api/v1/model/prediction/{JOB} HTTP/1.1"
            }
            assert server.heard[0].headers["authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize(
    "word",
    ["created", "pending", "queued", "starting", "processing", "running", "paused"],
)
async def test_a_word_that_ends_nothing_means_still_running(word: str) -> None:
    assert await look_up(answer(200, wrapped(task(word)))) == Running(word)


@pytest.mark.parametrize("is_wrapped", [True, False])
@pytest.mark.parametrize("word", ["completed", "succeeded", "Completed"])
async def test_both_words_of_success_give_the_outputs_in_order(word: str, is_wrapped: bool) -> None:
    done = task(word, outputs=OUTPUTS)
    found = await look_up(answer(200, wrapped(done, code="200") if is_wrapped else done))
    assert found == Finished(outputs=tuple(OutputUrl(url) for url in OUTPUTS))


@pytest.mark.parametrize("told", [OUTPUTS[0], OUTPUTS[:1]])
async def test_outputs_may_stand_under_the_other_name(told: Any) -> None:
    found = await look_up(answer(200, wrapped(task("completed", output=told))))
    assert found == Finished(outputs=(OutputUrl(OUTPUTS[0]),))


@pytest.mark.parametrize("told", [{}, {"outputs": None}, {"outputs": []}])
async def test_a_finished_job_without_outputs_is_finished_and_not_bought_again(told: Any) -> None:
    assert await look_up(answer(200, wrapped(task("completed", **told)))) == Finished(outputs=())


async def test_outputs_come_as_addresses_objects_and_base64() -> None:
    picture = b"\x89PNG picture"
    bare = base64.b64encode(picture).decode()
    told = [
        OUTPUTS[0],
        {"url": OUTPUTS[1]},
        {"image": OUTPUTS[2]},
        {"output": OUTPUTS[0]},
        bare,
        f"data:image/png;base64,{bare}",
        7,
    ]
    shelf = Shelf()
    found = await look_up(answer(200, wrapped(task("completed", outputs=told))), shelf)
    assert isinstance(found, Finished)
    assert found.outputs[:4] == tuple(OutputUrl(url) for url in [*OUTPUTS, OUTPUTS[0]])
    assert all(isinstance(output, OutputStored) for output in found.outputs[4:6])
    assert isinstance(found.outputs[6], OutputMissing)
    assert shelf.kept == [picture] * 2


@pytest.mark.parametrize(
    ("price", "micros"),
    [
        ("0.75", 750_000),
        ("0.064000", 64_000),
        (0.032, 32_000),
        (None, None),
        ("", None),
        ("soon", None),
        ("0", None),
        (0, None),
        (-1, None),
        (True, None),
        ({"value": "1"}, None),
        ("nan", None),
    ],
)
async def test_what_was_charged_is_taken_where_it_is_told(price: Any, micros: int | None) -> None:
    told = task("completed", outputs=OUTPUTS, price=price)
    found = await look_up(answer(200, wrapped(told)))
    assert isinstance(found, Finished)
    assert found.charged_micros == micros
    assert len(found.outputs) == 3


FAILURES = {
    "documented": (200, wrapped(task("failed", error="out of luck", error_code=7)), "out of luck"),
    "envelope 500": (
        200,
        {
            "code": 500,
            "msg": "system error, unknown error",
            "data": {"id": JOB, "status": "failed", "outputs": None},
        },
        "system error, unknown error",
    ),
    "HTTP 500": (
        500,
        {
            "code": 500,
            "message": "Generation failed: task processing failed (code: generation_failed)",
            "data": {
                "status": "failed",
                "outputs": None,
                "executionTime": 0,
                "timings": {"inference": 0},
            },
        },
        "Generation failed: task processing failed (code: generation_failed)",
    ),
    "no wrapper": (200, task("failed", error="out of luck"), "out of luck"),
}


@pytest.mark.parametrize(("status", "reply", "words"), FAILURES.values(), ids=FAILURES)
async def test_a_failed_job_is_known_in_every_form_and_its_money_is_released(
    status: int, reply: Any, words: str
) -> None:
    found = await look_up(answer(status, reply))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("job_failed", Billed.NO)
    assert found.trouble.params["said"] == words


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        (200, wrapped(task("failed", error_code=1039))),
        (200, wrapped(task("failed", error_code="1039", error="no"))),
        (500, {"code": 500, "msg": "Input Prompt violates policy", "data": {"status": "failed"}}),
        (200, wrapped(task("failed", error="blocked by safety review. Please revise."))),
        (200, wrapped(task("failed", error="Content moderation"))),
        (200, wrapped(task("failed", error="potentially sensitive"))),
    ],
)
async def test_a_job_that_was_moderated_says_so(status: int, reply: Any) -> None:
    found = await look_up(answer(status, reply))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("moderated", Billed.NO)


@pytest.mark.parametrize("words", ["blocked by a firewall", "retention policy", "task rejected"])
async def test_no_word_alone_makes_a_failure_a_matter_of_content(words: str) -> None:
    found = await look_up(answer(200, wrapped(task("failed", error=words))))
    assert isinstance(found, Failed)
    assert found.trouble.code == "job_failed"


@pytest.mark.parametrize(
    ("word", "code", "billed"),
    [
        ("timeout", "job_timed_out", Billed.NO),
        ("cancelled", "job_cancelled", Billed.UNKNOWN),
        ("canceled", "job_cancelled", Billed.UNKNOWN),
        ("error", "job_failed", Billed.UNKNOWN),
        ("rejected", "job_failed", Billed.UNKNOWN),
        ("FAILED", "job_failed", Billed.NO),
    ],
)
async def test_every_last_word_ends_the_job(word: str, code: str, billed: Billed) -> None:
    found = await look_up(answer(200, wrapped(task(word))))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == (code, billed)


async def test_a_failed_job_with_a_price_counts_as_billed() -> None:
    found = await look_up(answer(200, wrapped(task("failed", price="0.032"))))
    assert isinstance(found, Failed)
    assert found.trouble.billed is Billed.YES


NOT_THERE = {
    "404": answer(404, said(404, "prediction not found")),
    "400": answer(400, said(400, "bad request")),
    "410": answer(410, {"msg": "expired"}),
    "422": answer(422, said(422, "no")),
    "404 in envelope": answer(200, said(404, "not found")),
    "400 in envelope": answer(200, said(400, "bad request")),
}


@pytest.mark.parametrize("script", NOT_THERE.values(), ids=NOT_THERE)
async def test_a_job_that_is_not_there_may_be_too_young_or_gone(script) -> None:
    with pytest.raises(RemoteGone):
        await look_up(script)


LATER = {
    "502 page": answer(502, HTML),
    "500": answer(500, said(500, "system error, unknown error")),
    "503": answer(503, said(503, "busy")),
    "504": answer(504, ""),
    "429": answer(429, said(429, "slow down")),
    "429 in envelope": answer(200, said(429, "slow down")),
    "500 in envelope": answer(200, said(500, "oops")),
    "200 page": answer(200, HTML),
    "404 page": answer(404, HTML),
    "403 page": answer(403, HTML),
    "redirect": answer(302, "", {"Location": "http://127.0.0.1:1/"}),
    "half": answer(200, b'{"code":200,"data":{"id":"b1'),
    "hang-up": drop(),
    "reset": reset(),
}


@pytest.mark.parametrize("script", LATER.values(), ids=LATER)
async def test_trouble_while_asking_never_ends_a_job(script) -> None:
    with pytest.raises(Unreachable):
        await look_up(script)


@pytest.mark.parametrize(
    "reply", [wrapped({"id": JOB}), wrapped({"id": JOB, "status": 3}), wrapped(None)]
)
async def test_a_reply_without_a_status_names_it(reply: Any) -> None:
    with pytest.raises(Unreachable) as caught:
        await look_up(answer(200, reply))
    assert (caught.value.code, caught.value.params["field"]) == ("reply_incomplete", "data.status")


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_no_longer_taken_is_an_account_matter(status: int) -> None:
    with pytest.raises(AccountRefused):
        await look_up(answer(status, said(status, "no")))


async def test_the_address_that_a_reply_offers_for_asking_is_never_used() -> None:
    async with raw_server(answer(200, {})) as other:
        reply = task("processing", urls={"get": f"{other.url}/steal"})
        await look_up(answer(200, wrapped(reply)))
        assert other.connections == 0


async def test_a_strange_id_stays_inside_its_own_path() -> None:
    async with raw_server(answer(200, wrapped(task()))) as server, atlascloud(server) as provider:
        await provider.look_up(RemoteId("../../x?y=1#z"), Shelf())
    assert server.heard[0].path == "/api/v1/model/prediction/..%2F..%2Fx%3Fy%3D1%23z"
