"""What finished work costs, where the service says so and where it does not."""

from seedream_desktop.domain.card import Billing, Card
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.provider import Finished, OutputStored, OutputUrl


def charge_micros(request: Request, finished: Finished, card: Card) -> int:
    """Return what a finished job costs: the service's own figure, else the card's rule."""
    if finished.charged_micros is not None:
        return finished.charged_micros
    recipe = request.recipe
    assert recipe is not None, "a finished request has its recipe"
    price = card.model_by_id(request.model).price
    if price.billing is Billing.ASKED:
        return recipe.cost_micros
    returned = sum(1 for o in finished.outputs if isinstance(o, OutputUrl | OutputStored))
    size = recipe.size
    return int(price.cost_micros(outputs=returned, references=len(recipe.inputs), size=size))
