import logging
import pickle
import traceback
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import SeedreamError
from seedream_desktop.domain.ids import ProviderId, RemoteId
from seedream_desktop.providers.cards import bundled_card
from tests.fixtures.rawserver import answer, drop, free_port, raw, raw_server, reset
from tests.fixtures.wavespeed import CANARY, MODEL, NOW, Shelf, order, task, wavespeed, wrapped

ECHO = {"code": 400, "message": f"key {CANARY} is not good", "error": CANARY, "data": None}
SCRIPTS = {
    "fine": answer(200, wrapped(task("completed", outputs=["https://cdn.example/a.png"]))),
    "echo in a failed job": answer(200, wrapped(task("failed", code=1, error=f"bad {CANARY}"))),
    "echo 400": answer(400, ECHO),
    "echo 401": answer(401, ECHO),
    "echo 500": answer(500, ECHO, {"X-Key": CANARY}),
    "echo in envelope": answer(200, ECHO),
    "echo in a redirect": answer(302, "", {"Location": f"http://127.0.0.1:1/?key={CANARY}"}),
    "echo in a page": answer(502, f"<html>{CANARY}</html>"),
    "echo in an output": answer(200, wrapped(task("completed", outputs=[CANARY]))),
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


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
async def test_the_key_shows_nowhere_but_at_its_own_service(
    script, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    for name in ("", "httpx", "httpcore", "seedream_desktop", "stamina", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG")
    said: list[str] = []
    async with raw_server(script) as server, wavespeed(server) as provider:
        calls = (
            provider.check_account(),
            provider.upload(picture, "a.png"),
            provider.submit(order(), Shelf()),
            provider.look_up(RemoteId("j"), Shelf()),
            provider.history(MODEL, NOW - 1, NOW),
            provider.price_micros(order()),
            provider.refresh(bundled_card(ProviderId("wavespeed"))),
        )
        for call in calls:
            try:
                said.append(repr(await call))
            except SeedreamError as error:
                said.append(everything_said(error))
                said.append(repr(pickle.dumps((error.code, error.params))))
        said += [repr(provider), repr(vars(provider)), repr(provider._line)]
    assert server.heard
    assert all(CANARY in heard.headers["authorization"] for heard in server.heard)
    assert CANARY not in "\n".join(said)
    assert caplog.records, "the libraries' own lines were listened to"
    for record in caplog.records:
        assert CANARY not in record.getMessage()
        assert CANARY not in repr(vars(record))


async def test_the_key_shows_nowhere_when_nobody_answers(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    async with wavespeed(f"http://127.0.0.1:{free_port()}") as provider:
        with pytest.raises(SeedreamError) as caught:
            await provider.submit(order(), Shelf())
    assert CANARY not in everything_said(caught.value)
    assert CANARY not in caplog.text


async def test_neither_the_file_host_nor_the_output_host_ever_sees_the_key(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    async with raw_server(answer(200, picture.read_bytes())) as files:
        upload = {"method": "PUT", "url": files.url + "/put", "headers": {}}
        told = wrapped({"download_url": files.url + "/a.png", "upload": upload})
        async with raw_server(answer(200, told)) as server, wavespeed(server) as provider:
            await provider.upload(picture, "a.png")
            await provider._line.transfer.fetch(
                files.url + "/a.png", tmp_path / "b", bytes_max=1000
            )
        assert [heard.method for heard in files.heard] == ["PUT", "GET"]
        assert CANARY.encode() not in files.everything
        assert b"uthorization" not in files.everything


async def test_the_libraries_own_lines_stay_out_of_the_log(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    reply = answer(200, wrapped({"balance": 1}))
    async with raw_server(reply) as server, wavespeed(server) as provider:
        await provider.check_account()
    assert not [record for record in caplog.records if record.name.startswith("http")]
