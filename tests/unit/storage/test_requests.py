from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import RemoteId, RunId, SequenceId
from seedream_desktop.domain.request import ALLOWED, OPEN, RequestState, Trouble
from seedream_desktop.storage import requests as rows
from tests.unit.storage import samples

S = RequestState
FREE = {
    (S.QUEUED, S.PREPARING),
    (S.QUEUED, S.CANCELLED),
    (S.PREPARING, S.QUEUED),
    (S.PREPARING, S.FAILED),
    (S.PREPARING, S.CANCELLED),
    (S.SENDING, S.ACCEPTED),
    (S.IN_DOUBT, S.ACCEPTED),
}


async def test_a_request_comes_back_with_every_field(library):
    await samples.begin_run(library, samples.request("req-0"), samples.request("req-1", 1))
    queued = samples.request("req-1", 1)
    full = replace(
        queued,
        recipe=samples.recipe("a", "b"),
        remote_id=RemoteId("pred-1"),
        attempts=3,
        charged_micros=12,
        trouble=Trouble(code="rate", billed=Billed.NO, params={"a": 1, "b": 0.5, "c": "x"}),
        not_before=77.5,
        resend_of=samples.request("req-0").id,
        is_unawaited=False,
        sent_at=1.5,
        accepted_at=2.5,
        ended_at=3.5,
    )
    stored = await library.move(full, S.PREPARING)
    assert stored == replace(full, state=S.PREPARING, version=1)
    assert await library.request(queued.id) == stored


async def test_storing_fields_in_the_present_state_counts_as_a_change(library):
    await samples.begin_run(library, samples.request("req-1"))
    request = await library.request(samples.request("req-1").id)
    waiting = await library.move(replace(request, not_before=50.0), S.QUEUED)
    assert (waiting.state, waiting.version, waiting.not_before) == (S.QUEUED, 1, 50.0)


async def test_a_request_that_only_changed_its_fields_meanwhile_is_stale_too(library):
    await samples.begin_run(library, samples.request("req-1"))
    stale = await library.request(samples.request("req-1").id)
    fresh = await library.move(replace(stale, not_before=5.0), S.QUEUED)
    for wrong in (stale, replace(fresh, version=2)):
        with pytest.raises(AssertionError):
            await library.move(wrong, S.QUEUED)
    assert await library.request(fresh.id) == fresh


async def test_a_request_that_was_changed_meanwhile_is_not_overwritten(library):
    await samples.begin_run(library, samples.request("req-1"))
    stale = await library.request(samples.request("req-1").id)
    fresh = await library.move(stale, S.PREPARING)
    with pytest.raises(AssertionError):
        await library.move(stale, S.CANCELLED)
    with pytest.raises(AssertionError):
        await library.move(replace(fresh, state=S.QUEUED), S.CANCELLED)
    with pytest.raises(AssertionError):
        await library.move(replace(fresh, id="req-0"), S.CANCELLED)
    assert await library.request(fresh.id) == fresh


@pytest.mark.parametrize("state", list(S))
async def test_move_makes_the_moves_without_money_and_no_other(library, state):
    await samples.begin_run(library, *(samples.request(f"to {to}") for to in S))
    await library.database.write(
        lambda c: c.execute("update requests set state = ?", (state,)).fetchall()
    )
    for to in S:
        request = await library.request(samples.request(f"to {to}").id)
        if state is to or (state, to) in FREE:
            assert (await library.move(request, to)).state is to
        else:
            with pytest.raises(AssertionError):
                await library.move(request, to)
            assert await library.request(request.id) == request


def test_every_free_move_is_an_allowed_one():
    assert all(to in ALLOWED[state] for state, to in FREE)


async def test_requests_are_listed_by_run_start_step_and_position(library):
    await library.save_sequence(samples.sequence(), 0.0)
    await library.save_sequence(samples.sequence("seq-2"), 0.0)
    second = [
        samples.request("d", 1, step_index=1, run=RunId("run-2")),
        samples.request("c", 0, step_index=1, run=RunId("run-2")),
        samples.request("b", 2, step_index=0, run=RunId("run-2")),
    ]
    other = SequenceId("seq-2")
    await library.start_run(samples.run("run-2", at=2.0), second, ())
    await library.start_run(samples.run("run-1", at=1.0), [samples.request("a")], ())
    elsewhere = samples.request("e", run=RunId("run-3"), sequence=other)
    await library.start_run(samples.run("run-3", of=other, at=3.0), [elsewhere], ())

    async def names(**narrow):
        return [request.id for request in await library.requests(**narrow)]

    assert await names() == ["a", "b", "c", "d", "e"]
    assert await names(run=RunId("run-2")) == ["b", "c", "d"]
    assert await names(sequence=other) == ["e"]
    assert await names(run=RunId("run-1"), sequence=other) == []
    assert await names(states=frozenset()) == []


async def test_requests_are_listed_by_state(library):
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(3)))
    await samples.in_state(library, "req-1", S.IN_DOUBT)
    queued = await library.request(samples.request("req-2").id)
    await library.move(queued, S.CANCELLED)

    async def names(*states):
        return [r.id for r in await library.requests(states=frozenset(states))]

    assert await names(*OPEN) == ["req-0", "req-1"]
    assert await names(S.IN_DOUBT) == ["req-1"]
    assert await names(S.CANCELLED, S.QUEUED) == ["req-0", "req-2"]


@pytest.mark.parametrize("states", [OPEN, frozenset({S.SENDING})])
async def test_open_requests_are_found_by_their_own_index(library, states):
    plan = await library.database.read(
        lambda c: c.execute(
            f"explain query plan select id from requests where {rows.in_states(states)}"
        ).fetchall()
    )
    assert "requests_open" in str(plan)
