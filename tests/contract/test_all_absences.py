"""What a service does not have, at every service: said at once, without asking it."""

from pathlib import Path

import pytest

from seedream_desktop.domain.errors import RemoteGone, Unreachable
from seedream_desktop.domain.ids import RemoteId
from tests.contract.suite import every
from tests.fixtures.rawserver import answer, raw_server
from tests.fixtures.shelf import Shelf


async def unasked(subject, call):
    """Make a call that no server may hear of."""
    async with raw_server(answer(200, {})) as server, subject.at(server) as provider:
        try:
            return await call(provider)
        finally:
            assert server.connections == 0


@every(lambda subject: not subject.has_history)
async def test_no_list_is_never_an_empty_one_which_would_be_a_sign_about_an_order(subject):
    with pytest.raises(Unreachable):
        await unasked(subject, lambda provider: provider.history(subject.model, 0.0, 1.0))


@every(lambda subject: not subject.jobs)
async def test_there_is_no_job_to_ask_for(subject):
    with pytest.raises(RemoteGone):
        await unasked(subject, lambda provider: provider.look_up(RemoteId("x"), Shelf()))


@every(lambda subject: not subject.has_uploads)
async def test_there_is_no_place_to_send_a_file_to(subject):
    with pytest.raises(RemoteGone):
        await unasked(subject, lambda provider: provider.upload(Path("a.png"), "a.png"))


@every(lambda subject: not subject.has_prices)
async def test_there_is_no_price_to_ask_for(subject, tmp_path):
    order = subject.order(tmp_path)
    assert await unasked(subject, lambda provider: provider.price_micros(order)) is None
