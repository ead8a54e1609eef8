"""Pasted pictures: a file of their own that stays while anything names it."""

import datetime as dt
import os
from dataclasses import replace

import pytest

from seedream_desktop.domain.errors import DiskFull, StorageFailed
from seedream_desktop.storage import pasted
from seedream_desktop.storage.blobs import Blobs
from seedream_desktop.storage.sweep import Swept, sweep
from tests.unit.storage import samples

NOW = 2_000_000_000.0
DAY = samples.DAY_S
AT = dt.datetime(2026, 11, 21, 14, 3)  # noqa: DTZ001 (as clocks here show)


@pytest.fixture
async def blobs(places):
    store = Blobs(places.blobs)
    yield store
    await store.close()


def aged(places, data: bytes):
    path = pasted.keep(places.pasted, data, AT, "Pasted", "png")
    os.utime(path, (NOW - 2 * DAY, NOW - 2 * DAY))
    return path


def test_a_pasted_picture_is_named_by_its_time_and_never_takes_anothers_place(places):
    names = [
        pasted.keep(places.pasted, data, AT, "Pasted", "png").name for data in (b"1", b"2", b"3")
    ]
    assert names == [
        "Pasted 2026-11-21 14.03.png",
        "Pasted 2026-11-21 14.03 (2).png",
        "Pasted 2026-11-21 14.03 (3).png",
    ]
    assert [(places.pasted / name).read_bytes() for name in names] == [b"1", b"2", b"3"]


def test_half_a_picture_is_not_left(places, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "no space")

    monkeypatch.setattr(pasted, "sync_descriptor", full)
    with pytest.raises(DiskFull):
        pasted.keep(places.pasted, b"1", AT, "Pasted", "png")
    assert pasted.files(places.pasted) == []


def test_a_folder_that_cannot_be_made_is_said(places):
    places.root.mkdir(parents=True)
    places.pasted.write_text("in the way")
    with pytest.raises(StorageFailed):
        pasted.keep(places.pasted, b"1", AT, "Pasted", "png")


async def test_a_sweep_keeps_what_a_sequence_or_a_request_names(library, blobs, places):
    in_sequence, as_anchor, in_request, unnamed = (aged(places, bytes([n])) for n in range(4))
    young = pasted.keep(places.pasted, b"new", AT, "Pasted", "png")
    os.utime(young, (NOW - DAY + 60, NOW - DAY + 60))
    sequence = samples.sequence(images=1)
    image = replace(sequence.images[0], picture=replace(samples.picture(0), path=str(in_sequence)))
    anchor = replace(samples.picture(1), path=str(as_anchor))
    step = replace(sequence.steps[0], anchors=(anchor,))
    await samples.begin_run(library)
    await library.save_sequence(replace(sequence, images=(image,), steps=(step,)), 1.0)
    base = samples.request("req-1")
    planned = replace(base.inputs[0], picture=replace(samples.picture(2), path=str(in_request)))
    run = samples.run("run-2")
    await library.start_run(run, (replace(base, inputs=(planned,), run=run.id),), ())
    assert await sweep(library.database, blobs, NOW, places.pasted) == Swept(files=1, bytes_freed=1)
    left = set(pasted.files(places.pasted))
    assert left == {in_sequence, as_anchor, in_request, young}
    assert not unnamed.exists()
