"""Time the frames of 10,000 images over three steps: making the table, one event, one search.

Each figure stands beside a peer that does the least there is to do with the same rows. Run from
the project's folder: python -m tests.bench.bench_frames
"""

import sys
import time
from collections.abc import Callable, Sequence

from seedream_desktop.domain.frame_filter import FrameFilter
from seedream_desktop.domain.frame_query import parse
from seedream_desktop.domain.frame_record import FrameRecord
from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ModelId, RequestId, RunId, StepId, VersionId
from seedream_desktop.domain.keys import keys_of
from seedream_desktop.domain.making import Making, Source, Terms
from seedream_desktop.domain.request import RequestState, Target, Version
from seedream_desktop.domain.sequence import Sequence as EditSequence
from seedream_desktop.domain.step import StepMode
from tests.bench.figures import figure
from tests.fixtures.sequences import SQUARE, digest, images, sequence, step

IMAGES = 10_000
ROWS_SHOWN = 40
OPEN_MAX_S = 0.3
EVENT_MAX_S = 0.001
ROUNDS = 3
TERMS = Terms.of(ModelId("m"), {"output_format": "png"})


def best(work: Callable[[], object]) -> float:
    """Return the shortest of some rounds, in seconds."""
    shortest = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - begun)
    return shortest


def results(work: EditSequence) -> tuple[list[Version], list[Making]]:
    """Return what a library holds of a sequence that is done."""
    versions, makings = [], []
    now = {image.id: image.picture.digest for image in work.images if image.picture}
    for each in work.steps:
        lead, after = now[work.images[0].id], {}
        for number, image in enumerate(work.images):
            own = now[image.id]
            keys = keys_of(each, TERMS.model, dict(TERMS.options), anchors=(lead,), own=own)
            key = keys.key(None, own, 0)
            after[image.id] = digest(key)
            request = RequestId(f"rq-{each.id}-{number}")
            source = Source(key=key, image=image.id, digest=own)
            versions.append(version(each.id, number, request, after[image.id], key, image.id))
            makings.append(making(each, request, image.id, source))
        now = after
    return versions, makings


def version(step_id: StepId, number: int, request, content, key, image) -> Version:
    return Version(
        id=VersionId(f"v-{step_id}-{number}"),
        sequence=sequence(()).id,
        image=image,
        step=step_id,
        take=0,
        key=key,
        digest=content,
        size=SQUARE,
        request=request,
        output_index=0,
        cost_micros=35_000,
    )


def making(each, request, image, source) -> Making:
    return Making(
        request=request,
        run=RunId("run"),
        sequence=sequence(()).id,
        step=each.id,
        provider=each.provider,
        state=RequestState.DONE,
        targets=(Target(image),),
        terms=TERMS,
        sources=(source,),
        ended_at=1.0,
    )


def opened(work: EditSequence, versions: Sequence[Version], makings: Sequence[Making]) -> Table:
    """Do what opening a timeline needs: the table, and the rows that are on the screen."""
    table = Table(work, FrameRecord(versions, makings))
    for image in table.images[:ROWS_SHOWN]:
        table.row(image)
    return table


def grouped(versions: Sequence[Version]) -> dict[tuple[str, str], list[Version]]:
    """The peer: the same rows by frame, and nothing known of them."""
    frames: dict[tuple[str, str], list[Version]] = {}
    for one in versions:
        frames.setdefault((one.image, one.step), []).append(one)
    return frames


def main() -> int:
    work = sequence(
        images(IMAGES), *(step(name, mode=StepMode.EACH, leading_anchors=1) for name in "abc")
    )
    versions, makings = results(work)
    opening = best(lambda: opened(work, versions, makings))
    is_met = figure("frames, 10,000 × 3, opened", opening, "s", at_most=OPEN_MAX_S)
    figure("to rows by frame alone", opening / best(lambda: grouped(versions)), "x")
    table = opened(work, versions, makings)
    everything = best(lambda: list(Table(work, table.record).frames()))
    figure("frames, all worked out", everything, "s")
    assert not any(frame.is_outdated for frame in table.frames())
    one = versions[IMAGES + IMAGES // 2]

    def event() -> None:
        table.put_making(makings[IMAGES + IMAGES // 2])
        for image, step_id in table.put_versions([(one.image, one.step)], [one]):
            table.frame(image, step_id)

    is_met &= figure("frames, one result arrives", best(event), "s", at_most=EVENT_MAX_S)
    query = parse("rating>=3 state:done shoes")
    figure("frames, one search", best(lambda: FrameFilter(query, table, {}).images()), "s")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
