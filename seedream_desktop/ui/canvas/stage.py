"""What canvases show: pictures, how they are compared, zoom and position; one for all windows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.geometry import Size
from seedream_desktop.ui.canvas import mosaic, viewport
from seedream_desktop.ui.canvas.modes import BLINK_HZ_MAX, BLINK_HZ_MIN, CUT, GAIN_MAX, Mode
from seedream_desktop.ui.canvas.pyramid import PictureFile, Pyramid
from seedream_desktop.ui.canvas.viewport import FITTED, STILL, Box, Frame, Nudge, View
from seedream_desktop.ui.theme.look import look

GAP: Final = 2
_STILL_PX: Final = 3
A, B = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One picture on the stage: its words, its file, and what of it can be painted now.

    trouble says why it cannot be shown; its file is None then, or cannot be read.
    """

    letter: str = ""
    words: str = ""
    file: PictureFile | None = None
    pixels: Pyramid | None = None
    trouble: str = ""


class Stage(QObject):
    """Holds what is looked at; the canvases paint it, the workspace brings the pictures.

    exhibits are A and B, or those of a survey; the reference, whose pixels a scale counts, is
    the last of two and the first of a survey.
    """

    changed = Signal()
    """Something looks different."""
    mode_changed = Signal()
    view_changed = Signal()
    """Zoom, position or room are others: what is needed may be sharper now."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing, fitted, side by side."""
        super().__init__(parent)
        self.mode = Mode.SPLIT
        self.view: View = FITTED
        self.exhibits: tuple[Exhibit, ...] = ()
        self.share = 0.5
        self.opacity = 0.5
        self.gain = 4
        self.hz = 1.0
        self.is_locked = True
        self.is_before_held = False
        self.shows_a = False
        self.current = 0
        self.difference: Pyramid | None = None
        self.badge = ""
        self._nudges: dict[int, Nudge] = {}
        self._anchor: tuple[float, float, tuple[float, float]] | None = None
        self._blink = QTimer(self)
        self._blink.timeout.connect(self.blink_now)
        look.changed.connect(self._see_to_blink)

    # -- what is shown

    def show_exhibits(self, exhibits: Sequence[Exhibit]) -> None:
        """Show other pictures; zoom and position stay."""
        if len(exhibits) != len(self.exhibits):
            self._nudges.clear()
        self.exhibits = tuple(exhibits)
        self.current = min(self.current, max(len(self.exhibits) - 1, 0))
        self.changed.emit()

    def show_mode(self, mode: Mode) -> None:
        """Compare in another way."""
        if mode is self.mode:
            return
        self.mode = mode
        self.is_before_held = False
        self.shows_a = False
        self._see_to_blink()
        self.mode_changed.emit()
        self.changed.emit()

    def show_difference(self, difference: Pyramid | None, badge: str) -> None:
        """Show another difference, with what is to be said of how it was made."""
        self.difference, self.badge = difference, badge
        self.changed.emit()

    def hold_before(self, *, is_held: bool) -> None:
        """Show A in place of B, for as long as a key is held."""
        if is_held != self.is_before_held:
            self.is_before_held = is_held
            self.changed.emit()

    def choose(self, number: int) -> None:
        """Make one picture of a survey the current one."""
        if 0 <= number < len(self.exhibits):
            self.current = number
            self.changed.emit()

    # -- the ways' own values

    def show_share(self, share: float) -> None:
        """Put the split elsewhere: the share of A, 0 to 1."""
        self.share = min(max(share, 0.0), 1.0)
        self.changed.emit()

    def show_opacity(self, opacity: float) -> None:
        """Lay B over A more or less, 0 to 1."""
        self.opacity = min(max(opacity, 0.0), 1.0)
        self.changed.emit()

    def show_gain(self, gain: int) -> None:
        """Show differences so many times as large."""
        self.gain = min(max(gain, 1), GAIN_MAX)
        self.changed.emit()

    def show_hz(self, hz: float) -> None:
        """Blink so many times a second, A and B each."""
        self.hz = min(max(hz, BLINK_HZ_MIN), BLINK_HZ_MAX)
        self._see_to_blink()
        self.changed.emit()

    def blink_now(self) -> None:
        """Show the other of the two."""
        self.shows_a = not self.shows_a
        self.changed.emit()

    @property
    def is_blinking(self) -> bool:
        """Whether the pictures change by themselves; never where movement is unwanted."""
        return self._blink.isActive()

    def rest(self) -> None:
        """Stop what moves while nobody looks."""
        self._blink.stop()

    def wake(self) -> None:
        """Let move again what moved."""
        self._see_to_blink()

    def _see_to_blink(self) -> None:
        if self.mode is Mode.BLINK and look.has_motion:
            self._blink.start(round(500 / self.hz))
        else:
            self._blink.stop()

    # -- zoom and position

    @property
    def reference(self) -> Size | None:
        """The size whose pixels the scale counts."""
        order = self.exhibits if self.mode is Mode.SURVEY else tuple(reversed(self.exhibits))
        return next((one.file.size for one in order if one.file is not None), None)

    def frames(self, room: Box) -> dict[int, Frame]:
        """Return where each picture that has a file stands in a room, by its number."""
        reference = self.reference
        if reference is None:
            return {}
        return {
            number: Frame(one.file.size, pane, reference, self._nudges.get(number, STILL))
            for number, pane in self.panes(room).items()
            if (one := self.exhibits[number]).file is not None
        }

    def panes(self, room: Box) -> dict[int, Box]:
        """Return each picture's part of a room."""
        count = len(self.exhibits)
        if self.mode is Mode.SURVEY:
            aspect = self.reference.aspect if self.reference is not None else 1.0
            return dict(enumerate(mosaic.grid(room, count, aspect, GAP))) if count else {}
        if count <= 1:
            return dict.fromkeys(range(count), room)
        if self.mode is Mode.SIDE and not self.is_before_held:
            return dict(enumerate(mosaic.beside(room, GAP)))
        return {A: room, B: room}

    def seen(self, room: Box) -> dict[int, Box]:
        """Return the part of the room in which each picture is to be seen."""
        panes = self.panes(room)
        if self.mode is Mode.SURVEY or len(panes) <= 1:
            return panes
        if self.is_before_held:
            return {A: room}
        if self.mode in CUT:
            return dict(zip((A, B), self._cut(room), strict=True))
        if self.mode is Mode.BLINK:
            return {A if self.shows_a else B: room}
        return {B: room} if self.mode is Mode.ONE else panes

    def scale(self, room: Box) -> float:
        """Return the scale that is shown: of the reference, in device pixels."""
        if self.view.scale is not None:
            return self.view.scale
        reference, panes = self.reference, self.panes(room)
        if reference is None or not panes:
            return 1.0
        return viewport.fit_scale(reference, next(iter(panes.values())))

    def zoom(self, room: Box, to: float | None, x: float, y: float, *, alone: int | None) -> None:
        """Go to a scale, None for fitted, with what is at a point staying there.

        alone is the number of the picture that is zoomed by itself, None for all.
        """
        anchor = self._anchor
        if anchor is None or abs(anchor[0] - x) + abs(anchor[1] - y) > _STILL_PX:
            anchor = None
        frames = self.frames(room)
        if to is None:
            self.view = FITTED
            self._nudges = {}
        elif alone is not None and alone in frames:
            frame = frames[alone]
            factor = to / frame.scale(self.view)
            self._nudges[alone] = viewport.nudged_nearer(self.view, frame, factor, x, y)
        elif frames:
            frame = self._frame_at(frames, x, y)
            at = anchor[2] if anchor is not None else frame.fraction_at(self.view, x, y)
            self.view = viewport.zoomed(self.view, frame, to, x, y, held_at=at)
            self._moved()
            self._anchor = x, y, at
            return
        self._moved()

    def pan(self, room: Box, by: tuple[float, float], at: int, *, alone: bool) -> None:
        """Drag the picture of a number, alone or with the others."""
        frame = self.frames(room).get(at)
        if frame is None:
            return
        if alone:
            self._nudges[at] = viewport.nudged(self.view, frame, *by)
        else:
            self.view = viewport.panned(self.view, frame, *by)
        self._moved()

    def lock(self, *, is_locked: bool) -> None:
        """Have zoom and position of all pictures go together, or each by itself."""
        self.is_locked = is_locked
        self.changed.emit()

    def nudge_of(self, number: int) -> Nudge:
        """Return how one picture stands apart from the common view."""
        return self._nudges.get(number, STILL)

    def nudge(self, number: int, nudge: Nudge) -> None:
        """Move one picture against the others, as an alignment asks."""
        self._nudges[number] = nudge
        self._moved()

    def swap_nudges(self) -> None:
        """Let A and B change places, each with its own offset."""
        self._nudges = {A: self.nudge_of(B), B: self.nudge_of(A)}

    def number_at(self, room: Box, x: float, y: float) -> int | None:
        """Return the number of the picture that is seen at a point; of two in one place B."""
        found = (number for number, box in self.seen(room).items() if box.has(x, y))
        return max(found, default=None)

    def drop_nudges(self) -> None:
        """Have all pictures stand as the common view says."""
        self._nudges = {}
        self._moved()

    def _moved(self) -> None:
        self._anchor = None
        self.view_changed.emit()
        self.changed.emit()

    def _frame_at(self, frames: dict[int, Frame], x: float, y: float) -> Frame:
        found = (frame for frame in frames.values() if frame.pane.has(x, y))
        return next(found, next(iter(frames.values())))

    def _cut(self, room: Box) -> tuple[Box, Box]:
        if self.mode is Mode.SPLIT:
            at = round(room.width * self.share)
            return replace(room, width=at), replace(room, x=room.x + at, width=room.width - at)
        at = round(room.height * self.share)
        return replace(room, height=at), replace(room, y=room.y + at, height=room.height - at)
