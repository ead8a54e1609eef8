"""A rehearsed service by itself: what becomes of an order, by scenario, place and seed."""

from pathlib import Path

import pytest

from seedream_desktop.domain.errors import (
    AccountRefused,
    NothingSent,
    OutcomeUnknown,
    Refused,
    RemoteGone,
    Unreachable,
)
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest, ModelId, ProviderId, RequestId
from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.domain.rehearsal import PLAY, Scenario, play_text
from seedream_desktop.ports.provider import (
    Accepted,
    Failed,
    Finished,
    Order,
    OutputMissing,
    OutputStored,
    OutputUrl,
    Reference,
    Running,
)
from seedream_desktop.providers._rehearsal_card import rehearsal_card
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.providers.rehearsal import BALANCE_MICROS, Rehearsal
from tests.fixtures.clock import WoundClock

WITH_JOBS, AT_ONCE = "wavespeed", "byteplus"
JPEG = b"\xff\xd8 a picture of some length"


class Brush:
    """The local engine's port: what it is asked for is what it gives, in words."""

    async def render(self, source, anchor, adjustments, size):
        return JPEG + f" {source.name} {[a.operation.value for a in adjustments]} {size}".encode()


class Box:
    """An order's dispatch that notes what it is told."""

    def __init__(self):
        self.has_left = False
        self.kept = {}

    async def leaving(self):
        self.has_left = True

    async def keep(self, data):
        return OutputStored(Digest("a" * 64), Size(1, 1))

    async def arrived(self, index, data):
        self.kept[index] = data
        return await self.keep(data)


class Stage:
    """One rehearsed service in a folder of its own; reopen() is the program's next start."""

    def __init__(self, folder: Path, service: str):
        self.folder, self.clock = folder, WoundClock()
        self.card = rehearsal_card(bundled_card(ProviderId(service)))
        self.box = Box()
        self.reopen()

    def reopen(self):
        made = self.folder / "memory"
        self.service = Rehearsal(Brush(), card=self.card, folder=made, clock=self.clock)

    def order(self, scenario, position=0, *, pictures=4, seed=0, **fields):
        model = self.card.model("seedream-4.0", next(iter({m.kind for m in self._many()})))
        references = []
        for number in range(pictures):
            path = self.folder / f"{number}.jpg"
            path.write_bytes(f"picture {number}".encode())
            reference = Reference(digest=Digest(f"{number}" * 64), path=path, size=Size(800, 600))
            references.append(reference)
        return Order(
            request=RequestId(f"rq-{position}"),
            model=model.id,
            prompt="Edit them.\n\nwarmer",
            references=tuple(references),
            targets=tuple(range(pictures)),
            outputs=pictures,
            size=Size(2048, 2048),
            options={PLAY: play_text(scenario, seed)},
            idempotency_key=f"seedream.rq-{position}.1",
            position=position,
            **fields,
        )

    def _many(self):
        return [m for m in self.card.models if m.kind.value == "edit-sequential"]

    async def submit(self, scenario, position=0, **fields):
        return await self.service.submit(self.order(scenario, position, **fields), self.box)

    async def final(self, taken):
        if isinstance(taken, Finished):
            return taken
        assert isinstance(taken, Accepted)
        while isinstance(word := await self.service.look_up(taken.remote_id, self.box), Running):
            await self.clock.sleep(1.0)
        return word

    async def fetched(self, output, tries=1):
        into = self.folder / "out.jpg"
        for _ in range(tries - 1):
            with pytest.raises(Unreachable):
                await self.service.fetch(output.url, into, bytes_max=1_000_000)
        await self.service.fetch(output.url, into, bytes_max=1_000_000)
        return into.read_bytes()


@pytest.fixture(params=[WITH_JOBS, AT_ONCE])
def stage(request, tmp_path):
    return Stage(tmp_path, request.param)


@pytest.fixture
def jobs(tmp_path):
    return Stage(tmp_path, WITH_JOBS)


@pytest.fixture
def at_once(tmp_path):
    return Stage(tmp_path, AT_ONCE)


