"""What Novita alone wants of an order, and what becomes of an answer that breaks off."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from seedream_desktop.domain.errors import (
    DiskFull,
    OutcomeUnknown,
    RemoteGone,
    StorageFailed,
    Unreachable,
)
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ModelId, ProviderId, RemoteId
from seedream_desktop.ports.provider import Finished, Order, OutputStored, OutputUrl, Reference
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.providers.novita import PAID_READ_TIMEOUT_S
from tests.fixtures.novita import FILES, GROUP, OUTPUTS, novita, order, packed
from tests.fixtures.rawserver import Heard, Peer, answer, raw_server
from tests.fixtures.shelf import Shelf

GROUP_FIELDS = {"sequential_image_generation_options"}
ALWAYS = {"prompt", "size", "watermark", "sequential_image_generation"}


async def heard_of(wanted: Order) -> Heard:
    """Return an order as the service sees it."""
    script = answer(200, {"images": OUTPUTS[: wanted.outputs]})
    async with raw_server(script) as server, novita(server) as provider:
        await provider.submit(wanted, Shelf())
    return server.heard[0]


@pytest.mark.parametrize(
    ("model", "outputs", "fields"),
    [
        ("seedream-5.0-lite/edit", 1, {"image"}),
        ("seedream-5.0-lite/edit-sequential", 1, {"image"}),
        ("seedream-5.0-lite/edit-sequential", 2, {"image"} | GROUP_FIELDS),
        ("seedream-4.5/edit-sequential", 2, {"image"} | GROUP_FIELDS),
        ("seedream-4.5/sequential", 3, GROUP_FIELDS),
        ("seedream-4.0/edit", 1, {"images"}),
        ("seedream-4.0/edit-sequential", 2, {"images", "max_images"}),
        ("seedream-4.0/sequential", 2, {"max_images"}),
        ("seedream-4.0", 1, set()),
    ],
)
async def test_each_generation_is_asked_at_its_path_by_its_own_names(
    tmp_path: Path, model: str, outputs: int, fields: set[str]
) -> None:
    references = {} if "edit" in model else {"references": ()}
    wanted = order(tmp_path, model=ModelId(model), outputs=outputs, **references)
    heard = await heard_of(wanted)
    assert heard.path == "/v3/" + model.partition("/")[0]
    body = heard.json
    assert set(body) == ALWAYS | fields
    assert body["watermark"] is False
    assert body["sequential_image_generation"] == ("auto" if outputs > 1 else "disabled")
    options = body.get("sequential_image_generation_options", body)
    assert options.get("max_images", 1) == outputs


async def test_references_go_inside_in_their_order_as_what_they_are(tmp_path: Path) -> None:
    body = (await heard_of(order(tmp_path))).json
    heads = ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpeg;base64,"]
    packed_ = [base64.b64encode(data).decode() for data in FILES]
    assert body["image"] == [head + text for head, text in zip(heads, packed_, strict=True)]


async def test_a_size_that_is_left_open_is_not_sent(tmp_path: Path) -> None:
    assert "size" not in (await heard_of(order(tmp_path, size=None))).json


async def test_a_reference_that_cannot_be_read_keeps_the_order_here(tmp_path: Path) -> None:
    lost = Reference(digest=Digest("d"), path=tmp_path / "none", size=Size(8, 8))
    async with raw_server(answer(200, {})) as server, novita(server) as provider:
        with pytest.raises(StorageFailed):
            await provider.submit(order(tmp_path, references=(lost,)), Shelf())
        assert server.connections == 0


def breaking(body: str, missing: int = 100) -> Any:
    """Return a script that says less than it promises."""

    async def script(heard: Heard, peer: Peer) -> None:
        length = len(body.encode()) + missing
        await peer.say(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode())
        await peer.say(body.encode())
        peer.writer.close()

    return script


async def test_what_came_before_an_answer_broke_off_is_kept_at_once(tmp_path: Path) -> None:
    shelf, red, blue = Shelf(), packed("red"), packed("blue")
    script = breaking(f'{{"images":["{red}","data:image/jpeg;base64,{blue[:40]}')
    async with raw_server(script) as server, novita(server) as provider:
        with pytest.raises(OutcomeUnknown):
            await provider.submit(order(tmp_path), shelf)
        assert len(server.heard) == 1
    assert shelf.arrived_at == {0: base64.b64decode(red)}


@pytest.mark.parametrize("end", ["", ",", ',"http', "]", "], "])
async def test_an_answer_that_breaks_off_after_all_that_was_ordered_lacks_nothing(
    tmp_path: Path, end: str
) -> None:
    body = json.dumps({"images": [OUTPUTS[0], packed("red")]})[:-2] + end
    async with raw_server(breaking(body)) as server, novita(server) as provider:
        done = await provider.submit(order(tmp_path), Shelf())
    assert isinstance(done, Finished)
    assert done.outputs[0] == OutputUrl(OUTPUTS[0])
    assert isinstance(done.outputs[1], OutputStored)


async def test_an_address_alone_of_an_answer_that_broke_off_proves_no_end(tmp_path: Path) -> None:
    body = f'{{"images":["{OUTPUTS[0]}",'
    async with raw_server(breaking(body)) as server, novita(server) as provider:
        with pytest.raises(OutcomeUnknown):
            await provider.submit(order(tmp_path), Shelf())


async def test_a_picture_that_cannot_be_stored_stops_the_taking(tmp_path: Path) -> None:
    class Full(Shelf):
        async def arrived(self, index: int, data: bytes) -> OutputStored:
            raise DiskFull("disk_full", path="blobs")

    script = answer(200, {"images": [packed("red")]})
    async with raw_server(script) as server, novita(server) as provider:
        with pytest.raises(DiskFull):
            await provider.submit(order(tmp_path), Full())


async def test_there_are_no_jobs_lists_uploads_keys_of_orders_or_prices(tmp_path: Path) -> None:
    card = bundled_card(ProviderId("novita"))
    async with raw_server(answer(200, {})) as server, novita(server) as provider:
        with pytest.raises(RemoteGone):
            await provider.look_up(RemoteId("x"), Shelf())
        with pytest.raises(RemoteGone):
            await provider.upload(tmp_path / "a.png", "a.png")
        with pytest.raises(Unreachable):
            await provider.history(GROUP, 0.0, 1.0)
        assert await provider.replay(order(tmp_path), Shelf()) is None
        assert await provider.price_micros(order(tmp_path)) is None
        assert await provider.refresh(card) is card
        assert server.connections == 0


def test_the_answer_is_awaited_as_long_as_fifteen_pictures_take() -> None:
    assert PAID_READ_TIMEOUT_S >= 600
