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
from tests.fixtures.rawserver import answer, drop, raw_server, reset
from tests.fixtures.wavespeed import CANARY, JOB, OUTPUTS, Shelf, task, wavespeed, wrapped

HTML = "<html><body>502 Bad Gateway</body></html>"


async def look_up(script, shelf: Shelf | None = None, remote_id: str = JOB) -> Snapshot:
    async with raw_server(script) as server, wavespeed(server) as provider:
        try:
            return await provider.look_up(RemoteId(remote_id), shelf or Shelf())
        finally:
            assert {h.line for h in server.heard} == {
                f"GET /api/v3/predictions/{remote_id}/result HTTP/1.1"
            }
            assert server.heard[0].headers["authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize("word", ["created", "processing", "paused", "queued"])
async def test_a_word_that_ends_nothing_means_still_running(word: str) -> None:
    assert await look_up(answer(200, wrapped(task(word)))) == Running(word)


async def test_the_end_of_a_sync_wait_is_not_the_end_of_the_job() -> None:
    reply = task("processing", code=5004, error="Sync mode timed out after 90 seconds.")
    assert await look_up(answer(200, wrapped(reply))) == Running("processing")


@pytest.mark.parametrize("is_wrapped", [True, False])
async def test_a_finished_job_gives_its_outputs_in_order(is_wrapped: bool) -> None:
    done = task("completed", outputs=OUTPUTS)
    del done["has_nsfw_contents"]
    found = await look_up(answer(200, wrapped(done) if is_wrapped else done))
    assert found == Finished(outputs=tuple(OutputUrl(url) for url in OUTPUTS))


async def test_a_finished_job_without_outputs_is_finished() -> None:
    assert await look_up(answer(200, wrapped(task("completed")))) == Finished(outputs=())
    null = answer(200, wrapped(task("completed", outputs=None)))
    assert await look_up(null) == Finished(outputs=())


async def test_outputs_come_as_addresses_objects_and_base64() -> None:
    picture = b"\x89PNG picture"
    bare = base64.b64encode(picture).decode()
    told = [
        OUTPUTS[0],
        {"url": OUTPUTS[1]},
        {"image": OUTPUTS[2]},
        bare,
        f"data:image/png;base64,{bare}",
        {"output": bare},
    ]
    shelf = Shelf()
    found = await look_up(answer(200, wrapped(task("completed", outputs=told))), shelf)
    assert isinstance(found, Finished)
    assert found.outputs[:3] == tuple(OutputUrl(url) for url in OUTPUTS)
    assert all(isinstance(output, OutputStored) for output in found.outputs[3:])
    assert shelf.kept == [picture] * 3


@pytest.mark.parametrize(
    "element", ["", None, 7, {}, {"text": "a prompt"}, "no base64 at all!", [], "data:image/png,"]
)
async def test_one_unreadable_output_does_not_cost_the_others(element: Any) -> None:
    told = [OUTPUTS[0], element, OUTPUTS[1]]
    found = await look_up(answer(200, wrapped(task("completed", outputs=told))))
    assert isinstance(found, Finished)
    assert [type(output) for output in found.outputs][::2] == [OutputUrl, OutputUrl]
    lost = found.outputs[1]
    assert isinstance(lost, OutputMissing)
    assert lost.trouble.code == "output_unreadable"
    assert lost.trouble.billed is Billed.YES


async def test_a_damaged_picture_inside_the_reply_is_a_missing_output() -> None:
    told = [base64.b64encode(b"bad bytes here").decode()]
    found = await look_up(answer(200, wrapped(task("completed", outputs=told))))
    assert isinstance(found, Finished)
    [lost] = found.outputs
    assert isinstance(lost, OutputMissing)
    assert lost.trouble.code == "output_damaged"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1200, "moderated"),
        (1400, "parameters_refused"),
        (1401, "parameters_refused"),
        (1402, "reference_not_fetched"),
        (1403, "job_failed"),
        (1405, "job_failed"),
        (5000, "service_failed"),
        (5003, "service_failed"),
        (5004, "job_timed_out"),
        (9999, "job_failed"),
        ("1200", "moderated"),
        (None, "job_failed"),
        ([], "job_failed"),
    ],
)
async def test_a_failed_job_names_its_reason_and_is_refunded(number: Any, code: str) -> None:
    reply = task("failed", code=number, error="Failed to\ndownload \x07image.")
    found = await look_up(answer(200, wrapped(reply)))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == (code, Billed.NO)
    assert found.trouble.params["said"] == "Failed to download image."


