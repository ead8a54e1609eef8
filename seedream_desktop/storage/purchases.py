"""What is bought, as plans have to know it."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from seedream_desktop.domain.choice import Arrival, is_by_hand
from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import (
    Digest,
    FrameKey,
    ImageId,
    RequestId,
    SequenceId,
    StepId,
    VersionId,
)
from seedream_desktop.domain.keys import original, repeat_of
from seedream_desktop.domain.plan import Bought, Known
from seedream_desktop.storage.requests import in_flight_keys

_Place: TypeAlias = tuple[ImageId, StepId]

_BEST_LAST: Final = "order by is_paired, seq desc"
"""Of several results of one key the surely paired come last, the first bought last of all."""


def known(connection: sqlite3.Connection, sequence: SequenceId) -> Known:
    """Return what the planner needs to know, by two queries whatever the library holds."""
    bought: dict[FrameKey, Bought] = {}
    own = _Own()
    rows = connection.execute(
        "select id, key, digest, width_px, height_px, is_paired, image, step, sequence = ?,"  # noqa: S608 - constants
        f" seq, request, made_at, is_chosen from versions {_BEST_LAST}",
        (sequence,),
    )
    for version, key, digest, width_px, height_px, is_paired, image, step, is_own, *came in rows:
        one = _bought(version, key, digest, width_px, height_px, is_paired)
        bought[key] = one
        if is_own:
            own.take((image, step), one, Arrival(*came))
    in_flight = {FrameKey(key): RequestId(holder) for key, holder in in_flight_keys(connection)}
    return Known(
        bought=bought,
        in_flight=in_flight,
        chosen=own.chosen,
        repeats=own.repeats,
        held=own.held,
    )


class _Own:
    """What the frames of one sequence hold."""

    def __init__(self) -> None:
        self.chosen: dict[_Place, Bought] = {}
        self.repeats: dict[tuple[ImageId, StepId, FrameKey], Bought] = {}
        self._firsts: dict[_Place, set[FrameKey]] = {}
        self._arrivals: dict[_Place, list[Arrival]] = {}

    def take(self, place: _Place, one: Bought, came: Arrival) -> None:
        if came.is_chosen:
            self.chosen[place] = one
        first = original(one.key)
        self._firsts.setdefault(place, set()).add(first)
        self._arrivals.setdefault(place, []).append(came)
        repeat, label = repeat_of(one.key), (*place, first)
        if repeat and (label not in self.repeats or repeat_of(self.repeats[label].key) <= repeat):
            self.repeats[label] = one

    @property
    def held(self) -> frozenset[tuple[ImageId, StepId, FrameKey]]:
        """What frames hold that show something by the user's own choice."""
        by_hand = (p for p, came in self._arrivals.items() if len(came) > 1 and is_by_hand(came))
        return frozenset((*place, key) for place in by_hand for key in self._firsts[place])


def bought(connection: sqlite3.Connection, keys: Sequence[FrameKey]) -> Mapping[FrameKey, Bought]:
    """Return the results that exist for these keys."""
    rows = connection.execute(
        "select id, key, digest, width_px, height_px, is_paired from versions"  # noqa: S608 - constants
        f" where key in (select value from json_each(?)) {_BEST_LAST}",
        (json.dumps(keys),),
    )
    return {row[1]: _bought(*row) for row in rows}


def _bought(
    version: VersionId, key: FrameKey, digest: Digest, width_px: int, height_px: int, is_paired: int
) -> Bought:
    """Return the result of a row."""
    return Bought(
        version=version,
        key=key,
        digest=digest,
        size=Size(width_px, height_px),
        is_paired=bool(is_paired),
    )
