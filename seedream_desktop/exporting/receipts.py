"""What an export tells of each picture."""

from collections.abc import Iterator
from pathlib import Path

from seedream_desktop.domain.export_wish import ExportWish, Unsure
from seedream_desktop.domain.receipt import Change, Fate, Part, Receipt
from seedream_desktop.domain.request import Trouble
from seedream_desktop.exporting.preview import Planned
from seedream_desktop.exporting.selection import Item


def receipt_of(
    planned: Planned,
    fate: Fate,
    *,
    path: Path | None = None,
    changes: list[Change],
    trouble: Trouble | None = None,
) -> Receipt:
    """Return what became of a planned file; path None where there is none."""
    item = planned.item
    return Receipt(
        subject=item.subject,
        image=item.image.id,
        preset=planned.preset.name,
        path=str(path) if path is not None else "",
        fate=fate,
        is_sure=item.is_sure,
        changes=tuple(changes),
        trouble=trouble,
    )


def refused(item: Item) -> Receipt:
    """Return the receipt of a result that is left out because its pairing is unsure."""
    return Receipt(
        subject=item.subject,
        image=item.image.id,
        preset="",
        path="",
        fate=Fate.REFUSED,
        is_sure=False,
        changes=(Change(part=Part.PAIRING, code="unsure_refused"),),
    )


def pairing(planned: Planned, wish: ExportWish) -> Iterator[Change]:
    """Say that a pairing is unsure, and where that put the picture."""
    if not planned.item.is_sure:
        is_aside = wish.what.unsure is Unsure.ASIDE
        yield Change(part=Part.PAIRING, code="unsure_aside" if is_aside else "unsure_included")


def renamed(planned: Planned) -> Iterator[Change]:
    """Say that another picture of this export has the name."""
    if planned.is_renamed:
        yield Change(part=Part.NAME, code="name_numbered")


def name_taken(planned: Planned) -> Change:
    """Say that another file had the name that was planned."""
    return Change(part=Part.NAME, code="name_taken", params={"name": planned.path.name})


def written_as(planned: Planned) -> Change:
    """Say in what format the file was written."""
    kind = planned.preset.format
    params = {"format": kind.value, "quality": planned.preset.quality}
    return Change(part=Part.FORMAT, code=f"format_{kind.value}", params=params)
