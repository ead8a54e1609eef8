"""Rows of outputs and versions: what was bought."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    RequestId,
    RunId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.request import Output, OutputState, Trouble, Version
from seedream_desktop.storage.records import decoded, encoded, marks, plain

_VERSION: Final = (
    *("id", "sequence", "image", "step", "take", "key", "digest", "width_px", "height_px"),
    *("request", "output_index", "confidence", "is_paired", "is_chosen", "cost_micros"),
    *("bought_as", "made_at"),
)
_VERSIONS: Final = f"select {', '.join(_VERSION)} from versions "  # noqa: S608 - constants
_OF_FRAME: Final = "where sequence = ? and image = ? and step = ? and is_chosen = 1"


def insert_outputs(
    connection: sqlite3.Connection, request: RequestId, outputs: Iterable[Output]
) -> None:
    """Write a request's outputs; one that is stored already stays so."""
    connection.executemany(
        "insert into outputs (state, url, digest, width_px, height_px, trouble, request, position)"
        " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (request, position) do update"
        " set (state, url, digest, width_px, height_px, trouble) = (excluded.state,"
        " excluded.url, excluded.digest, excluded.width_px, excluded.height_px, excluded.trouble)"
        " where outputs.state <> 'stored' or excluded.state = 'stored'",
        [_output_row(request, output) for output in outputs],
    )


def update_output(connection: sqlite3.Connection, request: RequestId, output: Output) -> None:
    """Write what became of one output that is there already."""
    found = connection.execute(
        "update outputs set (state, url, digest, width_px, height_px, trouble)"
        " = (?, ?, ?, ?, ?, ?) where request = ? and position = ? returning position",
        _output_row(request, output),
    ).fetchall()
    assert found, f"{request} has no output {output.index}"


def outputs(connection: sqlite3.Connection, request: RequestId) -> tuple[Output, ...]:
    """List a request's outputs by index."""
    rows = connection.execute(
        "select position, state, url, digest, width_px, height_px, trouble from outputs"
        " where request = ? order by position",
        (request,),
    )
    return tuple(
        Output(
            index=index,
            state=OutputState(state),
            url=url,
            digest=digest,
            size=Size(width_px, height_px) if width_px is not None else None,
            trouble=decoded(trouble, Trouble) if trouble is not None else None,
        )
        for index, state, url, digest, width_px, height_px, trouble in rows
    )


def insert_versions(connection: sqlite3.Connection, versions: Sequence[Version]) -> None:
    """Write versions; of those of one frame, the first by take becomes the chosen one."""
    chosen: dict[tuple[str, str, str], Version] = {}
    for version in sorted(versions, key=lambda version: version.take):
        chosen.setdefault((version.sequence, version.image, version.step), version)
    for frame in chosen:
        connection.execute(f"update versions set is_chosen = 0 {_OF_FRAME}", frame)  # noqa: S608 - constants
    elected = {version.id for version in chosen.values()}
    connection.executemany(
        f"insert into versions ({', '.join(_VERSION)}) values ({marks(_VERSION)})",  # noqa: S608 - constants
        [_version_row(version, is_chosen=version.id in elected) for version in versions],
    )


def made_by(connection: sqlite3.Connection, request: RequestId) -> tuple[Version, ...]:
    """List the versions that a request's own outputs became, none that it took over."""
    rows = connection.execute(
        _VERSIONS  # noqa: S608 - constants
        + "where key in (select key from request_keys where request = ?)"
        " and request = ? and bought_as is null order by output_index",
        (request, request),
    )
    return tuple(_version(row) for row in rows)


def versions(connection: sqlite3.Connection, sequence: SequenceId) -> tuple[Version, ...]:
    """List a sequence's versions in the order in which they came."""
    rows = connection.execute(_VERSIONS + "where sequence = ? order by seq", (sequence,))
    return tuple(_version(row) for row in rows)


def chosen(
    connection: sqlite3.Connection, sequence: SequenceId, image: ImageId, step: StepId
) -> Version | None:
    """Return a frame's chosen version."""
    row = connection.execute(_VERSIONS + _OF_FRAME, (sequence, image, step)).fetchone()
    return _version(row) if row is not None else None


