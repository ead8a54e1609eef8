"""What a picture's file is made from, and what it may tell of how it was made; pure."""

from pathlib import Path
from typing import Final

from seedream_desktop.domain.money import usd_text
from seedream_desktop.exporting.preview import Planned
from seedream_desktop.exporting.stock import Edit, Stock
from seedream_desktop.ports.renditions import Order

_VOCABULARY: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GENERATED: Final = _VOCABULARY + "trainedAlgorithmicMedia"
EDITED: Final = _VOCABULARY + "compositeWithTrainedAlgorithmicMedia"
DRAWN: Final = _VOCABULARY + "algorithmicMedia"
ENHANCED: Final = _VOCABULARY + "algorithmicallyEnhanced"


def order(stock: Stock, planned: Planned, source: Path, original: Path | None) -> Order:
    """Return the order for one planned file; its target is yet to be given."""
    picture, wish = planned.item.image.picture, planned.preset.metadata
    edits = edits_of(stock, planned)
    told = edits if wish.edits else ()
    return Order(
        source=source,
        target=Path(),
        preset=planned.preset,
        original=original if picture else None,
        original_digest=picture.digest if picture else "",
        original_size=picture.size if picture else None,
        source_type=source_type(edits),
        system=", ".join(dict.fromkeys(f"{edit.provider} {edit.model}" for edit in told)),
        prompt="\n".join(edit.prompt for edit in told),
        history=tuple(_line(edit, has_cost=wish.costs) for edit in told),
    )


def edits_of(stock: Stock, planned: Planned) -> tuple[Edit, ...]:
    """Return what the picture has been through; nothing for an original."""
    version = planned.item.version
    return stock.edits.get(version.id, ()) if version is not None else ()


def source_type(edits: tuple[Edit, ...]) -> str:
    """Return IPTC's URI of how a picture came to be by these edits, "" for none.

    The vocabulary: cv.iptc.org/newscodes/digitalsourcetype. What only this machine's classical
    adjustments made is never called the work of a model.
    """
    if not edits:
        return ""
    is_trained = any(edit.is_trained for edit in edits)
    if edits[0].is_generated:
        return GENERATED if is_trained else DRAWN
    return EDITED if is_trained else ENHANCED


def _line(edit: Edit, *, has_cost: bool) -> str:
    cost = f"; ${usd_text(edit.cost_micros)}" if has_cost else ""
    return f"{edit.step}: {edit.prompt} ({edit.provider} {edit.model}{cost})"
