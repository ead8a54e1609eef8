"""What only WaveSpeed's orders have: which fields a model takes, and how a size is written."""

from typing import Any

import pytest

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ModelId
from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.shelf import Shelf
from tests.fixtures.wavespeed import order, task, wavespeed, wrapped


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        (
            {"model": "bytedance/seedream-v4.5/edit", "outputs": 1, "options": {}},
            {"images", "size"},
        ),
        (
            {"model": "bytedance/seedream-v4/sequential", "references": (), "options": {}},
            {"size", "max_images"},
        ),
        (
            {
                "model": "bytedance/seedream-v5.0-flash/edit",
                "outputs": 1,
                "size": None,
                "options": {"resolution": "2k", "output_format": "png"},
            },
            {"images", "resolution", "output_format"},
        ),
    ],
)
async def test_an_order_holds_only_what_its_model_takes(
    more: dict[str, Any], fields: set[str]
) -> None:
    more["model"] = ModelId(more["model"])
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        await provider.submit(order(**more), Shelf())
    assert set(server.heard[0].json) == fields | {"prompt"}


async def test_several_outputs_of_a_single_model_are_our_bug_and_are_not_sent() -> None:
    async with raw_server(answer(200, {})) as server, wavespeed(server) as provider:
        with pytest.raises(AssertionError):
            await provider.submit(order(model=ModelId("bytedance/seedream-v4/edit")), Shelf())
        assert server.connections == 0


@pytest.mark.parametrize("size", [Size(1440, 2560), Size(4096, 4096)])
async def test_a_size_is_written_with_the_services_own_sign(size: Size) -> None:
    async with raw_server(answer(200, wrapped(task()))) as server, wavespeed(server) as provider:
        await provider.submit(order(size=size), Shelf())
    assert server.heard[0].json["size"] == f"{size.width_px}*{size.height_px}"
