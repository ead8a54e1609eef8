"""A person without a mouse, for the tests that go through the window by key events alone."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.fixtures.windowing import Running
from tests.ui import reach

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Hands:
    """Presses keys wherever the focus is, and reads the screen."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.window = running.window
        self.desk = running.desk

    def press(self, key: Qt.Key | str, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)
        QCoreApplication.processEvents()

    def type(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)
        QCoreApplication.processEvents()

    def call(self, words: str) -> None:
        """Do a command by its name, from the palette."""
        self.press(Qt.Key.Key_K, CTRL)
        self.type(words)
        self.press(Qt.Key.Key_Return)

    def tab_to(self, name: str, *, is_whole: bool = False) -> None:
        """Press Tab until the focus is on what is called so, or with this in its name."""
        for _ in range(60):
            found = reach.name_of(QApplication.focusWidget())
            if name == found or (name in found and not is_whole):
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not come to {name}")

    def leave_dialog(self) -> None:
        """Press Escape. A platform without a window manager makes no other window active."""
        self.press(Qt.Key.Key_Escape)
        self.come_back()

    def come_back(self) -> None:
        """Go on in the window once no dialog is over it."""
        self.wait(lambda: QApplication.activeModalWidget() is None)
        self.window.activateWindow()
        self.wait(lambda: QApplication.focusWidget() is not None)

    def wait(self, until: Callable[[], bool]) -> None:
        self.running.wait(until)

    def write_step(self, prompt: str) -> None:
        before = len(self.sequence.steps)
        self.press(Qt.Key.Key_N, CTRL | SHIFT)
        self.wait(lambda: len(self.sequence.steps) == before + 1)
        self.press(Qt.Key.Key_A, CTRL)
        self.type(prompt)
        self.wait(lambda: self.sequence.steps[-1].prompt == prompt)

    def see_plan(self) -> None:
        outlook = self.desk.outlook
        self.wait(lambda: outlook.is_fresh and outlook.planned == self.sequence)

    @property
    def sequence(self):
        return self.desk.documents.current.sequence
