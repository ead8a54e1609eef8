"""Goes from pane to pane with F6, and finds what takes the focus in one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def enter(pane: QWidget, reason: Qt.FocusReason = Qt.FocusReason.ShortcutFocusReason) -> bool:
    """Give the focus to a pane, or to the first thing in it that Tab reaches; False for none."""
    target = _first(pane)
    if target is not None:
        target.setFocus(reason)
    return target is not None


def step(panes: Sequence[QWidget], focused: QWidget | None, by: int) -> bool:
    """Go to the next pane, or with -1 the one before, past those that take no focus."""
    shown = [pane for pane in panes if pane.isVisible()]
    if not shown:
        return False
    here = _holding(shown, focused)
    start = here if here is not None else (-1 if by > 0 else 0)
    return any(enter(shown[(start + by * turn) % len(shown)]) for turn in range(1, len(shown) + 1))


def _holding(panes: Sequence[QWidget], focused: QWidget | None) -> int | None:
    """Return the number of the innermost pane that holds the focus."""
    inside = [
        number
        for number, pane in enumerate(panes)
        if focused is not None and (pane is focused or pane.isAncestorOf(focused))
    ]
    return max(inside, key=lambda number: _depth(panes[number]), default=None)


def _depth(widget: QWidget) -> int:
    depth, above = 0, widget.parentWidget()
    while above is not None:
        depth, above = depth + 1, above.parentWidget()
    return depth


def _first(pane: QWidget) -> QWidget | None:
    if _takes(pane):
        return pane
    following = pane.nextInFocusChain()
    while following is not None and following is not pane:
        if pane.isAncestorOf(following) and _takes(following):
            return following
        following = following.nextInFocusChain()
    return None


def _takes(widget: QWidget) -> bool:
    by_tab = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(by_tab) and widget.isEnabled() and widget.isVisible()