async def test_a_failed_job_under_a_bad_envelope_is_still_the_jobs_own_word() -> None:
    reply = wrapped(task("failed", code=1200), code=1200, message="potentially sensitive")
    found = await look_up(answer(200, reply))
    assert isinstance(found, Failed)
    assert found.trouble.code == "moderated"


@pytest.mark.parametrize(
    ("word", "code", "billed"),
    [
        ("timeout", "job_timed_out", Billed.NO),
        ("cancelled", "job_cancelled", Billed.UNKNOWN),
        ("deleted", "job_deleted", Billed.YES),
        ("FAILED", "job_failed", Billed.NO),
    ],
)
async def test_every_last_word_ends_the_job(word: str, code: str, billed: Billed) -> None:
    found = await look_up(answer(200, wrapped(task(word))))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == (code, billed)


GONE = {
    "404": answer(404, {"code": 404, "message": "prediction not found"}),
    "410": answer(410, {"error": "expired"}),
    "envelope": answer(200, {"code": 404, "message": "not found", "data": None}),
}


@pytest.mark.parametrize("script", GONE.values(), ids=GONE)
async def test_a_job_that_the_service_says_it_has_not_is_gone(script) -> None:
    with pytest.raises(RemoteGone):
        await look_up(script)


LATER = {
    "502 page": answer(502, HTML),
    "503": answer(503, {"code": 503, "message": "busy"}),
    "504": answer(504, ""),
    "429": answer(429, {"code": 429, "message": "slow down"}, {"Retry-After": "3"}),
    "429 in envelope": answer(200, {"code": 429, "message": "slow down", "data": None}),
    "500 in envelope": answer(200, {"code": 500, "message": "oops", "data": None}),
    "200 page": answer(200, HTML),
    "404 page": answer(404, HTML),
    "403 page": answer(403, HTML),
    "redirect": answer(302, "", {"Location": "http://127.0.0.1:1/"}),
    "400": answer(400, {"code": 400, "message": "bad id"}),
    "half": answer(200, b'{"code":200,"data":{"id":"7c'),
    "hang-up": drop(),
    "reset": reset(),
}


@pytest.mark.parametrize("script", LATER.values(), ids=LATER)
async def test_trouble_while_asking_never_ends_a_job(script) -> None:
    with pytest.raises(Unreachable):
        await look_up(script)


async def test_the_wait_that_a_poll_is_asked_for_is_told() -> None:
    with pytest.raises(Unreachable) as caught:
        await look_up(LATER["429"])
    assert caught.value.retry_after_s == 3.0


@pytest.mark.parametrize(
    ("reply", "field"),
    [
        (wrapped({"id": JOB}), "status"),
        (wrapped({"id": JOB, "status": 3}), "status"),
        (wrapped(None), "data"),
        ({"code": 200}, "data"),
        ([], "body"),
    ],
)
async def test_a_reply_that_lacks_something_names_the_field(reply: Any, field: str) -> None:
    with pytest.raises(Unreachable) as caught:
        await look_up(answer(200, reply))
    assert caught.value.code == "reply_incomplete"
    assert caught.value.params["field"] == field


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_no_longer_taken_is_an_account_matter(status: int) -> None:
    with pytest.raises(AccountRefused):
        await look_up(answer(status, {"code": status, "message": "no"}))


async def test_a_strange_id_stays_inside_its_own_path() -> None:
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        await provider.look_up(RemoteId("../../x?y=1#z"), Shelf())
    assert server.heard[0].path == "/api/v3/predictions/..%2F..%2Fx%3Fy%3D1%23z/result"


async def test_the_address_that_a_reply_offers_for_asking_is_never_used() -> None:
    async with raw_server(answer(200, {})) as other:
        reply = task("processing", urls={"get": f"{other.url}/steal"})
        await look_up(answer(200, wrapped(reply)))
        assert other.connections == 0
