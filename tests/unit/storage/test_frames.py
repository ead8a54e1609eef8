"""Choosing, re-pairing and confirming: keys go with the frames, and nothing is lost or paid."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seedream_desktop.domain.errors import NotFound, UserFixable
from seedream_desktop.domain.ids import RequestId, SequenceId, StepId, VersionId
from seedream_desktop.domain.making import Making
from seedream_desktop.domain.request import RequestState
from seedream_desktop.storage.library import Library
from tests.unit.storage import samples

S = RequestState
IMAGES = 4
A, B, C, D = (samples.image_id(n) for n in range(IMAGES))
OTHER = SequenceId("seq-2")


async def held(library, sequence=samples.SEQUENCE):
    return {version.id: version for version in await library.versions(sequence)}


async def chosen(library, sequence=samples.SEQUENCE):
    return {v.image: v.id for v in await library.versions(sequence) if v.is_chosen}


@pytest.fixture
async def filled(library):
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(3)))
    await library.save_sequence(samples.sequence("seq-2"), 0.6)
    return library


async def test_choosing_moves_the_pointer_and_loses_nothing(filled):
    first = await samples.settled(filled)
    await filled.adopt([samples.version("newer")])
    before = await held(filled)
    change = await filled.frames.choose(first[A])
    assert (await chosen(filled))[A] == first[A]
    assert set(await held(filled)) == set(before)
    assert {v.id: v.is_chosen for v in change.before} == {first[A]: False, "newer": True}
    assert await filled.frames.choose(first[A]) == type(change)()


async def test_what_is_not_there_cannot_be_chosen_confirmed_or_moved(filled):
    gone = VersionId("gone")
    for attempt in (
        filled.frames.choose(gone),
        filled.frames.confirm([gone]),
        filled.frames.re_pair({gone: A}),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_results_that_trade_places_get_each_others_frame_and_key_and_are_sure(filled):
    made = await samples.settled(filled)
    await filled.frames.re_pair({made[A]: B, made[B]: A})
    now = await held(filled)
    assert (now[made[A]].image, now[made[A]].key) == (B, samples.key(f"of {B}"))
    assert (now[made[B]].image, now[made[B]].key) == (A, samples.key(f"of {A}"))
    assert [now[made[image]].is_paired for image in (A, B, C)] == [True, True, False]
    assert await chosen(filled) == {A: made[B], B: made[A], C: made[C]}
    bought = await filled.bought([samples.key(f"of {A}")])
    assert {one.version for one in bought.values()} == {made[B]}


async def test_a_result_that_goes_where_there_was_none_leaves_its_frame_to_be_bought(filled):
    made = await samples.settled(filled, pictures={0, 1})
    await filled.frames.re_pair({made[A]: C})
    assert await chosen(filled) == {B: made[B], C: made[A]}
    assert samples.key(f"of {A}") not in (await filled.known(samples.SEQUENCE)).bought


async def test_a_frame_that_chose_a_later_result_keeps_that_choice(filled):
    made = await samples.settled(filled)
    await filled.adopt([samples.version("later", image=A)])
    await filled.frames.re_pair({made[A]: B, made[B]: A})
    assert await chosen(filled) == {A: "later", B: made[A], C: made[C]}


async def test_a_frame_that_lost_its_only_result_to_another_shows_its_newest(filled):
    await filled.adopt([samples.version("older", image=A)])
    made = await samples.settled(filled)
    await filled.frames.re_pair({made[A]: B})
    assert await chosen(filled) == {A: "older", B: made[B], C: made[C]}


async def test_money_and_requests_are_not_touched(filled):
    made = await samples.settled(filled)
    tables = ("requests", "request_keys", "attempts", "outputs", "ledger", "judgements")

    async def books():
        return await filled.database.read(
            lambda c: [c.execute(f"select * from {table}").fetchall() for table in tables]
        )

    before, costs = await books(), sum(v.cost_micros for v in (await held(filled)).values())
    await filled.frames.re_pair({made[A]: B, made[B]: C, made[C]: A})
    await filled.frames.confirm(made.values())
    await filled.frames.choose(made[A])
    assert await books() == before
    assert sum(v.cost_micros for v in (await held(filled)).values()) == costs


async def test_only_results_of_one_request_trade_places_and_only_where_it_was_asked(filled):
    one = await samples.settled(filled, "req-1", (A, B))
    two = await samples.settled(filled, "req-2", (C, D))
    for moves in ({one[A]: C}, {one[A]: B, two[C]: D}, {one[A]: D, two[D]: A}, {}):
        before = await held(filled)
        with pytest.raises(UserFixable) as caught:
            await filled.frames.re_pair(moves)
        assert caught.value.code == "pair_of_others"
        assert await held(filled) == before


async def test_a_request_that_goes_on_keeps_its_pairs(filled):
    request = await samples.in_state(filled, "req-1", S.IN_DOUBT, "k")
    early = samples.version("early", image=A, key=samples.key("k"))
    await filled.arrivals.keep(request, [early])
    with pytest.raises(UserFixable) as caught:
        await filled.frames.re_pair({early.id: A})
    assert caught.value.code == "pair_still_open"


async def test_what_was_taken_over_goes_along_in_other_sequences(filled):
    made = await samples.settled(filled)
    await filled.adopt([copy(made[image], image) for image in (A, B)])
    await filled.frames.re_pair({made[A]: B, made[B]: A})
    now = await held(filled, OTHER)
    assert now[copy(made[A], A).id].image == B
    assert now[copy(made[A], A).id].key == samples.key(f"of {B}")
    assert all(version.is_paired for version in now.values())
    assert await chosen(filled, OTHER) == {A: copy(made[B], B).id, B: copy(made[A], A).id}


async def test_what_was_taken_over_and_has_no_place_elsewhere_stays_unsure_with_its_new_key(filled):
    made = await samples.settled(filled)
    await filled.adopt([replace(copy(made[A], A), is_paired=True)])
    await filled.frames.re_pair({made[A]: B, made[B]: A})
    (left,) = (await held(filled, OTHER)).values()
    assert (left.image, left.key, left.is_paired) == (A, samples.key(f"of {B}"), False)
    bought = await filled.bought([samples.key(f"of {A}")])
    assert {one.version for one in bought.values()} == {made[B]}


async def test_a_mistake_is_put_right_from_the_sequence_that_took_results_over(filled):
    made = await samples.settled(filled)
    await filled.adopt([copy(made[image], image) for image in (A, B)])
    await filled.frames.re_pair({copy(made[A], A).id: B, copy(made[B], B).id: A})
    now = await held(filled)
    assert [now[made[image]].image for image in (A, B)] == [B, A]
    assert await chosen(filled, OTHER) == {A: copy(made[B], B).id, B: copy(made[A], A).id}


async def test_a_pair_that_was_looked_at_is_sure_wherever_it_was_taken_over(filled):
    made = await samples.settled(filled)
    await filled.adopt([copy(made[A], A)])
    await filled.frames.confirm([made[A]])
    now = (await held(filled)) | (await held(filled, OTHER))
    assert now[made[A]].is_paired
    assert now[copy(made[A], A).id].is_paired
    assert not now[made[B]].is_paired


async def test_a_newer_choice_outlives_the_undoing_of_an_older_one(filled):
    made = await samples.settled(filled)
    await filled.adopt([samples.version("second", image=A)])
    change = await filled.frames.choose(made[A])
    await filled.adopt([samples.version("third", image=A)])
    await filled.frames.put_back(change.before)
    assert (await chosen(filled))[A] == "third"


async def test_makers_names_who_bought_what_was_taken_over(filled):
    made = await samples.settled(filled)
    await filled.adopt([copy(made[A], A)])
    await filled.adopt([copy(copy(made[A], A).id, A, step=StepId("step-2"))])
    makers = await filled.frames.makers(OTHER)
    assert {name: making.request for name, making in makers.items()} == {
        copy(made[A], A).id: "req-1",
        copy(copy(made[A], A).id, A).id: "req-1",
    }
    assert await filled.frames.makers(samples.SEQUENCE) == {}


async def test_frames_are_read_alone_and_requests_without_their_luggage(filled):
    made = await samples.settled(filled)
    await filled.adopt([samples.version("later", image=A)])
    found = await filled.frames.held(samples.SEQUENCE, [(A, samples.STEP), (D, samples.STEP)])
    assert [version.id for version in found] == [made[A], "later"]
    makings = {making.request: making for making in await filled.frames.makings(samples.SEQUENCE)}
    requests = await filled.requests(sequence=samples.SEQUENCE)
    assert makings == {request.id: Making.of(request) for request in requests}
    assert makings["req-1"].source(samples.key(f"of {A}")).image == A


def copy(version, image, **fields):
    given = {
        "sequence": OTHER,
        "image": image,
        "key": samples.key(f"of {image}"),
        "digest": samples.digest(version.removeprefix("copy of ")),
        "bought_as": version,
        "is_paired": False,
        "cost_micros": 0,
    }
    return samples.version(f"copy of {version}", "", **(given | fields))


MOVES = st.dictionaries(
    st.sampled_from((0, 1, 2)), st.sampled_from((A, B, C)), min_size=1, max_size=3
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(scripts=st.lists(MOVES | st.sampled_from((0, 1, 2)), min_size=1, max_size=5))
async def test_whatever_is_moved_and_chosen_is_undone_and_redone_to_the_letter(
    tmp_path_factory, scripts
):
    library = await Library.open(samples.places(tmp_path_factory))
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(3)))
    await library.save_sequence(samples.sequence("seq-2"), 0.6)
    made = list((await samples.settled(library)).values())
    await library.adopt([copy(made[0], A), copy(made[2], C)])
    await library.adopt([samples.version("later", image=A)])
    states, changes = [await both(library)], []
    for script in scripts:
        if isinstance(script, int):
            changes.append(await library.frames.choose(made[script]))
        else:
            moves = {made[number]: image for number, image in script.items()}
            changes.append(await library.frames.re_pair(moves))
        states.append(await both(library))
        assert_each_frame_has_one_choice(states[-1])
    for state, change in zip(reversed(states[:-1]), reversed(changes), strict=True):
        await library.frames.put_back(change.before)
        assert await both(library) == state
    for state, change in zip(states[1:], changes, strict=True):
        await library.frames.put_back(change.after)
        assert await both(library) == state
    await library.close()


async def both(library):
    return (*await library.versions(samples.SEQUENCE), *await library.versions(OTHER))


def assert_each_frame_has_one_choice(versions):
    frames = {(v.sequence, v.image, v.step) for v in versions}
    assert sorted(frames) == sorted((v.sequence, v.image, v.step) for v in versions if v.is_chosen)


async def test_a_request_named_by_its_id_is_not_needed_for_choosing(filled):
    await filled.adopt([samples.version("alone", request=RequestId(""))])
    await filled.frames.choose(VersionId("alone"))
    assert await chosen(filled) == {A: "alone"}
