from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId, RequestId, SequenceId, StepId, VersionId
from seedream_desktop.domain.plan import Bought, Known
from seedream_desktop.domain.request import Output, OutputState, RequestState, Trouble
from seedream_desktop.ports.provider import Upload
from tests.unit.storage import samples

S = RequestState
OTHER = ProviderId("atlascloud")


def as_bought(version):
    return Bought(
        version=version.id,
        key=version.key,
        digest=version.digest,
        size=version.size,
        is_paired=version.is_paired,
    )


async def frame(library, image=0):
    found = await library.chosen(samples.SEQUENCE, samples.image_id(image), samples.STEP)
    return found and found.id


async def test_outputs_come_back_by_index(filled):
    request = await samples.in_state(filled, "req-1", S.ACCEPTED)
    stored = Output(
        index=2, state=OutputState.STORED, digest=samples.digest("o"), size=Size(10, 20)
    )
    lost = Output(
        index=1,
        state=OutputState.LOST,
        trouble=Trouble(code="moderated", billed=Billed.YES, params={"n": 1}),
    )
    (waiting,) = samples.awaited(0)
    collecting = await filled.begin_collecting(request, (stored, lost, waiting))
    assert collecting.state is S.COLLECTING
    assert await filled.outputs(request.id) == (waiting, lost, stored)
    assert await filled.outputs(samples.request("req-2").id) == ()


async def test_outputs_may_come_inside_the_reply(filled):
    request = await samples.sent(filled, "req-1")
    assert (await filled.begin_collecting(request, samples.awaited(0))).state is S.COLLECTING


async def test_outputs_come_once(filled):
    request = await samples.in_state(filled, "req-1", S.COLLECTING)
    with pytest.raises(AssertionError):
        await filled.begin_collecting(request, samples.awaited(1))
    assert len(await filled.outputs(request.id)) == 1


async def test_an_output_is_recorded_as_stored_or_lost(filled):
    request = await samples.in_state(filled, "req-1", S.COLLECTING)
    stored = Output(index=0, state=OutputState.STORED, digest=samples.digest("o"), size=Size(1, 2))
    await filled.save_output(request.id, stored)
    assert await filled.outputs(request.id) == (stored,)
    with pytest.raises(AssertionError):
        await filled.save_output(request.id, replace(stored, index=1))


async def test_versions_come_back_whole_and_oldest_first(filled):
    first = samples.version("a", confidence=0.25, is_paired=False, is_chosen=False)
    second = samples.version("b", made_at=1.0, bought_as=VersionId("a"), cost_micros=0)
    await filled.adopt([first])
    await filled.adopt([second])
    assert await filled.versions(samples.SEQUENCE) == (
        replace(first, is_chosen=False),
        replace(second, is_chosen=True),
    )
    assert await filled.versions(SequenceId("other")) == ()


async def test_the_newest_version_is_the_one_chosen_version_of_its_frame(filled):
    assert await frame(filled) is None
    await filled.adopt([samples.version("a")])
    await filled.adopt([samples.version("other", image=samples.image_id(1))])
    await filled.adopt([samples.version("b")])
    assert await frame(filled) == "b"
    assert await frame(filled, 1) == "other"
    chosen = [v.id for v in await filled.versions(samples.SEQUENCE) if v.is_chosen]
    assert sorted(chosen) == ["b", "other"]


async def test_of_several_takes_the_first_is_chosen(filled):
    takes = [samples.version(f"take-{n}", take=n) for n in (2, 0, 1)]
    await filled.adopt(takes)
    assert await frame(filled) == "take-0"
    assert [v.id for v in await filled.versions(samples.SEQUENCE)] == ["take-2", "take-0", "take-1"]


async def test_the_database_itself_refuses_a_second_chosen_version(filled):
    await filled.adopt([samples.version("a")])
    await filled.adopt([samples.version("b")])
    with pytest.raises(Exception, match="UNIQUE"):
        await filled.database.write(lambda c: c.execute("update versions set is_chosen = 1"))


async def test_a_run_adopts_versions_as_it_starts(library):
    await library.save_sequence(samples.sequence(), 0.0)
    await library.start_run(samples.run(), (), (samples.version("a"),))
    assert await frame(library) == "a"


async def test_settling_writes_the_versions_that_were_bought(filled):
    request = await samples.in_state(filled, "req-1", S.COLLECTING)
    version = samples.version("a", "req-1")
    await filled.settle(request, S.DONE, samples.charge(35_000), 9.0, (version,))
    assert await filled.versions(samples.SEQUENCE) == (version,)


async def test_bought_finds_the_results_of_keys(filled):
    a, b = samples.version("a"), samples.version("b")
    await filled.adopt([a, b])
    assert await filled.bought([a.key, samples.key("missing")]) == {a.key: as_bought(a)}
    assert await filled.bought(iter([])) == {}


async def test_of_results_of_one_key_the_surely_paired_and_the_first_bought_serve(filled):
    unsure = samples.version("unsure", key=samples.key("k"), is_paired=False)
    sure = samples.version("sure", key=samples.key("k"))
    later = samples.version("later", key=samples.key("k"), bought_as=sure.id)
    for one in (unsure, sure, later):
        await filled.adopt([one])
    assert await filled.bought([sure.key]) == {sure.key: as_bought(sure)}
    assert (await filled.known(samples.SEQUENCE)).bought == {sure.key: as_bought(sure)}


