"""The pages that are shown, by name; each makes a window of its own."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from tests.shots import (
    building,
    cells,
    controls,
    drawings,
    empty,
    keys,
    library,
    queueing,
    screens,
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
    "window-empty": screens.screen(lambda _running: None),
    **keys.PAGES,
    **library.PAGES,
}
