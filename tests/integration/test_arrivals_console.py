"""What the console tells and does of a request of which some outputs arrived."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.request import (
    Output,
    OutputState,
    RequestState,
    Target,
    Trouble,
    Version,
)
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from tests.fixtures.console import Console
from tests.unit.storage import samples

ONE = RequestId("req-1")
KEYS = ("k-0", "k-1")
PRICE = 35_000


@pytest.fixture
async def seedream(tmp_path) -> Console:
    """A library in which one of two pictures of a request arrived before its answer broke off."""
    library = await Library.open(Locations(tmp_path / "library"))
    targets = tuple(Target(samples.image_id(n)) for n in range(2))
    await samples.begin_run(library, samples.request(ONE, targets=targets, cost_micros=2 * PRICE))
    ready = await samples.ready(library, ONE, *KEYS, cost_micros=2 * PRICE)
    assert ready.recipe is not None
    ready = await library.move(
        replace(ready, recipe=replace(ready.recipe, targets=targets)), ready.state
    )
    sent = await library.begin_sending(ready, samples.NO_CAPS, samples.moment())
    row = Output(index=0, state=OutputState.STORED, digest=samples.digest("k-0"), size=samples.SIZE)
    await library.arrivals.record(ONE, row)
    doubt = await library.settle(sent, RequestState.IN_DOUBT, samples.charge(None, "cut"), 9.0)
    figures = {"asked": 2, "got": 1}
    trouble = Trouble(code="reply_broke_off", billed=Billed.UNKNOWN, params=figures)
    made: Version = samples.version("k-0", cost_micros=PRICE)
    await library.arrivals.keep(replace(doubt, trouble=trouble), [made])
    await library.close()
    return Console(tmp_path / "library")


def test_the_queue_says_what_arrived_and_what_can_be_decided(seedream) -> None:
    (row,) = seedream("queue", "--json").json["requests"]
    assert (row["state"], row["code"], row["billed"]) == ("in_doubt", "reply_broke_off", "unknown")
    said = seedream("queue").out
    assert "1 of 2 pictures arrived and are kept" in said
    assert "--resend" in said


def test_a_frame_that_arrived_is_done_while_the_other_is_in_doubt(seedream) -> None:
    shown = seedream("show", samples.SEQUENCE, "--json").json
    assert [frame["steps"][0]["state"] for frame in shown["frames"]] == ["done", "in_doubt"]


def test_sending_again_asks_for_the_missing_picture_alone(seedream) -> None:
    done = seedream("decide", ONE, "--resend", "--yes", "--json").events[0]
    assert (done["state"], done["outputs"], done["cost_usd"]) == ("queued", 1, "0.035")
    assert seedream("ledger", "--json").json["spent_usd"] == "0.07"


def test_giving_up_keeps_what_arrived(seedream) -> None:
    done = seedream("decide", ONE, "--abandon", "--json").json
    assert (done["state"], done["code"], done["charged_usd"]) == (
        "cancelled",
        "rest_given_up",
        "0.07",
    )
    shown = seedream("show", samples.SEQUENCE, "--json").json
    assert [frame["steps"][0]["state"] for frame in shown["frames"]] == ["done", "cancelled"]
