"""What a collected request came to: versions for its frames, and what went wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import VersionId, fresh_id
from seedream_desktop.domain.pairing import Pair, Pairing
from seedream_desktop.domain.request import (
    InputRole,
    Output,
    OutputState,
    Recipe,
    Request,
    Target,
    Trouble,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A settled request, its versions, and the targets that got none, with the reason."""

    request: Request
    versions: tuple[Version, ...]
    failed: tuple[tuple[Target, Trouble], ...] = ()
    trouble: Trouble | None = None


def in_order(targets: int, outputs: int) -> Pairing:
    """Pair by position, for replies whose order is certain or the same for every output."""
    both = min(targets, outputs)
    return Pairing(
        pairs=tuple(Pair(output=i, target=i, confidence=1.0, is_sure=True) for i in range(both)),
        missing_targets=tuple(range(both, targets)),
        stray_outputs=tuple(range(both, outputs)),
    )


def conclude(
    request: Request,
    recipe: Recipe,
    outputs: Sequence[Output],
    there: Sequence[Output],
    pairing: Pairing,
    now: float,
) -> Verdict:
    """Make versions of sure and unsure pairs; name what every other target lacks.

    pairing counts the outputs that are there; the charge is shared out over them, its
    remainder to the first.
    """
    share, rest = divmod(request.charged_micros, max(1, len(there)))
    versions = []
    for rank, pair in enumerate(sorted(pairing.pairs, key=lambda p: p.target)):
        cost = share + (rest if rank == 0 else 0)
        versions.append(_version(request, recipe, there[pair.output], pair, cost, now))
    paired = {pair.target for pair in pairing.pairs}
    missing = [i for i in range(len(recipe.targets)) if i not in paired]
    trouble = _trouble(recipe, outputs, there, pairing) if missing else None
    failed = tuple((recipe.targets[i], trouble) for i in missing) if trouble is not None else ()
    return Verdict(request=request, versions=tuple(versions), failed=failed, trouble=trouble)


def _version(
    request: Request, recipe: Recipe, output: Output, pair: Pair, cost: int, now: float
) -> Version:
    target = recipe.targets[pair.target]
    assert output.digest is not None, "a stored output has a digest"
    assert output.size is not None, "a stored output has a size"
    is_unsure = any(
        bound.is_unsure
        for bound in recipe.inputs
        if bound.role is InputRole.TARGET and bound.image == target.image
    )
    return Version(
        id=VersionId(fresh_id("v")),
        sequence=request.sequence,
        image=target.image,
        step=request.step,
        take=target.take,
        key=recipe.keys[pair.target],
        digest=output.digest,
        size=output.size,
        request=request.id,
        output_index=output.index,
        confidence=pair.confidence,
        is_paired=pair.is_sure and not is_unsure,
        cost_micros=cost,
        made_at=now,
    )


def _trouble(
    recipe: Recipe, outputs: Sequence[Output], there: Sequence[Output], pairing: Pairing
) -> Trouble:
    lost = [o.trouble for o in outputs if o.state is OutputState.LOST and o.trouble is not None]
    figures = {"asked": len(recipe.targets), "got": len(there)}
    if pairing.collages:
        return Trouble(code="collage", billed=Billed.YES, params=figures)
    if pairing.returned_anchors:
        return Trouble(code="anchor_returned", billed=Billed.YES, params=figures)
    if lost:
        return lost[0]
    if not outputs:
        return Trouble(code="no_outputs", billed=Billed.YES, params=figures)
    return Trouble(code="short_count", billed=Billed.YES, params=figures)
