"""Proxies of the running program: there with a result, made once, given up when nobody waits."""

import asyncio
import functools
import io
from pathlib import Path

import pytest
from PIL import Image

from seedream_desktop.app.previews import Previews
from seedream_desktop.app.wiring import open_app
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.request import RequestState
from tests.fixtures import photographs
from tests.fixtures.windowing import Running


@pytest.fixture
def running(qapp, tmp_path, monkeypatch, _leaves_no_widget):
    """Open the program as beside a window: previews are made where outputs are verified."""
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    program = Running(qapp, functools.partial(open_app, has_window=True)).open()
    yield program
    program.close()


def result(room):
    """Buy one result; return its version."""
    run = room.start()
    room.until(run, RequestState.DONE)
    program = room.running.desk.program
    sequence = room.running.desk.documents.current.sequence.id
    (version,) = room.running.ask(program.library.versions(sequence))
    return version


def kept(program):
    return {path.stem for path in program.locations.proxies.rglob("*.jpg")}


def refuse(monkeypatch, program):
    """Have nothing decoded from now on."""

    async def refused(_path):
        pytest.fail("decoded again")

    for name in ("proxy", "thumbnail"):
        monkeypatch.setattr(program.pictures, name, refused)


def test_a_result_has_its_previews_from_its_arrival_on(room, monkeypatch):
    program = room.running.desk.program
    version = result(room)
    room.running.wait(lambda: version.digest in kept(program))
    refuse(monkeypatch, program)
    path = program.blobs.path(version.digest)
    data = room.running.ask(program.proxy(version.digest, path))
    assert Image.open(io.BytesIO(data)).format == "JPEG"
    small = room.running.ask(program.thumbnail(version.digest, path))
    assert max(Image.open(io.BytesIO(small)).size) <= 512


def test_a_cache_that_breaks_costs_no_result(request, monkeypatch):
    def broken(*_):
        raise RuntimeError("full")

    monkeypatch.setattr(Previews, "keep", broken)
    room = request.getfixturevalue("room")
    assert room.running.desk.program.blobs.has(result(room).digest)


def test_a_source_gets_its_proxy_when_it_is_looked_at_and_only_once(running, tmp_path, monkeypatch):
    program = running.desk.program
    path = tmp_path / "sea.jpg"
    path.write_bytes(photographs.encoded(photographs.photograph(3000, 2000), "JPEG"))
    picture = running.ask(program.pictures.read(path))
    made, make = [], program.pictures.proxy

    async def counted(path):
        made.append(path)
        return await make(path)

    monkeypatch.setattr(program.pictures, "proxy", counted)

    async def both():
        return await asyncio.gather(*(program.proxy(picture.digest, path) for _ in range(3)))

    first, *others = running.ask(both())
    assert others == [first, first]
    path.unlink()
    assert running.ask(program.proxy(picture.digest, path)) == first
    assert made == [path]


def test_a_picture_that_nobody_waits_for_any_more_is_given_up(running, monkeypatch):
    program, ended = running.desk.program, []

    async def endless(_path):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    monkeypatch.setattr(program.pictures, "proxy", endless)

    async def impatient():
        asked = [asyncio.create_task(program.proxy("ab" * 32, Path("sea.jpg"))) for _ in range(2)]
        await asyncio.sleep(0.05)
        asked[0].cancel()
        await asyncio.sleep(0.05)
        assert not ended
        asked[1].cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    running.ask(impatient())
    running.wait(lambda: ended == [True])


def test_a_picture_that_is_gone_says_so(running, tmp_path):
    with pytest.raises(BadInput):
        running.ask(running.desk.program.proxy("cd" * 32, tmp_path / "gone.jpg"))


def test_figures_are_measured_on_proxies_which_are_kept(running, tmp_path):
    program, image = running.desk.program, photographs.photograph(3000, 2000)
    shown = []
    for name, picture in (("sea", image), ("grey", image.convert("L").convert("RGB"))):
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(photographs.encoded(picture, "JPEG"))
        shown.append((running.ask(program.pictures.read(path)).digest, path))
    found = running.ask(program.figures(*shown))
    assert found.delta_mean > 1
    assert found.shift is not None
    assert kept(program) == {digest for digest, _ in shown}
    for _, path in shown:
        path.unlink()
    again = running.ask(program.figures(*shown, aligns=True))
    assert again.is_aligned
    assert again.before == found.before
