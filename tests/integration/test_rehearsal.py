"""A run in rehearsal, whole: each scenario reaches its state, in play money and no real cent."""

import json
from dataclasses import replace

import pytest
from PIL import Image

from seedream_desktop.domain.errors import OverBudget
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.money import PlayMicros
from seedream_desktop.domain.plan import Known, Weight
from seedream_desktop.domain.rehearsal import Scenario
from seedream_desktop.domain.step import StepMode
from seedream_desktop.engine.planner import plan
from seedream_desktop.settings.model import CapSettings, Settings
from tests.fixtures.console import Console, files, is_picture, pictures
from tests.fixtures.rehearsing import SERVICES, rehearsed, step

ENDED = ["done"] * 4
HIT = (0, 3)
"""Of four requests those that a scenario meets with the seed 0."""


def met(state):
    return [state if place in HIT else "done" for place in range(4)]


STATES = {
    **{name.value: ENDED for name in Scenario},
    "refused_key": ["queued", "done", "queued", "queued"],
    "no_money": ["queued", "done", "queued", "queued"],
    "refused": met("failed"),
    "failed": met("failed"),
    "moderated": met("failed"),
    "lost_gone": met("in_doubt"),
    "download_gone": met("failed"),
    "damaged": met("failed"),
}
"""What four requests of one picture each come to, at a service that lists its jobs."""

AT_ONCE = {"lost_found": met("in_doubt"), "cut_off": ENDED, "stuck": met("in_doubt")}
"""Where it is another at a service that has no jobs and answers with the pictures."""

