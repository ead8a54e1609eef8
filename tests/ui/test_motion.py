"""Where no motion is wanted nothing moves by itself, and there is one policy that says so."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractAnimation, Qt, QTimer
from PySide6.QtWidgets import QWidget

from seedream_desktop.ui.canvas.modes import Mode
from seedream_desktop.ui.canvas.stage import Stage
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.widgets.choice import Switch
from seedream_desktop.ui.widgets.notice import Toaster
from tests.shots.pages import PAGES

UI = Path(__file__).parents[2] / "seedream_desktop" / "ui"
MOVERS = {
    *("QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QMovie"),
    *("QSequentialAnimationGroup", "QParallelAnimationGroup", "QPauseAnimation"),
}
POLICY = {"has_motion", "motion_ms"}
OFTEN_MS = 100
"""What comes more often is seen as a movement."""
NO_MOVEMENT = {
    "bridge.py": "collects news of the engine",
    "shell/chores.py": "makes workspaces while nothing else is to be done",
    "widgets/edge_scroll.py": "scrolls while the user drags to an edge",
    "views/timeline/sieve.py": "works in portions",
}


def often(tree: ast.Module) -> bool:
    """Say whether a module has a timer that comes again and again within a tenth of a second."""
    values = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Constant)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [(ast.unparse(call.func), call.args) for call in calls]
    single = {name.rpartition(".")[0] for name, args in named if name.endswith("setSingleShot")}
    for name, args in named:
        timer, _, verb = name.rpartition(".")
        if verb not in {"setInterval", "startTimer"} or not args or timer in single:
            continue
        names = {node.id for node in ast.walk(args[0]) if isinstance(node, ast.Name)}
        given = [values.get(each) for each in names] + [getattr(args[0], "value", None)]
        if any(isinstance(ms, int) and ms <= OFTEN_MS for ms in given):
            return True
    return False


def unasked(tree: ast.Module) -> bool:
    """Say whether a module moves something and never asks whether that is wanted."""
    words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    asks = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & POLICY
    return bool(words & MOVERS or often(tree)) and not asks


def test_whatever_moves_asks_the_one_policy():
    moving = {
        path.relative_to(UI).as_posix()
        for path in UI.rglob("*.py")
        if unasked(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert moving - set(NO_MOVEMENT) == set()


@pytest.mark.parametrize(
    "code",
    [
        "slide = QPropertyAnimation(self, b'pos')",
        "_TICK_MS: Final = 33\nself.t.setInterval(_TICK_MS)",
        "self.startTimer(16)",
    ],
)
def test_a_movement_that_does_not_ask_is_found(code):
    assert unasked(ast.parse(code))
    assert not unasked(ast.parse(f"{code}\nif look.has_motion: pass"))


def moving(root: QWidget) -> list[str]:
    """Return what moves within a window now."""
    is_on = QAbstractAnimation.State.Running
    slides = [a for a in root.findChildren(QAbstractAnimation) if a.state() == is_on]
    ticks = [t for t in root.findChildren(QTimer) if t.isActive() and not t.isSingleShot()]
    often = [t for t in ticks if t.interval() <= OFTEN_MS]
    return [type(each.parent()).__name__ for each in (*slides, *often)]


@pytest.mark.parametrize("page", ["controls", "cells", "queue", "building"])
def test_nothing_moves_on_a_page_without_motion(shown, page):
    look.allow_motion(allowed=False)
    window = shown(PAGES[page](), 1440, 900)
    for switch in window.findChildren(Switch):
        switch.click()
    assert moving(window) == []


def test_what_moves_rests_at_once_when_motion_is_switched_off(shown, qapp):
    room = QWidget()
    stage = Stage(room)
    stage.show_mode(Mode.BLINK)
    switch = Switch("On", room)
    shown(room)
    Toaster(room).show("Done", close="Close")
    switch.click()
    blinks = stage.findChild(QTimer)
    assert blinks.isActive()
    assert {"Switch", "Toast"} <= set(moving(room))
    look.allow_motion(allowed=False)
    assert moving(room) == []
    assert not blinks.isActive()
    assert qapp.cursorFlashTime() == 0
    assert not qapp.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    look.allow_motion(allowed=True)
    assert qapp.cursorFlashTime() > 0
