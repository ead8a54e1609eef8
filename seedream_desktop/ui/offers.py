"""What a card says in words: the same facts for the window and for the console; free of Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from seedream_desktop.domain.card import Card, ModelCard
from seedream_desktop.domain.errors import Param
from seedream_desktop.ui import text

_SECTION: Final = "offers"
_MEGA: Final = 1_000_000
_DAY_S: Final = 86_400
_HOUR_S: Final = 3_600


def words(code: str, **params: Param) -> str:
    """Return a text about what a provider offers."""
    return text.text(code, params, section=_SECTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLine:
    """One model as people compare it."""

    model: str
    kind: str
    references: str
    outputs: str
    total: str
    sizes: str
    formats: str
    price: str


def line_of(model: ModelCard) -> ModelLine:
    """Return what a model takes, gives and costs."""
    return ModelLine(
        model=model.id,
        kind=words(f"kind_{model.kind.value.replace('-', '_')}"),
        references=str(model.references_max) if model.references_max else "–",
        outputs=str(model.outputs_max),
        total=str(model.total_max),
        sizes=sizes_of(model),
        formats=text.listed(model.output_formats) or "–",
        price=price_of(model),
    )


def sizes_of(model: ModelCard) -> str:
    """Return the sizes of results that a model can be asked for."""
    rule = model.size
    if not model.takes_size:
        ratios = len(model.aspect_ratios)
        return words("sizes_ratios", count=ratios) if ratios else words("sizes_own")
    if model.sizes_follow_inputs:
        return words("sizes_follow")
    if rule.presets:
        return words("sizes_listed", count=len(rule.presets))
    area = words("sizes_area", least=mega(rule.pixels_min), most=mega(rule.pixels_max))
    tiers = " ".join(model.tier_sizes)
    if tiers:
        return words("sizes_tiers", area=area, tiers=tiers)
    if rule.edge_min_px > 1:
        return words("sizes_edges", area=area, least=rule.edge_min_px, most=rule.edge_max_px)
    return area


def price_of(model: ModelCard) -> str:
    """Return what a result costs, by its size where that matters, and what references add."""
    price = model.price
    if price.tiers:
        parts = [words("price_up_to", price=micros, most=mega(top)) for top, micros in price.tiers]
    elif price.per_output_micros:
        parts = [words("price_each", price=price.per_output_micros)]
    else:
        parts = [words("price_free")]
    if price.per_reference_micros and model.references_max > price.free_references:
        code = "price_reference_after" if price.free_references else "price_reference"
        added = price.per_reference_micros
        parts.append(words(code, price=added, count=price.free_references))
    return text.listed(parts)


def least_micros(models: Iterable[ModelCard]) -> int:
    """Return the least that a result of one of these models costs."""
    prices = (model.price for model in models)
    return min(min((m for _, m in p.tiers), default=p.per_output_micros) for p in prices)


def facts_of(card: Card, today: date) -> tuple[tuple[str, str], ...]:
    """Return captions and values of what holds for a provider as a whole."""
    if card.is_local:
        return ()
    facts = [
        ("lost", words(f"lost_{card.recovery.value}")),
        ("pace", _pace(card)),
        ("inputs", _inputs(card)),
        ("kept", _kept(card)),
        ("billed", _billed(card)),
        ("figures", figures_of(card, today)),
    ]
    return tuple((words(f"fact_{name}"), value) for name, value in facts if value)


def details_of(card: Card) -> tuple[str, ...]:
    """Return what else is worth knowing before a provider is chosen, each in a sentence."""
    parts = (_inputs(card), _kept(card), _billed(card))
    names = ("inputs", "kept", "billed")
    return tuple(
        words("detail", name=words(f"fact_{name}"), said=part)
        for name, part in zip(names, parts, strict=True)
        if part
    )


def figures_of(card: Card, today: date) -> str:
    """Return how old the card's figures are, and that they are too old where they are."""
    code = "figures_stale" if card.is_stale(today) else "figures_of"
    return words(code, as_of=card.as_of.isoformat(), days=(today - card.as_of).days)


def region_of(card: Card) -> str:
    """Return the region in force in words; empty where a provider has none."""
    return card.region_titles.get(card.region, card.region)


def _pace(card: Card) -> str:
    account = card.account
    per_minute = account.images_per_minute or account.per_minute
    if not per_minute:
        return words("pace_at_once", parallel=account.parallel)
    return words("pace_rate", parallel=account.parallel, per_minute=per_minute)


def _inputs(card: Card) -> str:
    rule = card.inputs
    formats = words("inputs_formats", formats=text.listed(rule.formats)) if rule.formats else ""
    parts = [
        words("inputs_bounds", megabytes=mega(rule.bytes_max), megapixels=mega(rule.pixels_max)),
        formats,
        words("inputs_alpha" if rule.takes_alpha else "inputs_no_alpha"),
        words("inputs_inside") if card.references_inside else _time("inputs_uploaded", card),
    ]
    return " · ".join(part for part in parts if part)


def _time(code: str, card: Card) -> str:
    return words(code, time=lasting(card.upload_lifetime_s)) if card.upload_lifetime_s else ""


def _kept(card: Card) -> str:
    kept = card.output_lifetime_s
    return words("kept_for", time=lasting(kept)) if kept else ""


def _billed(card: Card) -> str:
    billings = {model.price.billing.value for model in card.models}
    parts = [words(f"billed_{billing}") for billing in sorted(billings)]
    if card.credits_per_usd:
        parts.append(words("billed_credits", rate=card.credits_per_usd))
    elif card.currency != "USD":
        parts.append(words("billed_currency", currency=card.currency))
    return " · ".join(parts)


def lasting(seconds: int) -> str:
    """Return a time in hours, or in days from three on."""
    if seconds >= 3 * _DAY_S:
        return words("time_days", count=round(seconds / _DAY_S))
    return words("time_hours", count=round(seconds / _HOUR_S))


def mega(number: int) -> str:
    """Return millions with one decimal, or none where it is zero: "3.7", "16.8", "36"."""
    return f"{number / _MEGA:.1f}".removesuffix(".0")
