from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.ids import RequestId, RunId, SequenceId
from seedream_desktop.domain.request import RequestState
from seedream_desktop.domain.sequence import Image
from seedream_desktop.ports import library as port
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from tests.unit.storage import samples


@pytest.mark.parametrize(("ours", "theirs"), [(Library, port.Library), (Blobs, port.Blobs)])
def test_every_method_of_the_port_is_there(ours, theirs):
    wanted = {name for name in vars(theirs) if not name.startswith("_")}
    assert wanted <= set(vars(ours))


async def test_a_sequence_comes_back_as_it_was_saved(library):
    saved = samples.sequence(images=3)
    await library.save_sequence(saved, 1.0)
    assert await library.sequence(saved.id) == saved


async def test_a_panel_without_a_picture_comes_back(library):
    saved = replace(
        samples.sequence(), images=(Image(id=samples.image_id(0), picture=None),), steps=()
    )
    await library.save_sequence(saved, 1.0)
    assert await library.sequence(saved.id) == saved


async def test_names_that_are_not_unicode_come_back(library):
    odd = "/photos/\udc80\udcff.jpg"
    image = Image(id=samples.image_id(0), picture=samples.picture(0, odd))
    saved = replace(samples.sequence(), title="fol\udc80der", images=(image,))
    await library.save_sequence(saved, 1.0)
    assert await library.sequence(saved.id) == saved
    (listed,) = await library.sequences()
    assert listed.title == "fol?der"


async def test_saving_again_replaces_the_content_and_keeps_the_rest(library):
    await samples.begin_run(library, samples.request("req-1"))
    await library.save_sequence(samples.sequence(images=5), 9.0)
    (listed,) = await library.sequences()
    assert (listed.images, listed.steps, listed.created_at) == (5, 1, 0.5)
    assert await library.request(RequestId("req-1")) == samples.request("req-1")


async def test_what_is_not_there_is_not_found(library):
    for code, name, search in (
        ("no_such_sequence", "sequence", library.sequence(SequenceId("x"))),
        ("no_such_run", "run", library.run(RunId("x"))),
        ("no_such_request", "request", library.request(RequestId("x"))),
    ):
        with pytest.raises(NotFound) as caught:
            await search
        assert caught.value.code == code
        assert caught.value.params == {name: "x"}


async def test_the_newest_sequence_of_a_fingerprint_is_found(library):
    for name, at in (("a", 1.0), ("b", 3.0), ("c", 2.0)):
        await library.save_sequence(samples.sequence(name), at)
    await library.save_sequence(samples.sequence("other", prompt="snow"), 4.0)
    assert await library.sequence_like(samples.sequence().fingerprint()) == "b"
    assert await library.sequence_like("unheard of") is None


async def test_a_sequence_that_changed_is_found_by_what_it_is_now(library):
    await library.save_sequence(samples.sequence(), 1.0)
    await library.save_sequence(samples.sequence(prompt="snow"), 2.0)
    assert await library.sequence_like(samples.sequence().fingerprint()) is None
    changed = samples.sequence(prompt="snow").fingerprint()
    assert await library.sequence_like(changed) == samples.SEQUENCE


async def test_the_list_counts_what_is_open_in_doubt_and_spent(library):
    await samples.begin_run(library, *(samples.request(f"req-{n}", n) for n in range(4)))
    await library.save_sequence(samples.sequence("later", images=7), 8.0)
    await samples.in_state(library, "req-0", RequestState.IN_DOUBT)
    collecting = await samples.in_state(library, "req-1", RequestState.COLLECTING)
    await library.settle(collecting, RequestState.DONE, samples.charge(30_000), 9.0)
    await samples.in_state(library, "req-2", RequestState.ACCEPTED)
    later, first = await library.sequences()
    assert (later.id, later.images, later.open_requests, later.spent_micros) == ("later", 7, 0, 0)
    assert (first.open_requests, first.in_doubt, first.spent_micros) == (3, 1, 30_000)


async def test_runs_are_listed_oldest_first_and_come_back_whole(library):
    await library.save_sequence(samples.sequence(), 1.0)
    later = samples.run("run-b", at=20.0, cap_micros=5)
    earlier = samples.run("run-c", at=10.0)
    for run in (later, earlier):
        await library.start_run(run, (), ())
    assert await library.run(later.id) == later
    assert await library.runs(samples.SEQUENCE) == (earlier, later)


async def test_a_run_that_cannot_be_written_whole_is_not_written(library):
    await library.save_sequence(samples.sequence(), 1.0)
    begun = samples.request("req-2", state=RequestState.PREPARING)
    with pytest.raises(AssertionError):
        await library.start_run(samples.run(), (samples.request("req-1"), begun), ())
    assert await library.runs(samples.SEQUENCE) == ()
    assert await library.requests() == ()
