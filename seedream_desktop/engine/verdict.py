"""What a collected request came to: versions for its frames, and what went wrong with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from seedream_desktop.domain.errors import Billed
from seedream_desktop.domain.ids import VersionId, fresh_id
from seedream_desktop.domain.pairing import Pair, Pairing
from seedream_desktop.domain.plan import Bought
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


def by_index(
    targets: int, indexes: Sequence[int], filled: Collection[int] = frozenset()
) -> Pairing:
    """Pair by the outputs' places in the answer, where these are certain or do not matter.

    filled are targets that need no output.
    """
    places = {index: rank for rank, index in enumerate(indexes)}
    wanted = [target for target in range(targets) if target not in filled]
    pairs = tuple(
        Pair(output=places[target], target=target, confidence=1.0, is_sure=True)
        for target in wanted
        if target in places
    )
    used = {pair.output for pair in pairs}
    return Pairing(
        pairs=pairs,
        missing_targets=tuple(target for target in wanted if target not in places),
        stray_outputs=tuple(rank for rank in range(len(indexes)) if rank not in used),
    )


def conclude(
    request: Request,
    recipe: Recipe,
    outputs: Sequence[Output],
    there: Sequence[Output],
    pairing: Pairing,
    now: float,
    filled: Collection[int] = frozenset(),
) -> Verdict:
    """Make versions of sure and unsure pairs; name what every other target lacks.

    pairing counts the outputs that are there; the charge is shared out over them, its
    remainder to the first. filled are targets that have their version already.
    """
    share, rest = divmod(request.charged_micros, max(1, len(there) + len(filled)))
    versions = []
    for rank, pair in enumerate(sorted(pairing.pairs, key=lambda p: p.target)):
        cost = share + (rest if rank == 0 else 0)
        versions.append(_version(request, recipe, there[pair.output], pair, cost, now))
    paired = {pair.target for pair in pairing.pairs} | set(filled)
    missing = [i for i in range(len(recipe.targets)) if i not in paired]
    got = len(there) + len(filled)
    trouble = _trouble(request, outputs, got, pairing) if missing else None
    failed = tuple((recipe.targets[i], trouble) for i in missing) if trouble is not None else ()
    return Verdict(request=request, versions=tuple(versions), failed=failed, trouble=trouble)


BROKE_OFF: Final = "reply_broke_off"
"""The code of a request in doubt of which some outputs are here."""


def broken_off(request: Request, got: int) -> Trouble:
    """Return the trouble of a request whose answer broke off after so many outputs."""
    recipe = request.recipe
    assert recipe is not None, "what was sent has its recipe"
    figures = {"asked": len(recipe.targets), "got": got}
    return Trouble(code=BROKE_OFF, billed=Billed.UNKNOWN, params=figures)


def rescued(
    request: Request, there: Sequence[Output], pairing: Pairing, now: float
) -> tuple[Version, ...]:
    """Make versions of what arrived of an answer that broke off, each at its share of the price.

    What was really billed nobody knows yet; the ledger has the whole price as reserved.
    """
    recipe = request.recipe
    assert recipe is not None, "what was sent has its recipe"
    cost = recipe.cost_micros // len(recipe.targets)
    return tuple(
        _version(request, recipe, there[pair.output], pair, cost, now) for pair in pairing.pairs
    )


def filled_targets(recipe: Recipe, versions: Iterable[Version]) -> frozenset[int]:
    """Return the places of targets that have one of these versions."""
    made = {(version.image, version.take) for version in versions}
    return frozenset(
        place for place, target in enumerate(recipe.targets) if (target.image, target.take) in made
    )


def adopted(request: Request, target: Target, bought: Bought, now: float) -> Version:
    """Return a version that takes over a result bought earlier, at no cost."""
    return Version(
        id=VersionId(fresh_id("v")),
        sequence=request.sequence,
        image=target.image,
        step=request.step,
        take=target.take,
        key=bought.key,
        digest=bought.digest,
        size=bought.size,
        request=request.id,
        output_index=0,
        is_paired=bought.is_paired,
        bought_as=bought.version,
        made_at=now,
    )


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


def _trouble(request: Request, outputs: Sequence[Output], got: int, pairing: Pairing) -> Trouble:
    recipe = request.recipe
    assert recipe is not None, "what was sent has its recipe"
    lost = [o.trouble for o in outputs if o.state is OutputState.LOST and o.trouble is not None]
    asked = len(recipe.targets)
    figures = {"asked": asked, "got": got}
    if pairing.collages:
        return Trouble(code="collage", billed=Billed.YES, params=figures)
    if pairing.returned_anchors:
        return Trouble(code="anchor_returned", billed=Billed.YES, params=figures)
    if lost:
        return lost[0]
    if not got and request.charged_micros == 0:
        return Trouble(code="nothing_made", billed=Billed.NO, params=figures)
    if not outputs:
        return Trouble(code="no_outputs", billed=Billed.YES, params=figures)
    if request.charged_micros * asked <= recipe.cost_micros * got:
        return Trouble(code="fewer_made", billed=Billed.NO, params=figures)
    return Trouble(code="short_count", billed=Billed.YES, params=figures)
