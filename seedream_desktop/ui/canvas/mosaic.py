"""How panes share the room: side by side, or as many in a grid. Pure."""

from typing import Final

from seedream_desktop.ui.canvas.viewport import Box

SURVEY_MIN: Final = 2
SURVEY_MAX: Final = 12


def beside(room: Box, gap: float) -> tuple[Box, Box]:
    """Return two panes of one width, the rest of an odd pixel being the gap's."""
    width = (room.width - gap) // 2
    left = Box(room.x, room.y, width, room.height)
    return left, Box(room.right - width, room.y, width, room.height)


def grid(room: Box, count: int, aspect: float, gap: float) -> tuple[Box, ...]:
    """Return as many panes of one size, in the rows and columns that show pictures largest."""
    best = max(range(1, count + 1), key=lambda columns: _shown(room, count, columns, aspect, gap))
    rows = -(-count // best)
    width = (room.width - gap * (best - 1)) // best
    height = (room.height - gap * (rows - 1)) // rows
    return tuple(
        Box(
            room.x + number % best * (width + gap),
            room.y + number // best * (height + gap),
            width,
            height,
        )
        for number in range(count)
    )


def _shown(room: Box, count: int, columns: int, aspect: float, gap: float) -> float:
    """Return the width at which a picture is shown in so many columns."""
    rows = -(-count // columns)
    width = (room.width - gap * (columns - 1)) / columns
    height = (room.height - gap * (rows - 1)) / rows
    return min(width, height * aspect)
