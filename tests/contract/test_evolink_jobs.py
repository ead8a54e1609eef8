"""EvoLink's tasks: outputs in two places, bills in two measures, failures in words."""

from typing import Any

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.ports.provider import Failed, Finished, OutputUrl, Running, Snapshot
from tests.fixtures.evolink import OUTPUTS, TASK, evolink
from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.shelf import Shelf


async def look_up(**told: Any) -> Snapshot:
    document = {"id": TASK, "object": "image.generation.task", **told}
    async with raw_server(answer(200, document)) as server, evolink(server) as provider:
        try:
            return await provider.look_up(RemoteId(TASK), Shelf())
        finally:
            assert [heard.line for heard in server.heard] == [f"GET /v1/tasks/{TASK} HTTP/1.1"]


@pytest.mark.parametrize(
    ("usage", "micros"),
    [
        ({"credits_used": 1.904}, 28_000),
        ({"credits_used": "1.904"}, 28_000),
        ({"credits_used": 1.1016}, 16_200),
        ({"credits_used": 0.1}, 1_471),
        ({"cost": {"credits": 1.904}}, 28_000),
        ({"cost": {"usd": 0.028}}, 28_000),
        ({"credits_used": 1.9, "cost": {"credits": 1.904, "usd": 0.03}}, 30_000),
        ({"credits_reserved": 1.904}, None),
        ({"credits_used": 0}, None),
        ({"credits_used": -1}, None),
        ({"credits_used": True}, None),
        ({"credits_used": 1e30}, None),
        ({"credits_used": "nan"}, None),
        ({"credits_used": "inf"}, None),
        ({"credits_used": None, "cost": None}, None),
        ({"credits_used": {"value": 1}}, None),
        ({"cost": 5}, None),
        ([], None),
        (None, None),
    ],
)
async def test_what_was_charged_is_taken_where_it_is_told(usage: Any, micros: int | None) -> None:
    found = await look_up(status="completed", results=OUTPUTS, usage=usage)
    assert isinstance(found, Finished)
    assert found.charged_micros == micros
    assert len(found.outputs) == 3


A, B, C = OUTPUTS


@pytest.mark.parametrize(
    ("results", "data", "urls"),
    [
        ([A, B], None, [A, B]),
        ([A, B], [{"image_url": B}, {"image_url": C}], [A, B, C]),
        ([], {"image_url": A}, [A]),
        (None, [{"url": A}, B], [A, B]),
        (A, None, [A]),
        ([A, A], [], [A]),
    ],
)
async def test_outputs_at_both_places_count_once_each_in_their_order(
    results: Any, data: Any, urls: list[str]
) -> None:
    found = await look_up(status="completed", results=results, result_data=data)
    assert isinstance(found, Finished)
    assert list(found.outputs) == [OutputUrl(url) for url in urls]


async def test_a_word_in_other_letters_is_the_same_word() -> None:
    assert isinstance(await look_up(status="FAILED"), Failed)
    assert isinstance(await look_up(status=" Completed", results=[A]), Finished)
    assert await look_up(status="Unheard") == Running("unheard")


async def test_a_failed_task_keeps_the_services_words_and_is_not_billed() -> None:
    error = {"code": "content_policy_violation", "message": "flagged", "suggestion": "change it"}
    found = await look_up(status="failed", error=error)
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("moderated", Billed.NO)
    assert found.trouble.params["number"] == "content_policy_violation"
    assert "flagged" in str(found.trouble.params["said"])


@pytest.mark.parametrize("error", [None, "broken", 7, [], {"code": None}, {"code": {"x": 1}}])
async def test_a_failure_without_a_word_is_still_one(error: Any) -> None:
    found = await look_up(status="failed", error=error)
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("job_failed", Billed.NO)
