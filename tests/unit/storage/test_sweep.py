import os
from dataclasses import replace

import pytest

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.request import Output, OutputState, RequestState
from seedream_desktop.ports.provider import Upload
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.sweep import Swept, sweep, sweep_scratch
from tests.unit.storage import samples

NOW = 2_000_000_000.0
DAY = samples.DAY_S


@pytest.fixture
async def blobs(places):
    store = Blobs(places.blobs)
    yield store
    await store.close()


async def aged(blobs, data, age_s=2 * DAY):
    digest = await blobs.put(data)
    os.utime(blobs.path(digest), (NOW - age_s, NOW - age_s))
    return digest


async def test_what_no_row_names_goes_after_a_day(library, blobs):
    old = await aged(blobs, b"old" * 100)
    young = await aged(blobs, b"young", DAY - 1)
    assert await sweep(library.database, blobs, NOW) == Swept(files=1, bytes_freed=300)
    assert not blobs.has(old)
    assert blobs.has(young)


async def test_scratch_files_go_after_a_day(library, blobs):
    for name, age_s in (("old", DAY + 1), ("young", DAY - 1)):
        path = blobs.scratch().with_name(name)
        path.write_bytes(b"half a download")
        os.utime(path, (NOW - age_s, NOW - age_s))
    assert await sweep(library.database, blobs, NOW) == Swept(files=1, bytes_freed=15)
    assert [path.name for path in blobs.scratch_files()] == ["young"]


async def test_a_start_clears_away_scratch_files_and_no_blob(blobs):
    orphan = await aged(blobs, b"paid for, and not yet named")
    path = blobs.scratch()
    path.write_bytes(b"half a download")
    os.utime(path, (NOW - 2 * DAY, NOW - 2 * DAY))
    assert await sweep_scratch(blobs, NOW) == Swept(files=1, bytes_freed=15)
    assert blobs.has(orphan)


async def test_nothing_that_the_library_names_goes_however_old(library, blobs):
    names = ("version", "output", "upload", "photo", "anchor", "input", "planned")
    digests = {name: await aged(blobs, name.encode()) for name in names}
    photo = replace(samples.picture(0), digest=digests["photo"])
    anchor = replace(samples.picture(1), digest=digests["anchor"])
    planned = replace(samples.picture(2), digest=digests["planned"])
    sequence = samples.sequence(images=1)
    sequence = replace(
        sequence,
        images=(replace(sequence.images[0], picture=photo),),
        steps=(replace(sequence.steps[0], anchors=(anchor,)),),
    )
    await samples.begin_run(library)
    await library.save_sequence(sequence, 1.0)
    base = samples.request("req-1")
    request = replace(base, inputs=(replace(base.inputs[0], picture=planned),))
    run = samples.run("run-2")
    await library.start_run(run, (replace(request, run=run.id),), ())
    stored = await library.request(request.id)
    recipe = samples.recipe("a")
    bound = replace(recipe.inputs[0], digest=digests["input"])
    ready = replace(stored, recipe=replace(recipe, inputs=(bound,)))
    ready = await library.move(ready, RequestState.PREPARING)
    sent = await library.begin_sending(ready, samples.NO_CAPS, samples.moment())
    output = Output(index=0, state=OutputState.STORED, digest=digests["output"], size=Size(1, 1))
    await library.begin_collecting(sent, (output,))
    await library.adopt([samples.version("v", digest=digests["version"])])
    upload = Upload(url="https://x", expires_at=1.0)
    await library.uploads.save(samples.PROVIDER, digests["upload"], upload)
    assert await sweep(library.database, blobs, NOW) == Swept()
    assert [name for name in names if not blobs.has(digests[name])] == []


async def test_a_blob_that_is_stored_again_is_spared(library, blobs):
    digest = await aged(blobs, b"again")
    await blobs.put(b"again")
    assert await sweep(library.database, blobs, blobs.path(digest).stat().st_mtime) == Swept()


async def test_after_damage_nothing_but_scratch_files_goes(places, blobs):
    places.root.mkdir(exist_ok=True)
    places.library.write_bytes(b"damaged" * 1000)
    library = await Library.open(places)
    paid = await aged(blobs, b"paid for, in a row that was lost")
    path = blobs.scratch()
    path.write_bytes(b"half")
    os.utime(path, (1.0, 1.0))
    assert await sweep(library.database, blobs, NOW) == Swept(files=1, bytes_freed=4)
    assert blobs.has(paid)
    await library.close()


async def test_files_that_are_no_blobs_are_left_alone(library, blobs, places):
    stranger = places.blobs / "ab" / "cd" / "readme.txt"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("mine")
    os.utime(stranger, (1.0, 1.0))
    assert await sweep(library.database, blobs, NOW) == Swept()
    assert stranger.exists()


async def test_a_store_that_is_still_empty_is_swept(library, blobs):
    assert await sweep(library.database, blobs, NOW) == Swept()


async def test_a_file_that_cannot_be_removed_waits_for_the_next_sweep(library, blobs, monkeypatch):
    digest = await aged(blobs, b"held")

    def hold(*_):
        raise PermissionError(13, "held")

    with monkeypatch.context() as patch:
        patch.setattr(type(blobs.path(digest)), "unlink", hold)
        assert await sweep(library.database, blobs, NOW) == Swept()
    assert blobs.has(Digest(digest))
    assert await sweep(library.database, blobs, NOW) == Swept(files=1, bytes_freed=4)