def of_keys(connection: sqlite3.Connection, keys: Sequence[FrameKey]) -> tuple[Version, ...]:
    """List the versions of these keys, in whatever sequence, in the order in which they came."""
    rows = connection.execute(
        _VERSIONS + "where key in (select value from json_each(?)) order by seq",  # noqa: S608 - constants
        (json.dumps(keys),),
    )
    return tuple(_version(row) for row in rows)


def of_frame(
    connection: sqlite3.Connection, sequence: SequenceId, image: ImageId, step: StepId
) -> tuple[Version, ...]:
    """List a frame's versions in the order in which they came."""
    rows = connection.execute(
        _VERSIONS + "where image = ? and step = ? and sequence = ? order by seq",
        (image, step, sequence),
    )
    return tuple(_version(row) for row in rows)


def replace_versions(connection: sqlite3.Connection, versions: Sequence[Version]) -> None:
    """Write place, key, sureness and choice of versions anew; the rest of them never changes."""
    connection.executemany(
        "update versions set is_chosen = 0 where id = ?", [(version.id,) for version in versions]
    )
    connection.executemany(
        "update versions set (image, take, key, is_paired, is_chosen) = (?, ?, ?, ?, ?)"
        " where id = ?",
        [(v.image, v.take, v.key, v.is_paired, v.is_chosen, v.id) for v in versions],
    )


def version(connection: sqlite3.Connection, version: VersionId) -> Version:
    """Return one version; NotFound."""
    row = connection.execute(_VERSIONS + "where id = ?", (version,)).fetchone()
    if row is None:
        raise NotFound("no_such_version", version=version)
    return _version(row)


def of_run(
    connection: sqlite3.Connection, run: RunId, image: ImageId, step: StepId
) -> Version | None:
    """Return what a run's own requests made or adopted for a frame, the chosen one first."""
    row = connection.execute(
        _VERSIONS  # noqa: S608 - constants
        + "where image = ? and step = ? and exists ("
        "  select 1 from requests where id = versions.request and run = ?)"
        " order by is_chosen desc, take, seq desc limit 1",
        (image, step, run),
    ).fetchone()
    return _version(row) if row is not None else None


def save_exports(connection: sqlite3.Connection, paths: Mapping[VersionId, str]) -> None:
    """Write where versions lie now."""
    connection.executemany(
        "insert into exports (version, path) values (?, ?)"
        " on conflict (version) do update set path = excluded.path",
        [(version, plain(path)) for version, path in paths.items()],
    )


def exports(connection: sqlite3.Connection, sequence: SequenceId) -> Mapping[VersionId, str]:
    """Return where a sequence's versions were exported to."""
    rows = connection.execute(
        "select exports.version, exports.path from exports"
        " join versions on versions.id = exports.version where versions.sequence = ?",
        (sequence,),
    )
    return {VersionId(version): path for version, path in rows}


def among(connection: sqlite3.Connection, digests: Sequence[Digest]) -> frozenset[Digest]:
    """Return the digests that are the content of a version."""
    rows = connection.execute(
        "select distinct digest from versions where digest in (select value from json_each(?))",
        (json.dumps(digests),),
    )
    return frozenset(Digest(row[0]) for row in rows)


def _output_row(request: RequestId, output: Output) -> tuple[Any, ...]:
    """Return an output's columns, what it is known by last."""
    width_px, height_px = _edges(output.size)
    trouble = encoded(output.trouble) if output.trouble is not None else None
    state = (output.state, output.url, output.digest, width_px, height_px, trouble)
    return (*state, request, output.index)


def _edges(size: Size | None) -> tuple[int | None, int | None]:
    """Return a size's columns."""
    return (size.width_px, size.height_px) if size is not None else (None, None)


def _version_row(version: Version, *, is_chosen: bool) -> tuple[Any, ...]:
    """Return a version's columns."""
    given = {
        "width_px": version.size.width_px,
        "height_px": version.size.height_px,
        "is_chosen": is_chosen,
    }
    return tuple(given[name] if name in given else getattr(version, name) for name in _VERSION)


def _version(row: tuple[Any, ...]) -> Version:
    """Return the version of a row."""
    columns = dict(zip(_VERSION, row, strict=True))
    size = Size(columns.pop("width_px"), columns.pop("height_px"))
    columns["is_paired"] = bool(columns["is_paired"])
    columns["is_chosen"] = bool(columns["is_chosen"])
    return Version(size=size, **columns)