async def test_a_rehearsal_that_goes_well_gives_a_picture_for_each_at_the_cards_price(stage):
    word = await stage.final(await stage.submit("ok"))
    assert len(word.outputs) == 4
    assert stage.box.has_left
    made = [await stage.fetched(output) for output in word.outputs]
    assert len(set(made)) == 4
    assert b"warm" in made[0]
    model = stage.card.model_by_id(stage.order("ok").model)
    price = model.price.cost_micros(outputs=4, references=4, size=Size(2048, 2048))
    assert word.charged_micros == price > 0
    assert isinstance(price, PlayMicros)
    assert await stage.service.check_account() == BALANCE_MICROS - price


REFUSALS = {
    "rate_limited": (NothingSent, "rate_limited"),
    "down": (NothingSent, "not_connected"),
    "refused_key": (AccountRefused, "key_refused"),
    "no_money": (AccountRefused, "balance_too_low"),
    "refused": (Refused, "service_refused"),
    "lost_gone": (OutcomeUnknown, "answer_lost"),
    "lost_found": (OutcomeUnknown, "answer_lost"),
}


@pytest.mark.parametrize("scenario", REFUSALS)
async def test_an_order_is_answered_as_its_scenario_has_it(stage, scenario):
    kind, code = REFUSALS[scenario]
    with pytest.raises(kind) as raised:
        await stage.submit(scenario)
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert stage.box.has_left is (scenario != "down")
    is_charged = await stage.service.check_account() < BALANCE_MICROS
    assert is_charged is (scenario == "lost_found")


@pytest.mark.parametrize("scenario", ["rate_limited", "down", "refused_key", "no_money"])
async def test_what_passes_has_passed_at_the_second_attempt(stage, scenario):
    word = await stage.final(await stage.submit(scenario, attempt=2))
    assert len(word.outputs) == 4


@pytest.mark.parametrize("scenario", [s for s in Scenario if s not in ("slow", "stuck", "ok")])
async def test_what_the_user_has_repeated_goes_well(jobs, scenario):
    word = await jobs.final(await jobs.submit(scenario.value, is_repeat=True))
    assert [type(output) for output in word.outputs] == [OutputUrl] * 4


@pytest.mark.parametrize(("scenario", "code"), [("failed", "job_failed"), ("moderated",) * 2])
async def test_a_job_that_fails_costs_nothing(stage, scenario, code):
    if stage.card.references_inside:
        with pytest.raises(Refused) as raised:
            await stage.submit(scenario)
        assert raised.value.code == code
    else:
        word = await stage.final(await stage.submit(scenario))
        assert isinstance(word, Failed)
        assert word.trouble.code == code
    assert await stage.service.check_account() == BALANCE_MICROS


async def test_one_picture_of_many_is_found_sensitive_and_the_seed_says_which(stage):
    for seed in (0, 3):
        word = await stage.final(await stage.submit("moderated_one", position=seed, seed=seed))
        missing = [isinstance(output, OutputMissing) for output in word.outputs]
        assert missing == [place == seed for place in range(4)]


async def test_a_short_answer_brings_half_and_a_request_for_one_comes_whole(stage):
    assert len((await stage.final(await stage.submit("short"))).outputs) == 2
    assert len((await stage.final(await stage.submit("short", 3, pictures=1))).outputs) == 1


async def test_downloads_break_off_twice_and_then_come(stage):
    word = await stage.final(await stage.submit("download_breaks"))
    assert (await stage.fetched(word.outputs[0], tries=3)).startswith(JPEG)


async def test_a_result_may_be_gone_or_damaged(stage):
    gone = await stage.final(await stage.submit("download_gone"))
    with pytest.raises(RemoteGone):
        await stage.fetched(gone.outputs[0])
    assert (await stage.fetched(gone.outputs[1])).startswith(JPEG)
    damaged = await stage.final(await stage.submit("damaged", 3))
    halved, whole = [await stage.fetched(output) for output in damaged.outputs[:2]]
    assert len(halved) < len(whole) * 0.6


async def test_results_may_have_another_size_order_or_price(stage):
    small = await stage.final(await stage.submit("wrong_size"))
    assert b"1024" in await stage.fetched(small.outputs[0])
    turned = await stage.final(await stage.submit("shuffled", 3))
    plain = await stage.final(await stage.submit("ok", 6))
    places = [(await stage.fetched(one)).split(b".jpg")[0][-1:] for one in turned.outputs]
    assert places == [b"3", b"2", b"1", b"0"]
    dear = await stage.final(await stage.submit("dearer", 9))
    assert dear.charged_micros == 2 * plain.charged_micros