STILL_PAID = {"download_gone", "damaged"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = tmp_path / "in"
    made.mkdir()
    for number in range(4):
        image = Image.effect_mandelbrot((160, 120), (-2 + number / 9, -1, 1, 1), 40 + number * 9)
        image.convert("RGB").save(made / f"{number}.jpg")
    return made


@pytest.mark.parametrize("service", ["wavespeed", "byteplus"])
@pytest.mark.parametrize("scenario", [s.value for s in Scenario if s is not Scenario.MIXED])
async def test_each_scenario_comes_to_its_state_and_costs_no_real_cent(folder, scenario, service):
    async with rehearsed() as program:
        sequence = await program.sequence(folder, step(service, scenario))
        outcome = await program.run(sequence)
        states = await program.states()
        paid, played = await program.money()
        requests = await program.app.library.requests()
    wanted = (STATES | (AT_ONCE if service == "byteplus" else {}))[scenario]
    if scenario in ("refused_key", "no_money"):
        assert states[0] == "queued"
        assert set(states) <= {"queued", "done"}
    else:
        assert states == wanted
    assert paid.reserved_micros == paid.spent_micros == paid.released_micros == 0
    each = requests[0].cost_micros
    assert each > 0
    done = sum(state == "done" for state in states)
    billed = 4 if scenario in STILL_PAID else done + 2 * (scenario == "dearer")
    assert played.spent_micros == billed * each == outcome.play_spent_micros
    assert outcome.spent_micros == 0
    assert isinstance(outcome.spent, PlayMicros) or not billed
    assert played.open_micros == states.count("in_doubt") * each


async def test_an_account_that_was_refused_goes_on_once_the_user_resumes(folder):
    async with rehearsed() as program:
        sequence = await program.sequence(folder, step("wavespeed", "no_money"))
        await program.run(sequence)
        for run in await program.app.engine.resume():
            await program.app.engine.wait(run)
        assert await program.states() == ENDED


async def test_what_failed_comes_when_it_is_tried_again(folder):
    async with rehearsed() as program:
        await program.run(await program.sequence(folder, step("wavespeed", "failed")))
        fresh = await program.app.engine.controls.retry_failed(None)
        for run in {request.run for request in fresh or ()}:
            await program.app.engine.wait(run)
        states = await program.states()
        assert states.count("done") == 4


@pytest.mark.parametrize("scenario", ["lost_found", "lost_gone"])
async def test_where_orders_have_keys_a_lost_one_is_found_or_made_once(folder, scenario):
    async with rehearsed() as program:
        outcome = await program.run(await program.sequence(folder, step("evolink", scenario)))
        assert await program.states() == ENDED
        [each] = {request.cost_micros for request in await program.app.library.requests()}
        assert outcome.play_spent_micros == 4 * each


async def test_several_pictures_a_request_and_some_of_them_missing(folder):
    async with rehearsed() as program:
        made = step("wavespeed", "moderated_one", StepMode.SET)
        outcome = await program.run(await program.sequence(folder, made))
        assert (outcome.outputs, outcome.state.value) == (3, "partial")


async def test_a_kill_leaves_jobs_that_the_next_start_fetches(folder):
    async with rehearsed() as program:
        sequence = await program.sequence(folder, step("wavespeed", "slow"))
        planned = await program.app.engine.plan(sequence)
        await program.app.engine.run(sequence, planned.token)
        while (await program.states()).count("accepted") < 2:
            await program.clock.sleep(0.1)
        later = program.clock.now()
    async with rehearsed(now=later + 60) as program:
        for run in await program.app.engine.resume():
            await program.app.engine.wait(run)
        assert await program.states() == ENDED
        paid, played = await program.money()
        assert paid.spent_micros == 0
        assert played.spent_micros == 4 * 27_000


# -- money kept apart


async def test_the_caps_of_day_and_month_are_not_touched_by_a_rehearsal(folder):
    async with rehearsed() as program:
        tight = CapSettings(day_micros=1, month_micros=1)
        program.app.settings.save(Settings(caps=tight))
        outcome = await program.run(await program.sequence(folder, step("wavespeed")))
        assert outcome.state.value == "completed"


async def test_a_runs_own_cap_is_held_against_its_play_money(folder):
    async with rehearsed() as program:
        sequence = await program.sequence(folder, step("wavespeed"))
        with pytest.raises(OverBudget) as refused:
            await program.run(sequence, cap_micros=100_000)
        assert refused.value.params["cap"] == "play_run"
        assert await program.app.library.entries() == ()


async def test_real_work_on_what_was_only_rehearsed_is_warned_of(folder):
    async with rehearsed() as program:
        second = replace(step("wavespeed"), id=StepId("st-2"), provider="wavespeed", prompt="sepia")
        sequence = await program.sequence(folder, step("wavespeed"), second)
        planned = await program.app.engine.plan(sequence)
        codes = {check.code: check.weight for check in planned.checks}
        assert codes["rehearsed_before"] is Weight.WARNING
        assert planned.cost_micros == planned.play_micros == 4 * 27_000
        assert planned.price == planned.cost_micros
        assert not isinstance(planned.price, PlayMicros)


async def test_what_was_rehearsed_counts_for_nothing_in_the_real_run(folder):
    async with rehearsed() as program:
        sequence = await program.sequence(folder, step("wavespeed"))
        await program.run(sequence)
        real = replace(sequence, steps=(replace(step("wavespeed"), provider="wavespeed"),))
        planned = await program.app.engine.plan(real)
        assert (len(planned.requests), len(planned.done)) == (4, 0)
        other = replace(sequence, steps=(step("wavespeed", "short"),))
        assert len((await program.app.engine.plan(other)).requests) == 4


# -- plans


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("mode", [StepMode.SET, StepMode.EACH, StepMode.VARIANTS])
async def test_forty_photographs_are_planned_as_the_service_itself_would_have_them(
    tmp_path, monkeypatch, service, mode
):
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    async with rehearsed() as program:
        from seedream_desktop.domain.ids import ProviderId
        from seedream_desktop.providers.cards import bundled_card

        folder = pictures(tmp_path / "in", 40)
        second = replace(step(service, mode=mode), id=StepId("st-2"), prompt="sepia")
        first = replace(step(service, mode=mode), leading_anchors=1, count=3)
        steps = [replace(s, family="seedream-5.0-lite") for s in (first, second)]
        steps = [replace(s, size=type(s.size)()) for s in steps]
        sequence = await program.sequence(folder, *steps)
        own = bundled_card(ProviderId(service))
        cards = dict(program.app.cards) | {own.provider: own}
        played = plan(sequence, cards, Known())
        paid = plan(
            replace(sequence, steps=tuple(replace(s, provider=own.provider) for s in steps)),
            cards,
            Known(),
        )
    assert len(played.requests) == len(paid.requests) > 0
    for rehearsal, real in zip(played.requests, paid.requests, strict=True):
        alike = replace(rehearsal, provider=real.provider, options=real.options, keys=real.keys)
        assert alike == real
        assert rehearsal.options.keys() - real.options.keys() == {"rehearsal"}
    assert played.play_micros == paid.cost_micros > 0
    assert played.cost_micros == 0
    codes = [check for check in played.checks if check.code != "rehearsal"]
    assert [check.code for check in codes] == [check.code for check in paid.checks]


# -- the console


def test_the_console_rehearses_a_run_and_tells_play_money_by_its_own_name(tmp_path):
    console = Console(tmp_path / "home")
    folder = pictures(tmp_path / "in", 3)
    words = ("--provider", "rehearsal", "--as", "novita", "--json", "--out", tmp_path / "out")
    ended = console("run", folder, "--step", "warmer", "--mode", "each", *words)
    assert ended.code == 0, ended.err
    assert (ended.json["state"], ended.json["outputs"]) == ("completed", 3)
    assert ended.json["spent_usd"] == ended.json["estimated_usd"] == "0.00"
    [summary] = ended.named("summary")
    assert summary["spent_play"] == summary["estimated_play"] != "0.00"
    assert all(event["cost_usd"] == "0.00" for event in ended.named("request"))
    assert all(is_picture(tmp_path / "out" / name) for name in files(tmp_path / "out"))
    ledger = console("ledger", "--json").json
    assert (ledger["spent_usd"], ledger["spent_play"]) == ("0.00", summary["spent_play"])
    assert console("list", "--json").json["sequences"][0]["spent_usd"] == "0.00"
    rows = console("ledger", "--csv").out.splitlines()
    assert rows[0].endswith(",note,play")
    assert all(row.split(",")[3] == "0.00" for row in rows[1:])
    said = console("ledger").out
    assert "¤" in said
    assert "Spent $0.00, set aside $0.00." in said


def test_the_console_tells_what_can_be_rehearsed_and_refuses_scenarios_for_real_services(tmp_path):
    console = Console(tmp_path / "home")
    told = console("providers", "rehearsal", "--json").json
    assert {row["rehearses"] for row in told["rehearsals"]} == set(SERVICES)
    assert {row["scenario"] for row in told["scenarios"]} == {s.value for s in Scenario}
    about = console("providers", "rehearsal:evolink", "--json").json
    assert (about["rehearses"], about["money"]) == ("evolink", "play")
    folder = pictures(tmp_path / "in", 1)
    run = ("plan", folder, "--step", "warmer", "--provider", "wavespeed")
    assert console(*run, "--scenario", "short").code == 2
    assert console(*run, "--as", "novita").code == 2


@pytest.mark.timeout(300)
def test_a_kill_at_any_moment_is_healed_by_resume(tmp_path):
    folder = pictures(tmp_path / "in", 3)
    for number, seen in enumerate(("started", "preparing", "sending", "accepted", "collecting")):
        console = Console(tmp_path / f"home-{number}")
        out = tmp_path / f"out-{number}"
        process = console.begin(
            *("run", folder, "--step", "warmer", "--mode", "each", "--json", "--out", out),
            *("--provider", "rehearsal", "--as", "atlascloud"),
        )
        for line in process.stdout:
            event = json.loads(line)
            if seen in (event["event"], event.get("state")):
                break
        process.kill()
        process.communicate()
        assert console("resume", "--json").code in (0, 4), seen
        ledger = console("ledger", "--json").json
        assert ledger["spent_usd"] == ledger["reserved_usd"] == "0.00"
        queue = console("queue", "--json").json["requests"]
        assert all(row["state"] == "in_doubt" for row in queue), seen
        assert len(files(out)) == 3 - len(queue)
