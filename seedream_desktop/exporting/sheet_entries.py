"""What a contact sheet shows of a sequence: its results, with their originals where wanted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from seedream_desktop.domain.export_wish import Unsure, What
from seedream_desktop.domain.ids import Digest
from seedream_desktop.domain.judgement import NO_MARK, Flag
from seedream_desktop.domain.sequence import Image
from seedream_desktop.exporting.contact_sheet import Entry, SheetPicture
from seedream_desktop.exporting.selection import Item, selected
from seedream_desktop.exporting.stock import Stock


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTexts:
    """The words that captions are put together of; step takes {number} and {prompt}."""

    original: str
    step: str
    pick: str
    reject: str
    between: str = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContent:
    """The entries in order; unsure is how many results stay out until somebody has looked."""

    entries: tuple[Entry, ...] = ()
    unsure: int = 0


def sheet_content(
    stock: Stock,
    what: What,
    texts: SheetTexts,
    blob: Callable[[Digest], Path],
    *,
    has_originals: bool,
) -> SheetContent:
    """Return an entry for each result that is meant, before it its original where wanted; pure."""
    chosen = selected(stock, replace(what, with_originals=False, unsure=Unsure.REFUSE))
    made = [_entry(stock, item, texts, blob, has_originals) for item in chosen.items]
    return SheetContent(entries=tuple(made), unsure=len(chosen.refused))


def _entry(
    stock: Stock, item: Item, texts: SheetTexts, blob: Callable[[Digest], Path], has_originals: bool
) -> Entry:
    step = _step_words(stock, item, texts)
    pictures = []
    picture, version = item.image.picture, item.version
    has_original = picture is not None and (has_originals or version is None)
    if picture is not None and has_original:
        word = texts.original if version is not None else ""
        pictures.append(SheetPicture(path=Path(picture.path), size=picture.size, word=word))
    if version is not None:
        path, word = blob(version.digest), step if pictures else ""
        pictures.append(SheetPicture(path=path, size=version.size, word=word))
    facts = [step if version is not None else texts.original, *_judged(stock, item, texts)]
    return Entry(
        pictures=tuple(pictures),
        name=_name(item.image),
        facts=texts.between.join(filter(None, facts)),
        prompt=_prompt(stock, item),
    )


def _judged(stock: Stock, item: Item, texts: SheetTexts) -> tuple[str, str]:
    mark = stock.marks.get(item.subject, NO_MARK)
    flags = {Flag.PICK: texts.pick, Flag.REJECT: texts.reject}
    return "★" * mark.stars, flags.get(mark.flag, "")


def _prompt(stock: Stock, item: Item) -> str:
    own = item.version.step if item.version is not None else None
    return next((step.prompt for step in stock.sequence.steps if step.id == own), "")


def _step_words(stock: Stock, item: Item, texts: SheetTexts) -> str:
    first = _prompt(stock, item).strip().partition("\n")[0]
    return texts.step.format(number=item.step, prompt=first).strip(" ·")


def _name(image: Image) -> str:
    return image.picture.name if image.picture is not None else str(image.id)
