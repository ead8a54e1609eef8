"""Play money in the ledger: reserved and spent like any, and part of no real sum or cap."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.ledger import Caps, balance, play, real
from seedream_desktop.domain.request import RequestState
from tests.unit.storage import samples

PLAY = ProviderId("rehearsal:wavespeed")
EACH = 35_000


async def begin(library, name, provider=None, caps=samples.NO_CAPS):
    """Send a request of the run's, at EACH; of a rehearsal where a provider is named."""
    made = samples.request(name)
    made = made if provider is None else replace(made, provider=provider)
    await library.queue.add((made,))
    made = await library.move(made, RequestState.PREPARING)
    made = replace(made, recipe=samples.recipe(name))
    return await library.begin_sending(made, caps, samples.moment())


@pytest.mark.parametrize("cap", ["day_micros", "month_micros"])
async def test_a_cap_of_time_knows_no_play_money(filled, cap):
    caps = Caps(**{cap: EACH})
    for number in range(3):
        await begin(filled, f"play-{number}", PLAY, caps)
    await begin(filled, "paid-1", None, caps)
    with pytest.raises(OverBudget) as refused:
        await begin(filled, "paid-2", None, caps)
    assert refused.value.params["used_micros"] == EACH
    await begin(filled, "play-9", PLAY, caps)
    entries = await filled.entries()
    assert balance(real(entries)).exposure_micros == EACH
    assert balance(play(entries)).exposure_micros == 4 * EACH


async def test_a_runs_cap_holds_for_each_kind_of_money_by_itself(filled):
    caps = Caps(run_micros=2 * EACH)
    for number in range(2):
        await begin(filled, f"play-{number}", PLAY, caps)
        await begin(filled, f"paid-{number}", None, caps)
    with pytest.raises(OverBudget) as refused:
        await begin(filled, "play-9", PLAY, caps)
    assert refused.value.params["cap"] == "play_run"
    with pytest.raises(OverBudget) as refused:
        await begin(filled, "paid-9", None, caps)
    assert refused.value.params["cap"] == "run"


async def test_what_a_sequence_has_cost_is_real_money(filled):
    for name, provider in (("play-1", PLAY), ("paid-1", None)):
        sent = await begin(filled, name, provider)
        failed = replace(sent, ended_at=5.0)
        await filled.settle(failed, RequestState.FAILED, samples.charge(EACH), 5.0)
    [summary] = await filled.sequences()
    assert summary.spent_micros == EACH
