"""What is said of a step and of what a card offers for it, in words."""

from collections.abc import Iterable, Mapping
from typing import Final

from seedream_desktop.domain.card import Card, ModelCard
from seedream_desktop.domain.errors import CardLacks
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.rehearsal import Scenario
from seedream_desktop.domain.step import SizeKind, Step, StepMode, Tier
from seedream_desktop.engine.premises import kinds_for
from seedream_desktop.ui import text
from seedream_desktop.ui.models.steps import StepRow
from seedream_desktop.ui.widgets.step_card import Fact

COUNTED: Final = frozenset({StepMode.VARIANTS, StepMode.STORY})
"""The modes that ask for a number of results."""

_SECTION: Final = "build"


def said(code: str, **params: object) -> str:
    """Return a line of this workspace."""
    return text.text(code, {k: _plain(v) for k, v in params.items()}, section=_SECTION)


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, str | int | float) else str(value)


def family_title(family: str) -> str:
    """Return a model family's name for people: "Seedream 5.0 Lite"; the program's own has words."""
    if text.has(code := f"family_{family}", "build"):
        return text.text(code, section="build")
    return " ".join(word[:1].upper() + word[1:] for word in family.split("-"))


def model_of(step: Step, card: Card | None) -> ModelCard | None:
    """Return the model that a step would be done by; None where the card has none."""
    return None if card is None else model_for(card, step.family, step.mode, step.count)


def model_for(card: Card, family: str, mode: StepMode, count: int) -> ModelCard | None:
    """Return a family's model for a mode; None where it has none."""
    try:
        return card.model(family, *kinds_for(mode, count))
    except CardLacks:
        return None


def modes_of(card: Card, family: str) -> tuple[StepMode, ...]:
    """Return the modes that a family can do."""
    return tuple(mode for mode in StepMode if model_for(card, family, mode, 2) is not None)


def provider_words(card: Card, service: str = "") -> str:
    """Return a provider with what it costs at least; service is whom a rehearsal follows."""
    if card.is_local:
        return said("provider_free", title=card.title)
    least = min(_per_output(model) for model in card.models)
    if card.rehearses is not None and service:
        return said("provider_rehearsal", title=service, price=least)
    return said("provider_paid", title=card.title, price=least)


def family_words(card: Card, family: str, mode: StepMode, count: int) -> str:
    """Return a family with what one of its results costs."""
    model = model_for(card, family, mode, count)
    own = [one for one in card.models if one.family == family]
    price = _per_output(model) if model is not None else min(map(_per_output, own), default=0)
    code = "model_paid" if price else "model_free"
    return said(code, family=family_title(family), price=price)


def _per_output(model: ModelCard) -> int:
    """Return the least that one result costs, in micro-dollars."""
    tiers = [micros for _, micros in model.price.tiers]
    return min(tiers, default=model.price.per_output_micros)


def mode_words(mode: StepMode) -> str:
    """Return a mode's name where it is chosen."""
    return said(f"choose_{mode.value}")


def facts_of(step: Step, cards: Mapping[ProviderId, Card]) -> tuple[Fact, ...]:
    """Return what a step's card says in its chips."""
    card = cards.get(step.provider)
    parts = [
        Fact(card.title if card is not None else step.provider),
        Fact(family_title(step.family)),
        Fact(said(f"mode_{step.mode.value}", count=step.count)),
    ]
    if step.size.kind is SizeKind.MATCH:
        parts.append(Fact(said("size_match"), "image"))
    else:
        size = step.size.size
        parts.append(Fact(str(size) if size is not None else str(step.size), "image"))
    if card is not None and card.rehearses is not None:
        parts.append(Fact(scenario_words(step.scenario), "rehearsal"))
    anchors = step.leading_anchors + len(step.anchors)
    if anchors:
        parts.append(Fact(text.counted("anchor", anchors), "anchor"))
    return tuple(part for part in parts if part.words)


def price_words(row: StepRow, cards: Mapping[ProviderId, Card]) -> str:
    """Return what a step costs at most, by the plan; nothing while there is no plan."""
    card = cards.get(row.step.provider)
    if not row.step.is_on or card is None:
        return ""
    if card.is_local:
        return said("price_free")
    return "" if row.cost_micros is None else text.usd(row.cost_micros)


def scenario_words(scenario: str) -> str:
    """Return the short name of what happens in a rehearsal."""
    return text.text(scenario or Scenario.OK.value, section="scenario_names")


def tier_words(tier: Tier) -> str:
    """Return a tier with the size of its square."""
    square = f"{tier.edge_px} × {tier.edge_px}"
    return said("size_tier", tier=tier.value, size=square)


def listed(words: Iterable[str]) -> str:
    """Return words one after the other."""
    return text.listed(words)
