"""The key goes to its own service and shows nowhere else, whatever a service answers."""

import logging
import pickle
import traceback

import pytest

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import ProviderId, RemoteId
from seedream_desktop.providers.cards import bundled_card
from tests.contract import wire
from tests.contract.suite import CANARY, NOW, every
from tests.fixtures.rawserver import answer, drop, free_port, raw, raw_server, reset
from tests.fixtures.shelf import Shelf

LOGGERS = ("", "httpx", "httpcore", "seedream_desktop", "stamina", "asyncio")
ECHO = {"code": 400, "message": f"key {CANARY} is not good", "error": CANARY, "data": None}
ECHO_IN_OBJECT = {"error": {"code": CANARY, "message": f"bad {CANARY}", "param": CANARY}}
SCRIPTS = {
    "echo 400": answer(400, ECHO),
    "echo 401": answer(401, ECHO),
    "echo 403 in an object": answer(403, ECHO_IN_OBJECT),
    "echo 429": answer(429, ECHO_IN_OBJECT, {"Retry-After": "1"}),
    "echo 500": answer(500, ECHO, {"X-Key": CANARY}),
    "echo in envelope": answer(200, ECHO),
    "echo in a redirect": answer(302, "", {"Location": f"http://127.0.0.1:1/?key={CANARY}"}),
    "echo in a page": answer(502, f"<html>{CANARY}</html>"),
    "hang-up": drop(),
    "reset": reset(),
    "no HTTP": raw(CANARY.encode() + b"\r\n\r\n", closes=True),
}


def everything_said(error: BaseException) -> str:
    """All that a log, a report or a screen could show of an error and of what caused it."""
    told = ["".join(traceback.format_exception(error))]
    seen: BaseException | None = error
    while seen is not None:
        told += [repr(seen), str(seen), repr(seen.args), repr(getattr(seen, "params", ""))]
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(told)


async def all_said(subject, provider, folder):
    """Make every call and return all that it gave or raised, in every form there is."""
    picture = folder / "a.png"
    picture.write_bytes(b"\x89PNG")
    calls = [
        provider.check_account(),
        provider.submit(subject.order(folder), Shelf()),
        provider.refresh(bundled_card(ProviderId(subject.id))),
    ]
    if subject.jobs:
        calls.append(provider.look_up(RemoteId("j"), Shelf()))
    if subject.has_uploads:
        calls.append(provider.upload(picture, "a.png"))
    if subject.has_history:
        calls.append(provider.history(subject.model, NOW - 1, NOW))
    if subject.has_prices:
        calls.append(provider.price_micros(subject.order(folder)))
    said = [repr(provider), repr(vars(provider))]
    for call in calls:
        try:
            said.append(repr(await call))
        except SeedreamError as error:
            said.append(everything_said(error))
            said.append(repr(pickle.dumps((error.code, error.params))))
    return "\n".join(said)


def check_log(caplog):
    assert caplog.records, "the libraries' own lines were listened to"
    for record in caplog.records:
        assert CANARY not in record.getMessage()
        assert CANARY not in repr(vars(record))


@pytest.fixture
def listening(caplog):
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


@every()
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
async def test_the_key_shows_nowhere_but_at_its_own_service(subject, script, listening, tmp_path):
    async with raw_server(script) as server, subject.at(server) as provider:
        said = await all_said(subject, provider, tmp_path)
    assert server.heard
    assert all(CANARY in heard.headers["authorization"] for heard in server.heard)
    assert all(CANARY not in heard.line for heard in server.heard)
    assert CANARY.encode() not in b"".join(heard.body for heard in server.heard)
    assert CANARY not in said
    check_log(listening)


def echoed(value):
    """Return a document whose texts all say the key as well."""
    if isinstance(value, dict):
        return {name: echoed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [echoed(item) for item in value]
    return f"{value} {CANARY}" if isinstance(value, str) else value


@every()
async def test_a_service_that_repeats_the_key_in_its_answers_does_not_spread_it(
    subject, listening, tmp_path
):
    spread = []
    for name in sorted(subject.own_files - {"order.request"}):
        answered = subject.message(name).changed(echoed)
        async with raw_server(answered.script) as server, subject.at(server) as provider:
            for call in (
                provider.check_account(),
                provider.submit(subject.order(tmp_path), Shelf()),
            ):
                try:
                    await call
                except SeedreamError as error:
                    spread += [name] * (CANARY in everything_said(error))
    assert spread == []
    check_log(listening)


@every()
async def test_the_key_shows_nowhere_when_nobody_answers(subject, listening, tmp_path):
    async with subject.at(f"http://127.0.0.1:{free_port()}") as provider:
        said = await all_said(subject, provider, tmp_path)
    assert CANARY not in said
    assert CANARY not in listening.text


@every()
async def test_the_libraries_own_lines_stay_out_of_the_log(subject, caplog):
    caplog.set_level(logging.DEBUG)
    known = subject.message(next(iter(subject.accounts)))
    async with raw_server(known.script) as server, subject.at(server) as provider:
        await provider.check_account()
    assert not [record for record in caplog.records if record.name.startswith("http")]


@every()
def test_every_documented_answer_is_part_of_the_contract(subject):
    assert wire.names(subject.id) == subject.own_files
