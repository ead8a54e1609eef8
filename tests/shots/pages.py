"""What pictures are taken of, by name."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tests.shots import (
    bookkeeping,
    building,
    cells,
    comparing,
    contrast_sheet,
    controls,
    drawings,
    empty,
    enhancing,
    guide,
    handing,
    keys,
    library,
    offline,
    planning,
    queue,
    queueing,
    rehearsing,
    reviews,
    rules,
    screens,
    settings,
    shell,
    steps,
    timeline,
    unfolded,
)

PAGES: dict[str, Callable[[], QWidget]] = {
    "controls": controls.window,
    "controls-long": controls.long_window,
    "cells": cells.window,
    "queue": queueing.window,
    "building": building.window,
    "empty": empty.window,
    "unfolded": unfolded.window,
    "icons": drawings.window,
    **handing.PAGES,
    **keys.PAGES,
    **rules.PAGES,
    **reviews.PAGES,
}
"""Pages of parts: each makes a window of its own that needs no program behind it."""

SCREENS: dict[str, Callable[[], QWidget]] = {
    **library.PAGES,
    **steps.PAGES,
    **enhancing.PAGES,
    "window-empty": screens.screen(lambda _running: None),
    **queue.PAGES,
    **handing.SCREENS,
    **rules.SCREENS,
    **reviews.SCREENS,
    **settings.PAGES,
    **shell.SCREENS,
    **planning.PAGES,
    **bookkeeping.PAGES,
    **rehearsing.PAGES,
    **offline.PAGES,
    **timeline.PAGES,
    **comparing.PAGES,
    **guide.PAGES,
}
"""The program's own window, each on a library of its own in some state."""

SHEETS: dict[str, Callable[[], QWidget]] = contrast_sheet.SHEETS
"""What was measured, for a person to look at."""
