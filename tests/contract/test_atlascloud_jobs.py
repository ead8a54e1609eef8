from typing import Any

import pytest

from seedream_desktop.domain.errors import Billed, RemoteGone
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.ports.provider import Failed, Finished, Snapshot
from tests.contract.subjects.atlascloud import SUBJECT
from tests.fixtures.atlascloud import JOB, OUTPUTS, atlascloud, task, wrapped
from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.shelf import Shelf


async def look_up(script) -> Snapshot:
    async with raw_server(script) as server, atlascloud(server) as provider:
        try:
            return await provider.look_up(RemoteId(JOB), Shelf())
        finally:
            assert {h.line for h in server.heard} == {
                f"GET /api/v1/model/prediction/{JOB} HTTP/1.1"
            }


@pytest.mark.parametrize(
    ("price", "micros"),
    [
        ("0.75", 750_000),
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
        ("inf", None),
    ],
)
async def test_what_was_charged_is_taken_where_it_is_told(price: Any, micros: int | None) -> None:
    told = task("completed", outputs=OUTPUTS, price=price)
    found = await look_up(answer(200, wrapped(told)))
    assert isinstance(found, Finished)
    assert found.charged_micros == micros
    assert len(found.outputs) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("job_failed", "Generation failed."),
        ("job_failed_envelope", "system error, unknown error"),
        (
            "job_failed_http",
            "Generation failed: task processing failed (code: generation_failed)",
        ),
        ("job_failed_no_envelope", "Generation failed."),
    ],
)
async def test_a_failed_job_keeps_its_words_in_every_form(name: str, words: str) -> None:
    found = await look_up(SUBJECT.message(name).script)
    assert isinstance(found, Failed)
    assert found.trouble.params["said"] == words


async def test_a_word_in_other_letters_is_the_same_word() -> None:
    assert isinstance(await look_up(answer(200, wrapped(task("FAILED")))), Failed)
    assert isinstance(await look_up(answer(200, wrapped(task("Completed")))), Finished)


@pytest.mark.parametrize("words", ["Content moderation", "potentially sensitive", "Safety Filter"])
async def test_the_phrases_that_are_known_make_it_a_matter_of_content(words: str) -> None:
    found = await look_up(answer(200, wrapped(task("failed", error=words))))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("moderated", Billed.NO)


@pytest.mark.parametrize("words", ["blocked by a firewall", "retention policy", "task rejected"])
async def test_no_word_alone_makes_a_failure_a_matter_of_content(words: str) -> None:
    found = await look_up(answer(200, wrapped(task("failed", error=words))))
    assert isinstance(found, Failed)
    assert found.trouble.code == "job_failed"


async def test_a_job_that_is_not_there_may_be_too_young_or_gone() -> None:
    with pytest.raises(RemoteGone) as caught:
        await look_up(SUBJECT.message("gone_400").script)
    assert caught.value.code == "not_at_service"


async def test_the_address_that_a_reply_offers_for_asking_is_never_used() -> None:
    async with raw_server(answer(200, {})) as other:
        reply = task("processing", urls={"get": f"{other.url}/steal"})
        await look_up(answer(200, wrapped(reply)))
        assert other.connections == 0
