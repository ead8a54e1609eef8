"""What Compare holds against each other now, kept in step with the sequence and the stage."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from seedream_desktop.domain.frames import Table
from seedream_desktop.domain.ids import ImageId
from seedream_desktop.ui.canvas.loader import PictureLoader
from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.mosaic import SURVEY_MIN
from seedream_desktop.ui.canvas.pyramid import PictureFile
from seedream_desktop.ui.canvas.showing import Showing
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.desk.focus import Shot
from seedream_desktop.ui.views.compare import comparison as course
from seedream_desktop.ui.views.compare.comparison import Comparison
from seedream_desktop.ui.views.compare.exhibits import Exhibits
from seedream_desktop.ui.views.compare.wording import words

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk

LETTERS: Final = ("A", "B")
_NO_PAIR: Final = frozenset({Mode.ONE, Mode.SURVEY})


class Session(QObject):
    """The pair or the survey, and the way from it to pixels.

    The sequence's table may change under it at any time; it then shows the same places anew.
    """

    changed = Signal()
    """Another pair, another survey, or other facts about what is shown."""

    def __init__(
        self, desk: "Desk", stage: Stage, loader: PictureLoader, parent: QObject | None = None
    ) -> None:
        """Take the desk, the stage to fill, and what loads pictures."""
        super().__init__(parent)
        self._desk = desk
        self.stage = stage
        self.comparison: Comparison | None = None
        self.surveyed: tuple[Shot, ...] = ()
        self.pair_mode = Mode.SPLIT
        self.is_shown = self.is_watched = False
        self._selected: tuple[Shot, ...] = ()
        self._exhibits = Exhibits(desk.program.blobs.path)
        self.showing = Showing(
            stage, loader, self, trouble=words("cannot_show"), reduced=words("preview_only")
        )
        stage.mode_changed.connect(self._on_mode)
        self._is_pair_asked = desk.focus.pair is not None
        desk.focus.paired.connect(self._on_paired)
        desk.focus.moved.connect(self._on_focus)
        desk.frames.replaced.connect(self._on_replaced)
        desk.frames.frames_changed.connect(self._on_frames)

    @property
    def table(self) -> Table | None:
        """The open sequence's frames."""
        return self._desk.frames.table

    @property
    def judged(self) -> Shot | None:
        """What ratings go to: B, or the current one of a survey."""
        if self._is_survey and self.surveyed:
            return self.surveyed[min(self.stage.current, len(self.surveyed) - 1)]
        return self.comparison.b if self.comparison is not None else None

    @property
    def _is_survey(self) -> bool:
        return self.stage.mode is Mode.SURVEY

    @property
    def _is_seen(self) -> bool:
        return self.is_shown or self.is_watched

    @property
    def _seen(self) -> Comparison | None:
        """The pair, where it is what is seen: nothing changes behind a survey."""
        return None if self._is_survey else self.comparison

    @property
    def can_survey(self) -> bool:
        """Whether there are several pictures to look through at once."""
        table, pair = self.table, self.comparison
        if table is None or pair is None:
            return False
        return len(self._usual_survey(table, pair)) >= SURVEY_MIN

    # -- going on

    def arrive(self) -> None:
        """Begin with what the eye is on."""
        self.is_shown = True
        self._go_to_eye()

    def _go_to_eye(self) -> None:
        table, focus = self.table, self._desk.focus
        if focus.selection or focus.current != self.judged:
            self._selected = focus.selection
            self.surveyed = ()
        if table is None:
            self._put(None)
            return
        now = self.comparison if course.holds(table, self.comparison) else None
        if self._is_pair_asked and focus.pair is not None:
            self._is_pair_asked = False
            asked = Comparison(*focus.pair, is_pinned=now is not None and now.is_pinned)
            if course.holds(table, asked):
                self.comparison = asked
                if self.stage.mode in _NO_PAIR:
                    self.stage.show_mode(self.pair_mode)
                self._put(asked)
                return
        if now is not None and focus.current in (None, self.judged, now.b):
            self._put(now)
            return
        begun = course.begun(table, focus.current)
        if begun is not None and now is not None and now.is_pinned:
            begun = replace(now, b=begun.b)
        self._put(begun)

    def leave(self) -> None:
        """Load no more, and stop what moves, unless a window of its own shows it still."""
        self.is_shown = False
        if not self.is_watched:
            self.showing.leave()
            self.stage.rest()

    def watch(self, *, is_watched: bool) -> None:
        """Go where the eye goes in other places too, for a window that is always seen."""
        self.is_watched = is_watched
        if not self.is_shown:
            self.leave()

    def show_pair(self, comparison: Comparison) -> None:
        """Hold another pair against each other; a survey goes to what there is of B's image."""
        if self._is_survey:
            self._selected = self.surveyed = ()
        self._put(comparison)

    def show_image(self, image: ImageId) -> None:
        """Go to another image of the set, or to its picture in the survey."""
        places = [n for n, shot in enumerate(self.surveyed) if shot.image == image]
        if self._is_survey and places:
            self.stage.choose(places[0])
            self._follow()
        elif (pair := self.comparison) is not None and (self._is_survey or image != pair.b.image):
            self.show_pair(pair.with_b(Shot(image, pair.b.step)))

    def step_image(self, by: int) -> None:
        """Go to another image of the set, or to another picture of the survey."""
        if self._is_survey:
            if self.surveyed:
                self.stage.choose((self.stage.current + by) % len(self.surveyed))
                self._follow()
            return
        if self.table is not None and self.comparison is not None:
            self._put(self.comparison.next_image(self.table, by))

    def step_step(self, by: int) -> None:
        """Go to another step of B."""
        if self.table is not None and self._seen is not None:
            self._put(self._seen.next_step(self.table, by))

    def step_version(self, by: int) -> None:
        """Go to an older or newer version of B."""
        if self.table is not None and self._seen is not None:
            self._put(self._seen.next_version(self.table, by))

    def swap(self) -> None:
        """Change the sides; each picture keeps its own offset."""
        if self._seen is not None:
            self.stage.swap_nudges()
            self._put(self._seen.swapped())

    def pin(self, *, is_pinned: bool) -> None:
        """Have A stay while B goes through the set."""
        if self._seen is not None:
            self._put(replace(self._seen, is_pinned=is_pinned))

    def remove(self) -> None:
        """Take the current picture out of the survey; the others get its room."""
        if not self._is_survey or len(self.surveyed) <= SURVEY_MIN:
            return
        at = self.stage.current
        self.surveyed = (*self.surveyed[:at], *self.surveyed[at + 1 :])
        self.stage.choose(min(at, len(self.surveyed) - 1))
        self._show()

    # -- to the stage

    def file_of(self, shot: Shot) -> PictureFile | None:
        """Return where a shot's picture lies, None where there is none."""
        return self._exhibits.file(self.table, shot) if self.table is not None else None

    def _put(self, comparison: Comparison | None) -> None:
        self.comparison = comparison
        self._show()

    def _show(self) -> None:
        table, pair = self.table, self.comparison
        if table is None or pair is None:
            self.showing.show(())
        elif self._is_survey:
            if not self._has_survey(table, pair):
                self.stage.show_mode(self.pair_mode)  # which shows the pair
                return
            self.showing.show(self._exhibits.of_survey(table, self.surveyed))
        else:
            shots = zip((pair.a, pair.b), LETTERS, strict=True)
            near = [self.file_of(shot) for shot in course.neighbours(table, pair)]
            self.showing.show(
                [self._exhibits.of_pair(table, shot, letter, pair) for shot, letter in shots],
                tuple(dict.fromkeys(file for file in near if file is not None)),
            )
        self._follow()

    def _has_survey(self, table: Table, pair: Comparison) -> bool:
        """Go on with those of the survey that are still there, or begin another one."""
        kept = tuple(shot for shot in self.surveyed if course.is_there(table, shot))
        if len(kept) < SURVEY_MIN:
            kept = self._usual_survey(table, pair)
            self.stage.choose(0)
        self.surveyed = kept
        return len(kept) >= SURVEY_MIN

    def _usual_survey(self, table: Table, pair: Comparison) -> tuple[Shot, ...]:
        return course.survey(table, pair.b, self._selected)

    def _follow(self) -> None:
        """Let everybody else know where the eye is now."""
        judged, focus = self.judged, self._desk.focus
        if judged is not None and self.is_shown:
            focus.show(judged)  # and nothing else: what is judged is what is seen
        self.changed.emit()

    # -- what changes under it

    def _on_replaced(self) -> None:
        table, pair = self.table, self.comparison
        if table is None:
            self.surveyed = ()
            self._put(None)
            return
        if pair is None or not course.holds(table, pair):
            self.surveyed = ()
            pair = course.begun(table, self._desk.focus.current)
        if self._is_seen:
            self._put(pair)
        else:
            self.comparison = pair

    def _on_frames(self, places: object) -> None:
        pair = self.comparison
        if not self._is_seen or pair is None or not isinstance(places, tuple):
            return
        seen = (*self.surveyed, pair.a, pair.b)
        if any((shot.image, shot.step) in places for shot in seen):
            self._show()

    def _on_paired(self) -> None:
        self._is_pair_asked = self._desk.focus.pair is not None
        if self._is_pair_asked and self.is_shown:
            self.arrive()

    def _on_focus(self) -> None:
        """Go where others have put the eye: B, or the picture of the survey that it is."""
        current, table = self._desk.focus.current, self.table
        if not self._is_seen or current is None or current == self.judged or table is None:
            return
        if not self.is_shown:
            self._go_to_eye()
            return
        if self._is_survey and current in self.surveyed:
            self.stage.choose(self.surveyed.index(current))
            self.changed.emit()
        elif self.comparison is not None:
            moved = self.comparison.with_b(current)
            if course.holds(table, moved):
                self.show_pair(moved)

    def _on_mode(self) -> None:
        if self.stage.mode not in _NO_PAIR:
            self.pair_mode = self.stage.mode
        if self._is_seen:
            if not self._is_survey:
                self.surveyed = ()
            self._show()
