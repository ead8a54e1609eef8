"""Where a picture stands in its pane: zoom and position, kept as fractions so that panes agree.

All lengths are device pixels, all sizes pixels of pictures; a scale of 1 is one pixel of the
picture to one of the device. Pure: nothing here knows a widget.
"""

from dataclasses import dataclass, replace
from typing import Final

from seedream_desktop.domain.geometry import Size

SCALE_MIN: Final = 1 / 32
SCALE_MAX: Final = 32.0
SHARP_FROM: Final = 3.0
"""Above this scale pixels are shown as squares: nothing that is not in the picture."""

STOPS: Final = (
    *(1 / 16, 1 / 8, 1 / 4, 1 / 3, 1 / 2, 2 / 3),
    *(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0),
)
"""What the keys for nearer and farther stop at."""

_NEAR_ASPECT: Final = 0.015


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def has(self, x: float, y: float) -> bool:
        """Say whether a point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at.

    scale is that of the reference picture, None for fitted; x and y are the fraction of the
    picture that stands in the middle of its pane.
    """

    scale: float | None = None
    x: float = 0.5
    y: float = 0.5


FITTED: Final = View()


@dataclass(frozen=True, slots=True)
class Nudge:
    """How one pane differs from the common view: moved by fractions, nearer by a factor."""

    x: float = 0.0
    y: float = 0.0
    nearer: float = 1.0


STILL: Final = Nudge()


def fit_scale(size: Size, pane: Box) -> float:
    """Return the scale at which a picture just fits into a pane."""
    return min(max(pane.width, 1) / size.width_px, max(pane.height, 1) / size.height_px)


def are_alike(one: Size, other: Size) -> bool:
    """Say whether two pictures have one shape, so that one can be laid over the other."""
    return abs(one.aspect / other.aspect - 1) <= _NEAR_ASPECT


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture in one pane, beside the reference that says what a scale means.

    Where both have one shape the picture is drawn at the reference's size, so that the same
    fraction of both has the same length and nothing moves when they change places.
    """

    size: Size
    pane: Box
    reference: Size
    nudge: Nudge = STILL

    def scale(self, view: View) -> float:
        """Return the scale at which this picture is drawn."""
        fitted = fit_scale(self.size, self.pane)
        if are_alike(self.size, self.reference):
            fitted = fit_scale(self.reference, self.pane) * self._ratio()
        if view.scale is None:
            return fitted * self.nudge.nearer
        return view.scale * fitted / fit_scale(self.reference, self.pane) * self.nudge.nearer

    def placed(self, view: View) -> Box:
        """Return where the whole picture would stand, most of it perhaps outside of the pane."""
        scale = self.scale(view)
        width, height = self.drawn(scale)
        x, y = self.centre(view)
        left = self.pane.x + self.pane.width / 2 - x * width
        top = self.pane.y + self.pane.height / 2 - y * height
        return Box(left, top, width, height)

    def centre(self, view: View) -> tuple[float, float]:
        """Return the fraction in the middle of the pane: no edge comes farther in than it must."""
        width, height = self.drawn(self.scale(view))
        x, y = view.x + self.nudge.x, view.y + self.nudge.y
        return _held(x, self.pane.width, width), _held(y, self.pane.height, height)

    def fraction_at(self, view: View, x: float, y: float) -> tuple[float, float]:
        """Return the fraction of the picture that is at a point."""
        placed = self.placed(view)
        return (x - placed.x) / placed.width, (y - placed.y) / placed.height

    def drawn(self, scale: float) -> tuple[float, float]:
        """Return width and height of the whole picture at a scale."""
        if are_alike(self.size, self.reference):  # a hair's breadth of aspect is stretched away
            scale /= self._ratio()
            return self.reference.width_px * scale, self.reference.height_px * scale
        return self.size.width_px * scale, self.size.height_px * scale

    def _ratio(self) -> float:
        return self.reference.width_px / self.size.width_px


def _held(at: float, pane: float, drawn: float) -> float:
    half = pane / (2 * drawn)
    return 0.5 if half >= 0.5 else min(max(at, half), 1 - half)  # noqa: PLR2004 (the middle)


def held(view: View, frame: Frame) -> View:
    """Return a view whose middle is where the frame can show it, so that no drag is dead."""
    x, y = replace(frame, nudge=STILL).centre(view)
    return replace(view, x=x, y=y)


def zoomed(
    view: View,
    frame: Frame,
    to: float,
    x: float,
    y: float,
    *,
    held_at: tuple[float, float] | None = None,
) -> View:
    """Return the view at another scale of the reference; what is at the point stays there.

    held_at is the fraction that was at the point when the zooming began: while edges come in it
    cannot stay, and it is there again when they have gone.
    """
    before = held_at or frame.fraction_at(view, x, y)
    to = min(max(to, SCALE_MIN), SCALE_MAX)
    moved = View(to, *frame.centre(view))
    width, height = frame.drawn(frame.scale(moved))
    at_x = before[0] - (x - frame.pane.x - frame.pane.width / 2) / width
    at_y = before[1] - (y - frame.pane.y - frame.pane.height / 2) / height
    return held(View(to, at_x - frame.nudge.x, at_y - frame.nudge.y), frame)


def panned(view: View, frame: Frame, by_x: float, by_y: float) -> View:
    """Return the view after the picture was dragged."""
    width, height = frame.drawn(frame.scale(view))
    x, y = frame.centre(view)
    moved = View(view.scale, x - by_x / width - frame.nudge.x, y - by_y / height - frame.nudge.y)
    return held(moved, frame)


def nudged(view: View, frame: Frame, by_x: float, by_y: float) -> Nudge:
    """Return the nudge of a pane that was dragged alone."""
    width, height = frame.drawn(frame.scale(view))
    x, y = frame.centre(view)
    moved = replace(frame.nudge, x=x - by_x / width - view.x, y=y - by_y / height - view.y)
    at_x, at_y = replace(frame, nudge=moved).centre(view)
    return replace(moved, x=at_x - view.x, y=at_y - view.y)


def nudged_nearer(view: View, frame: Frame, factor: float, x: float, y: float) -> Nudge:
    """Return the nudge of a pane that was zoomed alone; what is at the point stays there."""
    before = frame.fraction_at(view, x, y)
    scale = frame.scale(view)
    factor = min(max(scale * factor, SCALE_MIN), SCALE_MAX) / scale
    nearer = replace(frame.nudge, nearer=frame.nudge.nearer * factor)
    moved = replace(frame, nudge=nearer)
    width, height = moved.drawn(moved.scale(view))
    at_x = before[0] - (x - frame.pane.x - frame.pane.width / 2) / width
    at_y = before[1] - (y - frame.pane.y - frame.pane.height / 2) / height
    wanted = replace(frame, nudge=Nudge(at_x - view.x, at_y - view.y, nearer.nearer))
    held_x, held_y = wanted.centre(view)
    return Nudge(held_x - view.x, held_y - view.y, nearer.nearer)


def next_stop(scale: float, *, is_nearer: bool) -> float:
    """Return the stop after a scale, or the one before it."""
    if is_nearer:
        return next((stop for stop in STOPS if stop > scale * 1.001), STOPS[-1])
    return next((stop for stop in reversed(STOPS) if stop < scale / 1.001), STOPS[0])


def snapped(placed: Box) -> Box:
    """Return a picture's place with its corner on whole device pixels: nothing is blurred."""
    return Box(round(placed.x), round(placed.y), placed.width, placed.height)
