"""Which places and purchase keys versions get once it is known whose results they are."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import FrameKey, ImageId, SequenceId, StepId, VersionId
from seedream_desktop.domain.request import OPEN, Request, Version
from seedream_desktop.storage import requests, results

Frame: TypeAlias = tuple[SequenceId, ImageId, StepId]
_Column: TypeAlias = tuple[SequenceId, StepId]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place that a request's result can have, and the key that a result has there."""

    image: ImageId
    take: int
    key: FrameKey


def frame_of(version: Version) -> Frame:
    """Return the frame that a version is in."""
    return version.sequence, version.image, version.step


def moved(
    connection: sqlite3.Connection, moves: Mapping[VersionId, ImageId]
) -> dict[VersionId, Version]:
    """Return how versions shall be: those that move, and all that were taken over from them.

    Raises NotFound, and UserFixable as the port says.
    """
    named = {name: results.version(connection, name) for name in moves}
    bought = {name: _original(connection, version) for name, version in named.items()}
    request = _request(connection, bought.values())
    family = _family(connection, request)
    slots = _slots(request, family.values())
    after: dict[VersionId, Version] = {}
    keys: dict[VersionId, FrameKey] = {}
    for name, image in moves.items():
        version = named[name]
        slot = _slot(slots.get(_column(version), ()), image, version.take)
        after[name] = _put(version, slot)
        keys[bought[name].id] = slot.key
    for name, version in family.items():
        key = keys.get(_original(connection, version).id)
        if name not in after and key is not None:
            after[name] = _follow(version, key, slots.get(_column(version), ()))
    return after


def with_one_chosen(
    before: Iterable[Version], after: Mapping[VersionId, Version]
) -> dict[VersionId, Version]:
    """Return versions of whole frames, oldest first, with one of each frame chosen.

    A frame keeps its choice while that is there. Else it takes one that came in, first one that
    was chosen where it was, else its newest.
    """
    was = {version.id: version for version in before}
    frames: dict[Frame, list[Version]] = {}
    for name in was:
        frames.setdefault(frame_of(after[name]), []).append(after[name])
    result: dict[VersionId, Version] = {}
    for frame, held in frames.items():
        stayed = [v for v in held if frame_of(was[v.id]) == frame]
        came = [v for v in held if frame_of(was[v.id]) != frame]
        ranks = (
            [v for v in stayed if v.is_chosen],
            [v for v in came if v.is_chosen],
            came,
            held,
        )
        chosen = next(rank[-1] for rank in ranks if rank)
        result.update((v.id, replace(v, is_chosen=v is chosen)) for v in held)
    return result


def _original(connection: sqlite3.Connection, version: Version) -> Version:
    """Return the version that was paid for."""
    while version.bought_as is not None:
        version = results.version(connection, version.bought_as)
    return version


def _request(connection: sqlite3.Connection, bought: Iterable[Version]) -> Request:
    """Return the one request of versions, which has ended."""
    makers = {version.request for version in bought}
    if len(makers) != 1:
        raise UserFixable("pair_of_others")
    request = requests.fetch(connection, makers.pop())
    if request.recipe is None:
        raise UserFixable("pair_of_others")
    if request.state in OPEN:
        raise UserFixable("pair_still_open")
    return request


def _family(connection: sqlite3.Connection, request: Request) -> dict[VersionId, Version]:
    """Return a request's versions and all that were taken over from them."""
    assert request.recipe is not None, "what bought something has its recipe"
    alike = results.of_keys(connection, sorted(set(request.recipe.keys)))
    family: dict[VersionId, Version] = {}
    for version in alike:  # oldest first: what was taken over comes before what took it
        is_own = version.bought_as is None and version.request == request.id
        if is_own or version.bought_as in family:
            family[version.id] = version
    return family


def _slots(request: Request, family: Iterable[Version]) -> dict[_Column, list[_Slot]]:
    """Return the places of a request's results, in its own sequence and wherever else they are."""
    assert request.recipe is not None, "what bought something has its recipe"
    pairs = zip(request.recipe.targets, request.recipe.keys, strict=True)
    own = [_Slot(target.image, target.take, key) for target, key in pairs]
    slots: dict[_Column, list[_Slot]] = {(request.sequence, request.step): own}
    for version in family:
        there = slots.setdefault(_column(version), [])
        slot = _Slot(version.image, version.take, version.key)
        if slot not in there:
            there.append(slot)
    return slots


def _column(version: Version) -> _Column:
    return version.sequence, version.step


def _slot(slots: Iterable[_Slot], image: ImageId, take: int) -> _Slot:
    """Return a request's place for an image, of the same take where it has that."""
    there = [slot for slot in slots if slot.image == image]
    if not there:
        raise UserFixable("pair_of_others")
    return next((slot for slot in there if slot.take == take), there[0])


def _put(version: Version, slot: _Slot) -> Version:
    return replace(version, image=slot.image, take=slot.take, key=slot.key, is_paired=True)


def _follow(version: Version, key: FrameKey, slots: Iterable[_Slot]) -> Version:
    """Return a copy of a version that has got a new key; without a place for it, it is unsure."""
    if version.key == key:
        return replace(version, is_paired=True)
    slot = next((slot for slot in slots if slot.key == key), None)
    if slot is None:
        return replace(version, key=key, is_paired=False)
    return _put(version, slot)
