"""Rows for the library's tests: a sequence, its run, requests in any state, their results."""

import hashlib
from collections.abc import Collection
from dataclasses import replace

import pytest

from seedream_desktop.domain.card import ModelKind
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    ModelId,
    ProviderId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.judgement import Judgement
from seedream_desktop.domain.ledger import Caps, Moment
from seedream_desktop.domain.picture import Header, Picture, PictureFormat
from seedream_desktop.domain.request import (
    BoundInput,
    InputRef,
    InputRole,
    Output,
    OutputState,
    Recipe,
    Request,
    RequestState,
    Target,
    Version,
)
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step, StepMode
from seedream_desktop.ports.library import Run, Settlement
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.locations import Locations
from seedream_desktop.storage.records import plain

PROVIDER = ProviderId("wavespeed")
STEP = StepId("step-1")
SEQUENCE = SequenceId("seq-1")
RUN = RunId("run-1")
SIZE = Size(2048, 1536)
DAY_S = 86_400.0
NO_CAPS = Caps()


def moment(now: float = 1000.0) -> Moment:
    return Moment(now=now, day_start=now // DAY_S * DAY_S, month_start=now // (30 * DAY_S))


def digest(text: str) -> Digest:
    return Digest(hashlib.sha256(text.encode()).hexdigest())


def key(text: str) -> FrameKey:
    return FrameKey(hashlib.sha256(f"key {text}".encode()).hexdigest())


def image_id(number: int) -> ImageId:
    return ImageId(f"img-{number}")


def picture(number: int, path: str | None = None) -> Picture:
    header = Header(format=PictureFormat.JPEG, size=SIZE)
    path = path or f"/photos/{number}.jpg"
    return Picture(digest=digest(f"photo {number}"), path=path, byte_count=1000, header=header)


def sequence(name: str = SEQUENCE, images: int = 2, prompt: str = "golden hour") -> Sequence:
    step = Step(
        id=STEP,
        prompt=prompt,
        provider=PROVIDER,
        family="seedream-5.0-lite",
        mode=StepMode.EACH,
        anchors=(picture(99),),
    )
    rows = tuple(Image(id=image_id(n), picture=picture(n)) for n in range(images))
    return Sequence(id=SequenceId(name), title="Watches", images=rows, steps=(step,))


def run(name: str = RUN, of: str = SEQUENCE, cap_micros: int | None = None, at: float = 1.0) -> Run:
    return Run(
        id=RunId(name),
        sequence=SequenceId(of),
        started_at=at,
        plan_token="token",
        cost_micros=70_000,
        cap_micros=cap_micros,
    )


def request(name: str, position: int = 0, **fields) -> Request:
    given = {
        "id": RequestId(name),
        "run": RUN,
        "sequence": SEQUENCE,
        "step": STEP,
        "step_index": 0,
        "position": position,
        "provider": PROVIDER,
        "model": ModelId("bytedance/seedream-v5.0-lite/edit"),
        "kind": ModelKind.EDIT,
        "targets": (Target(image_id(0)), Target(image_id(0), 1)),
        "inputs": (
            InputRef(role=InputRole.ANCHOR, picture=picture(99)),
            InputRef(role=InputRole.TARGET, image=image_id(0), after_step=0),
        ),
        "size": SIZE,
        "cost_micros": 35_000,
        "options": {"output_format": "png"},
    }
    return Request(**(given | fields))


def recipe(*keys: str, cost_micros: int = 35_000) -> Recipe:
    return Recipe(
        inputs=(
            BoundInput(role=InputRole.ANCHOR, digest=digest("anchor"), path="/a.jpg", size=SIZE),
            BoundInput(
                role=InputRole.TARGET,
                digest=digest("target"),
                path="/t.jpg",
                size=SIZE,
                image=image_id(0),
                is_unsure=True,
            ),
        ),
        targets=tuple(Target(image_id(0), take) for take in range(len(keys))),
        keys=tuple(key(name) for name in keys),
        prompt="Edit figure 2: golden hour",
        size=SIZE,
        cost_micros=cost_micros,
    )


def version(name: str, bought_by: str = "req-1", **fields) -> Version:
    given = {
        "id": VersionId(name),
        "sequence": SEQUENCE,
        "image": image_id(0),
        "step": STEP,
        "take": 0,
        "key": key(name),
        "digest": digest(name),
        "size": SIZE,
        "request": RequestId(bought_by),
        "output_index": 0,
        "confidence": 0.97,
        "cost_micros": 35_000,
        "made_at": 5.0,
    }
    return Version(**(given | fields))


def awaited(*indices: int) -> tuple[Output, ...]:
    return tuple(
        Output(index=i, state=OutputState.AWAITED, url=f"https://out.example/{i}") for i in indices
    )


def charge(micros: int | None, note: str = "") -> Settlement:
    return Settlement(charged_micros=micros, note=note)


async def begin_run(library: Library, *requests: Request, cap_micros: int | None = None) -> None:
    await library.save_sequence(sequence(), 0.5)
    await library.start_run(run(cap_micros=cap_micros), requests, ())


async def prepared(
    library: Library, request: Request, *keys: str, cost_micros: int = 35_000
) -> Request:
    keys = keys or (f"of {request.id}",)
    ready = replace(request, recipe=recipe(*keys, cost_micros=cost_micros))
    return await library.move(ready, RequestState.PREPARING)


async def sent(library: Library, name: str, *keys: str, cost_micros: int = 35_000) -> Request:
    """Bring a request that is QUEUED in the library to SENDING."""
    queued = await library.request(RequestId(name))
    ready = await prepared(library, queued, *keys, cost_micros=cost_micros)
    result = await library.begin_sending(ready, NO_CAPS, moment())
    assert isinstance(result, Request)
    return result


async def in_state(library: Library, name: str, state: RequestState, *keys: str) -> Request:
    """Bring a request that is QUEUED in the library to a state in which money is at stake."""
    now = await sent(library, name, *keys)
    if state is RequestState.IN_DOUBT:
        return await library.settle(now, state, charge(None), 2000.0)
    if state in {RequestState.ACCEPTED, RequestState.COLLECTING}:
        now = await library.move(replace(now, accepted_at=1500.0), RequestState.ACCEPTED)
    if state is RequestState.COLLECTING:
        now = await library.begin_collecting(now, awaited(0))
    return now


async def ready(library: Library, name: str, *keys: str, cost_micros: int = 35_000) -> Request:
    """Bring a request that is QUEUED in the library to PREPARING, with its recipe."""
    queued = await library.request(RequestId(name))
    return await prepared(library, queued, *keys, cost_micros=cost_micros)


async def settled(
    library: Library,
    name: str = "req-1",
    images: tuple[ImageId, ...] = (image_id(0), image_id(1), image_id(2)),
    pictures: Collection[int] = range(99),
    sequence: SequenceId = SEQUENCE,
) -> dict[ImageId, VersionId]:
    """Have a request make an unsure result for each image, or some; return them by image."""
    keys = tuple(key(f"of {image}") for image in images)
    made = replace(recipe(), targets=tuple(Target(image) for image in images), keys=keys)
    request = await sent(library, name, "unused")
    request = await library.begin_collecting(request, awaited(*range(len(images))))
    versions = tuple(
        version(
            f"{name} {n}",
            name,
            image=image,
            key=keys[n],
            output_index=n,
            is_paired=False,
            sequence=sequence,
        )
        for n, image in enumerate(images)
        if n in pictures
    )
    request = replace(request, recipe=made, targets=made.targets)
    await library.settle(request, RequestState.DONE, charge(35_000), 9.0, versions)
    return {one.image: one.id for one in versions}


async def everything(library: Library) -> list[list[tuple]]:
    """Return all that is written, to see that nothing was."""
    tables = ("requests", "request_keys", "attempts", "versions", "outputs", "ledger")
    return await library.database.read(
        lambda c: [c.execute(f"select * from {table}").fetchall() for table in tables]
    )


async def rows(library: Library) -> list[tuple]:
    return [(e.kind, e.amount_micros, e.note) for e in await library.entries()]


def places(tmp_path_factory: pytest.TempPathFactory) -> Locations:
    """Return a data root that nothing else has, for tests that need one for each example."""
    return Locations(tmp_path_factory.mktemp("home"))


def without_surrogates(judgement: Judgement) -> Judgement:
    """Return a judgement as the library can hold it."""
    return replace(judgement, value=plain(judgement.value))
