"""Says which output of a request is which of its targets."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from seedream_desktop.domain.card import Card, ModelKind
from seedream_desktop.domain.pairing import Pairing
from seedream_desktop.domain.request import BoundInput, InputRole, Output, Recipe, Request
from seedream_desktop.engine.verdict import by_index
from seedream_desktop.ports.library import Blobs
from seedream_desktop.ports.pictures import Exhibit, Pictures

_EDITS: Final = frozenset({ModelKind.EDIT, ModelKind.EDIT_SEQUENTIAL})
_NONE: Final[frozenset[int]] = frozenset()


class Matcher:
    """Pairs by place where that is certain or does not matter, else by what the pictures show."""

    def __init__(self, blobs: Blobs, pictures: Pictures) -> None:
        """Take where outputs lie, and what compares them."""
        self._blobs = blobs
        self._pictures = pictures

    async def pair(
        self,
        request: Request,
        there: Sequence[Output],
        card: Card,
        filled: Collection[int] = _NONE,
    ) -> Pairing:
        """Pair stored outputs, counted as given, with the recipe's targets.

        filled are targets that have their output already; they get no other. Raises
        StorageFailed when an output cannot be compared now.
        """
        recipe = request.recipe
        assert recipe is not None, "what was answered has its recipe"
        one_image = len({target.image for target in recipe.targets}) == 1
        if not there or card.is_local or request.kind not in _EDITS or one_image:
            indexes = [output.index for output in there]
            return by_index(len(recipe.targets), indexes, filled)
        open_ = [i for i in range(len(recipe.targets)) if i not in filled]
        found = await self._pictures.pair(
            [_exhibit(_own(recipe, position)) for position in open_],
            [_exhibit(one) for one in recipe.inputs if one.role is not InputRole.TARGET],
            [
                Exhibit(path=self._blobs.path(output.digest), digest=output.digest)
                for output in there
                if output.digest is not None
            ],
        )
        return _placed(found, open_)


def _own(recipe: Recipe, position: int) -> BoundInput:
    image = recipe.targets[position].image
    return next(bound for bound in recipe.inputs if bound.image == image)


def _exhibit(bound: BoundInput) -> Exhibit:
    return Exhibit(path=Path(bound.path), digest=bound.digest)


def _placed(found: Pairing, positions: Sequence[int]) -> Pairing:
    """Count a pairing's targets as the recipe does."""
    return replace(
        found,
        pairs=tuple(replace(pair, target=positions[pair.target]) for pair in found.pairs),
        missing_targets=tuple(positions[target] for target in found.missing_targets),
    )
