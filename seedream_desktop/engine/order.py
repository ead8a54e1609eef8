"""A request as it goes to its service: the same words each time it is said."""

from pathlib import Path
from typing import Final

from seedream_desktop.domain.request import InputRole, Recipe, Request
from seedream_desktop.ports.provider import Order, Reference

_OURS: Final = "seedream"


def order_of(request: Request, recipe: Recipe, references: tuple[Reference, ...]) -> Order:
    """Return the order of a request that has its recipe; the attempt is part of its key."""
    return Order(
        request=request.id,
        idempotency_key=f"{_OURS}.{request.id}.{request.attempts}",
        model=request.model,
        prompt=recipe.prompt,
        references=references,
        targets=tuple(i for i, ref in enumerate(references) if ref.is_target),
        outputs=len(recipe.targets),
        size=recipe.size,
        options=request.options,
        position=request.position,
        attempt=request.attempts,
        is_repeat=request.resend_of is not None,
    )


def same_order(request: Request) -> Order:
    """Return the order of a request that was sent, as it was sent, from its recipe alone."""
    recipe = request.recipe
    assert recipe is not None, "what was sent has a recipe"
    references = tuple(
        Reference(
            digest=bound.digest,
            path=Path(bound.path),
            size=bound.size,
            url=bound.url,
            is_target=bound.role is InputRole.TARGET,
        )
        for bound in recipe.inputs
    )
    return order_of(request, recipe, references)
