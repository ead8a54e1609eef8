"""The free test of a key, at every service: good, bad, not allowed, and a bad day told apart."""

import asyncio

import pytest

from seedream_desktop.domain.errors import AccountRefused, Unreachable
from tests.contract import wire
from tests.contract.suite import CANARY, check, each, every, lacks
from tests.fixtures.rawserver import answer, drop, free_port, raw_server, reset

A_BAD_DAY = {
    "502 page": answer(502, "<html><body>502</body></html>"),
    "503 nothing": answer(503, b""),
    "200 page": answer(200, "<html>please wait</html>"),
    "403 page": answer(403, "<html>blocked</html>"),
    "hang-up": drop(),
    "reset": reset(),
}


async def checked(subject, script):
    async with raw_server(script) as server, subject.at(server) as provider:
        try:
            return await provider.check_account()
        finally:
            assert all(CANARY in heard.headers["authorization"] for heard in server.heard)


@each("accounts")
async def test_a_good_key_gives_its_balance(subject, name, expected):
    for answered in (subject.message(name), subject.message(name).changed(wire.widened)):
        assert await checked(subject, answered.script) == expected


@each("account_refused")
async def test_a_key_that_is_not_taken_is_told_from_one_that_may_not(subject, name, expected):
    with pytest.raises(AccountRefused) as caught:
        await checked(subject, subject.message(name).script)
    check(caught.value, expected)


@each("account_later")
async def test_an_answer_that_says_nothing_of_the_key_accuses_nobody(subject, name, expected):
    with pytest.raises(Unreachable):
        await checked(subject, subject.message(name).script)


@every()
@pytest.mark.parametrize("script", A_BAD_DAY.values(), ids=A_BAD_DAY)
async def test_a_bad_day_is_no_bad_key(subject, script):
    with pytest.raises(Unreachable):
        await checked(subject, script)


@every()
async def test_where_nobody_listens_a_key_is_not_judged(subject):
    async with subject.at(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(Unreachable):
            await provider.check_account()


@lacks("account_needs")
async def test_an_account_that_lacks_something_names_the_field(subject, lack):
    answer = subject.message(lack.file).changed(wire.without(lack.path))
    with pytest.raises(Unreachable) as caught:
        await checked(subject, answer.script)
    assert caught.value.code == "reply_incomplete"
    assert lack.name in caught.value.params["field"]


@every()
async def test_questions_asked_at_once_do_not_disturb_each_other(subject):
    name, micros = next(iter(subject.accounts.items()))
    script = subject.message(name).script
    async with raw_server(script) as server, subject.at(server) as provider:
        found = await asyncio.gather(*(provider.check_account() for _ in range(20)))
    assert found == [micros] * 20
