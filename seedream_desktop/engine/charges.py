"""What finished work costs, where the service says so and where it does not."""

from seedream_desktop.domain.card import Billing, Card
from seedream_desktop.domain.request import Request
from seedream_desktop.ports.provider import Finished, OutputStored, OutputUrl


def charge_micros(request: Request, finished: Finished, card: Card) -> int:
    """Return what a finished job costs: the service's own figure, else the card's rule.

    A service's count of what it billed is believed unless more than that is here.
    """
    if finished.charged_micros is not None:
        return finished.charged_micros
    recipe = request.recipe
    assert recipe is not None, "a finished request has its recipe"
    price = card.model_by_id(request.model).price
    billed = finished.billed_outputs
    if billed is None and price.billing is Billing.ASKED:
        return recipe.cost_micros
    came = sum(1 for o in finished.outputs if isinstance(o, OutputUrl | OutputStored))
    billed = came if billed is None else max(billed, came)
    if billed == 0:
        return 0
    size = recipe.size
    return int(price.cost_micros(outputs=billed, references=len(recipe.inputs), size=size))
