"""Choosing among the versions of a frame, and putting results that came mixed up in order."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain

from seedream_desktop.domain.ids import ImageId, RequestId, SequenceId, StepId, VersionId
from seedream_desktop.domain.making import Making
from seedream_desktop.domain.request import Version
from seedream_desktop.ports import frames as port
from seedream_desktop.ports.frames import Change
from seedream_desktop.storage import makings, pairing, results
from seedream_desktop.storage.database import Database
from seedream_desktop.storage.pairing import frame_of


class Frames(port.Frames):
    """The part of the library that its port describes."""

    def __init__(self, database: Database) -> None:
        """Take the library's database."""
        self._database = database

    async def choose(self, version: VersionId) -> Change:
        """Make a version the chosen one of its frame. Raises NotFound."""
        return await self._database.write(partial(_choose, version=version))

    async def re_pair(self, moves: Mapping[VersionId, ImageId]) -> Change:
        """Say of which image each of these versions of one request is the result; see the port."""
        return await self._database.write(partial(_re_pair, moves=dict(moves)))

    async def confirm(self, versions: Iterable[VersionId]) -> Change:
        """Say that versions are of the image that they are with. Raises NotFound."""
        return await self._database.write(partial(_confirm, versions=tuple(versions)))

    async def put_back(self, versions: Iterable[Version]) -> Change:
        """Give versions the frame, key, sureness and choice that these values have."""
        return await self._database.write(partial(_put_back, wanted=tuple(versions)))

    async def makings(self, sequence: SequenceId) -> tuple[Making, ...]:
        """List a sequence's requests by the order of their runs, step and position."""
        return await self._database.read(partial(makings.of_sequence, sequence=sequence))

    async def makers(self, sequence: SequenceId) -> Mapping[VersionId, Making]:
        """Return, for each version that a sequence took over at no cost, who bought it."""
        return await self._database.read(partial(_makers, sequence=sequence))

    async def held(
        self, sequence: SequenceId, places: Iterable[tuple[ImageId, StepId]]
    ) -> tuple[Version, ...]:
        """List the versions of some frames, oldest first."""
        return await self._database.read(
            partial(_held, sequence=sequence, places=tuple(dict.fromkeys(places)))
        )


def _choose(connection: sqlite3.Connection, version: VersionId) -> Change:
    wanted = results.version(connection, version)
    held = results.of_frame(connection, *frame_of(wanted))
    return _write(connection, held, {v.id: replace(v, is_chosen=v.id == version) for v in held})


def _confirm(connection: sqlite3.Connection, versions: Iterable[VersionId]) -> Change:
    """Confirm also what equals them: a result that was taken over is the same result."""
    named = [results.version(connection, version) for version in versions]
    results_named = {(version.key, version.digest) for version in named}
    alike = [
        version
        for version in results.of_keys(connection, sorted({version.key for version in named}))
        if (version.key, version.digest) in results_named
    ]
    return _write(connection, alike, {v.id: replace(v, is_paired=True) for v in alike})


def _re_pair(connection: sqlite3.Connection, moves: Mapping[VersionId, ImageId]) -> Change:
    moved = pairing.moved(connection, moves)
    return _write(connection, *_with_choices(connection, moved))


def _put_back(connection: sqlite3.Connection, wanted: Iterable[Version]) -> Change:
    """Put versions back; of a frame that has chosen another since, none of them is chosen."""
    placed = {version.id: version for version in wanted}
    present = {name: results.version(connection, name) for name in placed}
    frames = {frame_of(v) for v in chain(present.values(), placed.values())}
    held = [v for frame in sorted(frames) for v in results.of_frame(connection, *frame)]
    taken = {frame_of(v) for v in held if v.is_chosen and v.id not in placed}
    after = {v.id: v for v in held}
    for name, now in present.items():
        then = placed[name]
        after[name] = replace(
            now,
            image=then.image,
            take=then.take,
            key=then.key,
            is_paired=then.is_paired,
            is_chosen=then.is_chosen and frame_of(then) not in taken,
        )
    return _write(connection, held, pairing.with_one_chosen(held, after))


def _with_choices(
    connection: sqlite3.Connection, moved: Mapping[VersionId, Version]
) -> tuple[list[Version], dict[VersionId, Version]]:
    """Return all versions of the frames that are touched, and how they shall be."""
    present = [results.version(connection, name) for name in moved]
    frames = {frame_of(v) for v in chain(present, moved.values())}
    held = [v for frame in sorted(frames) for v in results.of_frame(connection, *frame)]
    return held, pairing.with_one_chosen(held, {v.id: moved.get(v.id, v) for v in held})


def _write(
    connection: sqlite3.Connection, held: Iterable[Version], after: Mapping[VersionId, Version]
) -> Change:
    """Write what differs."""
    changed = [version for version in held if after[version.id] != version]
    results.replace_versions(connection, [after[version.id] for version in changed])
    return Change(before=tuple(changed), after=tuple(after[version.id] for version in changed))


def _held(
    connection: sqlite3.Connection, sequence: SequenceId, places: Iterable[tuple[ImageId, StepId]]
) -> tuple[Version, ...]:
    frames = (results.of_frame(connection, sequence, image, step) for image, step in places)
    return tuple(chain.from_iterable(frames))


def _makers(connection: sqlite3.Connection, sequence: SequenceId) -> Mapping[VersionId, Making]:
    rows = connection.execute(
        "with recursive line (copy, request, bought_as) as ("
        "  select id, request, bought_as from versions"
        "    where sequence = ? and bought_as is not null"
        "  union all"
        "  select line.copy, versions.request, versions.bought_as"
        "    from line join versions on versions.id = line.bought_as)"
        " select copy, request from line where bought_as is null and request <> ''",
        (sequence,),
    ).fetchall()
    bought: dict[RequestId, Making] = {}
    for _, name in rows:
        if name not in bought:
            bought[name] = makings.fetch(connection, name)
    return {VersionId(copy): bought[name] for copy, name in rows}