async def test_an_answer_that_breaks_off_leaves_what_had_come(at_once):
    with pytest.raises(OutcomeUnknown, match="answer_cut_off"):
        await at_once.submit("cut_off")
    assert sorted(at_once.box.kept) == [0, 1]


async def test_a_stuck_job_runs_for_an_hour_and_a_stuck_answer_is_not_waited_for(jobs, tmp_path):
    taken = await jobs.submit("stuck")
    await jobs.clock.sleep(1800.0)
    assert isinstance(await jobs.service.look_up(taken.remote_id, jobs.box), Running)
    await jobs.clock.sleep(1900.0)
    assert isinstance(await jobs.service.look_up(taken.remote_id, jobs.box), Finished)
    with pytest.raises(OutcomeUnknown, match="answer_late"):
        await Stage(tmp_path, AT_ONCE).submit("stuck")


async def test_jobs_outlive_the_program_and_give_the_same_pictures(jobs):
    taken = await jobs.submit("ok")
    word = await jobs.final(taken)
    before = await jobs.fetched(word.outputs[0])
    for path in jobs.folder.glob("*.jpg"):
        path.unlink()
    jobs.reopen()
    again = await jobs.service.look_up(taken.remote_id, jobs.box)
    assert again == word
    assert await jobs.fetched(again.outputs[0]) == before


async def test_what_was_taken_is_listed_and_what_never_came_is_not(jobs):
    for scenario in ("lost_found", "lost_gone"):
        with pytest.raises(OutcomeUnknown):
            await jobs.submit(scenario)
    order = jobs.order("ok")
    [found] = await jobs.service.history(order.model, 0.0, jobs.clock.now() + 1)
    assert (found.prompt, found.outputs, len(found.input_urls)) == (order.prompt, 4, 4)
    assert await jobs.service.history(ModelId("other"), 0.0, jobs.clock.now() + 1) == ()


async def test_an_order_that_is_sent_again_under_its_key_is_one_purchase(jobs):
    with pytest.raises(OutcomeUnknown):
        await jobs.submit("lost_found")
    balance = await jobs.service.check_account()
    first = await jobs.service.replay(jobs.order("lost_found"), jobs.box)
    assert await jobs.service.replay(jobs.order("lost_found"), jobs.box) == first
    assert await jobs.service.check_account() == balance


async def test_a_fault_meets_one_request_in_three_and_the_seed_says_which(jobs):
    for seed in range(3):
        met = []
        for position in range(6):
            try:
                await jobs.submit("refused", position, seed=seed)
            except Refused:
                met.append(position)
        assert met == [seed, seed + 3]


async def test_the_same_seed_plays_the_same_again(tmp_path):
    plays = []
    for name in "ab":
        (tmp_path / name).mkdir()
        stage = Stage(tmp_path / name, WITH_JOBS)
        played = []
        for position in range(8):
            began = stage.clock.now()
            try:
                word = await stage.final(await stage.submit("mixed", position, seed=2))
                played.append((type(word).__name__, round(stage.clock.now() - began, 6)))
            except (NothingSent, Refused, OutcomeUnknown) as error:
                played.append((error.code, round(stage.clock.now() - began, 6)))
        plays.append(played)
    assert plays[0] == plays[1]
    assert len({kind for kind, _ in plays[0]}) >= 3


async def test_a_story_is_made_over_the_samples(jobs):
    model = next(m for m in jobs.card.models if m.kind.value == "sequential")
    order = Order(
        request=RequestId("rq-9"),
        model=model.id,
        prompt="a vase through the seasons",
        references=(),
        targets=(),
        outputs=3,
        size=None,
        options={PLAY: "ok:0"},
    )
    word = await jobs.final(await jobs.service.submit(order, jobs.box))
    made = [await jobs.fetched(output) for output in word.outputs]
    assert len(set(made)) == 3
    assert all(b"ceramic-" in one for one in made)
