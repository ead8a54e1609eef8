import base64
from pathlib import Path
from typing import Any

import pytest

from seedream_desktop.domain.errors import OutcomeUnknown, StorageFailed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ModelId
from seedream_desktop.ports.provider import Finished, Reference
from tests.contract.subjects.atlascloud import SUBJECT
from tests.fixtures.atlascloud import atlascloud, order, task, wrapped
from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.shelf import Shelf

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def sent(**more: Any) -> dict[str, Any]:
    """Return the body of an order as the service sees it."""
    async with raw_server(answer(200, wrapped(task()))) as server, atlascloud(server) as provider:
        await provider.submit(order(**more), Shelf())
    return server.heard[0].json


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"model": "bytedance/seedream-v4.5/edit", "outputs": 1}, {"images", "size"}),
        ({"model": "bytedance/seedream-v4/sequential", "references": ()}, {"size", "max_images"}),
        ({"model": "bytedance/seedream-v5.0-lite", "references": (), "outputs": 1}, {"size"}),
    ],
)
async def test_an_order_holds_only_what_its_model_takes(
    more: dict[str, Any], fields: set[str]
) -> None:
    more["model"] = ModelId(more["model"])
    assert set(await sent(**more, options={})) == fields | {"model", "prompt"}


async def test_references_without_an_address_travel_inside_in_their_places(tmp_path: Path) -> None:
    path = tmp_path / "normalised"
    path.write_bytes(PNG)
    there, *_ = order().references
    inside = Reference(digest=Digest("d"), path=path, size=Size(8, 8))
    body = await sent(references=(there, inside, there))
    uri = "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert body["images"] == [there.url, uri, there.url]


async def test_a_reference_that_cannot_be_read_keeps_the_order_here(tmp_path: Path) -> None:
    lost = Reference(digest=Digest("d"), path=tmp_path / "none", size=Size(8, 8))
    async with raw_server(answer(200, {})) as server, atlascloud(server) as provider:
        with pytest.raises(StorageFailed):
            await provider.submit(order(references=(lost,)), Shelf())
        assert server.connections == 0


async def test_results_that_come_at_once_and_without_an_id_are_kept() -> None:
    shelf = Shelf()
    script = SUBJECT.message("order_results_without_id").script
    async with raw_server(script) as server, atlascloud(server) as provider:
        found = await provider.submit(order(), shelf)
    assert isinstance(found, Finished)
    assert [data[:4] for data in shelf.kept] == [b"\x89PNG"]


async def test_a_redirect_under_308_is_an_answer_that_says_nothing() -> None:
    reply = answer(308, "", {"Location": "/elsewhere"})
    async with raw_server(reply) as server, atlascloud(server) as provider:
        with pytest.raises(OutcomeUnknown):
            await provider.submit(order(), Shelf())
        assert len(server.heard) == 1


async def test_several_outputs_of_a_single_model_are_our_bug_and_are_not_sent() -> None:
    async with raw_server(answer(200, {})) as server, atlascloud(server) as provider:
        with pytest.raises(AssertionError):
            await provider.submit(order(model=ModelId("bytedance/seedream-v4/edit")), Shelf())
        assert server.connections == 0
