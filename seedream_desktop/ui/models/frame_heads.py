"""The heads of the timeline's rows and of its originals, from what the frames are."""

from collections.abc import Callable

from seedream_desktop.domain.frames import FrameState, Table
from seedream_desktop.domain.ids import ImageId, StepId
from seedream_desktop.domain.sequence import Image
from seedream_desktop.ui import text
from seedream_desktop.ui.delegates.frame import ColumnHead, RowHead
from seedream_desktop.ui.models.frame_words import circled, image_name, say, uncircled
from seedream_desktop.ui.theme.tokens import Tone


def originals_head(count: int) -> ColumnHead:
    """Return the head of the originals' column."""
    title, counted = say("original"), say("originals_counted", count=count)
    return ColumnHead(number=0, title=title, counted=counted, speech=f"{title}, {counted}")


StandsOut = Callable[[ImageId, StepId], str]
"""Says by what a frame stands out of its set, in a few words; empty for most."""


def row_head(table: Table, number: int, slot: int, stands_out: StandsOut) -> RowHead:
    """Return the head of an image's row, by its number from 0; of a further version its number."""
    image = table.sequence.images[number]
    name = image_name(image, number + 1)
    if slot > 0:
        version = say("version", number=slot + 1)
        return RowHead(name="", number=version, speech=f"{name}, {version}")
    notes = notes_of(table, image, stands_out)
    told = uncircled(text.listed((name, *(each for _, each in notes))))
    return RowHead(name=name, number=f"{number + 1:,}", notes=notes, speech=told)


def notes_of(table: Table, image: Image, stands_out: StandsOut) -> tuple[tuple[Tone, str], ...]:
    """Return shape and words for each kind of trouble, the gravest first, with its first step."""
    found: dict[str, tuple[Tone, str]] = {}
    for number, step in enumerate(table.sequence.steps, 1):
        frame = table.frame(image.id, step.id)
        where = circled(number)
        if any(not version.is_paired for version in frame.versions):
            found.setdefault("unsure", (Tone.DOUBT, say("row_unsure")))
        if frame.state is FrameState.FAILED:
            found.setdefault("failed", (Tone.FAILED, say("row_failed", step=where)))
        elif frame.state is FrameState.IN_DOUBT:
            found.setdefault("doubt", (Tone.DOUBT, say("row_doubt", step=where)))
        if frame.is_outdated:
            found.setdefault("older", (Tone.WAITING, say("row_outdated", step=where)))
        if words := stands_out(image.id, step.id):
            found.setdefault("drift", (Tone.QUIET, f"{where} {words}"))
    order = ("doubt", "failed", "unsure", "older", "drift")
    return tuple(found[kind] for kind in order if kind in found)
