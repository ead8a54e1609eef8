"""Regions: what is planned for one of a provider's services is never sent to another."""

from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import AccountRefused, CardLacks
from seedream_desktop.domain.request import OPEN, RequestState
from tests.fixtures.shop import PRICE_MICROS, SHOP, Shop, card
from tests.fixtures.world import World, until

pytestmark = pytest.mark.timeout(60)

NAMES = {"regions": ("ap", "eu"), "region_titles": {"ap": "Asia", "eu": "Europe"}}
EU = replace(
    card(),
    **NAMES,
    region="eu",
    models=tuple(
        replace(m, price=replace(m.price, per_output_micros=2 * PRICE_MICROS))
        for m in card().models
    ),
)


class Houses:
    """A world with two shops of one provider."""

    def __init__(self, folder):
        self.world = World(folder)
        changes = {**NAMES, "region": "ap", "elsewhere": {"eu": EU}}
        self.world.card_changes = changes
        self.ap, self.eu = self.world.shop, Shop(folder, clock=self.world.clock.now)
        self.now = "ap"
        self.world.find = lambda _, region: {"ap": self.ap, "eu": self.eu}[region or self.now]

    async def choose(self, region):
        self.now = region
        await self.world.engine.regions.choose(SHOP, region)

    async def open_requests(self):
        return await self.world.library.requests(states=OPEN)


@pytest.fixture
async def houses(tmp_path):
    made = Houses(tmp_path)
    yield made
    await made.world.stop()


async def begun(houses, sequence, *, started=True):
    """Start a run and return it; nothing is waited for."""
    engine = houses.world.engine
    if started:
        await engine.start()
    plan = await engine.plan(sequence)
    return await engine.run(sequence, plan.token)


async def test_what_is_planned_after_a_change_is_bought_in_the_new_region(houses):
    engine = await houses.world.start()
    await engine.start()
    sequence = houses.world.sequence(images=2)
    before = await engine.plan(sequence)
    await houses.choose("eu")
    after = await engine.plan(sequence)
    assert (before.cost_micros, after.cost_micros) == (2 * PRICE_MICROS, 4 * PRICE_MICROS)
    assert {request.region for request in after.requests} == {"eu"}
    assert before.token != after.token
    await houses.world.run(sequence)
    assert (houses.ap.posts, houses.eu.posts) == (0, 2)


async def test_a_request_of_another_region_waits_says_why_and_goes_on_there_later(houses):
    engine = await houses.world.start()
    await engine.start()
    await engine.controls.run_next(0)
    run = await begun(houses, houses.world.sequence(images=2), started=False)
    await houses.choose("eu")
    await engine.controls.run_next(None)
    await engine.wait(run.id)
    assert (houses.ap.posts, houses.eu.posts) == (0, 0)
    waiting = await houses.open_requests()
    assert {request.state for request in waiting} == {RequestState.QUEUED}
    assert {request.trouble.code for request in waiting} == {"other_region"}
    said = waiting[0].trouble.params
    assert (said["region"], said["now"]) == ("Asia", "Europe")
    await houses.choose("ap")
    await until(lambda: houses.ap.posts == 2)
    await engine.wait(run.id)
    assert not await houses.open_requests()
    assert (houses.ap.posts, houses.eu.posts) == (2, 0)


async def test_after_a_restart_a_queued_request_still_belongs_to_its_region(houses):
    engine = await houses.world.start()
    await engine.start()
    await engine.controls.run_next(0)
    run = await begun(houses, houses.world.sequence(images=1), started=False)
    await houses.world.stop()
    houses.now = "eu"
    houses.world.card_changes = {**NAMES, "region": "ap", "elsewhere": {"eu": EU}}
    engine = await houses.world.start()
    await houses.choose("eu")
    await houses.world.resume()
    assert (houses.ap.posts, houses.eu.posts) == (0, 0)
    await houses.choose("ap")
    await engine.wait(run.id)
    assert (houses.ap.posts, houses.eu.posts) == (1, 0)


async def test_a_change_of_region_after_a_restart_buys_nothing_by_itself(houses):
    engine = await houses.world.start()
    await engine.start()
    await engine.controls.run_next(0)
    await begun(houses, houses.world.sequence(images=1), started=False)
    await houses.world.stop()
    engine = await houses.world.start()
    await engine.start()
    await houses.choose("eu")
    await houses.choose("ap")
    assert houses.ap.posts == 0


async def test_a_job_that_was_accepted_is_asked_for_where_it_was_sent(houses):
    houses.ap.polls_needed = 3
    engine = await houses.world.start()
    run = await begun(houses, houses.world.sequence(images=1))
    await until(lambda: houses.ap.posts == 1)
    await houses.choose("eu")
    await engine.wait(run.id)
    outcome = await engine.outcome(run.id)
    assert outcome.spent_micros == PRICE_MICROS
    assert not await houses.open_requests()
    assert houses.eu.posts == 0


async def test_a_lost_submission_is_looked_for_in_its_own_regions_list(houses):
    houses.ap.behaviour = "lost"
    houses.ap.list_shows = False
    engine = await houses.world.start()
    run = await begun(houses, houses.world.sequence(images=1))
    await engine.wait(run.id)
    await houses.world.stop()
    houses.ap.list_shows = True
    await houses.world.start()
    await houses.choose("eu")
    await houses.world.resume()
    assert not await houses.open_requests()
    assert houses.ap.posts == 1
    assert houses.eu.posts == 0


async def test_a_no_from_another_region_does_not_stop_the_one_in_force(houses, monkeypatch):
    engine = await houses.world.start()
    run = await begun(houses, houses.world.sequence(images=1))
    await until(lambda: houses.ap.posts == 1)
    await houses.choose("eu")

    async def refuses(*_):
        raise AccountRefused("key_refused", service="Shop", said="no")

    monkeypatch.setattr(houses.ap, "look_up", refuses)
    await engine.wait(run.id)
    assert engine.controls.paused == ()


async def test_a_refused_key_says_that_keys_are_of_one_region(houses):
    houses.ap.behaviour = "account"
    engine = await houses.world.start()
    run = await begun(houses, houses.world.sequence(images=1))
    await engine.wait(run.id)
    (paused,) = engine.controls.paused
    assert paused.trouble.code == "key_refused_here"
    assert paused.trouble.params["region"] == "Asia"
    await houses.choose("eu")
    assert engine.controls.paused == ()


async def test_a_region_that_there_is_not_is_named(houses):
    await houses.world.start()
    with pytest.raises(CardLacks) as caught:
        await houses.world.engine.regions.choose(SHOP, "us")
    assert caught.value.code == "unknown_region"
    assert caught.value.params["regions"] == "ap, eu"
