"""Which results are meant, as entries of a list that folds away."""

from typing import Final

from seedream_desktop.domain.export_wish import Picking, What
from seedream_desktop.domain.judgement import STARS_MAX
from seedream_desktop.ui.dialogs.export.wording import words

_PLAIN: Final = (Picking.RESULTS, Picking.PICKED)


def picking_entries(selected: int = 0) -> list[tuple[str, object]]:
    """Return the entries; the selection stands among them where there is one."""
    entries = [(words(f"picking_{each.value}"), each.value) for each in _PLAIN]
    if selected:
        entries.insert(1, (words("picking_named", count=selected), Picking.NAMED.value))
    entries += [
        (words("picking_rated", stars="★" * number), f"{Picking.RATED.value} {number}")
        for number in range(1, STARS_MAX + 1)
    ]
    return [*entries, (words("picking_all"), Picking.ALL.value)]


def picking_code(what: What) -> str:
    """Return the entry that a choice is."""
    is_rated = what.picking is Picking.RATED
    return f"{what.picking.value} {what.stars_min}" if is_rated else what.picking.value


def picking_of(code: str) -> tuple[Picking, int]:
    """Return what an entry means: which results, and the least stars."""
    picking, _, stars = code.partition(" ")
    return Picking(picking), int(stars or 1)
