"""The prompt optimiser on the wire: what is sent, and which answers are a better prompt."""

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    DiskFull,
    NothingSent,
    OutcomeUnknown,
    OutputUnusable,
    Refused,
)
from seedream_desktop.domain.ids import ModelId, RemoteId
from seedream_desktop.ports.errands import PromptEnhancer, TextSnapshot, Wish, Written
from seedream_desktop.ports.provider import Failed, Running
from tests.fixtures.rawserver import answer, drop, free_port, raw_server, silent
from tests.fixtures.wavespeed import CANARY, JOB, task, wavespeed, wrapped

MODEL = ModelId("wavespeed-ai/prompt-optimizer")
WISH = Wish(model=MODEL, text="a lake, 金色的黄昏")


async def gone() -> None:
    return None


async def ordered(script: object, wish: Wish = WISH) -> RemoteId:
    """Order from a service of this script and see that it was asked exactly once."""
    async with raw_server(script) as server, wavespeed(server) as provider:
        try:
            return await provider.submit_text(wish, gone)
        finally:
            assert [heard.method for heard in server.heard] == ["POST"]


async def looked_up(**more: object) -> TextSnapshot:
    script = answer(200, wrapped(task(**more)))
    async with raw_server(script) as server, wavespeed(server) as provider:
        return await provider.look_up_text(RemoteId(JOB))


async def test_a_wish_is_the_documented_flat_body() -> None:
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        assert isinstance(provider, PromptEnhancer)
        assert await provider.submit_text(WISH, gone) == JOB
    [heard] = server.heard
    assert heard.line == "POST /api/v3/wavespeed-ai/prompt-optimizer HTTP/1.1"
    assert heard.headers["authorization"] == f"Bearer {CANARY}"
    assert heard.json == {"text": "a lake, 金色的黄昏", "mode": "image"}


async def test_a_style_is_sent_where_one_is_chosen() -> None:
    wish = Wish(model=MODEL, text="a lake", style="photographic")
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        await provider.submit_text(wish, gone)
    assert server.heard[0].json == {"text": "a lake", "mode": "image", "style": "photographic"}


async def test_nothing_is_sent_when_its_leaving_cannot_be_noted() -> None:
    async def full() -> None:
        raise DiskFull("disk_full", path="library")

    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        with pytest.raises(DiskFull):
            await provider.submit_text(WISH, full)
        assert server.heard == []


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (answer(401, {"code": 401, "message": "bad key"}), AccountRefused),
        (answer(402, {"message": "Insufficient credits"}), AccountRefused),
        (answer(400, {"message": "property 'text' is missing"}), Refused),
        (answer(429, {"message": "slow down"}), NothingSent),
        (answer(500, {"message": "internal"}), OutcomeUnknown),
        (answer(200, wrapped({"status": "created"})), OutcomeUnknown),
        (drop(), OutcomeUnknown),
        (silent(), OutcomeUnknown),
    ],
)
async def test_every_end_of_the_one_post_is_named_for_what_is_known(
    script: object, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await ordered(script)


async def test_a_service_that_cannot_be_reached_has_sold_nothing() -> None:
    async with wavespeed(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(NothingSent):
            await provider.submit_text(WISH, gone)


async def test_a_job_under_way_is_running() -> None:
    assert await looked_up(status="processing") == Running("processing")


async def test_the_better_prompt_is_the_first_output() -> None:
    found = await looked_up(status="completed", outputs=["A lake at dusk,\nsoft light  "])
    assert found == Written("A lake at dusk,\nsoft light")


async def test_only_letters_and_line_breaks_of_the_text_are_kept() -> None:
    outputs = ["a \x1b[31mlake\x00\u202e \r\nand\ta hill\u2028"]
    assert await looked_up(status="completed", outputs=outputs) == Written("a [31mlake\nand a hill")


@pytest.mark.parametrize(
    "outputs",
    [
        [],
        None,
        [""],
        ["\x00"],
        [{"url": "https://a.example/x"}],
        ["https://a.example/x.png"],
        [7],
        ["x" * 20_001],
    ],
)
async def test_an_output_that_is_no_text_is_unusable_and_billed(outputs: object) -> None:
    with pytest.raises(OutputUnusable) as caught:
        await looked_up(status="completed", outputs=outputs)
    assert caught.value.billed is Billed.YES


async def test_a_failed_job_says_that_it_is_not_billed() -> None:
    found = await looked_up(status="failed", code=1200, error="sensitive")
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("moderated", Billed.NO)
