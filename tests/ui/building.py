"""The workspace Build over the real program, for its tests."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from seedream_desktop.domain.geometry import Size
from seedream_desktop.domain.ids import ProviderId, SequenceId, StepId
from seedream_desktop.domain.step import Step
from seedream_desktop.ui.edits import SequenceDocument
from tests.fixtures.windowing import Running
from tests.ui.modelling import picture

LOCAL = Step(id=StepId("st-1"), prompt="warmer", provider=ProviderId("local"), family="classic")
SECOND = replace(LOCAL, id=StepId("st-2"), prompt="sepia")
THIRD = replace(LOCAL, id=StepId("st-3"), prompt="sharpen")
PAID = replace(
    LOCAL, id=StepId("st-1"), provider=ProviderId("wavespeed"), family="seedream-5.0-lite"
)
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Bench:
    """The shown window with a sequence open in Build."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.desk = running.desk
        self.window = running.window

    def begin(self, *steps: Step, pictures: int = 3) -> "Bench":
        self.desk.documents.create("Work", map(picture, range(pictures)), steps)
        self.window.do("go.build")
        self.settle()
        return self

    @property
    def document(self) -> SequenceDocument:
        assert self.desk.documents.current is not None
        return self.desk.documents.current

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.document.sequence.steps

    @property
    def column(self):
        return self.window._workspaces["go.build"].steps

    @property
    def editor(self):
        return self.column.editor

    @property
    def text(self):
        return self.editor.prompt.words

    def settle(self) -> None:
        for _ in range(3):
            QCoreApplication.processEvents()

    def call(self, command: str) -> None:
        action = self.desk.actions.action(command)
        assert action.isEnabled(), command
        action.trigger()
        self.settle()

    def can(self, command: str) -> bool:
        return self.desk.actions.action(command).isEnabled()

    def press(self, key: Qt.Key, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus, key, keys)
        self.settle()

    def type(self, words: str) -> None:
        QTest.keyClicks(self.focus, words)
        self.settle()

    def compose(self, preedit: str, commit: str = "") -> None:
        event = QInputMethodEvent(preedit, [])
        if commit:
            event.setCommitString(commit)
        QCoreApplication.sendEvent(self.focus, event)
        self.settle()

    @property
    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def undo(self) -> None:
        self.desk.documents.undo.undo()
        self.settle()

    def redo(self) -> None:
        self.desk.documents.undo.redo()
        self.settle()


def sized(number: int, width: int, height: int):
    made = picture(number)
    return replace(made, header=replace(made.header, size=Size(width, height)))


class Lives:
    """The program that is closed and started again on the same library."""

    def __init__(self, begin: Callable[[], Bench]) -> None:
        self._begin = begin
        self._bench: Bench | None = None

    def begin(self) -> Bench:
        self._bench = self._begin()
        return self._bench

    def again(self, sequence: SequenceId) -> Bench:
        self.end()
        bench = self.begin()
        bench.desk.documents.open(sequence)
        bench.running.wait(lambda: bench.desk.documents.current is not None)
        bench.window.do("go.build")
        bench.settle()
        return bench

    def end(self) -> None:
        if self._bench is not None:
            self._bench.running.close()
            self._bench = None
