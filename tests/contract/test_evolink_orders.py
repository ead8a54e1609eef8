"""EvoLink's paid POST where no other has the like: an order's own key, model_params, replays."""

from typing import Any

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    NothingSent,
    OutcomeUnknown,
    Refused,
    SeedreamError,
    Unreachable,
)
from seedream_desktop.domain.ids import ModelId
from seedream_desktop.domain.request import Trouble
from seedream_desktop.ports.provider import Accepted
from tests.contract.subjects.evolink import SUBJECT
from tests.fixtures.evolink import CANARY, ORDER_KEY, PRO, TASK, evolink, order
from tests.fixtures.rawserver import answer, drop, free_port, raw_server
from tests.fixtures.shelf import Shelf

SOLD = SUBJECT.message("order_pending")


async def sent(**more: Any) -> dict[str, Any]:
    """Return the body of an order as the service sees it."""
    async with raw_server(SOLD.script) as server, evolink(server) as provider:
        await provider.submit(order(**more), Shelf())
    return server.heard[0].json


async def test_the_models_of_one_output_take_their_format_outside_and_decline_a_mark() -> None:
    body = await sent(model=PRO, outputs=1, targets=(0,))
    assert set(body) == {"model", "prompt", "image_urls", "size", "output_format", "watermark"}
    assert (body["model"], body["output_format"]) == ("doubao-seedream-5.0-pro", "png")
    assert body["watermark"] is False


@pytest.mark.parametrize("family", ["doubao-seedream-4.5", "doubao-seedream-4.0"])
async def test_a_model_without_options_gets_no_model_params(family: str) -> None:
    body = await sent(model=ModelId(f"{family}/sequential"), references=(), options={})
    assert set(body) == {"model", "prompt", "size", "n"}
    assert body["model"] == family


async def test_references_go_in_the_users_order_and_one_twice_goes_twice() -> None:
    first, second, _ = order().references
    body = await sent(references=(second, first, second))
    assert body["image_urls"] == [second.url, first.url, second.url]


async def test_several_outputs_of_a_model_of_one_are_our_bug_and_are_not_sent() -> None:
    async with raw_server(answer(200, {})) as server, evolink(server) as provider:
        with pytest.raises(AssertionError):
            await provider.submit(order(model=PRO), Shelf())
        assert server.connections == 0


async def test_a_replay_sends_the_same_bytes_under_the_same_key_and_announces_nothing() -> None:
    shelf = Shelf()
    async with raw_server(SOLD.script) as server, evolink(server) as provider:
        await provider.submit(order(), shelf)
        assert await provider.replay(order(), shelf) == Accepted(TASK)
    first, again = server.heard
    assert (first.line, first.body) == (again.line, again.body)
    for heard in server.heard:
        assert heard.headers["idempotency-key"] == heard.headers["x-evo-run-id"] == ORDER_KEY
        assert CANARY not in ORDER_KEY
    assert shelf.left == 1


async def replayed(script: Any) -> SeedreamError:
    async with raw_server(script) as server, evolink(server) as provider:
        with pytest.raises(SeedreamError) as caught:
            await provider.replay(order(), Shelf())
        assert len(server.heard) == 1
    return caught.value


async def test_a_replay_of_what_is_not_settled_says_how_long_to_wait() -> None:
    body = {"error": {"code": "paid_outcome_unknown", "message": "not settled"}}
    for status in (409, 425, 202, 200, 503):
        error = await replayed(answer(status, body, {"Retry-After": "4"}))
        assert type(error) is Unreachable
        assert (error.code, error.retry_after_s) == ("answer_pending", 4.0)


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("refused_conflict", Refused, "key_of_another_order"),
        ("refused_parameters_word", Refused, "service_refused"),
        ("refused_bad_key", AccountRefused, "key_refused"),
        ("refused_insufficient_quota", AccountRefused, "balance_too_low"),
        ("passing_429", NothingSent, "rate_limited"),
        ("passing_503_no_available_channel", NothingSent, "rate_limited"),
        ("unclear_500_word", OutcomeUnknown, "answer_unclear"),
        ("unclear_409", OutcomeUnknown, "answer_unclear"),
    ],
)
async def test_a_replay_is_refused_as_an_order_is(
    name: str, kind: type[SeedreamError], code: str
) -> None:
    error = await replayed(SUBJECT.message(name).script)
    assert type(error) is kind
    assert error.code == code


async def test_a_replay_whose_answer_is_lost_is_as_unknown_as_before() -> None:
    assert type(await replayed(drop())) is OutcomeUnknown
    async with evolink(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(NothingSent):
            await provider.replay(order(), Shelf())


async def test_a_first_order_that_is_not_settled_is_unknown_and_not_refused() -> None:
    script = SUBJECT.message("unclear_pending").script
    async with raw_server(script) as server, evolink(server) as provider:
        with pytest.raises(OutcomeUnknown) as caught:
            await provider.submit(order(), Shelf())
    assert caught.value.code == "answer_pending"


async def test_a_conflict_bought_nothing() -> None:
    script = SUBJECT.message("refused_conflict").script
    async with raw_server(script) as server, evolink(server) as provider:
        with pytest.raises(Refused) as caught:
            await provider.submit(order(), Shelf())
    assert Trouble.of(caught.value).billed is Billed.NO
