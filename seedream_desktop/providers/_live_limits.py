"""What a service's own schema of a model, read at run time, changes in its card."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from seedream_desktop.domain.card import ModelCard
from seedream_desktop.domain.geometry import Size, SizeRule

Properties: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The properties of an order by name, each with its JSON schema."""

_MOST: Final = 1_000_000
_PRESETS_MAX: Final = 200


def properties_in(node: Any) -> dict[str, dict[str, Any]]:
    """Return the properties of a JSON schema; what is of another kind is left out."""
    found = node.get("properties") if isinstance(node, dict) else None
    if not isinstance(found, dict):
        return {}
    return {name: part for name, part in found.items() if isinstance(part, dict)}


def tightened(model: ModelCard, properties: Properties) -> ModelCard:
    """Return the model with the schema's limits where they are tighter than the card's.

    None is ever widened: schemas are known to contradict the pages, and a request inside
    both is accepted under either. Limits that would leave nothing are not taken.
    """
    references = _count(properties.get("images", {}), "maxItems")
    outputs = _count(properties.get("max_images", {}), "maximum")
    sides = properties.get("size", {})
    return replace(
        model,
        size=_tighter_size(model.size, sides) if model.takes_size else model.size,
        references_max=min(model.references_max, references or model.references_max),
        outputs_max=min(model.outputs_max, outputs or model.outputs_max),
    )


def changed_limits(before: ModelCard, after: ModelCard) -> list[str]:
    """Return the names of the card's figures that are other ones now."""
    limits = {
        "references_max": (before.references_max, after.references_max),
        "outputs_max": (before.outputs_max, after.outputs_max),
        "size.edge_min_px": (before.size.edge_min_px, after.size.edge_min_px),
        "size.edge_max_px": (before.size.edge_max_px, after.size.edge_max_px),
        "size.presets": (before.size.presets, after.size.presets),
    }
    return [figure for figure, (old, new) in limits.items() if old != new]


def _tighter_size(rule: SizeRule, sides: Mapping[str, Any]) -> SizeRule:
    listed = _sizes(sides.get("enum"))
    if rule.presets:
        kept = tuple(preset for preset in rule.presets if preset in listed)
        return replace(rule, presets=kept) if kept else rule
    return _tighter_edges(rule, _count(sides, "minimum"), _count(sides, "maximum"))


def _sizes(told: Any) -> frozenset[Size]:
    found = set()
    for text in told[:_PRESETS_MAX] if isinstance(told, list) else []:
        try:
            found.add(Size.parse(str(text)))
        except ValueError:
            continue
    return frozenset(found)


def _tighter_edges(rule: SizeRule, least: int | None, most: int | None) -> SizeRule:
    """Return the rule with the narrower edges, as it was where nothing would be left."""
    low = max(rule.edge_min_px, least or 0)
    high = min(rule.edge_max_px, most or rule.edge_max_px)
    if low > high or high * high < rule.pixels_min:
        return rule
    return replace(rule, edge_min_px=low, edge_max_px=high)


def _count(node: Mapping[str, Any], name: str) -> int | None:
    value = node.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 1 <= value <= _MOST else None
