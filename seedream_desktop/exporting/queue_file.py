"""A queue as a file: what is to be done and on which pictures; no results, no keys, no money.

The place of a picture is written as it lies from the file's own folder where it lies below
it, so that the folder can be carried elsewhere whole; for any other picture only the whole path
finds it again. Its hash says whether what is found is the picture that was meant.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from seedream_desktop.domain.errors import BadInput, StorageFailed
from seedream_desktop.domain.ids import Digest, ProviderId, StepId, fresh_id
from seedream_desktop.domain.picture import Picture
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.domain.step import SizeChoice, Step, StepMode

SUFFIX: Final = ".seedream-queue"
_VERSION: Final = 1
_BYTES_MAX: Final = 64 * 2**20

_Count = Annotated[int, Meta(ge=0, le=1000)]
_Line = Annotated[str, Meta(max_length=100_000)]


class FiledPicture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a picture lies, from the file's folder or whole, and the SHA-256 of its bytes."""

    path: Annotated[str, Meta(min_length=1, max_length=32_768)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class FiledStep(Struct, frozen=True, kw_only=True):
    """A step, as the console writes its fields."""

    prompt: _Line
    provider: Annotated[str, Meta(max_length=100)]
    family: Annotated[str, Meta(max_length=200)] = ""
    mode: Literal["set", "each", "carry", "variants", "story"] = "set"
    size: Annotated[str, Meta(max_length=40)] = "match"
    count: Annotated[int, Meta(ge=1, le=1000)] = 1
    leading_anchors: _Count = 0
    anchors: tuple[FiledPicture, ...] = ()
    is_on: bool = True
    scenario: Annotated[str, Meta(max_length=40)] = ""
    seed: _Count = 0


class FiledRun(Struct, frozen=True, kw_only=True):
    """The sequence of one run; an image that is null is a panel without a picture."""

    title: Annotated[str, Meta(max_length=1_000)]
    images: tuple[FiledPicture | None, ...] = ()
    steps: tuple[FiledStep, ...] = ()


class _File(Struct, frozen=True, kw_only=True):
    format: Literal["seedream-queue"]
    version: int
    runs: tuple[FiledRun, ...]


def queue_file(sequences: Iterable[Sequence], folder: Path) -> bytes:
    """Return a file's content for sequences; it is to lie in this folder."""
    runs = tuple(_filed(sequence, folder) for sequence in sequences)
    whole = _File(format="seedream-queue", version=_VERSION, runs=runs)
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def save_queue(content: bytes, path: Path) -> None:
    """Write a file, whole or not at all; blocking. Raises StorageFailed."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        cause = error.strerror or type(error).__name__
        raise StorageFailed("queue_file_not_written", path=str(path), cause=cause) from error


def read_queue(path: Path) -> tuple[FiledRun, ...]:
    """Return the runs of a file; blocking.

    Raises BadInput: queue_file_unreadable, queue_file_broken or queue_file_newer, each with the
    file and the reason.
    """
    try:
        if path.stat().st_size > _BYTES_MAX:
            raise BadInput("queue_file_broken", path=str(path), cause="too_large")
        content = path.read_bytes()
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise BadInput("queue_file_unreadable", path=str(path), cause=cause) from error
    return _read(content, path)


def step_of(filed: FiledStep, anchors: tuple[Picture, ...]) -> Step:
    """Return a step with the anchors that were found. Raises ValueError for a size."""
    return Step(
        id=StepId(fresh_id("st")),
        prompt=filed.prompt,
        provider=ProviderId(filed.provider),
        family=filed.family,
        mode=StepMode(filed.mode),
        size=SizeChoice.parse(filed.size),
        count=filed.count,
        leading_anchors=filed.leading_anchors,
        anchors=anchors,
        is_on=filed.is_on,
        scenario=filed.scenario,
        seed=filed.seed,
    )


def places(filed: FiledPicture, folder: Path) -> tuple[Path, ...]:
    """Return where a picture may lie, the likeliest first: as written, or beside the file.

    A path on another computer is not followed: Windows would show that one the user's name.
    """
    strokes = filed.path.replace("\\", "/")
    name = strokes.rstrip("/").rsplit("/", 1)[-1] or filed.path
    is_elsewhere = strokes.startswith("//")
    written = () if is_elsewhere else (folder / PurePath(filed.path),)
    return tuple(dict.fromkeys((*written, folder / name)))


def _read(content: bytes, path: Path) -> tuple[FiledRun, ...]:
    try:
        whole = msgspec.json.decode(content, type=_File)
        for run in whole.runs:
            for step in run.steps:
                SizeChoice.parse(step.size)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise BadInput("queue_file_broken", path=str(path), cause=str(error)) from error
    if whole.version > _VERSION:
        raise BadInput("queue_file_newer", path=str(path), version=whole.version, known=_VERSION)
    return whole.runs


def _filed(sequence: Sequence, folder: Path) -> FiledRun:
    images = (image.picture for image in sequence.images)
    return FiledRun(
        title=sequence.title,
        images=tuple(_placed(picture, folder) if picture else None for picture in images),
        steps=tuple(
            FiledStep(
                prompt=step.prompt,
                provider=step.provider,
                family=step.family,
                mode=step.mode.value,
                size=str(step.size),
                count=step.count,
                leading_anchors=step.leading_anchors,
                anchors=tuple(_placed(picture, folder) for picture in step.anchors),
                is_on=step.is_on,
                scenario=step.scenario,
                seed=step.seed,
            )
            for step in sequence.steps
        ),
    )


def _placed(picture: Picture, folder: Path) -> FiledPicture:
    path = Path(picture.path)
    # With one kind of stroke, a folder that is carried to another system is found there.
    written = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)
    return FiledPicture(path=written, sha256=Digest(picture.digest))
