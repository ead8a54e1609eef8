"""Replay pays for changes only: any script of edits buys each key once, and loses no result."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.domain.keys import original, repeat_of
from seedream_desktop.domain.ledger import balance
from seedream_desktop.domain.sequence import Image
from seedream_desktop.domain.step import SizeChoice, StepMode
from seedream_desktop.engine.outcome import OutcomeState
from tests.fixtures.shop import PRICE_MICROS
from tests.fixtures.world import World

STEPS = st.integers(0, 1)
IMAGES = st.integers(0, 3)


class Replay(RuleBasedStateMachine):
    """Somebody who edits, runs, chooses, makes anew and changes their mind, on a real library.

    free holds what was run to its end and must cost nothing when it is come back to: an edit
    never takes that away. Another choice or a new version may, since later steps rest on it.
    """

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="replay-"))
        self.runner = asyncio.Runner()
        self.world = World(self.folder)
        self.seen, self.paid, self.free = {}, {}, set()

    @initialize(mode=st.sampled_from([StepMode.EACH, StepMode.SET, StepMode.CARRY]))
    def begin(self, mode):
        self.runner.run(self.start())
        work = self.world.sequence(3, ("one", "two"), mode)
        twin = Image(id=ImageId("im-twin"), picture=work.images[0].picture)
        self.pool = (*work.images, twin)
        self.history, self.at = [work], 0

    @property
    def work(self):
        return self.history[self.at]

    # -- edits

    def edit(self, work):
        if work != self.work:
            self.history = [*self.history[: self.at + 1], work]
            self.at += 1

    def change_step(self, number, **changes):
        steps = list(self.work.steps)
        steps[number] = replace(steps[number], **changes)
        self.edit(replace(self.work, steps=tuple(steps)))

    @rule(number=STEPS, prompt=st.sampled_from(["one", "two", "three"]))
    def write(self, number, prompt):
        self.change_step(number, prompt=prompt)

    @rule(number=STEPS, count=st.integers(0, 1))
    def set_anchors(self, number, count):
        self.change_step(number, leading_anchors=count)

    @rule(number=STEPS, size=st.sampled_from(["match", "2K"]))
    def set_size(self, number, size):
        self.change_step(number, size=SizeChoice.parse(size))

    @rule(number=STEPS)
    def switch(self, number):
        self.change_step(number, is_on=not self.work.steps[number].is_on)

    @rule(number=IMAGES)
    def take_out_or_put_back(self, number):
        image = self.pool[number]
        if image in self.work.images:
            kept = tuple(each for each in self.work.images if each != image)
            self.edit(replace(self.work, images=kept or self.work.images))
        else:
            self.edit(replace(self.work, images=(*self.work.images, image)))

    @rule(number=IMAGES)
    def bring_to_front(self, number):
        image = self.pool[number]
        if image in self.work.images:
            rest = tuple(each for each in self.work.images if each != image)
            self.edit(replace(self.work, images=(image, *rest)))

    @rule()
    def undo(self):
        self.at = max(0, self.at - 1)

    @rule()
    def redo(self):
        self.at = min(len(self.history) - 1, self.at + 1)

    # -- what costs

    @rule()
    @precondition(lambda self: self.work.steps_on)
    def run(self):
        self.runner.run(self.buy(None))
        self.free.add(self.content())

    @rule(
        frames=st.lists(st.tuples(IMAGES, STEPS), min_size=1, max_size=3, unique=True),
        onward=st.booleans(),
    )
    @precondition(lambda self: self.work.steps_on)
    def make_anew(self, frames, onward):
        named = frozenset((self.pool[i].id, self.work.steps[s].id) for i, s in frames)
        was_free = self.content() in self.free
        if self.runner.run(self.buy(Again(frames=named, onward=onward))):
            self.free = {self.content()} if was_free and onward else set()

    @rule(number=st.integers(0, 30))
    @precondition(lambda self: self.seen)
    def choose(self, number):
        version = self.seen[list(self.seen)[number % len(self.seen)]]
        self.runner.run(self.world.library.frames.choose(version.id))
        self.free = set()

    @rule()
    def start_anew(self):
        self.runner.run(self.world.stop())
        self.runner.run(self.start())

    # -- the world

    async def start(self):
        await self.world.start()
        await self.world.engine.start()

    async def buy(self, wish):
        """Run the plan, of everything or of a wish; say whether there was anything to make."""
        engine, shop = self.world.engine, self.world.shop
        before = shop.billed_micros
        plan = await (
            engine.plan(self.work) if wish is None else engine.plan_again(self.work, wish)
        )
        self.check_plan(plan, wish)
        if not plan.is_runnable:
            assert wish is not None
            return False
        if wish is None:
            run = await engine.run(self.work, plan.token)
        else:
            run = await engine.run_again(self.work, wish, plan.token)
        await engine.wait(run.id)
        assert (await engine.outcome(run.id)).state is OutcomeState.COMPLETED
        bought = shop.billed_micros - before
        # Equal pictures in one run are bought once: the second takes the first one's result.
        assert bought <= plan.cost_micros
        assert bought == plan.cost_micros or len(
            {i.picture.digest for i in self.work.images}
        ) < len(self.work.images)
        await self.look(is_anew=wish is not None)
        if wish is None:
            after = await engine.plan(self.work)
            assert (after.requests, after.held, after.cost_micros) == ((), (), 0)
        return True

    def check_plan(self, plan, wish):
        """What is asked for was never bought; what was run before and not touched is free."""
        for request in plan.requests:
            for target, key in zip(request.targets, request.keys, strict=True):
                assert key is None or key not in self.paid
                is_named = wish is not None and (target.image, request.step) in wish.frames
                assert not target.repeat or is_named, "only a wish has a thing bought again"
        if wish is None and self.content() in self.free:
            assert plan.cost_micros == 0, "what was paid for once costs nothing when it is back"

    async def look(self, *, is_anew):
        for version in await self.world.library.versions(self.work.id):
            if version.id in self.seen:
                continue
            self.seen[version.id] = version
            if version.bought_as is None:
                assert version.key not in self.paid, "one key, one purchase"
                assert is_anew or not repeat_of(version.key)
                assert not repeat_of(version.key) or original(version.key) in self.paid
                self.paid[version.key] = version

    def content(self):
        """What decides a plan: the order of images, and the steps that are on."""
        return (self.work.images, self.work.steps_on)

    @invariant()
    def nothing_is_lost(self):
        if self.world.library is None or not self.seen:
            return
        versions = self.runner.run(self.world.library.versions(self.work.id))
        held = {version.id: version.digest for version in versions}
        assert held == {name: version.digest for name, version in self.seen.items()}
        assert all(self.world.blobs.has(digest) for digest in held.values())
        frames = [(v.image, v.step) for v in versions if v.is_chosen]
        assert sorted(frames) == sorted({(v.image, v.step) for v in versions})

    @invariant()
    def the_till_has_what_is_here(self):
        if self.world.library is not None:
            assert self.world.shop.billed_micros == len(self.paid) * PRICE_MICROS
            books = balance(self.runner.run(self.world.library.entries()))
            assert (books.spent_micros, books.open_micros) == (len(self.paid) * PRICE_MICROS, 0)

    def teardown(self):
        self.runner.run(self.world.stop())
        self.runner.close()
        shutil.rmtree(self.folder)


def test_any_script_of_edits_buys_each_key_once_and_loses_nothing():
    run_state_machine_as_test(
        Replay,
        settings=settings(max_examples=20, stateful_step_count=16, deadline=None),
    )