async def test_known_tells_what_is_bought_in_flight_and_chosen(filled):
    await filled.save_sequence(samples.sequence("seq-2"), 0.0)
    a = samples.version("a")
    b = samples.version("b", step=StepId("step-2"))
    elsewhere = samples.version("c", sequence=SequenceId("seq-2"))
    for one in (a, b, elsewhere):
        await filled.adopt([one])
    await samples.in_state(filled, "req-0", S.SENDING, "k0", "k0b")
    await samples.in_state(filled, "req-1", S.IN_DOUBT, "k1")
    await samples.in_state(filled, "req-2", S.COLLECTING, "k2")
    back = await samples.in_state(filled, "req-3", S.SENDING, "k3")
    await filled.settle(back, S.QUEUED, samples.charge(0), 9.0)
    key = samples.key
    assert await filled.known(samples.SEQUENCE) == Known(
        bought={v.key: as_bought(v) for v in (a, b, elsewhere)},
        in_flight={key("k0"): "req-0", key("k0b"): "req-0", key("k1"): "req-1", key("k2"): "req-2"},
        chosen={(a.image, a.step): as_bought(a), (b.image, b.step): as_bought(b)},
    )


async def test_what_a_frame_holds_is_told_while_it_shows_what_somebody_chose(filled):
    older = samples.version("older", request=RequestId("req-0"))
    newer = samples.version("newer", request=RequestId("req-1"), made_at=older.made_at + 1)
    for one in (older, newer):
        await filled.adopt([one])
    assert (await filled.known(samples.SEQUENCE)).held == frozenset()
    await filled.frames.choose(older.id)
    place = (older.image, older.step)
    known = await filled.known(samples.SEQUENCE)
    assert known.held == {(*place, older.key), (*place, newer.key)}
    await filled.frames.choose(newer.id)
    assert (await filled.known(samples.SEQUENCE)).held == frozenset()


async def test_known_asks_two_queries_whatever_the_library_holds(filled):
    await filled.adopt([samples.version(f"v{n}", image=samples.image_id(n)) for n in range(500)])
    asked = []
    for _ in range(2):  # both readers
        await filled.database.read(lambda c: c.set_trace_callback(asked.append))
    await filled.database.read(lambda c: c.set_trace_callback(None))
    assert len((await filled.known(samples.SEQUENCE)).bought) == 500
    assert sum("select" in statement for statement in asked) <= 2


async def test_an_upload_serves_until_it_expires(library):
    upload = Upload(url="https://cdn/x", expires_at=100.0)
    digest = samples.digest("x")
    await library.uploads.save(samples.PROVIDER, digest, upload)
    assert await library.uploads.address(samples.PROVIDER, digest, 99.9) == "https://cdn/x"
    assert await library.uploads.address(samples.PROVIDER, digest, 100.0) is None
    assert await library.uploads.address(OTHER, digest, 1.0) is None
    assert await library.uploads.address(samples.PROVIDER, samples.digest("y"), 1.0) is None


async def test_a_new_upload_takes_the_place_of_the_old(library):
    digest = samples.digest("x")
    for url, expires_at in (("old", 100.0), ("new", 200.0)):
        upload = Upload(url=url, expires_at=expires_at)
        await library.uploads.save(samples.PROVIDER, digest, upload)
    assert await library.uploads.address(samples.PROVIDER, digest, 150.0) == "new"


async def test_uploads_are_listed_by_their_end_and_retired_ones_go_first_and_serve_no_more(library):
    for name, expires_at in (("b", 200.0), ("a", 100.0), ("c", 300.0)):
        upload = Upload(url=f"https://cdn/{name}", expires_at=expires_at)
        await library.uploads.save(samples.PROVIDER, samples.digest(name), upload)
    await library.uploads.retire(samples.PROVIDER, [samples.digest("c")])
    await library.uploads.retire(OTHER, [samples.digest("a")])
    listed = await library.uploads.all(samples.PROVIDER)
    assert [url for _, url in listed] == ["https://cdn/c", "https://cdn/a", "https://cdn/b"]
    assert await library.uploads.address(samples.PROVIDER, samples.digest("c"), 1.0) is None
    assert await library.uploads.address(samples.PROVIDER, samples.digest("a"), 1.0) is not None


async def test_a_forgotten_address_is_gone_and_one_that_replaced_it_stays(library):
    digest = samples.digest("x")
    await library.uploads.save(samples.PROVIDER, digest, Upload(url="old", expires_at=9.0))
    await library.uploads.save(samples.PROVIDER, digest, Upload(url="new", expires_at=9.0))
    await library.uploads.forget(samples.PROVIDER, ["old"])
    assert await library.uploads.address(samples.PROVIDER, digest, 1.0) == "new"
    await library.uploads.forget(samples.PROVIDER, ["new"])
    assert await library.uploads.all(samples.PROVIDER) == ()
