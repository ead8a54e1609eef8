"""Makes the timeline's cells and heads out of frames, marks and thumbnails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtGui import QPixmap

from seedream_desktop.domain.frames import Frame, FrameState, Table
from seedream_desktop.domain.ids import Digest, SubjectId
from seedream_desktop.domain.judgement import NO_MARK, STARS_MAX, Flag, Label, Mark
from seedream_desktop.domain.request import Version
from seedream_desktop.domain.sequence import Image, Sequence
from seedream_desktop.domain.step import Step
from seedream_desktop.ui.delegates.frame import FrameCell
from seedream_desktop.ui.images import STEP_PX, ThumbnailLoader, Wish, at_hand
from seedream_desktop.ui.models import frame_words as words
from seedream_desktop.ui.models.timeline_rows import CHOSEN
from seedream_desktop.ui.theme.contrast import mixed
from seedream_desktop.ui.theme.labels import label_colour
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Tone


class ColourBy(StrEnum):
    """What the bar at the left of a cell stands for."""

    NOTHING = "nothing"
    STATE = "state"
    STARS = "stars"
    LABEL = "label"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Shown:
    """What one cell is about: a frame with the version that is shown, or an original."""

    image: Image
    number: int
    step: Step | None
    frame: Frame | None
    version: Version | None
    place: int
    """Which of the frame's versions it is, from 1; 0 for none."""


