"""Which output shows which input: resemblance by structure, and the verdict on a reply."""

import filecmp
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seedream_desktop.domain.pairing import Pairing
from seedream_desktop.domain.pairing_rules import Evidence, verdict
from seedream_desktop.imaging.assignment import best_assignment
from seedream_desktop.imaging.collage import collages
from seedream_desktop.imaging.luma import upright_luma
from seedream_desktop.imaging.views import resemblances


def pair(targets: list[Path], anchors: list[Path], outputs: list[Path]) -> Pairing:
    """Say which output shows which target; targets and outputs in the order of the request.

    Blocks while it decodes: for a worker thread. An anchor with a target's content says nothing
    of its own and is passed over. Never raises for what a file holds; see imaging.luma.
    """
    return verdict(evidence(targets, anchors, outputs), best_assignment)


def evidence(targets: list[Path], anchors: list[Path], outputs: list[Path]) -> Evidence:
    """Compare the pictures of one reply."""
    others = [anchor for anchor in anchors if not any(_is_same(anchor, t) for t in targets)]
    references = [upright_luma(path) for path in [*targets, *others]]
    seen = [upright_luma(path) for path in outputs]
    compared = resemblances(references, seen)
    found = collages(seen, references, compared.whole.max(axis=1, initial=0.0).tolist())
    table = compared.best
    return Evidence(
        targets=_rows(table[:, : len(targets)]),
        anchors=_rows(table[:, len(targets) :]),
        twins=_twins(targets),
        collages=found.certain,
        suspects=found.suspected,
    )


def _rows(table: NDArray[np.float32]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())


def _twins(paths: Sequence[Path]) -> tuple[int, ...]:
    """Name for each path the first one with the same bytes."""
    first: list[int] = []
    for index, path in enumerate(paths):
        known = (other for other in range(index) if first[other] == other)
        first.append(next((o for o in known if _is_same(paths[o], path)), index))
    return tuple(first)


def _is_same(one: Path, other: Path) -> bool:
    if one == other:
        return True
    try:
        return one.stat().st_size == other.stat().st_size and filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False
