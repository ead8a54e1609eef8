"""What stands out of a set that the program made itself, found by thumbnails and kept."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from seedream_desktop.app.wiring import open_app
from seedream_desktop.domain.drift import Feature
from seedream_desktop.domain.ids import FrameKey, ImageId, ProviderId, SequenceId, StepId, VersionId
from seedream_desktop.domain.sequence import Image as SequenceImage
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import Step, StepMode

SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "ceramics"
STEP = StepId("st-1")


@pytest.fixture
async def app(tmp_path, monkeypatch):
    monkeypatch.setenv("SEEDREAM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    async with open_app() as opened:
        await opened.start()
        yield opened


async def warmed(app):
    """The sample photographs, made warmer by the built-in engine."""
    intake = await app.engine.import_pictures([SAMPLES])
    step = Step(
        id=STEP,
        prompt="warmer",
        provider=ProviderId("local"),
        family=app.cards[ProviderId("local")].default_family,
        mode=StepMode.EACH,
    )
    images = tuple(
        SequenceImage(id=ImageId(f"im-{n}"), picture=picture)
        for n, picture in enumerate(intake.pictures)
    )
    sequence = Sequence(id=SequenceId("sq-1"), title="Ceramics", images=images, steps=(step,))
    plan = await app.engine.plan(sequence)
    run = await app.engine.run(sequence, plan.token)
    await app.engine.wait(run.id)
    return sequence


async def spoil(app, sequence, number):
    """Have a frame show a version that is far too dark."""
    version = await app.library.chosen(sequence.id, ImageId(f"im-{number}"), STEP)
    with Image.open(app.blobs.path(version.digest)) as picture:
        dark = (np.asarray(picture.convert("RGB"), np.float32) * 0.6).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(dark).save(file, "PNG")
    digest = await app.blobs.put(file.getvalue())
    other = replace(
        version, id=VersionId("v-dark"), digest=digest, key=FrameKey("0" * 64), is_chosen=True
    )
    await app.library.adopt([other])


async def test_a_result_that_stands_out_is_found_and_the_rest_is_let_be(app):
    sequence = await warmed(app)
    normal = await app.drift(sequence.id, STEP)
    assert len(normal) == 10
    # One of the ten was taken under a lamp that is far from the others' light.
    assert sum(drift.is_outlier for drift in normal.values()) <= 1
    assert not normal[ImageId("im-4"), STEP].is_outlier
    await spoil(app, sequence, 4)
    found = await app.drift(sequence.id, STEP)
    (image, _), drift = max(found.items(), key=lambda item: abs(item[1].sigma))
    assert (image, drift.is_outlier, drift.feature) == ("im-4", True, Feature.EXPOSURE)


async def test_what_was_measured_once_is_not_measured_again(app, monkeypatch):
    sequence = await warmed(app)
    before = await app.drift(sequence.id, STEP)

    async def never(*_what):
        raise AssertionError("it is measured again")

    monkeypatch.setattr(type(app.pictures), "measures", never)
    assert await app.drift(sequence.id, STEP) == before


async def test_frames_without_a_result_are_left_out(app):
    sequence = await warmed(app)
    assert await app.drift(sequence.id, StepId("st-9")) == {}