class FrameReader:
    """Reads cells out of what it is given; cheap enough to be asked at every paint."""

    def __init__(self, loader: ThumbnailLoader, path_of: Callable[[Digest], str]) -> None:
        """Take what loads thumbnails, and where a result's file lies."""
        self._loader = loader
        self._path_of = path_of
        self._paths: dict[Digest, str] = {}
        self.edge_px = 2 * STEP_PX
        self.colour_by = ColourBy.NOTHING
        self.table: Table | None = None
        self.marks: Mapping[SubjectId, Mark] = {}
        self.steps: tuple[Step, ...] = ()

    def show(self, table: Table | None) -> None:
        """Read from another table."""
        self.table = table
        self.steps = table.sequence.steps if table is not None else ()
        self._paths.clear()

    @property
    def sequence(self) -> Sequence | None:
        """The sequence whose frames these are."""
        return self.table.sequence if self.table is not None else None

    def shown(self, number: int, column: int, slot: int) -> Shown | None:
        """Return what a cell is about: the image by its number from 0, the column from 0."""
        if self.table is None:
            return None
        image = self.table.sequence.images[number]
        if column == 0:
            return Shown(image, number, None, None, None, 0) if slot <= 0 else None
        step = self.steps[column - 1]
        frame = self.table.frame(image.id, step.id)
        if slot == CHOSEN:
            version = frame.chosen
            place = frame.versions.index(version) + 1 if version in frame.versions else 0
            return Shown(image, number, step, frame, version, place)
        version = frame.versions[slot] if slot < len(frame.versions) else None
        if version is None and slot:
            return None
        return Shown(image, number, step, frame, version, slot + 1 if version else 0)

    def mark(self, shown: Shown) -> Mark:
        """Return what is thought of a cell's picture."""
        if shown.version is not None:
            return self.marks.get(SubjectId(shown.version.id), NO_MARK)
        return (
            self.marks.get(SubjectId(shown.image.id), NO_MARK) if shown.frame is None else NO_MARK
        )

    def column_name(self, step: Step | None) -> str:
        """Return what a column is called."""
        return words.say("original") if step is None else words.step_title(step)

    def spoken(self, shown: Shown, *, is_alone: bool = False) -> str:
        """Return what a screen reader says of a cell; is_alone: where no head tells the prompt."""
        name = words.image_name(shown.image, shown.number + 1)
        column = self.column_name(shown.step)
        if shown.step is not None and not is_alone:
            column = words.say("column_spoken", number=self.steps.index(shown.step) + 1)
        older = self._older(shown)
        return words.spoken(
            name, column, shown.frame, self.mark(shown), number=shown.place, older=older
        )

    def cell(self, shown: Shown, *, is_all: bool) -> FrameCell:
        """Return a cell as it is painted."""
        mark = self.mark(shown)
        plain = FrameCell(
            name=words.image_name(shown.image, shown.number + 1),
            column=self.column_name(shown.step),
            aspect=shown.image.picture.size.aspect if shown.image.picture is not None else 4 / 3,
            rating=mark.stars,
            flag=mark.flag,
            label=mark.label,
            label_word=words.label_word(mark.label),
        )
        frame = shown.frame
        if frame is None:
            return self._original_cell(plain, shown.image, mark)
        return self._frame_cell(plain, shown, frame, mark, is_all=is_all)

    def _original_cell(self, plain: FrameCell, image: Image, mark: Mark) -> FrameCell:
        bar = self._bar(None, mark)
        if image.picture is None:
            return replace(plain, tone=Tone.QUIET, word=words.say("panel"), bar=bar)
        if self._loader.is_broken(self._original(image)):
            return replace(plain, tone=Tone.FAILED, word=words.say("gone"), bar=bar)
        size = str(image.picture.size)
        return replace(plain, picture=self.original_pixmap(image), bar=bar, aside=size)

    def _frame_cell(
        self, plain: FrameCell, shown: Shown, frame: Frame, mark: Mark, *, is_all: bool
    ) -> FrameCell:
        state, version = self._state(shown, frame), shown.version
        is_unsure = version is not None and not version.is_paired
        is_nothing = state is FrameState.NONE and version is None
        cell = replace(
            plain,
            name="" if is_nothing else plain.name,
            picture=self._result_pixmap(version),
            aspect=version.size.aspect if version is not None else plain.aspect,
            tone=words.TONES[state],
            word="" if state is FrameState.NONE else words.state_word(state),
            sentence=words.trouble_words(frame) if state is FrameState.FAILED else "",
            versions=min(len(frame.versions), 1) if is_all else len(frame.versions),
            is_unsure=is_unsure,
            source=self.original_pixmap(shown.image) if is_unsure else None,
            older=self._older(shown),
            bar=self._bar(state, mark),
            aside=self._aside(shown, frame) if is_all else "",
        )
        if version is None or not self._loader.is_broken(self._result(version)):
            return cell
        gone = words.say("gone")
        return replace(cell, tone=Tone.FAILED, word=gone, sentence=gone)

    def wishes(self, shown: Shown) -> tuple[Wish, ...]:
        """Return what has to be loaded for a cell."""
        found = []
        if shown.frame is None and shown.image.picture is not None:
            found.append(self._original(shown.image))
        if shown.version is not None:
            found.append(self._result(shown.version))
        return tuple(found)

    def needs(self, shown: Shown) -> set[Digest]:
        """Return the pictures of which a cell is painted."""
        needed = {wish.digest for wish in self.wishes(shown)}
        if shown.version is not None and not shown.version.is_paired and shown.image.picture:
            needed.add(shown.image.picture.digest)
        return needed

    def original_pixmap(self, image: Image) -> QPixmap | None:
        """Return the small picture of an image as it came, if it is loaded."""
        if image.picture is None:
            return None
        return at_hand(self._loader, self._original(image))

    def path(self, digest: Digest) -> str:
        """Return where a result's file lies."""
        if digest not in self._paths:
            self._paths[digest] = self._path_of(digest)
        return self._paths[digest]

    # -- own

    def _state(self, shown: Shown, frame: Frame) -> FrameState:
        """Return the state that a cell shows: a version that is not the frame's own is done."""
        if shown.version is None or shown.version is frame.chosen:
            return frame.state
        return FrameState.DONE if shown.version.is_paired else FrameState.UNSURE

    def _aside(self, shown: Shown, frame: Frame) -> str:
        if not shown.place:
            return ""
        is_chosen = shown.version is frame.chosen and len(frame.versions) > 1
        return words.say("version_chosen" if is_chosen else "version", number=shown.place)

    def _older(self, shown: Shown) -> str:
        return words.older_words(self.table, shown.version) if self.table is not None else ""

    def _bar(self, state: FrameState | None, mark: Mark) -> str:
        tokens = look.tokens
        match self.colour_by:
            case ColourBy.STATE:
                tone = words.TONES[state] if state is not None else None
                return tokens.tone(tone) if tone is not None else ""
            case ColourBy.STARS if mark.stars:
                return mixed(tokens.accent, tokens.canvas, 0.2 + 0.8 * mark.stars / STARS_MAX)
            case ColourBy.LABEL if mark.label is not Label.NONE:
                return label_colour(mark.label, look.theme)
            case ColourBy.FLAG if mark.flag is not Flag.NONE:
                return tokens.done if mark.flag is Flag.PICK else tokens.failed
        return ""

    def _result_pixmap(self, version: Version | None) -> QPixmap | None:
        return at_hand(self._loader, self._result(version)) if version is not None else None

    def _original(self, image: Image) -> Wish:
        assert image.picture is not None, "a panel has no picture of its own"
        return Wish(image.picture.digest, image.picture.path, self.edge_px)

    def _result(self, version: Version) -> Wish:
        return Wish(version.digest, self.path(version.digest), self.edge_px)
