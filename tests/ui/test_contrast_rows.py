"""Contrast of rows as they are painted: at rest, pointed at, chosen, pressed, current, off."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QUrl
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.tokens import Theme
from seedream_desktop.ui.views.pictures.problems import ProblemsBar
from seedream_desktop.ui.widgets.choice import Select
from tests.fixtures import timelines
from tests.fixtures.pixels import low
from tests.fixtures.qtwords import all_pairs
from tests.shots import contrasts, controls, library, timeline

EVERY_THEME = pytest.mark.parametrize("theme", Theme, ids=lambda theme: theme.value)
ROWS_MAX = 2


def low_rows(room: QWidget, most: int) -> list[str]:
    """Return what is hard to see on a window's rows, in any state that they can be in."""
    found: list[str] = []
    for sample in contrasts.samples(room, most):
        found += low(sample.pairs, f"{sample.name} {sample.state}")
    return found


@EVERY_THEME
def test_words_and_signs_of_rows_are_seen_in_every_state(crisp, theme):
    look.show_theme(theme)
    room = crisp(contrasts.parts(), *contrasts.PARTS)
    assert low_rows(room, 12) == []
    room.setEnabled(False)
    assert low(all_pairs(room), "off") == []


@EVERY_THEME
def test_words_of_lists_that_unfold_and_of_menus_are_seen_in_every_state(crisp, theme, qtbot):
    look.show_theme(theme)
    select = Select("Provider", [("Local engine", 1), ("WaveSpeed", 2)])
    crisp(select, 200, 28)
    select.showPopup()
    popup = select.view().window()
    qtbot.waitUntil(popup.isVisible)
    assert low_rows(popup, 2) == []
    select.hidePopup()
    menu = controls.menu(select)
    menu.popup(select.mapToGlobal(QPoint(0, 30)))
    for action in menu.actions():
        menu.setActiveAction(action)
        assert low(all_pairs(menu), action.text()) == []
    menu.close()


def test_a_row_that_is_too_faint_is_found(crisp, monkeypatch):
    monkeypatch.setattr(look, "tokens", replace(look.tokens, muted="#70757C", waiting="#6A4C15"))
    found = " ".join(low_rows(crisp(contrasts.parts(), *contrasts.PARTS), 7))
    assert all(mark in found for mark in ("state waiting", "'Waiting'", "'Seedream 5.0 lite'"))
    assert "'images 64–70'" not in found


# -- the program


def test_words_icons_and_rows_of_the_program_are_seen_in_every_theme(running, qtbot):
    window = running.window
    dense = next(s for s in QGuiApplication.screens() if s.devicePixelRatio() > 1)
    window.resize(1440, 900)
    window.move(dense.geometry().topLeft() + QPoint(20, 20))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    fill(running)
    found: list[str] = []
    for theme in Theme:
        look.show_theme(theme)
        for name, room in surfaces(running):
            pairs = all_pairs(room)
            assert pairs, name
            found += low(pairs, f"{theme.value} {name}")
            found += [f"{theme.value} {name} {line}" for line in low_rows(room, ROWS_MAX)]
    assert found == []


def fill(running) -> None:
    """Have pictures, something left out, and results in all states."""
    running.window.go("go.library")
    library.filled(running)
    folder = running.desk.program.locations.root / "photographs"
    folder.mkdir()
    table = timelines.mixed(work=timeline.named(timeline.work(6), folder))
    timeline.show(running, table, timelines.some_marks())
    timeline.page(running).table.go_to(0, 1)
    timeline.settle(running)


def surfaces(running) -> Iterator[tuple[str, QWidget]]:
    """Bring up one place of the program after the other."""
    window = running.window
    for place in ("timeline", "library", "build", "compare", "queue", "ledger"):
        window.go(f"go.{place}")
        yield place, settled(running)
        if place == "library":
            window.findChild(ProblemsBar).unfold()
            yield "problems", settled(running)
        if place == "build":
            point_at_all(window)
            yield "build pointed at", window
    yield from opened_over(running)
    window.go("go.timeline")
    for name in ("help.shortcuts", "help.guide", "settings.open", "file.export"):
        window.do(name)
        running.wait(lambda: bool(over(window)))
        settled(running)
        yield name, over(window)[-1]
        over(window)[-1].close()


def opened_over(running) -> Iterator[tuple[str, QWidget]]:
    """Show what lies over the window: the palette, and the zones that pictures are dropped on."""
    window = running.window
    window.do("help.palette")
    palette = window.chores.palette
    palette.field.setText("the")
    settled(running)
    yield "palette", palette
    palette.hide()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/photos/IMG_0012.jpg")])
    window.go("go.library")
    overlay = window._dropping.overlay
    overlay.come(mime)
    yield "dropping", settled(running)
    overlay.go()


def over(window: QWidget) -> list[QWidget]:
    """Return the dialogs and windows that are open beside the program's window."""
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]


def settled(running) -> QWidget:
    """Wait until the program shows what it has to."""
    running.wait(lambda: running.desk.outlook.is_fresh)
    QApplication.processEvents()
    return running.window


def point_at_all(window: QWidget) -> None:
    """Let the pointer be over every button, which shows what is only shown then."""
    at = QPointF(1, 1)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            QApplication.sendEvent(button, QEnterEvent(at, at, at))
