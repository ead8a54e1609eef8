"""Every service's paid POST: sent once, as documented, and its end named for what is known."""

import asyncio
import json

import pytest

from seedream_desktop.domain.errors import (
    Billed,
    DiskFull,
    KeyMissing,
    NothingSent,
    OutcomeUnknown,
)
from tests.contract import wire
from tests.contract.suite import CANARY, check, each, every, lacks, told
from tests.fixtures.rawserver import Heard, Peer, answer, drop, free_port, raw_server, reset, silent
from tests.fixtures.shelf import Shelf

PAGE = "<html><body>504 Gateway Time-out</body></html>"

NOT_FROM_THE_SERVICE = {
    "502 page": answer(502, PAGE),
    "503 page": answer(503, PAGE),
    "504 page": answer(504, PAGE),
    "524 page": answer(524, PAGE),
    "500 nothing": answer(500, b""),
    "307": answer(307, "", {"Location": "http://127.0.0.1:1/x"}),
    "303": answer(303, "", {"Location": "/elsewhere"}),
    "200 page": answer(200, PAGE),
    "200 nothing": answer(200, b""),
    "200 half": answer(200, b'{"code":200,"data":{"id":"7c1d'),
    "200 list": answer(200, b"[]"),
    "204": answer(204, b""),
    "403 page": answer(403, PAGE),
    "404 page": answer(404, PAGE),
    "hang-up": drop(),
    "reset": reset(),
    "reset midway": reset(reads_body=False),
    "headers only": reset(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n"),
}


async def submit(subject, script, folder, shelf=None):
    """Order from a service of this script and see that it was asked exactly once."""
    async with raw_server(script) as server, subject.at(server) as provider:
        try:
            return await provider.submit(subject.order(folder), shelf or Shelf())
        finally:
            assert [heard.method for heard in server.heard] == ["POST"]


@every()
async def test_an_order_is_sent_as_documented(subject, tmp_path):
    sold = subject.message(next(iter(subject.sold)))
    async with raw_server(sold.script) as server, subject.at(server) as provider:
        await provider.submit(subject.order(tmp_path), Shelf())
    [heard] = server.heard
    wanted = subject.message("order.request")
    assert heard.line == wanted.first
    assert heard.json == json.loads(wanted.body)
    assert heard.headers["authorization"] == f"Bearer {CANARY}"
    for name, value in wanted.headers.items():
        assert heard.headers[name.lower()] == value


@each("sold")
async def test_what_a_service_sold_is_read(subject, name, expected, tmp_path):
    answer = subject.message(name)
    assert told(await submit(subject, answer.script, tmp_path)) == expected


@each("sold")
async def test_a_field_of_tomorrow_changes_nothing_about_a_sale(subject, name, expected, tmp_path):
    answer = subject.message(name).changed(wire.widened)
    assert told(await submit(subject, answer.script, tmp_path)) == expected


@each("refused")
async def test_a_no_in_so_many_words_is_a_refusal_and_not_billed(subject, name, expected, tmp_path):
    documented = subject.message(name)
    for said in (documented, documented.changed(wire.widened)):
        with pytest.raises(expected.kind) as caught:
            await submit(subject, said.script, tmp_path)
        check(caught.value, expected)
        assert caught.value.billed is Billed.NO
        assert caught.value.params["service"] == subject.title


@each("passing")
async def test_what_says_not_now_has_sold_nothing(subject, name, expected, tmp_path):
    with pytest.raises(NothingSent) as caught:
        await submit(subject, subject.message(name).script, tmp_path)
    check(caught.value, expected)


@each("unclear")
async def test_an_answer_that_does_not_say_what_happened_leaves_it_unknown(
    subject, name, expected, tmp_path
):
    with pytest.raises(OutcomeUnknown) as caught:
        await submit(subject, subject.message(name).script, tmp_path)
    assert caught.value.billed is Billed.UNKNOWN


@every()
@pytest.mark.parametrize("script", NOT_FROM_THE_SERVICE.values(), ids=NOT_FROM_THE_SERVICE)
async def test_what_is_no_word_of_the_service_leaves_it_unknown(subject, script, tmp_path):
    with pytest.raises(OutcomeUnknown) as caught:
        await submit(subject, script, tmp_path)
    assert caught.value.billed is Billed.UNKNOWN


@lacks("order_needs")
@pytest.mark.parametrize("change", [wire.without, lambda path: wire.put(path, [[7]])])
async def test_a_sale_that_cannot_be_read_is_unknown_and_not_sent_again(
    subject, lack, change, tmp_path
):
    answer = subject.message(lack.file).changed(change(lack.path))
    with pytest.raises(OutcomeUnknown):
        await submit(subject, answer.script, tmp_path)


@every()
async def test_an_order_announces_itself_before_its_first_byte(subject, tmp_path):
    shelf = Shelf()
    sold = subject.message(next(iter(subject.sold)))
    seen = []

    async def script(heard: Heard, peer: Peer) -> None:
        seen.append(shelf.left)
        await sold.script(heard, peer)

    await submit(subject, script, tmp_path, shelf)
    assert seen == [1]


@every()
async def test_an_order_stays_when_its_leaving_cannot_be_noted(subject, tmp_path):
    shelf = Shelf()
    shelf.trouble = DiskFull("disk_full", path="library")
    async with raw_server(answer(200, b"")) as server, subject.at(server) as provider:
        assert provider.announces_leaving
        with pytest.raises(DiskFull):
            await provider.submit(subject.order(tmp_path), shelf)
        assert (shelf.left, server.heard) == (1, [])


@every()
async def test_without_a_key_nothing_is_sent(subject, tmp_path):
    lost = KeyMissing("key_missing", provider=subject.id, variable="X")
    async with raw_server(silent()) as server, subject.at(server, trouble=lost) as provider:
        with pytest.raises(KeyMissing):
            await provider.submit(subject.order(tmp_path), Shelf())
        with pytest.raises(KeyMissing):
            await provider.check_account()
        assert server.connections == 0


@every()
async def test_no_redirect_takes_the_order_or_the_key_to_another_host(subject, tmp_path):
    async with raw_server(answer(200, {})) as other:
        with pytest.raises(OutcomeUnknown):
            await submit(subject, answer(307, "", {"Location": f"{other.url}/x"}), tmp_path)
        assert other.connections == 0


@every()
async def test_a_late_answer_leaves_the_outcome_unknown(subject, tmp_path):
    async with (
        raw_server(silent()) as server,
        subject.at(server, paid_read_timeout_s=0.1) as provider,
    ):
        with pytest.raises(OutcomeUnknown):
            await provider.submit(subject.order(tmp_path), Shelf())
        assert len(server.heard) == 1


@every()
async def test_where_nobody_listens_nothing_was_sent(subject, tmp_path):
    async with subject.at(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(NothingSent):
            await provider.submit(subject.order(tmp_path), Shelf())


@every()
async def test_a_cancelled_order_says_so_and_is_not_called_unsent(subject, tmp_path):
    async with raw_server(silent()) as server, subject.at(server) as provider:
        buying = asyncio.create_task(provider.submit(subject.order(tmp_path), Shelf()))
        await server.arrived.wait()
        buying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await buying
