"""A line with a state's shape: how the last action ended, and what to do."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QHBoxLayout, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph


class RemarkLine(QWidget):
    """Hidden while there is nothing to say; news are read aloud."""

    voice = speech.voice_of(QAccessible.Role.Grouping)

    def __init__(self, *, ink: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph = StateGlyph(Tone.QUIET, "")
        self._label = Label(wraps=True, ink=ink)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        look.changed.connect(self._refit)
        self._refit()

    def _refit(self) -> None:
        """Have the shape stand in the middle of the first line."""
        self._glyph.setFixedHeight(look.metrics(Type.CONTROL).height())

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text() if not self.isHidden() else ""

    def show_remark(self, remark: tuple[Tone, str] | None, *, is_news: bool) -> None:
        """Say something with the shape of its tone, None for nothing."""
        before = self.words
        self.setVisible(remark is not None)
        if remark is None:
            return
        tone, said = remark
        self._glyph.show_state(tone)
        self._label.setText(said)
        self.setAccessibleName(said)
        if is_news and said != before:
            speech.read_aloud(self, said, is_urgent=tone is Tone.FAILED)
