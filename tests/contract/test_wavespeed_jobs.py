"""What only WaveSpeed's jobs have: outputs in many forms, and an address that is never used."""

import base64
from typing import Any

import pytest

from seedream_desktop.domain.errors import Billed, Unreachable
from seedream_desktop.domain.ids import RemoteId
from seedream_desktop.ports.provider import (
    Failed,
    Finished,
    OutputMissing,
    OutputUrl,
    Snapshot,
)
from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.shelf import Shelf
from tests.fixtures.wavespeed import JOB, OUTPUTS, task, wavespeed, wrapped


async def look_up(reply: Any, shelf: Shelf | None = None) -> Snapshot:
    async with raw_server(answer(200, reply)) as server, wavespeed(server) as provider:
        return await provider.look_up(RemoteId(JOB), shelf or Shelf())


async def test_pictures_inside_a_reply_are_stored_as_they_are() -> None:
    picture = b"\x89PNG picture"
    bare = base64.b64encode(picture).decode()
    told = [bare, f"data:image/png;base64,{bare}", {"output": bare}]
    shelf = Shelf()
    await look_up(wrapped(task("completed", outputs=told)), shelf)
    assert shelf.kept == [picture] * 3


@pytest.mark.parametrize(
    "element", ["", None, 7, {}, {"text": "a prompt"}, "no base64 at all!", [], "data:image/png,"]
)
async def test_one_unreadable_output_does_not_cost_the_others(element: Any) -> None:
    told = [OUTPUTS[0], element, OUTPUTS[1]]
    found = await look_up(wrapped(task("completed", outputs=told)))
    assert isinstance(found, Finished)
    assert [type(output) for output in found.outputs][::2] == [OutputUrl, OutputUrl]
    lost = found.outputs[1]
    assert isinstance(lost, OutputMissing)
    assert lost.trouble.code == "output_unreadable"
    assert lost.trouble.billed is Billed.YES


@pytest.mark.parametrize("number", [1403, [], None, "9"])
async def test_a_failed_job_says_on_one_line_what_the_service_said(number: Any) -> None:
    reply = task("failed", code=number, error="Failed to\ndownload \x07image.")
    found = await look_up(wrapped(reply))
    assert isinstance(found, Failed)
    assert (found.trouble.code, found.trouble.billed) == ("job_failed", Billed.NO)
    assert found.trouble.params["said"] == "Failed to download image."


@pytest.mark.parametrize(
    ("reply", "field"),
    [
        (wrapped({"id": JOB, "status": 3}), "status"),
        (wrapped(None), "data"),
        ([], "body"),
    ],
)
async def test_a_reply_of_another_kind_names_the_field(reply: Any, field: str) -> None:
    with pytest.raises(Unreachable) as caught:
        await look_up(reply)
    assert caught.value.code == "reply_incomplete"
    assert caught.value.params["field"] == field


async def test_the_address_that_a_reply_offers_for_asking_is_never_used() -> None:
    async with raw_server(answer(200, {})) as other:
        reply = task("processing", urls={"get": f"{other.url}/steal"})
        await look_up(wrapped(reply))
        assert other.connections == 0
